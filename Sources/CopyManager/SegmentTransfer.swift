import Media
import SCSI
import Timebase

/// The movement of one segment's data: the algorithm that all data segments share.
///
/// N bytes are to be processed. They come from the source residue first, then from whole units
/// read from the source, never one more than needed; they go to the destination residue, from
/// which as many whole units as it holds are written, oldest byte first. What then remains is
/// dealt with by CAT and the two PAD bits.
struct SegmentTransfer {
    /// Where bytes come from.
    enum Source {
        /// A block device, and the next block to be read.
        case blocks(CSCDBinding, next: UInt64)
        /// A stream device, and how many bytes one READ moves.
        case stream(CSCDBinding, unit: Int)
        /// Bytes of the parameter list.
        case inline(DataBuffer)
    }

    /// Where bytes go to.
    enum Destination {
        /// A block device, and the next block to be written.
        case blocks(CSCDBinding, next: UInt64)
        /// A stream device, and how many bytes one padded unit has.
        case stream(CSCDBinding, unit: Int)
        /// Nowhere: bytes are removed.
        case discard
    }

    var source: Source
    var destination: Destination
    /// CAT.
    let cat: Bool
    /// PAD of the source, as this type of segment takes it.
    let sourcePad: Bool
    /// PAD of the destination, as this type of segment takes it.
    let destinationPad: Bool
    /// Bytes that are still to be processed.
    private(set) var remaining: Int
    /// Bytes that may still be written, for types that write a number of blocks.
    private(set) var writable: Int?

    /// Units of the INFORMATION field that the whole segment would write.
    private let planned: Int64
    /// Units of the INFORMATION field that were written.
    private var written: Int64 = 0
    /// Bytes that were written, zeros of padding included.
    private(set) var writtenBytes: UInt64 = 0

    /// Prepares the movement.
    ///
    /// - Parameters:
    ///   - count: N, the bytes to process.
    ///   - writable: the most bytes to write, for types that write a number of blocks.
    ///   - residue: what earlier segments left.
    init(
        from source: Source, to destination: Destination, cat: Bool, sourcePad: Bool,
        destinationPad: Bool, count: Int, writable: Int? = nil, residue: Residue
    ) {
        self.source = source
        self.destination = destination
        self.cat = cat
        self.sourcePad = sourcePad
        self.destinationPad = destinationPad
        self.writable = writable
        remaining = count
        planned = Self.plan(
            destination, total: residue.destination.count + count, writable: writable,
            isPadded: !cat && destinationPad)
    }

    /// What INFORMATION would say: nothing before the first successful write.
    var informationResidue: Int64? { written > 0 ? planned - written : nil }

    /// Moves about `budget` bytes.
    ///
    /// - Returns: whether the segment is done.
    mutating func step(
        budget: Int, _ residue: inout Residue, _ io: inout CopyIO
    ) throws(CopyFailure) -> Bool {
        // A step that moved nothing would be repeated for ever.
        var left = max(1, budget)
        repeat {
            let portion = portion(of: left, residue)
            try process(portion, &residue, &io)
            try writeWholeUnits(&residue, &io)
            left -= portion
        } while remaining > 0 && left > 0
        if remaining > 0 { return false }
        try finish(&residue, &io)
        return true
    }

    /// How much is processed before it is written: what is read should still be in the processor's
    /// cache then, and nothing should be left over, which would have to be copied.
    private func portion(of budget: Int, _ residue: Residue) -> Int {
        var want = min(remaining, budget)
        if case .stream(_, let unit) = source, unit > 0 { want = min(want, unit) }
        if case .stream(_, let unit) = destination, unit > 0 {
            let whole = max(1, budget / unit) * unit - residue.destination.count
            want = min(remaining, max(1, whole))
        }
        return want
    }
}

// MARK: Reading

extension SegmentTransfer {
    private mutating func process(
        _ count: Int, _ residue: inout Residue, _ io: inout CopyIO
    ) throws(CopyFailure) {
        if case .inline(var bytes) = source {
            // Inline bytes pass by the source residue.
            residue.destination.append(bytes.takeFirst(count))
            source = .inline(bytes)
            remaining -= count
            return
        }
        if residue.source.count < count {
            try read(count - residue.source.count, &residue, &io)
        }
        let taken = residue.source.takeFirst(min(count, residue.source.count))
        remaining -= taken.count
        if case .discard = destination { return }
        residue.destination.append(taken)
    }

    /// Reads whole units until `count` bytes are there.
    private mutating func read(
        _ count: Int, _ residue: inout Residue, _ io: inout CopyIO
    ) throws(CopyFailure) {
        switch source {
        case .blocks(let binding, let next):
            let blocks = (count + binding.blockLength - 1) / binding.blockLength
            var command = Read16CDB()
            command.logicalBlockAddress = next
            command.transferLength = UInt32(blocks)
            let length = blocks * binding.blockLength
            let completion = try io.demand(
                command.encoded(), expecting: length, to: binding, .source)
            let data = try checked(completion.dataIn, length, binding)
            residue.source.append(data)
            source = .blocks(binding, next: next + UInt64(blocks))
        case .stream(let binding, let unit):
            // A fixed unit of several blocks is read block by block: the device then tells which
            // of them has another length.
            let block = binding.blockLength == 0 ? unit : binding.blockLength
            var got = 0
            while got < count {
                for _ in 0..<unit / block {
                    var command = ReadStream6CDB()
                    command.transferLength = UInt32(block)
                    let completion = try io.demand(
                        command.encoded(), expecting: block, to: binding, .source)
                    residue.source.append(try checked(completion.dataIn, block, binding))
                }
                got += unit
            }
        case .inline:
            break
        }
    }

