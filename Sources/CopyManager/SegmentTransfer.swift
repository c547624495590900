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
        /// A block device, the next block to be read, and how many of its first bytes are passed
        /// over.
        case blocks(CSCDBinding, next: UInt64, skip: Int = 0)
        /// A stream device, and how many bytes one READ moves.
        case stream(CSCDBinding, unit: Int)
        /// Bytes of the parameter list.
        case inline(DataBuffer)
    }

    /// Where bytes go to.
    enum Destination {
        /// A block device, and the next block to be written.
        case blocks(CSCDBinding, next: UInt64)
        /// A range of bytes on a block device: the block of the next byte, and its place in it.
        /// What stands before and behind the range in its first and last block is kept.
        case bytes(CSCDBinding, next: UInt64, skip: Int)
        /// A stream device, and how many bytes one padded unit has.
        case stream(CSCDBinding, unit: Int)
        /// Nowhere: bytes are removed.
        case discard
    }

    /// What the type of the segment and its descriptors say about left over bytes.
    struct Rules {
        /// CAT.
        var cat = false
        /// PAD of the source, as this type of segment takes it.
        var sourcePad = false
        /// PAD of the destination, as this type of segment takes it.
        var destinationPad = false
        /// Whether bytes of the last source block behind the last byte of a byte range are
        /// dropped.
        var dropsTail = false
        /// Whether each WRITE of variable records counts one, instead of its bytes.
        var countsRecords = false
        /// How much of a stream device is filled up; `nil` for all that one command moves.
        var padsTo: Int?
        /// Whether processed bytes are held.
        var holds = false
        /// Whether not even what earlier segments left over is written: a byte range of no bytes.
        var transfersNothing = false
    }

    /// The most bytes that one READ or WRITE to a block device moves: below the MAXIMUM TRANSFER
    /// LENGTH of VPD page B0h of every disk.
    static let largestBlockTransfer = 16 << 20

    /// The most commands to a stream device in one step: with blocks of a byte, a step of many bytes
    /// would be millions of commands, between which nothing else could happen.
    static let commandsPerStep = 1024

    var source: Source
    var destination: Destination
    let rules: Rules
    /// Commands to stream devices that the step in progress may still send.
    var commandsLeft = 0
    /// Bytes of the source's unit in progress that have yet to be read.
    var unread = 0
    /// Bytes of the destination's unit in progress that have yet to be written.
    var unwritten = 0
    /// Whether a step ended before all was written that it had read.
    private var isBehind = false
    /// Whether what was left over was filled up, and has only to be written.
    private(set) var isDraining = false
    /// Bytes that are still to be processed.
    var remaining: Int
    /// Bytes that may still be written, for types that write a number of blocks or bytes.
    var writable: Int?
    /// Whether the source was read: only then has its last block a tail.
    var hasRead = false

    /// Units of the INFORMATION field that the whole segment would write.
    private let planned: Int64
    /// Units of the INFORMATION field that were written.
    var written: Int64 = 0
    /// Bytes that were written, zeros of padding included.
    var writtenBytes: UInt64 = 0

    /// Prepares the movement.
    ///
    /// - Parameters:
    ///   - count: N, the bytes to process.
    ///   - writable: the most bytes to write, for types that write a number of blocks or bytes.
    ///   - residue: what earlier segments left.
    init(
        from source: Source, to destination: Destination, _ rules: Rules, count: Int,
        writable: Int? = nil, residue: Residue
    ) {
        self.source = source
        self.destination = destination
        self.rules = rules
        self.writable = writable
        remaining = count
        planned = Self.plan(
            destination, total: residue.destination.count + count, writable: writable, rules)
    }

    /// Whether anything would be written.
    var writes: Bool { planned > 0 }

    /// What INFORMATION would say: nothing before the first successful write.
    var informationResidue: Int64? { written > 0 ? planned - written : nil }

    /// Moves about `budget` bytes.
    ///
    /// - Parameters:
    ///   - budget: bytes.
    ///   - held: gets a copy of what is processed, if the segment holds data.
    /// - Returns: whether the segment is done.
    mutating func step(
        budget: Int, _ residue: inout Residue, _ held: inout HeldData, _ io: inout CopyIO
    ) throws(CopyFailure) -> Bool {
        commandsLeft = Self.commandsPerStep
        if !isBehind && !isDraining {
            // A step that moved nothing would be repeated for ever.
            try process(portion(of: max(1, budget), residue), &residue, &held, &io)
        }
        if !rules.transfersNothing || isDraining { try writeWholeUnits(&residue, &io) }
        isBehind = isWriting(residue)
        if remaining > 0 || unread > 0 || isBehind { return false }
        if isDraining { return true }
        try finish(&residue, &io)
        return !isWriting(residue)
    }

    /// Whether something is still to be written to a stream device.
    private func isWriting(_ residue: Residue) -> Bool {
        guard case .stream(_, let unit) = destination, unit > 0 else { return false }
        if isDraining { return !residue.destination.isEmpty }
        if rules.transfersNothing { return false }
        return unwritten > 0 || residue.destination.count >= unit
    }

    /// How much one step processes. To end it with nothing left over spares copying that; and in
    /// the middle of a long segment a tape record is best written while it is in the cache.
    private func portion(of budget: Int, _ residue: Residue) -> Int {
        var want = min(remaining, budget)
        if case .stream(_, let unit) = source, unit > 0, remaining > budget {
            want = min(want, unit)
        }
        if case .stream(_, let unit) = destination, unit > 0 {
            let whole = max(1, budget / unit) * unit - residue.destination.count
            want = min(remaining, max(1, whole))
        }
        return want
    }

    private mutating func process(
        _ count: Int, _ residue: inout Residue, _ held: inout HeldData, _ io: inout CopyIO
    ) throws(CopyFailure) {
        let taken: DataBuffer
        if case .inline(var bytes) = source {
            // Inline bytes pass by the source residue.
            taken = bytes.takeFirst(count)
            source = .inline(bytes)
        } else {
            if residue.source.count < count || unread > 0 {
                try read(max(0, count - residue.source.count), &residue, &io)
            }
            taken = residue.source.takeFirst(min(count, residue.source.count))
        }
        remaining -= taken.count
        if remaining == 0 && hasRead && rules.dropsTail { residue.source = DataBuffer() }
        if rules.holds { try held.append(taken) }
        if case .discard = destination { return }
        residue.destination.append(taken)
    }

    /// Units of the INFORMATION field that a segment would write: blocks of a block device or of
    /// a stream device with fixed blocks, bytes of one with variable blocks.
    private static func plan(
        _ destination: Destination, total: Int, writable: Int?, _ rules: Rules
    ) -> Int64 {
        let isPadded = !rules.cat && rules.destinationPad
        switch destination {
        case .discard:
            return 0
        case .blocks(let binding, _):
            if let writable { return Int64(writable / binding.blockLength) }
            let rest = total % binding.blockLength
            return Int64(total / binding.blockLength) + (isPadded && rest > 0 ? 1 : 0)
        case .bytes(let binding, _, let skip):
            let length = writable ?? total
            if length == 0 { return 0 }
            return Int64((skip + length + binding.blockLength - 1) / binding.blockLength)
        case .stream(let binding, let unit):
            if unit == 0 || (rules.transfersNothing && !isPadded) { return 0 }
            let rest = total % unit
            let whole = total - rest
            let filled = rules.padsTo.map { (rest + $0 - 1) / $0 * $0 } ?? unit
            let bytes = whole + (isPadded && rest > 0 ? filled : 0)
            if binding.blockLength != 0 { return Int64(bytes / binding.blockLength) }
            return rules.countsRecords ? Int64((bytes + unit - 1) / unit) : Int64(bytes)
        }
    }
}

