import CopyManager
import SCSI
import Testing
import WireBytes

/// What a parameter list alone shows of the end of its copy.
@Suite struct AbortionTests {
    /// A change of a worked list, and what then ends the copy: its sense data up to the field
    /// pointer, and where the segment descriptor begins.
    struct Row: CustomTestStringConvertible, Sendable {
        let name: String
        let descriptors: [[UInt8]]
        let segments: [[UInt8]]
        var inline: [UInt8] = []
        /// `nil` for a list that shows nothing.
        let sense: String?
        var limits = CopyManagerLimits()
        var testDescription: String { name }
    }

    private static let diskA = ListBytes.disk(CopyBench.naaA)
    private static let openDisk = ListBytes.disk(CopyBench.naaA, 0)
    private static let diskB = ListBytes.disk(CopyBench.naaB)
    private static let tape1 = ListBytes.tape(CopyBench.naa1)
    private static let inline8: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]

    static let rows = [
        Row(
            name: "right", descriptors: [tape1],
            segments: [ListBytes.inlineToStream(0, transfer: 8, bytes: 8)], inline: inline8,
            sense: nil),
        Row(
            name: "inline data exceeded", descriptors: [tape1],
            segments: [ListBytes.inlineToStream(0, transfer: 8, bytes: 9)], inline: inline8,
            sense: "70 00 0a 00 00 00 00 0a 00 00 00 00 26 0b 00 a0 00 10"),
        Row(
            name: "no descriptor", descriptors: [tape1],
            segments: [
                ListBytes.filemarks(0, count: 1), ListBytes.filemarks(1, count: 1),
            ], sense: "70 00 0a 00 00 00 00 0a 00 00 00 01 08 04 00 a0 00 06"),
        Row(
            name: "filemarks on a disk", descriptors: [diskA],
            segments: [ListBytes.filemarks(0, count: 1)],
            sense: "70 00 0a 00 00 00 00 0a 00 00 00 00 26 0c 00 a0 00 06"),
        Row(
            name: "stream length of zero", descriptors: [openDisk, tape1],
            segments: [ListBytes.blockToStream(transfer: 0, blocks: 2)],
            sense: "70 00 0a 00 00 00 00 0a 00 00 00 00 26 00 00 a0 00 09"),
        Row(
            name: "stream length of zero for no blocks", descriptors: [openDisk, tape1],
            segments: [ListBytes.blockToStream(transfer: 0, blocks: 0)], sense: nil),
        Row(
            name: "byte offset beyond a known block", descriptors: [diskA, tape1],
            segments: [ListBytes.bytesToStream(transfer: 8, bytes: 8, offset: 512)],
            sense: "70 00 0a 00 00 00 00 0a 00 00 00 00 26 00 00 a0 00 1a"),
        Row(
            name: "byte offset in an unknown block", descriptors: [openDisk, tape1],
            segments: [ListBytes.bytesToStream(transfer: 8, bytes: 8, offset: 512)], sense: nil),
        Row(
            name: "segment too long", descriptors: [diskA, diskB],
            segments: [ListBytes.blockToBlock(blocks: 3)],
            sense: "70 00 0a 00 00 00 00 0a 00 00 00 00 26 0d 00 a0 00 0a",
            limits: limits { $0.maximumSegmentLength = 1024 }),
        Row(
            name: "length of a segment of unknown blocks", descriptors: [openDisk, diskB],
            segments: [ListBytes.blockToBlock(blocks: 3)], sense: nil,
            limits: limits { $0.maximumSegmentLength = 1024 }),
        Row(
            name: "what earlier segments may have left", descriptors: [diskA, tape1],
            segments: [
                ListBytes.streamToBlock(cat: true, 1, 0, transfer: 512, blocks: 0),
                ListBytes.streamToDiscard(1, transfer: 0, bytes: 8),
            ], sense: nil),
        Row(
            name: "nothing can have been left", descriptors: [diskA, tape1],
            segments: [ListBytes.streamToDiscard(1, transfer: 0, bytes: 8)],
            sense: "70 00 0a 00 00 00 00 0a 00 00 00 00 26 00 00 a0 00 09"),
    ]

    private static func limits(
        _ change: (inout CopyManagerLimits) -> Void
    ) -> CopyManagerLimits {
        var limits = CopyManagerLimits()
        change(&limits)
        return limits
    }

    @Test(arguments: rows)
    func isToldFromTheListAlone(row: Row) throws {
        let profile = CopyManagerProfile(limits: row.limits)
        let list = ListBytes.list(row.descriptors, row.segments, inline: row.inline)
        let told = profile.abortion(ofParameterList: list)
        #expect(told.map { hexPairs($0.sense.encoded(.fixed)) } == row.sense)
        if let told {
            let before = row.segments.prefix(Int(told.sense.segment ?? 0))
            #expect(
                told.segmentOffset
                    == 16 + row.descriptors.joined().count + before.joined().count)
            let bench = try CopyBench(BenchShape(profile: profile))
            expectSense(bench.copy(list), row.sense ?? "")
        }
        #expect(profile.refusal(ofParameterList: list) == nil)
    }

    /// None of the worked lists shows a failure, and every list that shows one fails.
    @Test func noListThatIsRightShowsOne() throws {
        let lists = try [
            WorkedList.w1, .w2, .w3, .w4, .w5, .w6, .w7, .w8, .w9, .w10, .w11, .w12,
        ].map { try $0.bytes }
        for list in lists {
            #expect(CopyManagerProfile().abortion(ofParameterList: list)?.sense.text == nil)
        }
    }

    /// A CDB whose length is below the header's, and the rule of one device for another command.
    @Test func aCommandIsRefusedForItsLength() {
        let profile = CopyManagerProfile()
        for (action, header) in [(0 as UInt8, 16), (1, 48)] {
            var cdb = CopyBench.copyCDB(header - 1)
            cdb[1] = action
            #expect(profile.refusal(ofCommand: cdb)?.code == .parameterListLengthError)
            cdb[13] += 1
            #expect(profile.refusal(ofCommand: cdb) == nil)
            cdb[13] = 0
            #expect(profile.refusal(ofCommand: cdb) == nil)
        }
        var quirky = CopyManagerProfile()
        quirky.quirks.operatingParametersMinimumAllocation = 43
        var cdb: [UInt8] = [0x84, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 42, 0, 0]
        #expect(quirky.refusal(ofCommand: cdb)?.fieldPointer == .cdb(10))
        #expect(profile.refusal(ofCommand: cdb) == nil)
        cdb[13] = 43
        #expect(quirky.refusal(ofCommand: cdb) == nil)
        cdb[2] = 1
        #expect(quirky.refusal(ofCommand: cdb)?.fieldPointer == .cdb(2))
    }
}
