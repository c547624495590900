import CopyManager
import SCSI
import Testing
import WireBytes

/// Sense data of a segment: a key, a code, the number of the segment and the pointer.
func inSegment(
    _ key: String, _ code: String, _ pointer: String, segment: Int = 0
) -> String {
    "70 00 \(key) 00 00 00 00 0a 00 00 00 0\(segment) \(code) 00 \(pointer)"
}

/// Representations of data as copy source and copy destination.
@Suite struct RODSegmentTests {
    // MARK: What a copy builds for itself

    @Test(arguments: [0x0080_0000, 0x0001_0000] as [UInt32])
    func whatSegmentsBuiltIsACopySource(type: UInt32) throws {
        let bench = try TokenBench()
        let list = ListBytes.list(
            [RODLists.rod(type: type), RODLists.diskB, ListBytes.disk(CopyBench.naaA)],
            [
                RODLists.ranges([BlockRange(0x10, 2), BlockRange(0x40, 3)]),
                RODLists.range(BlockRange(5, 1)),
                // The first block is overwritten before it is read.
                ListBytes.blockToBlock(1, 2, blocks: 1, from: 0x77, to: 0x10),
                ListBytes.blockToBlock(0, 1, blocks: 6, to: 0x100),
            ])
        expectGood(bench.copy(list))
        let first =
            type == 0x0001_0000 ? bench.diskB.original(0x77, 1) : bench.diskA.original(0x10, 1)
        let expected =
            first + bench.diskA.original(0x11, 1) + bench.diskA.original(0x40, 3)
            + bench.diskA.original(5, 1)
        #expect(try bench.diskB.blocks(0x100, 6) == expected)
    }

    @Test func aRepresentationOfDataAsTheyAreCanBeWritten() throws {
        let bench = try TokenBench()
        let list = ListBytes.list(
            [RODLists.rod(type: 0x0001_0000), RODLists.diskB],
            [
                RODLists.ranges([BlockRange(0x90, 2), BlockRange(0x20, 2)]),
                ListBytes.blockToBlock(1, 0, blocks: 3, from: 8, to: 1),
            ])
        expectGood(bench.copy(list))
        let data = bench.diskB.original(8, 3)
        let expected = bench.diskA.content.with(Array(data[..<512]), at: 0x91 * 512)
            .with(Array(data[512...]), at: 0x20 * 512)
        #expect(try areEqual(bench.diskA.bytes(), expected))
    }

