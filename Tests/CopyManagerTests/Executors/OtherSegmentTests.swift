import Foundation
import SCSI
import Testing

/// 07h: a CSCD is there, and with TUR it is ready.
@Suite struct VerifyTests {
    private let tape1 = ListBytes.tape(CopyBench.naa1)

    private func verify(_ bench: CopyBench, _ ready: Bool, _ descriptor: [UInt8]) -> Reply {
        bench.copy(ListBytes.list([descriptor], [ListBytes.verify(testUnitReady: ready)]))
    }

    /// Without TUR a unit attention is left where it is, so that with TUR it is told.
    @Test func leavesUnitAttentionsAlone() throws {
        let bench = try CopyBench()
        for _ in 0..<2 { expectGood(verify(bench, false, tape1)) }
        #expect(bench.commands.ofCopies.map { $0.cdb[0] } == [0x12, 0x12])
        expectSense(
            verify(bench, true, tape1),
            """
            70 00 0a 00 00 00 00 1d 12 00 00 00 0d 01 00 80 00 10 \
            02 70 00 06 00 00 00 00 0a 00 00 00 00 29 00 00 00 00 00
            """)
        expectGood(verify(bench, true, tape1))
    }

    @Test func tellsOfADriveThatIsNotReady() throws {
        let bench = try CopyBench()
        bench.tape1.device.removeCartridge()
        expectGood(verify(bench, false, tape1))
        #expect(verify(bench, true, tape1).status == .checkCondition)
        expectSense(
            verify(bench, true, tape1),
            """
            70 00 0a 00 00 00 00 1d 12 00 00 00 0d 01 00 80 00 10 \
            02 70 00 02 00 00 00 00 0a 00 00 00 00 3a 00 00 00 00 00
            """)
    }

    /// Without TUR nothing has to be sent to a null device; with it something would.
    @Test func nullDevices() throws {
        let bench = try CopyBench()
        expectGood(verify(bench, false, WrongSegment.null(0x00)))
        #expect(bench.commands.ofCopies.isEmpty)
        expectSense(verify(bench, true, WrongSegment.null(0x00)), aborted("0d 02", "80 00 10"))
        expectSense(
            bench.copy(ListBytes.list([], [ListBytes.verify(0xC000, testUnitReady: true)])),
            aborted("08 04"))
        expectSense(verify(bench, false, WrongSegment.unknown), aborted("08 04", "80 00 10"))
        expectSense(
            verify(bench, false, ListBytes.disk(CopyBench.naa1)), aborted("0d 03", "80 00 10"))
    }
}

/// FCO and DC, and one copy in both formats of the parameter list.
@Suite struct SegmentFlagTests {
    private static let descriptors = [
        ListBytes.disk(CopyBench.naaA), ListBytes.disk(CopyBench.naaB),
        ListBytes.tape(CopyBench.naa1), ListBytes.tape(CopyBench.naa2),
    ]

    static let slow: [[UInt8]] = [
        ListBytes.blockToStream(0, 2, transfer: 512, blocks: 1),
        ListBytes.streamToBlock(2, 0, transfer: 512, blocks: 1),
        ListBytes.blockToBlock(0, 1, blocks: 1),
        ListBytes.streamToStream(2, 3, read: 512, write: 512, bytes: 512),
        ListBytes.inlineToStream(2, transfer: 4, bytes: 0),
        ListBytes.embedded(2, transfer: 4, [1, 2, 3, 4]),
        ListBytes.streamToDiscard(2, transfer: 512, bytes: 512),
        ListBytes.bytesToStream(0, 2, transfer: 9, bytes: 9),
        ListBytes.streamToBytes(2, 0, transfer: 9, bytes: 9),
        ListBytes.bytesToBytes(0, 1, bytes: 9),
    ]

    /// Data that would pass through the copy manager: nothing moves.
    @Test(arguments: slow)
    func fastCopyOnlyIsRefused(_ segment: [UInt8]) throws {
        let bench = try CopyBench()
        try bench.tape1.record([512])
        expectSense(
            bench.copy(ListBytes.list(Self.descriptors, [segment.with([4], at: 1)])),
            aborted("26 16", "aa 00 01"))
        try expectDisk(bench.diskB)
        #expect(bench.position("1") == 0)
        try expectItems(bench.tape2, [])
    }