    /// The data of a READ that ended GOOD, if it is as much as was asked for.
    private func checked(
        _ data: DataBuffer, _ expected: Int, _ binding: CSCDBinding
    ) throws(CopyFailure) -> DataBuffer {
        if data.count < expected {
            throw CopyFailure(.copyTargetUnderrun, at: binding.field)
        }
        if data.count > expected {
            throw CopyFailure(.copyTargetOverrun, at: binding.field)
        }
        guard sharesFiles(with: binding) else { return data }
        var data = data
        do {
            try data.materialize()
        } catch {
            throw CopyFailure(.thirdPartyDeviceFailure, at: binding.field)
        }
        return data
    }

    /// Whether a write to the destination could change bytes that were read by reference.
    private func sharesFiles(with binding: CSCDBinding) -> Bool {
        guard case .blocks(let other, _) = destination, let from = binding.target?.files,
            let to = other.target?.files
        else { return false }
        return !from.isDisjoint(with: to)
    }
}

// MARK: Writing

extension SegmentTransfer {
    private mutating func writeWholeUnits(
        _ residue: inout Residue, _ io: inout CopyIO
    ) throws(CopyFailure) {
        switch destination {
        case .discard:
            return
        case .blocks(let binding, _):
            var count = residue.destination.count / binding.blockLength * binding.blockLength
            if let writable { count = min(count, writable) }
            if count > 0 { try write(residue.destination.takeFirst(count), &io) }
        case .stream(_, let unit):
            while unit > 0 && residue.destination.count >= unit {
                try write(residue.destination.takeFirst(unit), &io)
            }
        }
    }

    /// Writes whole blocks, or one unit of a stream.
    private mutating func write(_ data: DataBuffer, _ io: inout CopyIO) throws(CopyFailure) {
        switch destination {
        case .discard:
            return
        case .blocks(let binding, let next):
            var command = Write16CDB()
            command.logicalBlockAddress = next
            let blocks = data.count / binding.blockLength
            command.transferLength = UInt32(blocks)
            _ = try io.demand(command.encoded(), data, to: binding, .destination)
            destination = .blocks(binding, next: next + UInt64(blocks))
            if let left = writable { writable = left - data.count }
            written += Int64(blocks)
            writtenBytes += UInt64(data.count)
        case .stream(let binding, _):
            var data = data
            let block = binding.blockLength == 0 ? data.count : binding.blockLength
            while !data.isEmpty {
                var command = WriteStream6CDB()
                command.transferLength = UInt32(block)
                _ = try io.demand(
                    command.encoded(), data.takeFirst(block), to: binding, .destination)
                written += binding.blockLength == 0 ? Int64(block) : 1
                writtenBytes += UInt64(block)
            }
        }
    }
}

// MARK: The end of the segment

extension SegmentTransfer {
    /// Deals with what is left over, by CAT and the PAD bits.
    private mutating func finish(
        _ residue: inout Residue, _ io: inout CopyIO
    ) throws(CopyFailure) {
        if cat { return }
        switch (sourcePad, destinationPad) {
        case (false, false):
            if !residue.source.isEmpty || !residue.destination.isEmpty {
                throw CopyFailure(.unexpectedInexactSegment)
            }
        case (true, false):
            residue = Residue()
        case (true, true):
            residue.source = DataBuffer()
            try padAndWrite(&residue, &io)
        case (false, true):
            try padAndWrite(&residue, &io)
        }
    }

    private mutating func padAndWrite(
        _ residue: inout Residue, _ io: inout CopyIO
    ) throws(CopyFailure) {
        if residue.destination.isEmpty { return }
        // All the blocks that the segment may write have been written.
        if writable != nil { throw CopyFailure(.unexpectedInexactSegment) }
        let unit: Int
        switch destination {
        case .blocks(let binding, _): unit = binding.blockLength
        case .stream(_, let length): unit = length
        case .discard: return
        }
        var data = residue.destination
        residue.destination = DataBuffer()
        data.append(.zeros(count: unit - data.count))
        try write(data, &io)
    }

    /// Units of the INFORMATION field that a segment would write: blocks of a block device or of
    /// a stream device with fixed blocks, bytes of one with variable blocks.
    private static func plan(
        _ destination: Destination, total: Int, writable: Int?, isPadded: Bool
    ) -> Int64 {
        switch destination {
        case .discard:
            return 0
        case .blocks(let binding, _):
            if let writable { return Int64(writable / binding.blockLength) }
            let rest = total % binding.blockLength
            return Int64(total / binding.blockLength) + (isPadded && rest > 0 ? 1 : 0)
        case .stream(let binding, let unit):
            if unit == 0 { return 0 }
            let units = Int64(total / unit) + (isPadded && total % unit > 0 ? 1 : 0)
            let perUnit = binding.blockLength == 0 ? unit : unit / binding.blockLength
            return units * Int64(perUnit)
        }
    }
}
