import Devices
import Media
import SCSI
import Timebase

/// Finds the device behind a CSCD descriptor ID, and asks it what must be known before a copy.
struct CSCDFinder {
    let list: AcceptedParameterList
    let nexus: NexusIdentifier
    let receiver: any LogicalUnit
    let resolver: any CopyTargetResolver

    /// Resolves the ID of one side, which stands at byte `byte` of the segment descriptor.
    func find(
        _ id: CSCDDescriptorID, at byte: Int, _ side: CopySide, _ io: inout CopyIO
    ) throws(CopyFailure) -> CSCDBinding {
        switch id {
        case .nullDisk, .nullTape:
            // No descriptor says PAD; one is what the flush by a 06h segment needs.
            return CSCDBinding(
                target: nil, deviceClass: id == .nullDisk ? .block : .stream, pad: true,
                blockLength: id == .nullDisk ? 512 : 0, listOffset: nil)
        case .receiver:
            guard let target = resolver.copyTarget(receiver: receiver) else {
                throw CopyFailure(.unreachableCopyTarget, at: .segment(byte))
            }
            return try device(target, nil, side, &io)
        default:
            guard Int(id.rawValue) < list.cscdDescriptors.count else {
                throw CopyFailure(.unreachableCopyTarget, at: .segment(byte))
            }
            return try described(Int(id.rawValue), side, &io)
        }
    }

    private func described(
        _ index: Int, _ side: CopySide, _ io: inout CopyIO
    ) throws(CopyFailure) -> CSCDBinding {
        let descriptor = list.cscdDescriptors[index]
        let offset =
            ExtendedCopyLID1Header.byteCount + index * IdentificationCSCDDescriptor.byteCount
        let parameters = descriptor.deviceTypeSpecific
        if descriptor.nul {
            let deviceClass = CSCDDeviceClass(descriptor.peripheralDeviceType)
            // Only disks and tapes have a block length; the field of others is reserved.
            let length = deviceClass == .processor ? 0 : Int(parameters.blockLength)
            return CSCDBinding(
                target: nil, nullCode: .copyTargetNotReachable, deviceClass: deviceClass,
                pad: parameters.pad,
                blockLength: deviceClass == .block && length == 0 ? 512 : length,
                listOffset: offset)
        }
        let designator = descriptor.designator.prefix(Int(descriptor.designatorLength))
        let target = resolver.copyTarget(
            codeSet: descriptor.codeSet, association: descriptor.association,
            type: descriptor.designatorType, designator: Array(designator), for: nexus)
        guard let target else {
            throw CopyFailure(.unreachableCopyTarget, at: .parameterList(offset))
        }
        return try device(target, (descriptor, offset), side, &io)
    }

    /// A device that is there: its type must be the descriptor's, and so must its block length.
    private func device(
        _ target: any CopyTarget, _ named: (IdentificationCSCDDescriptor, offset: Int)?,
        _ side: CopySide, _ io: inout CopyIO
    ) throws(CopyFailure) -> CSCDBinding {
        let deviceClass = CSCDDeviceClass(target.deviceType)
        let parameters = named?.0.deviceTypeSpecific ?? DeviceTypeSpecificParameters()
        let probe = CSCDBinding(
            target: target, deviceClass: deviceClass, pad: parameters.pad,
            blockLength: Int(parameters.blockLength), listOffset: named?.offset)
        try compareType(probe, named, &io)
        try clearUnitAttentions(probe, &io)
        guard deviceClass == .block else { return probe }
        let length = try blockLength(probe, side, &io)
        if probe.blockLength != 0 && probe.blockLength != length {
            throw CopyFailure(
                .invalidFieldInParameterList,
                at: named.map { .parameterList($0.offset + 29) })
        }
        return CSCDBinding(
            target: target, deviceClass: deviceClass, pad: probe.pad, blockLength: length,
            listOffset: named?.offset)
    }

    private func compareType(
        _ probe: CSCDBinding, _ named: (IdentificationCSCDDescriptor, offset: Int)?,
        _ io: inout CopyIO
    ) throws(CopyFailure) {
        var inquiry = InquiryCDB()
        inquiry.allocationLength = 36
        let completion = try io.send(inquiry.encoded(), expecting: 36, to: probe)
        guard completion.status == .good, let first = try? completion.dataIn.bytes().first else {
            throw CopyFailure(.copyTargetNotReachable, at: probe.field)
        }
        if let named, first & 0x1F != named.0.peripheralDeviceType.rawValue {
            throw CopyFailure(.incorrectCopyTargetType, at: probe.field)
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
        else { throw CopyFailure(.copyTargetUnderrun, at: probe.field) }
        return Int(capacity.logicalBlockLengthInBytes)
    }
}
