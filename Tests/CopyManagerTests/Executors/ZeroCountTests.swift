import SCSI
import Testing

/// Segments that process nothing: what becomes of what earlier ones left over.
@Suite struct ZeroCountTests {
    private let residue = distinctBytes(77, count: 1500)

    /// The four devices, each with one PAD bit or none.
    private func descriptors(_ pads: Pads) -> [[UInt8]] {
        [
            ListBytes.disk(CopyBench.naaA, pad: pads.source),
            ListBytes.disk(CopyBench.naaB, pad: pads.destination),
            ListBytes.tape(CopyBench.naa1, pad: pads.source),
            ListBytes.tape(CopyBench.naa2, pad: pads.destination),
        ]
    }

    /// 1500 bytes of residue that no unit of their own segment could take, then a segment of nothing.
    private func reply(
        _ bench: CopyBench, _ segment: [UInt8], _ pads: Pads, residue: [UInt8]
    ) -> Reply {
        let carry = ListBytes.inlineToStream(cat: true, 3, transfer: 4096, bytes: residue.count)
        return bench.copy(ListBytes.list(descriptors(pads), [carry, segment], inline: residue))
    }

    /// One type of segment with a count of zero.
    struct Nothing: CustomTestStringConvertible {
        var name: String
        var segment: [UInt8]
        /// Whether it writes to the disk; to the tape otherwise.
        var toDisk = false
        /// Whether whole units of what was left over are written.
        var writesUnits: Bool
        /// Whether what is left over when it ends is an error although PAD would fill it.
        var isCounted = false
        /// Whether PAD of the source counts: not for data of the list.
        var hasSource = true

        var testDescription: String { name }

        static let all = [
            Nothing(
                name: "00h", segment: ListBytes.blockToStream(0, 3, transfer: 600, blocks: 0),
                writesUnits: true),
            Nothing(
                name: "01h", segment: ListBytes.streamToBlock(2, 1, transfer: 600, blocks: 0),
                toDisk: true, writesUnits: false, isCounted: true),
            Nothing(
                name: "02h", segment: ListBytes.blockToBlock(0, 1, blocks: 0), toDisk: true,
                writesUnits: true),
            Nothing(
                name: "02h with DC", segment: ListBytes.blockToBlock(dc: true, 0, 1, blocks: 0),
                toDisk: true, writesUnits: false, isCounted: true),
            Nothing(
                name: "03h",
                segment: ListBytes.streamToStream(2, 3, read: 600, write: 600, bytes: 0),
                writesUnits: true),
            Nothing(
                name: "04h", segment: ListBytes.inlineToStream(3, transfer: 600, bytes: 0),
                writesUnits: true, hasSource: false),
            Nothing(
                name: "05h", segment: ListBytes.embedded(3, transfer: 600, []),
                writesUnits: true, hasSource: false),
            Nothing(
                name: "08h", segment: ListBytes.bytesToStream(0, 3, transfer: 600, bytes: 0),
                writesUnits: false),
            Nothing(
                name: "09h", segment: ListBytes.streamToBytes(2, 1, transfer: 600, bytes: 0),
                toDisk: true, writesUnits: false, isCounted: true),
            Nothing(
                name: "0Ah", segment: ListBytes.bytesToBytes(0, 1, bytes: 0), toDisk: true,
                writesUnits: false, isCounted: true),
        ]
    }

    /// With CAT what is left over stays, or goes with the end of the copy.
    @Test(arguments: Nothing.all, Pads.all)
    func withCAT(_ nothing: Nothing, _ pads: Pads) throws {
        let bench = try CopyBench()
        expectGood(
            reply(
                bench, nothing.segment.with([nothing.segment[1] | 1], at: 1), pads,
                residue: residue))
        try expectWritten(bench, nothing, nothing.writesUnits ? residue : [])
        try expectUnread(bench)
    }

    @Test(arguments: Nothing.all, Pads.all)
    func withoutCAT(_ nothing: Nothing, _ pads: Pads) throws {
        let bench = try CopyBench()
        let reply = reply(bench, nothing.segment, pads, residue: residue)
        let source = nothing.hasSource && pads.source
        if pads.destination && !nothing.isCounted {
            expectGood(reply)
            let unit = nothing.toDisk ? 512 : 600
            let fill = (unit - residue.count % unit) % unit
            try expectWritten(
                bench, nothing, residue + [UInt8](repeating: 0, count: fill))
        } else if source && !pads.destination {
            expectGood(reply)
            try expectWritten(bench, nothing, nothing.writesUnits ? residue : [])
        } else {
            let isWritten = nothing.writesUnits
            expectSense(
                reply,
                "\(isWritten ? "f" : "7")0 00 0a 00 00 00 00 0a 00 00 00 01 26 0a 00 00 00 00")
            try expectWritten(bench, nothing, isWritten ? residue : [])
        }
        try expectUnread(bench)
    }

    /// Nothing left over: nothing to do, whatever the bits say, and no transfer length is needed.
    @Test(arguments: Nothing.all, Pads.all)
    func withoutResidue(_ nothing: Nothing, _ pads: Pads) throws {
        let bench = try CopyBench()
        var segment = nothing.segment
        if ![0x02, 0x0A].contains(segment[0]) { segment = segment.with([0, 0, 0], at: 9) }
        expectGood(bench.copy(ListBytes.list(descriptors(pads), [segment])))
        try expectWritten(bench, nothing, [])
        try expectUnread(bench)
    }

    /// Whole units of `bytes` are on the destination, and nothing else.
    private func expectWritten(_ bench: CopyBench, _ nothing: Nothing, _ bytes: [UInt8]) throws {
        if nothing.toDisk {
            try expectDisk(bench.diskB, with: Array(bytes[..<(bytes.count / 512 * 512)]))
            try expectItems(bench.tape2, [])
        } else {
            try expectDisk(bench.diskB)
            try expectItems(
                bench.tape2,
                (0..<bytes.count / 600).map { .record(Array(bytes[$0 * 600..<($0 + 1) * 600])) })
        }
    }

    private func expectUnread(_ bench: CopyBench) throws {
        try expectItems(bench.tape1, [])
        let reads = bench.commands.ofCopies.filter { [0x08, 0x88].contains($0.cdb[0]) }
        #expect(reads.isEmpty)
    }

    /// 06h and 0Fh of no bytes: only the residues are dealt with.
    @Test(arguments: Pads.all, [false, true])
    func discardingNothing(_ pads: Pads, _ holds: Bool) throws {
        let bench = try CopyBench()
        let discard = ListBytes.streamToDiscard(2, transfer: 600, bytes: 0)
        let reply = reply(bench, holds ? discard.held : discard, pads, residue: residue)
        if pads.source {
            expectGood(reply)
        } else {
            expectSense(reply, aborted("26 0a", segment: 1))
        }
        try expectItems(bench.tape2, [])
        #expect(bench.results(0x01, id: 0x41).dataIn == [0, 0, 0, 0])
    }
}
