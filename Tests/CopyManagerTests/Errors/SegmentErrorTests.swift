import CopyManager
import SCSI
import Testing
import WireBytes

/// A copy that a segment's own fields or descriptors end: the code and the field pointer.
struct WrongSegment: CustomTestStringConvertible {
    var name: String
    var descriptors: [[UInt8]]
    var segment: [UInt8]
    var code: String
    var pointer: String
    var limits = CopyManagerLimits()

    var testDescription: String { name }

    init(
        _ name: String, _ descriptors: [[UInt8]], _ segment: [UInt8], _ code: String,
        _ pointer: String, limits: (inout CopyManagerLimits) -> Void = { _ in }
    ) {
        self.name = name
        self.descriptors = descriptors
        self.segment = segment
        self.code = code
        self.pointer = pointer
        limits(&self.limits)
    }

    static let diskA = ListBytes.disk(CopyBench.naaA)
    static let diskB = ListBytes.disk(CopyBench.naaB)
    static let tape1 = ListBytes.tape(CopyBench.naa1, 512)
    static let unknown = ListBytes.disk([0x51, 2, 3, 4, 5, 6, 7, 8])
    static let toTape = ListBytes.blockToStream(transfer: 1, blocks: 2)

    static func null(_ type: UInt8) -> [UInt8] {
        ListBytes.device(type, CopyBench.naaA, flags: 0, blockLength: 0, nul: true)
    }

    static let unreachable =
        [
            WrongSegment(
                "unknown source", [unknown, tape1], toTape, "08 04", "80 00 10"),
            WrongSegment(
                "unknown destination", [diskA, ListBytes.tape([0x51, 2, 3, 4, 5, 6, 7, 8])], toTape,
                "08 04", "80 00 30"),
            WrongSegment(
                "a prefix of a designator", [ListBytes.disk(Array(CopyBench.naaA[..<8])), tape1],
                toTape, "08 04", "80 00 10"),
            WrongSegment(
                "another association", [diskA.with([0x13], at: 5), tape1], toTape, "08 04",
                "80 00 10"),
            WrongSegment(
                "another code set", [diskA.with([0x02], at: 4), tape1], toTape, "08 04",
                "80 00 10"),
            WrongSegment(
                "no designator", [diskA.with([0], at: 7), tape1], toTape, "08 04", "80 00 10"),
            WrongSegment(
                "NUL source", [null(0x00), tape1], toTape, "0d 02", "80 00 10"),
            WrongSegment(
                "NUL destination", [diskA, null(0x01)],
                ListBytes.blockToStream(transfer: 512, blocks: 2), "0d 02", "80 00 30"),
            WrongSegment(
                "NUL processor destination", [diskA, null(0x03)],
                ListBytes.blockToStream(transfer: 512, blocks: 2), "0d 02", "80 00 30"),
            WrongSegment(
                "null disk", [diskA, tape1],
                ListBytes.blockToStream(0xC000, 1, transfer: 1, blocks: 2), "08 04", "00 00 00"),
            WrongSegment(
                "null tape", [diskA, tape1],
                ListBytes.blockToStream(0, 0xC001, transfer: 512, blocks: 2), "08 04", "00 00 00"),
            WrongSegment(
                "filemarks on the null tape", [], ListBytes.filemarks(0xC001, count: 1), "08 04",
                "00 00 00"),
        ]
        + [0x0005, 0x07FF, 0x0800, 0xBFFF, 0xC002, 0xF800, 0xFFFE].flatMap { id in
            [
                WrongSegment(
                    "source ID \(hexadecimal(id, digits: 4))", [diskA, tape1],
                    ListBytes.blockToStream(id, 1, transfer: 1, blocks: 2), "08 04", "a0 00 04"),
                WrongSegment(
                    "destination ID \(hexadecimal(id, digits: 4))", [diskA, tape1],
                    ListBytes.blockToStream(0, id, transfer: 1, blocks: 2), "08 04", "a0 00 06"),
            ]
        }