    @Test func toTapeWithPadding() throws {
        let bench = try TokenBench()
        let list = ListBytes.list(
            [RODLists.rod(type: 0x0080_0000), ListBytes.tape(CopyBench.naa1, 1024, pad: true)],
            [
                RODLists.ranges([BlockRange(0x10, 1), BlockRange(0x12, 2)]),
                ListBytes.blockToStream(transfer: 1, blocks: 3),
            ])
        expectGood(bench.copy(list))
        let data =
            bench.diskA.original(0x10, 1) + bench.diskA.original(0x12, 2)
            + [UInt8](repeating: 0, count: 512)
        #expect(
            try bench.tape.items() == [
                .record(Array(data[..<1024])), .record(Array(data[1024...])),
            ])
    }

    /// 16h asks its devices for their capacity: block zero has no end.
    @Test func anImage() throws {
        let image = { (blocks: Int) in
            [0x16, 0, 0, 0x18, 0, 0, 0, 1] + ListBytes.number(1, 8) + ListBytes.number(0x3F0, 8)
                + ListBytes.number(blocks, 4)
        }
        let bench = try TokenBench()
        expectGood(
            bench.copy(
                ListBytes.list(
                    [RODLists.rod(), RODLists.diskB], [image(0)], inline: TokenLists.blockZero)))
        let zeros = [UInt8](repeating: 0, count: 16 * 512)
        #expect(
            try areEqual(
                bench.diskB.bytes(), bench.diskB.content.with(zeros, at: 0x3F0 * 512)))
        let token = bench.token([BlockRange(0x20, 4), BlockRange(0x10, 2)])
        expectGood(
            bench.copy(
                ListBytes.list([RODLists.rod(), RODLists.diskB], [image(0)], inline: token)))
        #expect(
            try bench.diskB.blocks(0x3F0, 5)
                == bench.diskA.original(0x21, 3) + bench.diskA.original(0x10, 2))
        #expect(try bench.diskB.blocks(0x3F5, 1) == [UInt8](repeating: 0, count: 512))
    }

    @Test func beyondItsEndThereIsNothing() throws {
        let bench = try TokenBench()
        let list = ListBytes.list(
            [RODLists.rod(type: 0x0080_0000), RODLists.diskB],
            [RODLists.range(BlockRange(0, 4)), ListBytes.blockToBlock(blocks: 2, from: 3)])
        expectSense(
            bench.copy(list),
            """
            70 00 0a 00 00 00 00 1d 12 00 00 01 0d 01 00 80 00 10 \
            02 f0 00 05 00 00 00 04 0a 00 00 00 00 21 00 00 00 00 00
            """)
    }

    /// Segments that do not build what they should: the ROD at 10h, disk B at 30h.
    static let wrongSegments = [
        WrongTokenList(
            "another source", RODLists.range(BlockRange(0, 1), from: 1), "26 00", "a0 00 04"),
        WrongTokenList(
            "no representation", RODLists.range(BlockRange(0, 1), to: 1), "26 00", "a0 00 06"),
        WrongTokenList(
            "no descriptor", RODLists.range(BlockRange(0, 1), to: 9), "26 00", "a0 00 06"),
        WrongTokenList(
            "another type of range", RODLists.ranges([BlockRange(0, 1)], type: 2), "26 00",
            "a0 00 0d"),
        WrongTokenList(
            "a block twice",
            RODLists.ranges([BlockRange(0, 4), BlockRange(9, 1), BlockRange(3, 1)]),
            "26 00", "a0 00 30"),
        WrongTokenList(
            "65 ranges", RODLists.ranges((0..<65).map { BlockRange($0, 1) }), "26 08", "a0 00 0e"),
        WrongTokenList(
            "beyond the disk", RODLists.range(BlockRange(0x3FF, 2)), "21 00", "a0 00 08"),
        WrongTokenList(
            "the second range beyond the disk",
            RODLists.ranges([BlockRange(0, 1), BlockRange(0x400, 1)]), "21 00", "a0 00 20"),
    ]

    @Test(arguments: wrongSegments)
    func aWrongSegmentIsRefused(segment: WrongTokenList) throws {
        let bench = try TokenBench()
        expectSense(
            bench.copy(
                ListBytes.list(
                    [RODLists.rod(type: 0x0080_0000), RODLists.diskB], [segment.bytes])),
            segment.sense)
    }

    @Test func lateErrorsMayHaveTheKeyOfACopy() throws {
        var profile = CopyManagerProfile()
        profile.switches.lateIllegalKey = .copyAborted
        let bench = try TokenBench(profile: profile)
        expectSense(
            bench.copy(
                ListBytes.list(
                    [RODLists.rod(type: 0x0080_0000)], [RODLists.range(BlockRange(0, 1), from: 1)])),
            inSegment("0a", "26 00", "a0 00 04"))
    }

    @Test func aBlockInTwoSegments() throws {
        let list = ListBytes.list(
            [RODLists.rod(type: 0x0080_0000), RODLists.diskB],
            [
                RODLists.range(BlockRange(4, 4)), RODLists.range(BlockRange(6, 1)),
                ListBytes.blockToBlock(blocks: 5),
            ])
        let bench = try TokenBench()
        expectGood(bench.copy(list))
        #expect(
            try bench.diskB.blocks(0, 5) == bench.diskA.original(4, 4) + bench.diskA.original(6, 1))
        var profile = CopyManagerProfile()
        profile.switches.duplicateLbaAcrossSegments = false
        expectSense(
            try TokenBench(profile: profile).copy(list),
            inSegment("05", "26 00", "a0 00 08", segment: 1))
    }

    @Test func whatWasNeverBuiltIsNotThere() throws {
        let bench = try TokenBench()
        for segments in [
            [ListBytes.blockToBlock(blocks: 1)], [ListBytes.blockToBlock(1, 0, blocks: 1)],
            [RODLists.range(BlockRange(7, 0)), ListBytes.blockToBlock(blocks: 1)],
        ] {
            expectSense(
                bench.copy(
                    ListBytes.list([RODLists.rod(type: 0x0001_0000), RODLists.diskB], segments)),
                inSegment("0a", "08 04", "80 00 10", segment: segments.count - 1))
        }
        // To make a token of it takes something that it stands for.
        expectSense(
            bench.copy(
                ListBytes.list([RODLists.rod(type: 0x0001_0000, flags: 0x10)], [RODLists.verify(0)])
            ),
            inSegment("0a", "08 04", "80 00 10"))
    }

    @Test func afterItsUseNothingIsAdded() throws {
        let bench = try TokenBench()
        expectSense(
            bench.copy(
                ListBytes.list(
                    [RODLists.rod(type: 0x0001_0000), RODLists.diskB],
                    [
                        RODLists.range(BlockRange(0, 1)), ListBytes.blockToBlock(blocks: 1),
                        RODLists.range(BlockRange(1, 1)),
                    ])),
            inSegment("0a", "26 00", "a0 00 06", segment: 2))
    }

    @Test func aPointInTimeCannotBeWritten() throws {
        let bench = try TokenBench()
        expectSense(
            bench.copy(
                ListBytes.list(
                    [RODLists.rod(type: 0x0080_0000), RODLists.diskB],
                    [RODLists.range(BlockRange(0, 1)), ListBytes.blockToBlock(1, 0, blocks: 1)])),
            inSegment("05", "26 00", "a0 00 06", segment: 1))
    }

    @Test func blockLengthsMustAgree() throws {
        let bench = try TokenBench()
        expectSense(
            bench.copy(
                ListBytes.list(
                    [RODLists.rod(type: 0x0080_0000, blockLength: 4096)],
                    [RODLists.range(BlockRange(0, 1))])),
            inSegment("0a", "26 00", "80 00 2d"))
        let token = bench.token([BlockRange(0, 1)])
        expectSense(
            bench.copy(
                ListBytes.list(
                    [RODLists.rod(blockLength: 520), RODLists.diskB],
                    [ListBytes.blockToBlock(blocks: 1)], inline: token)),
            inSegment("0a", "26 00", "80 00 2d"))
    }

    @Test func thereIsRoomForSoMany() throws {
        var profile = CopyManagerProfile()
        profile.tokens.maximumRODs = 1
        let bench = try TokenBench(profile: profile)
        let two = ListBytes.list(
            [RODLists.rod(type: 0x0080_0000), RODLists.rod(type: 0x0080_0000)],
            [RODLists.range(BlockRange(0, 1)), RODLists.range(BlockRange(0, 1), to: 1)])
        expectSense(bench.copy(two), inSegment("0a", "55 0c", "00 00 00", segment: 1))
        // Both places are free again, but a token needs one beside the representation.
        expectSense(
            bench.copy(
                ListBytes.list(
                    [RODLists.rod(type: 0x0080_0000, flags: 0x10)],
                    [RODLists.range(BlockRange(0, 1))])),
            inSegment("0a", "55 0d", "00 00 00"))
        _ = bench.token([BlockRange(0, 1)])
    }
}
