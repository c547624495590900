import SCSI
import Testing

/// 13h: the copy of a tape, object by object.
@Suite struct TapeImageTests {
    private let descriptors = [
        ListBytes.tape(CopyBench.naa1), ListBytes.tape(CopyBench.naa2),
    ]

    /// Records of these lengths on tape 1; 0 stands for a filemark.
    private func bench(_ objects: [Int], _ shape: BenchShape = BenchShape()) throws -> CopyBench {
        let bench = try CopyBench(shape)
        for length in objects {
            if length > 0 {
                try bench.tape1.record([length])
            } else {
                try bench.tape1.cartridge.append(
                    filemarks: 1, at: bench.tape1.cartridge.objectCount)
            }
        }
        return bench
    }

    private func image(_ marks: Int) -> [UInt8] {
        ListBytes.list(descriptors, [ListBytes.tapeImage(marks: marks)])
    }

    /// Where the copy ends: behind so many filemarks in a row, or where the data does.
    @Test(
        arguments: [
            ([], 0, 0), ([5], 0, 1), ([5, 0, 6, 0, 0, 7], 0, 6), ([5, 0, 6, 0, 0, 7], 1, 2),
            ([5, 0, 6, 0, 0, 7], 2, 5), ([5, 0, 6, 0, 0, 7], 3, 6), ([0, 0, 0, 0], 2, 2),
            ([0, 9, 0, 8, 0], 2, 5),
        ] as [([Int], Int, Int)])
    func ends(_ objects: [Int], _ marks: Int, _ copied: Int) throws {
        let bench = try bench(objects)
        expectGood(bench.copy(image(marks)))
        try expectItems(bench.tape2, Array(try bench.tape1.items()[..<copied]))
        #expect(bench.position("1") == copied)
        #expect(bench.position("2") == copied)
        let bytes = objects[..<copied].reduce(0, +)
        #expect(
            bench.results(0x00, id: 0x41).dataIn
                == [0, 0, 0, 8, 1, 0, 1, 0] + ListBytes.number(bytes, 4))
    }

    /// From one position to the other: what stands before is neither read nor lost.
    @Test func beginsWhereTheTapesStand() throws {
        let bench = try bench([5, 6, 0, 7])
        try bench.tape2.record([50, 51, 52])
        bench.locate("1", 1)
        bench.locate("2", 2)
        let before = try bench.tape2.items()
        expectGood(bench.copy(image(0)))
        try expectItems(
            bench.tape2, Array(before[..<2]) + Array(try bench.tape1.items()[1...]))
    }

    /// Records keep their lengths, whatever the descriptors say of fixed blocks, and however small
    /// the steps are.
    @Test func keepsRecordLengths() throws {
        var shape = BenchShape()
        shape.limits.stepByteCount = 1
        let bench = try bench([1, 512, 0, 100_000, 3, 511], shape)
        let list = ListBytes.list(
            [
                ListBytes.tape(CopyBench.naa1, 512, pad: true),
                ListBytes.tape(CopyBench.naa2, 1024, pad: true),
            ],
            [
                ListBytes.embedded(cat: true, 1, transfer: 1, Array("left over".utf8)),
                ListBytes.tapeImage(), ListBytes.embedded(1, transfer: 1, Array("!".utf8)),
            ])
        expectGood(bench.copy(list))
        // What was left over passed by, and was filled up behind the image.
        let label = Array("left over!".utf8) + [UInt8](repeating: 0, count: 1014)
        try expectItems(bench.tape2, try bench.tape1.items() + [.record(label)])
    }

    /// A record that no READ of the largest transfer takes whole.
    @Test func aRecordThatIsTooLong() throws {
        var shape = BenchShape()
        shape.limits.maximumStreamDeviceTransferSize = 1000
        let bench = try bench([1000, 1001], shape)
        expectSense(
            bench.copy(image(0)),
            """
            f0 00 0a 00 00 00 00 1d 12 00 00 00 0d 01 00 80 00 10 \
            02 f0 00 20 ff ff ff ff 0a 00 00 00 00 00 00 00 00 00 00
            """)
        try expectItems(bench.tape2, Array(try bench.tape1.items()[..<1]))
    }

    /// Early warning of the destination is an error here; what was written before it stays, and no
    /// residue is computed.
    @Test func earlyWarningEndsIt() throws {
        let bench = try bench([600, 600, 600], BenchShape(earlyWarning: 1000))
        expectSense(
            bench.copy(image(0)),
            """
            f0 00 0a 00 00 00 00 1d 00 12 00 00 0d 01 00 80 00 30 \
            02 f0 00 40 00 00 00 00 0a 00 00 00 00 00 02 00 00 00 00
            """)
        try expectItems(bench.tape2, Array(try bench.tape1.items()[..<2]))
    }

    @Test func theEndOfTheMediumEndsIt() throws {
        let bench = try CopyBench(BenchShape(capacity: 500))
        try bench.tape1.record([300])
        try bench.tape2.record([300])
        bench.locate("2", 1)
        expectSense(
            bench.copy(image(0)),
            """
            70 00 0a 00 00 00 00 1d 00 12 00 00 0d 01 00 80 00 30 \
            02 f0 00 4d 00 00 01 2c 0a 00 00 00 00 00 02 00 00 00 00
            """)
    }

    @Test(arguments: [0, 1])
    func isOfTapesAlone(_ disk: Int) throws {
        let bench = try CopyBench()
        var descriptors = descriptors
        descriptors[disk] = ListBytes.disk(CopyBench.naaA)
        expectSense(
            bench.copy(ListBytes.list(descriptors, [ListBytes.tapeImage()])),
            aborted("26 0c", disk == 0 ? "a0 00 04" : "a0 00 06"))
    }
}