    static let wrongKind = [
        WrongSegment(
            "a tape called a disk", [ListBytes.disk(CopyBench.naa1), tape1], toTape, "0d 03",
            "80 00 10"),
        WrongSegment(
            "a disk called a tape", [diskA, ListBytes.tape(CopyBench.naaB)], toTape, "0d 03",
            "80 00 30"),
        WrongSegment(
            "a disk called another kind of disk", [diskA.with([0x0E], at: 1), tape1], toTape,
            "0d 03", "80 00 10"),
        WrongSegment(
            "00h from a tape", [tape1, tape1], toTape, "26 0c", "a0 00 04"),
        WrongSegment("00h to a disk", [diskA, diskB], toTape, "26 0c", "a0 00 06"),
        WrongSegment(
            "01h from a disk", [diskA, diskB], ListBytes.streamToBlock(transfer: 1, blocks: 1),
            "26 0c", "a0 00 04"),
        WrongSegment(
            "01h to a tape", [tape1, tape1], ListBytes.streamToBlock(transfer: 1, blocks: 1),
            "26 0c", "a0 00 06"),
        WrongSegment(
            "02h from a tape", [tape1, diskB], ListBytes.blockToBlock(blocks: 1), "26 0c",
            "a0 00 04"),
        WrongSegment(
            "02h to a tape", [diskA, tape1], ListBytes.blockToBlock(blocks: 1), "26 0c",
            "a0 00 06"),
        WrongSegment(
            "04h to a disk", [diskA], ListBytes.inlineToStream(transfer: 1, bytes: 0), "26 0c",
            "a0 00 06"),
        WrongSegment(
            "06h from a disk", [diskA], ListBytes.streamToDiscard(transfer: 1, bytes: 1), "26 0c",
            "a0 00 04"),
        WrongSegment(
            "06h from the null disk", [], ListBytes.streamToDiscard(0xC000, transfer: 1, bytes: 0),
            "26 0c", "a0 00 04"),
        WrongSegment(
            "10h to a disk", [diskA], ListBytes.filemarks(count: 1), "26 0c", "a0 00 06"),
        WrongSegment(
            "10h to the receiver, a disk", [], ListBytes.filemarks(0xFFFF, count: 1), "26 0c",
            "a0 00 06"),
    ]

    static let wrongFields = [
        WrongSegment(
            "wrong DISK BLOCK LENGTH", [ListBytes.disk(CopyBench.naaA, 4096), tape1], toTape,
            "26 00", "80 00 2d"),
        WrongSegment(
            "SDTL 0", [diskA, tape1], ListBytes.blockToStream(transfer: 0, blocks: 1), "26 00",
            "a0 00 09"),
        WrongSegment(
            "SDTL 0 to be read", [tape1, diskB], ListBytes.streamToBlock(transfer: 0, blocks: 1),
            "26 00", "a0 00 09"),
        WrongSegment(
            "more than one stream transfer can be", [diskA, tape1],
            ListBytes.blockToStream(transfer: 0x8000, blocks: 1), "26 00", "a0 00 09"),
        WrongSegment(
            "inline data from no multiple of four", [tape1],
            ListBytes.inlineToStream(transfer: 1, offset: 2, bytes: 1), "26 00", "a0 00 0c"),
        WrongSegment(
            "inline data from behind the end", [tape1],
            ListBytes.inlineToStream(transfer: 1, offset: 12, bytes: 0), "26 0b", "a0 00 0c"),
        WrongSegment(
            "more inline data than there is", [tape1],
            ListBytes.inlineToStream(transfer: 1, offset: 4, bytes: 5), "26 0b", "a0 00 10"),
        WrongSegment(
            "inline data whose end has 33 bits", [tape1],
            ListBytes.inlineToStream(transfer: 1, offset: 4, bytes: 0xFFFF_FFFF), "26 0b",
            "a0 00 10"),
    ]

    /// What the list does not show, since it is right for other devices.
    static let onlyDevicesTell: Set<String> = [
        "unknown source", "unknown destination", "a prefix of a designator",
        "another association", "another code set", "no designator", "a tape called a disk",
        "a disk called a tape", "a disk called another kind of disk",
        "10h to the receiver, a disk", "wrong DISK BLOCK LENGTH",
    ]

