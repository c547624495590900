import Devices
import Media
import SCSI
import Timebase
import WireBytes

/// A representation of data as a disk: what segments read it by, and write it by where it stands
/// for data as they are. Its blocks are the blocks of the ranges, one behind the other.
final class RODTarget: CopyTarget {
    private let rod: RepresentationOfData
    /// The disk, or the view of it; `nil` for block zero.
    private let backing: (any CopyTarget)?
    /// Bytes of a block.
    private let blockLength: Int

    init(_ rod: RepresentationOfData, backing: (any CopyTarget)?, blockLength: Int) {
        self.rod = rod
        self.backing = backing
        self.blockLength = blockLength
    }

    var deviceType: PeripheralDeviceType { .directAccess }

    var files: Set<ObjectIdentifier> { backing?.files ?? [] }

    var logicalUnit: ObjectIdentifier { backing?.logicalUnit ?? ObjectIdentifier(rod) }

    func execute(
        cdb: [UInt8], dataOut: DataBuffer, dataInLength: Int, segment: UInt16, at now: Instant
    ) -> (completion: Completion?, duration: Nanoseconds) {
        switch OperationCode(rawValue: cdb.first ?? 0) {
        case .read16:
            guard let command = try? Read16CDB(cdb) else { return refused }
            let transfer = Transfer(
                address: command.logicalBlockAddress, count: UInt64(command.transferLength),
                segment: segment, start: now)
            return read(transfer)
        case .write16:
            guard let command = try? Write16CDB(cdb) else { return refused }
            let transfer = Transfer(
                address: command.logicalBlockAddress, count: UInt64(command.transferLength),
                segment: segment, start: now)
            return write(dataOut, transfer)
        case .readCapacity10:
            let data = ReadCapacity10ParameterData(
                blockCount: rod.blockCount, logicalBlockLengthInBytes: UInt32(blockLength))
            return (.good(data.encoded(), allocationLength: 8), .zero)
        case .serviceActionIn16:
            guard let command = try? ReadCapacity16CDB(cdb) else { return refused }
            var data = rod.capacity
            data.returnedLogicalBlockAddress = max(rod.blockCount, 1) - 1
            data.logicalBlockLengthInBytes = UInt32(blockLength)
            return (
                .good(data.encoded(), allocationLength: command.allocationLength), .zero
            )
        case .inquiry, .testUnitReady:
            // What is said of the disk holds for its blocks.
            return backing?.execute(
                cdb: cdb, dataOut: dataOut, dataInLength: dataInLength, segment: segment, at: now)
                ?? (blockZeroAnswer(cdb), .zero)
        default:
            return refused
        }
    }

    private func blockZeroAnswer(_ cdb: [UInt8]) -> Completion {
        guard let command = try? InquiryCDB(cdb) else { return .good }
        return .good(
            StandardInquiryData().encoded(), allocationLength: command.allocationLength)
    }

    private var refused: (Completion?, Nanoseconds) {
        (.check(.illegalRequest, .invalidOperationCode, at: .cdb(0)), .zero)
    }

    /// What READ(16) and WRITE(16) ask for.
    private struct Transfer {
        let address: UInt64
        let count: UInt64
        let segment: UInt16
        let start: Instant
    }

    private func outOfRange(_ transfer: Transfer) -> (Completion?, Nanoseconds) {
        var sense = SenseData(.illegalRequest, .blockAddressOutOfRange)
        sense.information = Int64(exactly: max(transfer.address, rod.blockCount))
        return (.check(sense), .zero)
    }

    private func read(_ transfer: Transfer) -> (Completion?, Nanoseconds) {
        guard let backing else {
            var completion = Completion.good
            completion.dataIn = DataBuffer(.zeros(count: Int(transfer.count) * blockLength))
            return (completion, .zero)
        }
        guard let runs = rod.runs(of: transfer.address, count: transfer.count) else {
            return outOfRange(transfer)
        }
        var whole = Completion.good
        var duration = Nanoseconds.zero
        for run in runs {
            var command = Read16CDB()
            command.logicalBlockAddress = run.address
            command.transferLength = UInt32(run.count)
            let (completion, time) = backing.execute(
                cdb: command.encoded(), dataOut: DataBuffer(),
                dataInLength: Int(run.count) * blockLength, segment: transfer.segment,
                at: transfer.start + duration)
            duration += time
            guard let completion, completion.status == .good else { return (completion, duration) }
            whole.dataIn.append(completion.dataIn)
            whole.work.bytes += completion.work.bytes
        }
        return (whole, duration)
    }

