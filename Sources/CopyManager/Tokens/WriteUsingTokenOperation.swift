import Media
import SCSI
import Timebase

/// Writes what a token stands for to blocks of the logical unit that got the command.
final class WriteUsingTokenOperation: TokenOperation {
    /// What the parameter list asks for.
    struct Request {
        let token: UsableToken
        let destination: CSCDBinding
        let ranges: BlockRanges
        /// The first byte of the representation that is used.
        let offset: UInt128
        let deletesToken: Bool
    }

    private let request: Request
    private let store: RODStore
    /// The representation as a copy source, once it was needed.
    private var source: SegmentTransfer.Source?
    private var remaining: UInt128
    private var nextRange = 0
    private var transfer: SegmentTransfer?
    private var residue = Residue()
    private var doneBlocks: UInt64 = 0
    private var doneBytes: UInt64 = 0
    private var nothingHeld = HeldData(limit: 0, retention: .newest)

    init(_ request: Request, store: RODStore, _ order: Order) {
        self.request = request
        self.store = store
        let rod = request.token.rod
        remaining =
            rod.isBlockZero ? .max : rod.byteCount - min(rod.byteCount, request.offset)
        super.init(order)
    }

    override var blocks: UInt64 { doneBlocks + UInt64(clamping: transfer?.written ?? 0) }
    override var writtenBytes: UInt64 { doneBytes + (transfer?.writtenBytes ?? 0) }
    override var isPartial: Bool { blocks < request.ranges.blockCount }

    override func step(_ io: inout CopyIO) throws(CopyFailure) -> Bool {
        if transfer == nil { transfer = try nextTransfer(&io) }
        guard var moving = transfer else { return true }
        let isDone: Bool
        do throws(CopyFailure) {
            isDone = try moving.step(
                budget: context.profile.enforced.stepByteCount, &residue, &nothingHeld, &io)
        } catch {
            // What was written before counts.
            transfer = moving
            throw error
        }
        transfer = isDone ? nil : moving
        try residue.materialize()
        if isDone {
            source = moving.source
            doneBlocks += UInt64(clamping: moving.written)
            doneBytes += moving.writtenBytes
        }
        return false
    }

    /// The transfer to the next range that has blocks, as far as there is data; `nil` where there
    /// is none. What is read beyond the end of a range begins the next, and a last block that the
    /// data do not fill is filled with zeros.
    private func nextTransfer(_ io: inout CopyIO) throws(CopyFailure) -> SegmentTransfer? {
        let ranges = request.ranges.ranges
        while nextRange < ranges.count && remaining > 0 {
            let range = ranges[nextRange]
            nextRange += 1
            let wanted =
                UInt128(range.numberOfLogicalBlocks) * UInt128(request.destination.blockLength)
            if wanted == 0 { continue }
            let count = min(wanted, remaining)
            let from = try source(Int(count), &io)
            if !request.token.rod.isBlockZero { remaining -= count }
            var rules = SegmentTransfer.Rules()
            rules.destinationPad = true
            return SegmentTransfer(
                from: from,
                to: .blocks(request.destination, next: range.logicalBlockAddress), rules,
                count: Int(count), residue: residue)
        }
        return nil
    }

    /// Where the next `count` bytes come from.
    private func source(
        _ count: Int, _ io: inout CopyIO
    ) throws(CopyFailure) -> SegmentTransfer.Source {
        let rod = request.token.rod
        if rod.isBlockZero { return .inline(DataBuffer(.zeros(count: count))) }
        if let source { return source }
        let binding = try context.binding(rod, blockLength: rod.blockLength, &io)
        // The offset lies in the representation, which has fewer than 2^64 blocks.
        let length = UInt128(rod.blockLength)
        return .blocks(
            binding, next: UInt64(request.offset / length), skip: Int(request.offset % length))
    }

    override func end(at now: Instant, isGood: Bool) {
        request.token.endUse(at: now)
        // The standard leaves open what DEL_TKN does where the command fails; here the token stays,
        // so that the command can be sent again.
        if isGood, request.deletesToken, let record = request.token.record {
            store.delete(record, at: now)
        }
    }
}
