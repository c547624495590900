import SCSI
import WireBytes

/// What a CSCD descriptor ID of a segment descriptor stands for, as far as the parameter list alone
/// says it.
struct CSCDReference {
    let list: AcceptedParameterList
    let profile: CopyManagerProfile

    /// What an ID can stand for.
    enum Meaning {
        /// A logical unit that a CSCD descriptor names.
        case device(AcceptedCSCD, CopyTargetIdentity)
        /// The logical unit that got the command.
        case receiver
        /// No logical unit.
        case nothing(CSCDBinding)
    }

    /// What the ID of one side stands for, which stands at byte `byte` of the segment descriptor.
    ///
    /// - Throws: `CopyFailure` for an ID that stands for nothing, and for a descriptor by which no
    ///   logical unit can be found.
    func find(
        _ id: CSCDDescriptorID, at byte: Int, _ side: CopySide
    ) throws(CopyFailure) -> Meaning {
        if let named = list.cscd(id) { return try described(named, side) }
        if list.isExtension(id) { throw CopyFailure(.extensionDescriptor, at: .segment(byte)) }
        guard id.rawValue > CSCDDescriptorID.lastInList, profile.wellKnownIDs.contains(id)
        else { throw CopyFailure(.cscdIDWithoutDescriptor, at: .segment(byte)) }
        switch id {
        case .nullDisk, .nullTape:
            return .nothing(
                CSCDBinding(
                    target: nil, deviceClass: id == .nullDisk ? .block : .stream,
                    pad: profile.switches.nullLuPad, blockLength: id == .nullDisk ? 512 : 0,
                    listOffset: nil))
        case .receiver:
            return .receiver
        default:
            // F800h stands for a logical unit only where a ROD names its producer.
            throw CopyFailure(.unreachableCSCD, at: .segment(byte))
        }
    }

    private func described(
        _ named: AcceptedCSCD, _ side: CopySide
    ) throws(CopyFailure) -> Meaning {
        let descriptor = named.descriptor
        if descriptor.nul { return .nothing(null(named, side)) }
        let extensionCode = profile.switches.eaEbTailOffsets.extensionTypeCode
        if descriptor.byteCount > CSCDDescriptorID.unit, named.bytes[extensionCode] != 0xFF {
            throw CopyFailure(
                .extensionDescriptor, at: .parameterList(named.listOffset + extensionCode))
        }
        if descriptor.logicalUnitIDType == 1, descriptor.logicalUnitNumber != nil {
            throw CopyFailure(.invalidProxyToken, at: .parameterList(named.listOffset + 4))
        }
        guard let identity = identity(named) else {
            throw CopyFailure(.unreachableCSCD, at: .parameterList(named.listOffset))
        }
        return .device(named, identity)
    }

    /// A descriptor that stands for no logical unit.
    private func null(_ named: AcceptedCSCD, _ side: CopySide) -> CSCDBinding {
        let parameters = named.descriptor.deviceTypeSpecific
        let deviceClass = CSCDDeviceClass(named.descriptor.peripheralDeviceType)
        // Only disks and tapes have a block length; the field of others is reserved.
        let length = deviceClass == .processor ? 0 : Int(parameters.blockLength)
        return CSCDBinding(
            target: nil, nullCondition: .nullLogicalUnit,
            nullField: profile.quirks.blamesIDOfNullLogicalUnit
                ? .segment(side == .source ? 4 : 6) : nil, deviceClass: deviceClass,
            pad: parameters.pad, blockLength: deviceClass == .block && length == 0 ? 512 : length,
            listOffset: named.listOffset)
    }

    /// By what a descriptor names its logical unit.
    private func identity(_ named: AcceptedCSCD) -> CopyTargetIdentity? {
        switch named.descriptor {
        case .fibreChannelName(let it):
            return .fibreChannel(name: it.nPortName, identifier: nil, it.logicalUnitNumber)
        case .fibreChannelID(let it):
            return .fibreChannel(name: nil, identifier: it.nPortID, it.logicalUnitNumber)
        case .fibreChannelIDWithName(let it):
            return .fibreChannel(
                name: it.nPortName, identifier: it.nPortID, it.logicalUnitNumber)
        case .parallelInterface(let it):
            return .parallelInterface(target: it.targetIdentifier, it.logicalUnitNumber)
        case .identification(let it):
            return .designator(
                codeSet: it.codeSet, association: it.association, type: it.designatorType,
                designator: Array(it.designator.prefix(Int(it.designatorLength))))
        case .sas(let it):
            return .sas(address: it.sasAddress, it.logicalUnitNumber)
        case .ipv6(let it):
            let places = profile.switches.eaEbTailOffsets
            return .ipv6(
                address: it.address, port: named.bytes.bigEndian16(at: places.port),
                protocolNumber: named.bytes.bigEndian16(at: places.protocolNumber),
                it.logicalUnitNumber)
        case .ipv4, .alias, .rdma, .ieee1394, .ipCopyService, .rod:
            return nil
        }
    }
}
