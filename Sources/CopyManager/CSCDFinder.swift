import Devices
import Media
import SCSI
import Timebase
import WireBytes

/// Finds the device behind a CSCD descriptor ID, and asks it what must be known before a copy.
struct CSCDFinder {
    let list: AcceptedParameterList
    let nexus: NexusIdentifier
    let receiver: any LogicalUnit
    let resolver: any CopyTargetResolver
    let profile: CopyManagerProfile

    /// Resolves the ID of one side, which stands at byte `byte` of the segment descriptor.
    ///
    /// - Parameter clearsUnitAttentions: whether conditions of before the copy are taken out of
    ///   the way; a verification must leave them as they are.
    func find(
        _ id: CSCDDescriptorID, at byte: Int, _ side: CopySide, _ io: inout CopyIO,
        clearsUnitAttentions: Bool = true
    ) throws(CopyFailure) -> CSCDBinding {
        if let named = list.cscd(id) {
            return try described(named, side, &io, clearsUnitAttentions)
        }
        if list.isExtension(id) { throw CopyFailure(.extensionDescriptor, at: .segment(byte)) }
        guard id.rawValue > CSCDDescriptorID.lastInList, profile.wellKnownIDs.contains(id)
        else { throw CopyFailure(.cscdIDWithoutDescriptor, at: .segment(byte)) }
        switch id {
        case .nullDisk, .nullTape:
            return CSCDBinding(
                target: nil, deviceClass: id == .nullDisk ? .block : .stream,
                pad: profile.switches.nullLuPad, blockLength: id == .nullDisk ? 512 : 0,
                listOffset: nil)
        case .receiver:
            let target = resolver.copyTarget(
                receiver: receiver, for: nexus,
                actsForSender: profile.quirks.actsForSenderOnReceiver)
            guard let target else {
                throw CopyFailure(.unreachableCSCD, at: .segment(byte))
            }
            return try device(target, nil, side, &io, clearsUnitAttentions)
        default:
            // F800h stands for a logical unit only where a ROD names its producer.
            throw CopyFailure(.unreachableCSCD, at: .segment(byte))
        }
    }

    private func described(
        _ named: AcceptedCSCD, _ side: CopySide, _ io: inout CopyIO, _ clears: Bool
    ) throws(CopyFailure) -> CSCDBinding {
        let descriptor = named.descriptor
        let place = FieldPointer.parameterList(named.listOffset)
        if descriptor.nul { return null(named, side) }
        let extensionCode = profile.switches.eaEbTailOffsets.extensionTypeCode
        if descriptor.byteCount > CSCDDescriptorID.unit, named.bytes[extensionCode] != 0xFF {
            throw CopyFailure(
                .extensionDescriptor, at: .parameterList(named.listOffset + extensionCode))
        }
        if descriptor.logicalUnitIDType == 1, descriptor.logicalUnitNumber != nil {
            throw CopyFailure(.invalidProxyToken, at: .parameterList(named.listOffset + 4))
        }
        guard let identity = identity(named) else {
            throw CopyFailure(.unreachableCSCD, at: place)
        }
        let target = resolver.copyTarget(
            identity, for: nexus, receiver: receiver,
            actsForSender: profile.quirks.actsForSenderOnReceiver)
        guard let target else {
            let isThere = profile.quirks.reportsNotAuthorized && resolver.knows(identity)
            throw CopyFailure(isThere ? .notAuthorized : .unreachableCSCD, at: place)
        }
        return try device(target, named, side, &io, clears)
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

    /// A device that is there: its type must be the descriptor's, and so must its block length.
    private func device(
        _ target: any CopyTarget, _ named: AcceptedCSCD?, _ side: CopySide,
        _ io: inout CopyIO, _ clearsUnitAttentions: Bool
    ) throws(CopyFailure) -> CSCDBinding {
        let deviceClass = CSCDDeviceClass(target.deviceType)
        let parameters = named?.descriptor.deviceTypeSpecific ?? DeviceTypeSpecificParameters()
        let probe = CSCDBinding(
            target: target, deviceClass: deviceClass, pad: parameters.pad,
            blockLength: Int(parameters.blockLength), listOffset: named?.listOffset)
        try compareType(probe, named?.descriptor, &io)
        if clearsUnitAttentions { try clearUnitAttentions(probe, &io) }
        guard deviceClass == .block, clearsUnitAttentions else { return probe }
        let length = try blockLength(probe, side, &io)
        if probe.blockLength != 0 && probe.blockLength != length {
            throw CopyFailure(
                .diskBlockLengthMismatch,
                at: named.map { .parameterList($0.listOffset + 29) })
        }
        return CSCDBinding(
            target: target, deviceClass: deviceClass, pad: probe.pad, blockLength: length,
            listOffset: named?.listOffset)
    }

    private func compareType(
        _ probe: CSCDBinding, _ descriptor: CSCDDescriptor?, _ io: inout CopyIO
    ) throws(CopyFailure) {
        var inquiry = InquiryCDB()
        inquiry.allocationLength = 36
        let completion = try io.send(inquiry.encoded(), expecting: 36, to: probe)
        guard completion.status == .good, let first = try? completion.dataIn.bytes().first else {
            throw CopyFailure(.notReachable, at: probe.field)
        }
        if let descriptor, first & 0x1F != descriptor.peripheralDeviceType.rawValue {
            throw CopyFailure(.wrongPeripheralDeviceType, at: probe.field)
        }
    }

    /// Unit attentions of before the copy are no concern of it; whatever else a device has to say
    /// shows at the first READ or WRITE.
    private func clearUnitAttentions(
        _ probe: CSCDBinding, _ io: inout CopyIO
    ) throws(CopyFailure) {
        for _ in 0...CopyIO.unitAttentionRetries {
            let completion = try io.send(TestUnitReadyCDB().encoded(), to: probe)
            if completion.sense?.key != .unitAttention { return }
        }
    }

    private func blockLength(
        _ probe: CSCDBinding, _ side: CopySide, _ io: inout CopyIO
    ) throws(CopyFailure) -> Int {
        let completion = try io.demand(
            ReadCapacity10CDB().encoded(), expecting: 8, to: probe, side)
        guard let bytes = try? completion.dataIn.bytes(),
            let capacity = try? ReadCapacity10ParameterData(bytes),
            capacity.logicalBlockLengthInBytes > 0
        else { throw CopyFailure(.dataUnderrun, at: probe.field) }
        return Int(capacity.logicalBlockLengthInBytes)
    }
}
