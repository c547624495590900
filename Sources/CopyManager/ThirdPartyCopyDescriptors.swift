import SCSI

extension CopyManager {
    /// The descriptors of VPD page 8Fh, ascending by type (SPC-4 7.8.17): the same limits that
    /// RECEIVE COPY OPERATING PARAMETERS reports.
    public var thirdPartyCopyDescriptors: [ThirdPartyCopyDescriptor] {
        var parameters = ParameterDataDescriptor()
        parameters.maximumCSCDDescriptorCount = limits.maximumCSCDDescriptorCount
        parameters.maximumSegmentDescriptorCount = limits.maximumSegmentDescriptorCount
        parameters.maximumDescriptorListLength = limits.maximumDescriptorListLength
        parameters.maximumInlineDataLength = limits.maximumInlineDataLength
        var general = GeneralCopyOperationsDescriptor()
        general.totalConcurrentCopies = UInt32(limits.totalConcurrentCopies)
        general.maximumIdentifiedConcurrentCopies = UInt32(limits.totalConcurrentCopies)
        general.maximumSegmentLength = limits.maximumSegmentLength
        var stream = StreamCopyOperationsDescriptor()
        stream.maximumStreamDeviceTransferSize = limits.maximumStreamDeviceTransferSize
        let descriptors: [any WireStructure] = [
            supportedCommands, parameters,
            SupportedDescriptorsDescriptor(
                supportedDescriptorTypeCodes: CopyManagerLimits.segmentTypes.map(\.rawValue)
                    + CopyManagerLimits.cscdTypes),
            SupportedCSCDDescriptorIDsDescriptor(
                supportedCSCDDescriptorIDs: CopyManagerLimits.wellKnownIDs.map(\.rawValue)),
            general, stream,
        ]
        return descriptors.compactMap { try? ThirdPartyCopyDescriptor($0) }
    }

    private var supportedCommands: SupportedCommandsDescriptor {
        let actions: [ReceiveCopyServiceAction] = [
            .copyStatus, .operatingParameters, .failureDetails,
        ]
        return SupportedCommandsDescriptor(commandSupportDescriptors: [
            CommandSupportDescriptor(
                supportedOperationCode: .extendedCopy, supportedServiceActions: [0x00]),
            CommandSupportDescriptor(
                supportedOperationCode: .receiveCopyResults,
                supportedServiceActions: actions.map(\.rawValue)),
        ])
    }
}