    /// Disks whose media take data from each other by themselves.
    @Test func fastCopiesBetweenFiles() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "sanbench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let bench = try CopyBench(BenchShape(folder: folder.path))
        let move = ListBytes.blockToBlock(0, 1, blocks: 5, from: 2, to: 7).with([4], at: 1)
        expectGood(bench.copy(ListBytes.list(Self.descriptors, [move])))
        try expectDisk(bench.diskB, with: bench.diskA.original(2, 5), at: 7 * 512)
        // With something left over of before it is a copy through the copy manager.
        let carry = ListBytes.embedded(cat: true, 2, transfer: 8, [1, 2, 3, 4])
        expectSense(
            bench.copy(ListBytes.list(Self.descriptors, [carry, move])),
            aborted("26 16", segment: 1, "aa 00 01"))
    }

    /// The number of blocks is the source's, or with DC the destination's.
    @Test(arguments: [(512, 4096), (4096, 512), (512, 512)], [false, true])
    func countsBlocks(_ lengths: (Int, Int), _ dc: Bool) throws {
        let bench = try CopyBench(
            BenchShape(
                blockLengthA: lengths.0, blockLengthB: lengths.1, blocksA: 80, blocksB: 80))
        let list = ListBytes.list(
            [ListBytes.disk(CopyBench.naaA, lengths.0), ListBytes.disk(CopyBench.naaB, lengths.1)],
            [ListBytes.blockToBlock(dc: dc, blocks: 8, from: 1, to: 2)])
        expectGood(bench.copy(list))
        let bytes = 8 * (dc ? lengths.1 : lengths.0)
        try expectDisk(
            bench.diskB, with: Array(bench.diskA.content[lengths.0..<lengths.0 + bytes]),
            at: 2 * lengths.1)
    }

    /// What moves, and where it goes, does not depend on the format of the list.
    @Test func bothFormatsDoTheSame() throws {
        func segments(_ first: Int) -> [[UInt8]] {
            [
                ListBytes.inlineToStream(
                    cat: true, first + 2, transfer: 600, offset: 4, bytes: 500),
                ListBytes.blockToStream(cat: true, first, first + 2, transfer: 600, blocks: 3),
                ListBytes.bytesToStream(
                    cat: true, first, first + 3, transfer: 90, bytes: 700, offset: 3),
                ListBytes.filemarks(first + 2, count: 2),
                ListBytes.space(first + 2, code: 1, count: -2),
                ListBytes.locate(first + 2, object: 0),
                ListBytes.streamToDiscard(cat: true, first + 2, transfer: 600, bytes: 77).held,
                ListBytes.streamToBlock(
                    cat: true, first + 2, first + 1, transfer: 600, blocks: 2, lba: 9),
                ListBytes.blockToBlock(
                    cat: true, dc: true, first, first + 1, blocks: 4, from: 7, to: 30),
                ListBytes.bytesToBytes(
                    first, first + 1, bytes: 900, from: 9, to: 50, offset: 7, at: 300),
            ]
        }
        let inline = distinctBytes(3, count: 504)
        let short = try CopyBench()
        let long = try CopyBench()
        let one = short.copy(ListBytes.list(Self.descriptors, segments(0), inline: inline))
        let four = long.copyLID4(ListBytes.lid4(Self.descriptors, segments(1), inline: inline))
        #expect(one == four)
        try expectItems(long.tape1, short.tape1.items())
        try expectItems(long.tape2, short.tape2.items())
        expectBytes(try long.diskB.bytes(), try short.diskB.bytes())
        #expect(try !areEqual(long.diskB.bytes(), long.diskB.content))
        for tape in ["1", "2"] { #expect(short.position(tape) == long.position(tape)) }
        let held = short.results(0x01, id: 0x41).dataIn.dropFirst(4)
        #expect(held.count == 77)
        expectBytes(Array(held), Array(long.report(0x06, id: 0x0001_0203).dataIn.suffix(77)))
    }
}
