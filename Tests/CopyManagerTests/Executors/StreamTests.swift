import Fabric
import SCSI
import Testing

/// Streams on one side or on both: records of fixed and of variable length, and what stands in
/// their way.
@Suite struct StreamTests {
    /// A pair of streams, what is on the first and what comes to the second.
    struct Pair: CustomTestStringConvertible {
        var name: String
        var source: [UInt8]
        var destination: [UInt8]
        var records: [Int]
        var read: Int
        var write: Int
        var bytes: Int
        /// How long the records are that are written, and how many records are read.
        var written: [Int]
        var count: Int

        var testDescription: String { name }

        static let all = [
            Pair(
                name: "variable to variable", source: ListBytes.tape(CopyBench.naa1),
                destination: ListBytes.tape(CopyBench.naa2), records: [600, 600, 600], read: 600,
                write: 900, bytes: 1800, written: [900, 900], count: 3),
            Pair(
                name: "fixed to variable", source: ListBytes.tape(CopyBench.naa1, 100),
                destination: ListBytes.tape(CopyBench.naa2),
                records: [Int](repeating: 100, count: 9),
                read: 3, write: 450, bytes: 900, written: [450, 450], count: 9),
            Pair(
                name: "variable to fixed", source: ListBytes.tape(CopyBench.naa1),
                destination: ListBytes.tape(CopyBench.naa2, 64), records: [640, 640], read: 640,
                write: 5, bytes: 1280, written: [Int](repeating: 64, count: 20), count: 2),
            Pair(
                name: "fixed to fixed", source: ListBytes.tape(CopyBench.naa1, 512),
                destination: ListBytes.tape(CopyBench.naa2, 128),
                records: [Int](repeating: 512, count: 4), read: 2, write: 1, bytes: 2048,
                written: [Int](repeating: 128, count: 16), count: 4),
            Pair(
                name: "a unit that the bytes do not fill", source: ListBytes.tape(CopyBench.naa1),
                destination: ListBytes.tape(CopyBench.naa2, 64, pad: true), records: [700, 700],
                read: 700, write: 2, bytes: 720, written: [Int](repeating: 64, count: 12), count: 2),
        ]
    }

    @Test(arguments: Pair.all)
    func streamToStream(_ pair: Pair) throws {
        let bench = try CopyBench()
        let content = Array(try bench.tape1.record(pair.records + [9]).joined())
        expectGood(
            bench.copy(
                ListBytes.list(
                    [pair.source, pair.destination],
                    [
                        ListBytes.streamToStream(
                            read: pair.read, write: pair.write, bytes: pair.bytes)
                    ])))
        var rest = content[..<pair.bytes] + [UInt8](repeating: 0, count: 1024)
        var items: [TapeItem] = []
        for length in pair.written {
            items.append(.record(Array(rest.prefix(length))))
            rest = rest.dropFirst(length)
        }
        try expectItems(bench.tape2, items)
        #expect(bench.position("1") == pair.count)
    }