    static let tooLong = [
        (ListBytes.blockToStream(transfer: 1, blocks: 9), "a0 00 0e"),
        (ListBytes.streamToBlock(1, 0, transfer: 1, blocks: 9), "a0 00 0e"),
        (ListBytes.blockToBlock(0, 0, blocks: 9), "a0 00 0a"),
        (ListBytes.blockToBlock(dc: true, 0, 0, blocks: 9), "a0 00 0a"),
        (ListBytes.streamToDiscard(1, transfer: 1, bytes: 4097), "a0 00 0c"),
        (ListBytes.inlineToStream(1, transfer: 1, bytes: 4097), "a0 00 10"),
    ].map { segment, pointer in
        WrongSegment(
            "\(hexadecimal(segment[0])) longer than allowed", [diskA, tape1], segment, "26 0d",
            pointer
        ) { $0.maximumSegmentLength = 4096 }
    }
}

/// What is wrong with a segment or a device that it names is found when it is reached: key 0Ah,
/// its number, no INFORMATION as nothing was written.
@Suite struct SegmentErrorTests {
    @Test(
        arguments: WrongSegment.unreachable + WrongSegment.wrongKind + WrongSegment.wrongFields
            + WrongSegment.tooLong)
    func endsTheCopyThere(_ wrong: WrongSegment) throws {
        // A segment that works comes first, so that what was done stays done.
        let working = ListBytes.inlineToStream(4, transfer: 8, bytes: 8)
        var list = wrong.descriptors
        while list.count < 4 { list.append(WrongSegment.unknown) }
        list.append(ListBytes.tape(CopyBench.naa2))
        var inline: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
        if wrong.limits.maximumSegmentLength > 0 { inline += [UInt8](repeating: 9, count: 4096) }
        let bench = try CopyBench(BenchShape(profile: CopyManagerProfile(limits: wrong.limits)))
        try bench.tape1.record([512, 512])
        let bytes = ListBytes.list(list, [working, wrong.segment], inline: inline)
        // What the list alone shows is what comes.
        let told = CopyManagerProfile(limits: wrong.limits).abortion(ofParameterList: bytes)
        let sense = "70 00 0a 00 00 00 00 0a 00 00 00 01 \(wrong.code) 00 \(wrong.pointer)"
        #expect(
            told.map { hexPairs($0.sense.encoded(.fixed)) }
                == (WrongSegment.onlyDevicesTell.contains(wrong.name) ? nil : sense))
        let reply = bench.copy(bytes)
        expectSense(reply, sense)
        #expect(try bench.tape2.items() == [.record([1, 2, 3, 4, 5, 6, 7, 8])])
        #expect(try bench.diskA.bytes() == bench.diskA.content)
        #expect(try bench.diskB.bytes() == bench.diskB.content)
        #expect(bench.position("1") == 0)
        #expect(bench.results(0x00, id: 0x41).dataIn == [0, 0, 0, 8, 2, 0, 2, 0, 0, 0, 0, 8])
    }

    @Test func inDescriptorFormat() throws {
        let bench = try CopyBench()
        bench.setDescriptorSense("2")
        let list = ListBytes.list(
            [WrongSegment.unknown, WrongSegment.tape1], [WrongSegment.toTape])
        expectSense(
            bench.copy(list, to: "2"),
            """
            72 0a 08 04 00 00 00 14 01 0a 00 00 00 00 00 00 00 00 00 00 02 06 00 00 80 00 10 00
            """)
    }

    /// The segment's number has two bytes.
    @Test func aSegmentBeyondTheFirst256() throws {
        let bench = try CopyBench()
        let good = ListBytes.filemarks(0, count: 1)
        let list = ListBytes.list(
            [WrongSegment.tape1],
            [[UInt8]](repeating: good, count: 300) + [ListBytes.filemarks(1, count: 1)])
        expectSense(
            bench.copy(list), "70 00 0a 00 00 00 00 0a 00 00 01 2c 08 04 00 a0 00 06")
        #expect(bench.position("1") == 300)
    }

    /// A block length of 0 is found out, and one that is right accepted, for 4096 as for 512.
    @Test(arguments: [0, 4096])
    func findsOutTheBlockLength(_ length: Int) throws {
        let bench = try CopyBench(BenchShape(blockLengthA: 4096))
        let list = ListBytes.list(
            [ListBytes.disk(CopyBench.naaA, length), ListBytes.disk(CopyBench.naaB, 0)],
            [ListBytes.blockToBlock(blocks: 1, from: 3, to: 5)])
        expectGood(bench.copy(list))
        #expect(try bench.diskB.blocks(5, 8) == bench.diskA.original(3, 1))
    }
}