    private func write(
        _ dataOut: DataBuffer, _ transfer: Transfer
    ) -> (Completion?, Nanoseconds) {
        guard let backing, !rod.type.isPointInTime else {
            return (.check(.dataProtect, .writeProtected), .zero)
        }
        guard let runs = rod.runs(of: transfer.address, count: transfer.count) else {
            return outOfRange(transfer)
        }
        var data = dataOut
        var whole = Completion.good
        var duration = Nanoseconds.zero
        for run in runs {
            var command = Write16CDB()
            command.logicalBlockAddress = run.address
            command.transferLength = UInt32(run.count)
            let length = min(Int(run.count) * blockLength, data.count)
            let (completion, time) = backing.execute(
                cdb: command.encoded(), dataOut: data.takeFirst(length), dataInLength: 0,
                segment: transfer.segment, at: transfer.start + duration)
            duration += time
            guard let completion, completion.status == .good else { return (completion, duration) }
            whole.work.bytes += completion.work.bytes
        }
        return (whole, duration)
    }
}

extension CopyContext {
    /// A representation of data as a copy source or copy destination.
    ///
    /// Whoever has a token may use it through any logical unit of the copy manager: it is the token
    /// that gives access to the data (SPC-4, ROD tokens), so no LUN map is asked. To make one
    /// takes access to the disk, since only the logical unit that got the command can be its
    /// source.
    ///
    /// - Parameters:
    ///   - blockLength: for block zero, the length of its blocks.
    ///   - listOffset: where its descriptor stands, if it has one.
    func binding(
        _ rod: RepresentationOfData, pad: Bool = false, blockLength: Int, listOffset: Int? = nil,
        _ io: inout CopyIO
    ) throws(CopyFailure) -> CSCDBinding {
        let length = rod.isBlockZero ? blockLength : rod.blockLength
        let backing: (any CopyTarget)?
        if let source = rod.source {
            let isReceiver = source === receiver
            backing =
                rod.view
                ?? resolver.copyTarget(
                    receiver: source, for: nexus,
                    actsForSender: isReceiver && profile.quirks.actsForSenderOnReceiver)
            guard let backing else {
                throw CopyFailure(
                    .unreachableCSCD, at: listOffset.map { .parameterList($0) })
            }
            try io.clearUnitAttentions(
                of: CSCDBinding(
                    target: backing, deviceClass: .block, pad: false, blockLength: length,
                    listOffset: listOffset))
        } else {
            backing = nil
        }
        return CSCDBinding(
            target: RODTarget(rod, backing: backing, blockLength: length), deviceClass: .block,
            pad: pad, blockLength: length, listOffset: listOffset)
    }

    /// The logical unit that got the command, as a disk, and what READ CAPACITY(16) says of it.
    func receiverDisk(
        _ side: CopySide, _ io: inout CopyIO
    ) throws(CopyFailure) -> (binding: CSCDBinding, capacity: ReadCapacity16ParameterData) {
        let target = resolver.copyTarget(
            receiver: receiver, for: nexus, actsForSender: profile.quirks.actsForSenderOnReceiver)
        guard let target else { throw CopyFailure(.unreachableCSCD) }
        let probe = CSCDBinding(
            target: target, deviceClass: .block, pad: false, blockLength: 0, listOffset: nil)
        try io.clearUnitAttentions(of: probe)
        var command = ReadCapacity16CDB()
        command.allocationLength = 32
        let completion = try io.demand(command.encoded(), expecting: 32, to: probe, side)
        guard let bytes = try? completion.dataIn.bytes(),
            let capacity = try? ReadCapacity16ParameterData(bytes),
            capacity.logicalBlockLengthInBytes > 0
        else { throw CopyFailure(.dataUnderrun) }
        let binding = CSCDBinding(
            target: target, deviceClass: .block, pad: false,
            blockLength: Int(capacity.logicalBlockLengthInBytes), listOffset: nil)
        return (binding, capacity)
    }
}

extension CopyIO {
    /// Takes unit attentions of before the copy out of the way.
    fileprivate mutating func clearUnitAttentions(of binding: CSCDBinding) throws(CopyFailure) {
        for _ in 0...Self.unitAttentionRetries {
            let completion = try send(TestUnitReadyCDB().encoded(), to: binding)
            if completion.sense?.key != .unitAttention { return }
        }
    }
}

extension ReadCapacity16ParameterData {
    /// Whether a range lies on the disk.
    func contains(_ address: UInt64, _ count: UInt64) -> Bool {
        let (end, overflow) = address.addingReportingOverflow(count)
        if overflow { return false }
        // The last address is reported, not the number of blocks.
        return end == 0 || end - 1 <= returnedLogicalBlockAddress
    }
}
