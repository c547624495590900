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
    let profile: CopyManagerProfile

    /// Resolves the ID of one side, which stands at byte `byte` of the segment descriptor.
    ///
    /// - Parameter clearsUnitAttentions: whether conditions of before the copy are taken out of
    ///   the way; a verification must leave them as they are.
    func find(
        _ id: CSCDDescriptorID, at byte: Int, _ side: CopySide, _ io: inout CopyIO,
        clearsUnitAttentions: Bool = true
    ) throws(CopyFailure) -> CSCDBinding {
        switch try CSCDReference(list: list, profile: profile).find(id, at: byte, side) {
        case .nothing(let binding):
            return binding
        case .receiver:
            let target = resolver.copyTarget(
                receiver: receiver, for: nexus,
                actsForSender: profile.quirks.actsForSenderOnReceiver)
            guard let target else {
                throw CopyFailure(.unreachableCSCD, at: .segment(byte))
            }
            return try device(target, nil, side, &io, clearsUnitAttentions)
        case .device(let named, let identity):
            let target = resolver.copyTarget(
                identity, for: nexus, receiver: receiver,
                actsForSender: profile.quirks.actsForSenderOnReceiver)
            guard let target else {
                let isThere = profile.quirks.reportsNotAuthorized && resolver.knows(identity)
                throw CopyFailure(
                    isThere ? .notAuthorized : .unreachableCSCD,
                    at: .parameterList(named.listOffset))
            }
            return try device(target, named, side, &io, clearsUnitAttentions)
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