// MARK: The end of the segment

extension SegmentTransfer {
    /// Deals with what is left over, by CAT and the PAD bits.
    private mutating func finish(
        _ residue: inout Residue, _ io: inout CopyIO
    ) throws(CopyFailure) {
        if rules.cat { return }
        switch (rules.sourcePad, rules.destinationPad) {
        case (false, false):
            if !residue.source.isEmpty || !residue.destination.isEmpty {
                throw CopyFailure(.inexactSegment)
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
        // All the blocks or bytes that the segment may write have been written.
        if writable != nil { throw CopyFailure(.inexactSegment) }
        let unit: Int
        switch destination {
        case .blocks(let binding, _), .bytes(let binding, _, _): unit = binding.blockLength
        case .stream(_, let length): unit = rules.padsTo ?? length
        case .discard: return
        }
        // A stream whose unit is nothing takes no data, so that none can be left over for it.
        if unit == 0 { throw CopyFailure(.inexactSegment) }
        if case .stream = destination {
            // There may be more than one unit where the segment itself transferred nothing.
            let rest = residue.destination.count % unit
            if rest > 0 { residue.destination.append(.zeros(count: unit - rest)) }
            isDraining = true
            try writeWholeUnits(&residue, &io)
            return
        }
        var data = residue.destination
        residue.destination = DataBuffer()
        let rest = data.count % unit
        if rest > 0 { data.append(.zeros(count: unit - rest)) }
        try write(data, &io)
    }
}
