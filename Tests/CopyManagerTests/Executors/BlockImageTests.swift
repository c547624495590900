import SCSI
import Testing

/// 16h: the copy of a disk, or of a part of one.
@Suite struct BlockImageTests {
    private let descriptors = [
        ListBytes.disk(CopyBench.naaA, 0), ListBytes.disk(CopyBench.naaB, 0),
    ]

    /// Disk A has 64 blocks, disk B 48: the copy ends at the end of either.
    @Test(arguments: [
        (0, 0, 0, 48), (20, 0, 0, 44), (0, 40, 0, 8), (60, 10, 0, 4), (3, 5, 7, 7),
        (60, 0, 9, 4), (0, 45, 9, 3), (64, 0, 0, 0), (0, 48, 5, 0),
    ])
    func ends(_ from: Int, _ to: Int, _ blocks: Int, _ copied: Int) throws {
        for length in [512, 4096] {
            var shape = BenchShape(blockLengthA: length, blockLengthB: length, blocksB: 48)
            // Steps of some blocks, and a remainder.
            shape.limits.stepByteCount = 5000
            let bench = try CopyBench(shape)
            let list = ListBytes.list(
                descriptors, [ListBytes.blockImage(from: from, to: to, blocks: blocks)])
            expectGood(bench.copy(list))
            try expectDisk(
                bench.diskB, with: bench.diskA.original(from, copied), at: to * length)
            #expect(
                bench.results(0x00, id: 0x41).dataIn
                    == [0, 0, 0, 8, 1, 0, 1, 0] + ListBytes.number(copied * length, 4))
        }
    }

    /// An address that is on neither is the device's to refuse.
    @Test(arguments: [(65, 0, "12 00", "10"), (0, 65, "00 12", "30")])
    func beginsBehindTheEnd(_ from: Int, _ to: Int, _ side: String, _ place: String) throws {
        let bench = try CopyBench()
        expectSense(
            bench.copy(
                ListBytes.list(descriptors, [ListBytes.blockImage(from: from, to: to)])),
            """
            70 00 0a 00 00 00 00 1d \(side) 00 00 0d 01 00 80 00 \(place) \
            02 f0 00 05 00 00 00 41 0a 00 00 00 00 21 00 00 00 00 00
            """)
        try expectDisk(bench.diskB)
    }

    /// No residue is used, and none is made.
    @Test func residuePassesBy() throws {
        let bench = try CopyBench()
        let all = descriptors + [ListBytes.tape(CopyBench.naa1)]
        expectGood(
            bench.copy(
                ListBytes.list(
                    all,
                    [
                        ListBytes.embedded(cat: true, 2, transfer: 8, Array("four".utf8)),
                        ListBytes.blockImage(blocks: 3),
                        ListBytes.embedded(2, transfer: 8, Array("more".utf8)),
                    ])))
        try expectDisk(bench.diskB, with: bench.diskA.original(0, 3))
        try expectItems(bench.tape1, [.record(Array("fourmore".utf8))])
    }

    /// A failed write in the middle: the blocks that are left, and those before it on the disk.
    @Test func tellsTheBlocksThatAreLeft() throws {
        var shape = BenchShape()
        shape.limits.stepByteCount = 8192
        let bench = try CopyBench(shape)
        bench.fabric.add(
            .init(
                unit: "B", trigger: .command(.write16, nth: 3), times: 1,
                effect: .checkCondition(FaultTests.mediumError)))
        expectSense(
            bench.copy(ListBytes.list(descriptors, [ListBytes.blockImage()])),
            """
            f0 00 0a 00 00 00 20 1d 00 12 00 00 0d 01 00 80 00 30 \
            02 70 00 03 00 00 00 00 0a 00 00 00 00 0c 00 00 00 00 00
            """)
        try expectDisk(bench.diskB, with: bench.diskA.original(0, 32))
    }
}