    /// With the switch a fixed stream is filled up to one block, not to one transfer.
    @Test func padsToABlock() throws {
        var shape = BenchShape()
        shape.profile.switches.padUnit = .block
        let bench = try CopyBench(shape)
        expectGood(
            bench.copy(
                ListBytes.list(
                    [ListBytes.tape(CopyBench.naa1, 64, pad: true)],
                    [ListBytes.embedded(transfer: 4, distinctBytes(5, count: 330))])))
        #expect(try bench.tape1.items().count == 6)
        #expect(
            try bench.tape1.items().last
                == .record(
                    Array(distinctBytes(5, count: 330)[320...])
                        + [UInt8](repeating: 0, count: 54)))
    }

    /// What a tape meets in the middle of a segment: whole units of before are written.
    @Test(arguments: [true, false])
    func meetsAFilemarkOrTheEndOfData(_ isMark: Bool) throws {
        let bench = try CopyBench()
        let records = try bench.tape1.record([512, 512, 512])
        if isMark { try bench.tape1.cartridge.append(filemarks: 1, at: 3) }
        var shape = BenchShape()
        shape.limits.stepByteCount = 512
        let small = try CopyBench(shape)
        try small.tape1.record([512, 512, 512])
        if isMark { try small.tape1.cartridge.append(filemarks: 1, at: 3) }
        let list = ListBytes.list(
            [ListBytes.tape(CopyBench.naa1), ListBytes.tape(CopyBench.naa2)],
            [ListBytes.streamToStream(read: 512, write: 256, bytes: 2560)])
        let met =
            isMark
            ? "f0 00 80 00 00 02 00 0a 00 00 00 00 00 01 00 00 00 00"
            : "f0 00 08 00 00 02 00 0a 00 00 00 00 00 05 00 00 00 00"
        // In one large step nothing is written before all is read.
        expectSense(
            bench.copy(list), "70 00 0a 00 00 00 00 1d 12 00 00 00 0d 01 00 80 00 10 02 " + met)
        try expectItems(bench.tape2, [])
        expectSense(
            small.copy(list), "f0 00 0a 00 00 04 00 1d 12 00 00 00 0d 01 00 80 00 10 02 " + met)
        let halves = records.flatMap { [Array($0[..<256]), Array($0[256...])] }
        try expectItems(small.tape2, halves.map { .record($0) })
        #expect(small.position("1") == (isMark ? 4 : 3))
    }

    /// Early warning is no error, the end of the medium is: what was stored counts.
    @Test(arguments: [true, false])
    func meetsTheEndOfTheMedium(_ fits: Bool) throws {
        let bench = try CopyBench(
            BenchShape(capacity: fits ? 5 * 512 : 4 * 512 + 100, earlyWarning: 1024))
        let content = Array(try bench.tape1.record([640, 640, 640, 640]).joined())
        let list = ListBytes.list(
            [ListBytes.tape(CopyBench.naa1), ListBytes.tape(CopyBench.naa2)],
            [ListBytes.streamToStream(read: 640, write: 512, bytes: 2560)])
        let blocks = (0..<(fits ? 5 : 4)).map {
            TapeItem.record(Array(content[$0 * 512..<($0 + 1) * 512]))
        }
        if fits {
            expectGood(bench.copy(list))
        } else {
            expectSense(
                bench.copy(list),
                """
                f0 00 0a 00 00 02 00 1d 00 12 00 00 0d 01 00 80 00 30 \
                02 f0 00 4d 00 00 02 00 0a 00 00 00 00 00 02 00 00 00 00
                """)
        }
        try expectItems(bench.tape2, blocks)
    }

    /// 06h passes over bytes, of what was left over first.
    @Test func discardsFromTheResidueFirst() throws {
        let bench = try CopyBench()
        let content = Array(try bench.tape1.record([1000, 1000, 1000]).joined())
        let descriptors = [
            ListBytes.tape(CopyBench.naa1), ListBytes.tape(CopyBench.naa2),
        ]
        let write = ListBytes.streamToStream(read: 1000, write: 100, bytes: 100)
        expectGood(
            bench.copy(
                ListBytes.list(
                    descriptors,
                    [
                        ListBytes.streamToDiscard(cat: true, transfer: 1000, bytes: 300),
                        write.with([1], at: 1),
                        ListBytes.streamToDiscard(cat: true, transfer: 1000, bytes: 1550),
                        write.with([1], at: 1),
                    ])))
        try expectItems(
            bench.tape2,
            [.record(Array(content[300..<400])), .record(Array(content[1950..<2050]))])
        #expect(bench.position("1") == 3)
    }

    /// 05h and 04h leave the source's residue alone, and their PAD of the source is zero.
    @Test func labelsPassByTheSourcesResidue() throws {
        let bench = try CopyBench()
        let content = Array(try bench.tape1.record([1000]).joined())
        let descriptors = [
            ListBytes.tape(CopyBench.naa1, pad: true), ListBytes.tape(CopyBench.naa2, pad: true),
        ]
        expectGood(
            bench.copy(
                ListBytes.list(
                    descriptors,
                    [
                        ListBytes.streamToDiscard(cat: true, transfer: 1000, bytes: 300),
                        ListBytes.embedded(1, transfer: 8, Array("EMBEDDED".utf8)),
                        ListBytes.inlineToStream(1, transfer: 6, bytes: 6),
                        ListBytes.streamToStream(read: 1000, write: 700, bytes: 700),
                    ], inline: Array("INLINE  ".utf8))))
        try expectItems(
            bench.tape2,
            [
                .record(Array("EMBEDDED".utf8)), .record(Array("INLINE".utf8)),
                .record(Array(content[300...])),
            ])
    }

    /// Several 04h segments may use the same bytes of the inline data.
    @Test func inlineDataCanBeUsedTwice() throws {
        let bench = try CopyBench()
        expectGood(
            bench.copy(
                ListBytes.list(
                    [ListBytes.tape(CopyBench.naa1)],
                    [
                        ListBytes.inlineToStream(transfer: 8, bytes: 8),
                        ListBytes.inlineToStream(transfer: 4, offset: 4, bytes: 4),
                        ListBytes.inlineToStream(transfer: 8, bytes: 8),
                    ], inline: Array("abcdefgh".utf8))))
        try expectItems(
            bench.tape1, ["abcdefgh", "efgh", "abcdefgh"].map { .record(Array($0.utf8)) })
    }
}
