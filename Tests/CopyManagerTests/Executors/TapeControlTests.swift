import SCSI
import Testing

/// 10h, 11h and 12h: filemarks and positions.
@Suite struct TapeControlTests {
    private let tape1 = ListBytes.tape(CopyBench.naa1)

    /// Three records, a filemark, a record, two filemarks, a record.
    private func bench(_ shape: BenchShape = BenchShape()) throws -> CopyBench {
        let bench = try CopyBench(shape)
        try bench.tape1.record([10, 11, 12])
        try bench.tape1.cartridge.append(filemarks: 1, at: 3)
        try bench.tape1.record([13])
        try bench.tape1.cartridge.append(filemarks: 2, at: 5)
        try bench.tape1.record([14])
        return bench
    }

    @Test(
        arguments: [
            (0, 2, 0, 2), (0, -2, 3, 1), (0, 0, 3, 3), (1, 1, 0, 4), (1, -1, 4, 3), (1, 3, 1, 7),
            (2, 2, 0, 7), (3, 0, 1, 8), (1, -3, 8, 3),
        ] as [(UInt8, Int, Int, Int)])
    func spaces(_ code: UInt8, _ count: Int, _ from: Int, _ to: Int) throws {
        let bench = try bench()
        bench.locate("1", from)
        expectGood(
            bench.copy(ListBytes.list([tape1], [ListBytes.space(code: code, count: count)])))
        #expect(bench.position("1") == to)
        let sent = bench.commands.ofCopies.filter { $0.cdb[0] == 0x11 }.map(\.cdb)
        #expect(sent == [[0x11, code] + ListBytes.number(count & 0xFF_FFFF, 3) + [0]])
    }

    /// A filemark in the way, the end of data, a code that there is not.
    @Test(
        arguments: [
            (0, 5, "f0 00 80 00 00 00 02 0a 00 00 00 00 00 01 00 00 00 00", 4),
            (1, 9, "f0 00 08 00 00 00 06 0a 00 00 00 00 00 05 00 00 00 00", 8),
            (4, 1, "70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 cb 00 01", 0),
        ] as [(UInt8, Int, String, Int)])
    func forwardsWhatSpaceMeets(
        _ code: UInt8, _ count: Int, _ sense: String, _ position: Int
    ) throws {
        let bench = try bench()
        expectSense(
            bench.copy(ListBytes.list([tape1], [ListBytes.space(code: code, count: count)])),
            "70 00 0a 00 00 00 00 1d 00 12 00 00 0d 01 00 80 00 10 02 " + sense)
        #expect(bench.position("1") == position)
    }

    /// The fourth bit of CODE belongs to it, or is reserved as in SPC-2.
    @Test func theCodeHasThreeBitsOrFour() throws {
        var shape = BenchShape()
        let segment = ListBytes.space(code: 0x09, count: 1)
        let four = try bench(shape)
        #expect(four.copy(ListBytes.list([tape1], [segment])).status == .checkCondition)
        shape.profile.switches.spaceCodeWidth = 3
        let three = try bench(shape)
        expectGood(three.copy(ListBytes.list([tape1], [segment])))
        #expect(three.position("1") == 4)
    }

    @Test func locates() throws {
        let bench = try bench()
        for object in [5, 0, 8, 3] {
            expectGood(
                bench.copy(ListBytes.list([tape1], [ListBytes.locate(object: object)])))
            #expect(bench.position("1") == object)
        }
        expectSense(
            bench.copy(ListBytes.list([tape1], [ListBytes.locate(object: 9)])),
            """
            70 00 0a 00 00 00 00 1d 00 12 00 00 0d 01 00 80 00 10 \
            02 70 00 08 00 00 00 00 0a 00 00 00 00 00 05 00 00 00 00
            """)
    }

    /// W_IMMED is the IMMED bit of the command.
    @Test(arguments: [false, true])
    func writesFilemarks(_ immediate: Bool) throws {
        let bench = try CopyBench()
        expectGood(
            bench.copy(
                ListBytes.list(
                    [tape1],
                    [
                        ListBytes.filemarks(immediate: immediate, count: 3),
                        ListBytes.filemarks(immediate: immediate, count: 0),
                    ])))
        try expectItems(bench.tape1, [.filemark, .filemark, .filemark])
        let sent = bench.commands.ofCopies.filter { $0.cdb[0] == 0x10 }.map(\.cdb)
        let bit: UInt8 = immediate ? 1 : 0
        #expect(sent == [[0x10, bit, 0, 0, 3, 0], [0x10, bit, 0, 0, 0, 0]])
    }

    /// Behind early warning filemarks are still written.
    @Test func filemarksBehindEarlyWarning() throws {
        let bench = try CopyBench(BenchShape(earlyWarning: 0))
        expectGood(bench.copy(ListBytes.list([tape1], [ListBytes.filemarks(count: 2)])))
        #expect(bench.position("1") == 2)
    }

    /// What was left over passes by segments that move no data, as with CAT.
    @Test func residuePassesBy() throws {
        let bench = try bench()
        expectGood(
            bench.copy(
                ListBytes.list(
                    [
                        ListBytes.tape(CopyBench.naa1, pad: true),
                        ListBytes.tape(CopyBench.naa2, pad: true),
                        ListBytes.disk(CopyBench.naaA),
                    ],
                    [
                        ListBytes.embedded(cat: true, 1, transfer: 8, Array("carried".utf8)),
                        ListBytes.verify(2, testUnitReady: true), ListBytes.filemarks(1, count: 1),
                        ListBytes.space(0, code: 0, count: 1), ListBytes.locate(0, object: 4),
                        ListBytes.embedded(1, transfer: 8, Array("!".utf8)),
                    ])))
        try expectItems(bench.tape2, [.filemark, .record(Array("carried!".utf8))])
    }

    @Test(arguments: [
        ListBytes.filemarks(count: 1), ListBytes.space(code: 1, count: 1),
        ListBytes.locate(object: 0),
    ])
    func isOfTapesAlone(_ segment: [UInt8]) throws {
        let bench = try CopyBench()
        let list = ListBytes.list([ListBytes.disk(CopyBench.naaA)], [segment])
        expectSense(bench.copy(list), aborted("26 0c", "a0 00 06"))
    }
}
