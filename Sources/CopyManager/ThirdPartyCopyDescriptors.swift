import Devices
import SCSI

extension CopyManager {
    /// The descriptors of VPD page 8Fh, ascending by type (SPC-4, Third-party Copy VPD page): the
    /// same limits that RECEIVE COPY OPERATING PARAMETERS reports.
    public func thirdPartyCopyDescriptors(
        for receiver: any LogicalUnit
    ) -> [ThirdPartyCopyDescriptor] {
        let limits = profile.advertised
        let copies = profile.supports(.extendedCopyLID1) || profile.supports(.extendedCopyLID4)
        var descriptors: [any WireStructure] = []
        // The commands about tokens are those of direct-access devices.
        let isDisk = receiver.identity.deviceType == .directAccess
        if profile.hasTokenCommands && isDisk { descriptors.append(rodTokenLimits) }
        descriptors.append(supportedCommands(isDisk: isDisk))
        if copies {
            var parameters = ParameterDataDescriptor()
            parameters.maximumCSCDDescriptorCount = limits.maximumCSCDDescriptorCount
            parameters.maximumSegmentDescriptorCount = limits.maximumSegmentDescriptorCount
            parameters.maximumDescriptorListLength = limits.maximumDescriptorListLength
            parameters.maximumInlineDataLength = limits.maximumInlineDataLength
            descriptors += [
                parameters,
                SupportedDescriptorsDescriptor(
                    supportedDescriptorTypeCodes: profile.segmentTypes + profile.cscdTypes),
                SupportedCSCDDescriptorIDsDescriptor(
                    supportedCSCDDescriptorIDs: profile.wellKnownIDs.map(\.rawValue)),
            ]
        }
        if let identifier = profile.copyGroupIdentifier {
            descriptors.append(CopyGroupIdentifierDescriptor(copyGroupIdentifier: identifier))
        }
        if profile.hasTokens { descriptors += rodDescriptors(for: receiver) }
        var general = GeneralCopyOperationsDescriptor()
        general.totalConcurrentCopies = UInt32(limits.totalConcurrentCopies)
        general.maximumIdentifiedConcurrentCopies =
            UInt32(limits.maximumIdentifiedConcurrentCopies)
        general.maximumSegmentLength = limits.maximumSegmentLength
        general.dataSegmentGranularity = limits.dataSegmentGranularity
        general.inlineDataGranularity = limits.inlineDataGranularity
        descriptors.append(general)
        if copies {
            var stream = StreamCopyOperationsDescriptor()
            stream.maximumStreamDeviceTransferSize = limits.maximumStreamDeviceTransferSize
            descriptors.append(stream)
        }
        if profile.holdsData {
            var held = HeldDataDescriptor()
            held.heldDataLimit = limits.heldDataLimit
            held.heldDataGranularity = limits.heldDataGranularity
            descriptors.append(held)
        }
        return descriptors.compactMap { try? ThirdPartyCopyDescriptor($0) }
    }

    private func supportedCommands(isDisk: Bool) -> SupportedCommandsDescriptor {
        let codes: [OperationCode] = [.extendedCopy, .receiveCopyResults]
        return SupportedCommandsDescriptor(
            commandSupportDescriptors: codes.compactMap { code in
                let actions = profile.commands.filter {
                    $0.operationCode == code.rawValue
                        && (isDisk || ($0 != .populateToken && $0 != .writeUsingToken))
                }
                if actions.isEmpty { return nil }
                return CommandSupportDescriptor(
                    supportedOperationCode: code,
                    supportedServiceActions: actions.map(\.serviceAction))
            })
    }
}
