import CopyManager
import SCSI
import Testing
import WireBytes

/// A list that is wrong, and the sense data that says so: ILLEGAL REQUEST, the code, then the
/// three bytes of the field pointer.
struct WrongList: CustomTestStringConvertible {
    var name: String
    var bytes: [UInt8]
    var code: String
    var pointer = "00 00 00"
    var limits = CopyManagerLimits()

    var testDescription: String { name }

    init(
        _ name: String, _ bytes: [UInt8], _ code: String, _ pointer: String = "00 00 00",
        limits: (inout CopyManagerLimits) -> Void = { _ in }
    ) {
        self.name = name
        self.bytes = bytes
        self.code = code
        self.pointer = pointer
        limits(&self.limits)
    }

    var fixed: String { "70 00 05 00 00 00 00 0a 00 00 00 00 \(code) 00 \(pointer)" }

    var descriptor: String {
        pointer == "00 00 00"
            ? "72 05 \(code) 00 00 00 00"
            : "72 05 \(code) 00 00 00 08 02 06 00 00 \(pointer) 00"
    }

    /// A list that is right: 00h, eight blocks to eight tape blocks, descriptors at 10h and 30h,
    /// the segment at 50h, then four bytes of inline data.
    static let right = ListBytes.list(
        [ListBytes.disk(CopyBench.naaA), ListBytes.tape(CopyBench.naa1, 512)],
        [ListBytes.blockToStream(transfer: 1, blocks: 8)], inline: [1, 2, 3, 4])

    /// 05h in its place, with four bytes.
    static let embedded = ListBytes.list(
        [ListBytes.disk(CopyBench.naaA), ListBytes.tape(CopyBench.naa1, 512)],
        [[5, 0, 0, 0x10, 0, 0, 0, 1, 0, 0, 0, 1, 0, 4, 0, 0, 9, 9, 9, 9]], inline: [0, 0, 0, 0])

    static let wrongHeaders =
        (1..<16).map {
            WrongList("header cut to \($0) bytes", Array(right[..<$0]), "1a 00")
        } + [
            WrongList("LIST ID USAGE 01b", right.with([0x09], at: 1), "26 00", "8c 00 01"),
            WrongList(
                "LIST ID USAGE 11b with an ID", right.with([0x19], at: 1), "26 00", "80 00 00"),
            WrongList("all but the last byte", Array(right.dropLast()), "1a 00"),
            WrongList("CSCD list longer than the list", right.with([0xFF, 0xE0], at: 2), "1a 00"),
            WrongList(
                "segment list longer than the list",
                right.with([0xFF, 0xFF, 0xFF, 0xFF], at: 8), "1a 00"),
            WrongList(
                "inline data longer than the list",
                right.with([0xFF, 0xFF, 0xFF, 0xFF], at: 12), "1a 00"),
            WrongList(
                "lengths whose sum has 33 bits",
                right.with([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], at: 8), "1a 00"),
            WrongList(
                "lengths whose sum wraps to the right one",
                right.with([0, 0, 0, 0x18, 0xFF, 0xFF, 0xFF, 0xFF], at: 8)
                    .with([0, 0x40], at: 2), "1a 00"),
            WrongList("CSCD list of 33 bytes", right.with([0, 33], at: 2), "26 00", "80 00 02"),
        ]

    static let overLimits = [
        WrongList("descriptors longer than allowed", right, "1a 00") {
            $0.maximumDescriptorListLength = 87
            $0.maximumCSCDDescriptorCount = 1
            $0.maximumSegmentDescriptorCount = 0
        },
        WrongList("too many CSCD descriptors", right, "26 06", "80 00 02") {
            $0.maximumCSCDDescriptorCount = 1
            $0.maximumSegmentDescriptorCount = 0
        },
        WrongList("too many segments", right, "26 08", "80 00 08") {
            $0.maximumSegmentDescriptorCount = 0
        },
        WrongList("too much inline data", right, "26 0b", "80 00 0c") {
            $0.maximumInlineDataLength = 3
        },
    ]

    static let wrongDescriptors =
        ([0x00, 0xBF, 0xC0, 0xDF, 0xE5, 0xE6, 0xE7, 0xE8, 0xEB, 0xEC, 0xFD, 0xFF] as [UInt8]).map {
            WrongList(
                "CSCD type \(hexadecimal($0))", right.with([$0], at: 0x30), "26 07", "80 00 30")
        }
        + ([0x02, 0x06, 0x08, 0x0D, 0x1E, 0x1F] as [UInt8]).map {
            WrongList(
                "device type \(hexadecimal($0))", right.with([$0], at: 0x31), "26 00", "8c 00 31")
        } + [
            WrongList("designator of 21 bytes", right.with([21], at: 0x37), "26 00", "80 00 37"),
            WrongList(
                "LU ID TYPE 10b", right.with([0xE0, 0x81], at: 0x30), "26 00", "8f 00 31"),
            WrongList(
                "LU ID TYPE 11b", right.with([0xE9, 0xC1], at: 0x30), "26 00", "8f 00 31"),
            WrongList(
                "the first half of an IPv6 descriptor alone", right.with([0xEA], at: 0x30), "1a 00"),
            WrongList(
                "FIXED without a block length", right.with([1, 0, 0, 0], at: 0x4C), "26 00",
                "80 00 4d"),
            WrongList(
                "a block length without FIXED", right.with([0x04], at: 0x4C), "26 00", "88 00 4c"),
        ]

    static let wrongSegments =
        ([0x17, 0x18, 0x19, 0x1A, 0xBD, 0xC0, 0xE4, 0xFF] as [UInt8]).map {
            WrongList(
                "segment type \(hexadecimal($0))", right.with([$0], at: 0x50), "26 09", "80 00 50")
        }
        + ([0x00, 0x10, 0x13, 0x15, 0x18] as [UInt8]).map {
            WrongList(
                "DESCRIPTOR LENGTH \(hexadecimal($0))", right.with([$0], at: 0x53), "26 00",
                "80 00 52")
        } + [
            WrongList(
                "DESCRIPTOR LENGTH beyond the list", right.with([0xFF, 0xFF], at: 0x52), "26 00",
                "80 00 52"),
            WrongList(
                "embedded data of more bytes than there are",
                embedded.with([5], at: 0x5D), "26 00", "80 00 5c"),
            WrongList(
                "embedded data that ends in the middle of four bytes",
                embedded.with([0x0E], at: 0x53), "26 00", "80 00 52"),
            WrongList(
                "held data that nobody could ask for",
                right.with([0, 0x19], at: 0).with([0x0B], at: 0x50), "26 00", "80 00 50"),
            WrongList("segment list without its last byte", right.with([23], at: 11), "1a 00"),
            WrongList("segment list of three bytes", right.with([3], at: 11), "1a 00"),
            WrongList(
                "a second segment of one byte", right.with([25], at: 11).with([0], at: 15), "1a 00"),
            WrongList(
                "a second segment of an unknown type",
                right.with([25], at: 11).with([0, 0, 0, 3], at: 12).with([0x17], at: 0x68),
                "26 09", "80 00 68"),
        ]
}

/// What is wrong is found before anything is done: key 5h, no segment, no command to any device.
@Suite struct BeforeProcessingTests {
    @Test(
        arguments: WrongList.wrongHeaders + WrongList.overLimits + WrongList.wrongDescriptors
            + WrongList.wrongSegments)
    func endsInSenseData(_ list: WrongList) throws {
        let bench = try CopyBench(BenchShape(profile: CopyManagerProfile(limits: list.limits)))
        expectSense(bench.copy(list.bytes), list.fixed)
        expectSense(bench.copy(list.bytes, to: "2"), list.fixed)
        bench.setDescriptorSense("2")
        expectSense(bench.copy(list.bytes, to: "2"), list.descriptor)
        #expect(bench.commands.ofCopies.isEmpty)
        // Nothing is known of a copy that never began.
        let unknown = "70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 c0 00 02"
        if let id = list.bytes.first {
            expectSense(bench.results(0x00, id: id), unknown)
            expectSense(bench.results(0x04, id: id), unknown)
        }
    }

    @Test func theListItselfIsRight() throws {
        let bench = try CopyBench()
        expectGood(bench.copy(WrongList.right))
        #expect(bench.position("1") == 8)
    }

    @Test func noListIsNoError() throws {
        let bench = try CopyBench()
        expectGood(bench.copy(WrongList.right))
        expectGood(bench.send(CopyBench.copyCDB(0), to: "A"))
        // What is kept of an earlier copy is still there.
        #expect(bench.results(0x00, id: 0x41).dataIn.count == 12)
    }

    @Test func emptyListsAreNoError() throws {
        let bench = try CopyBench()
        expectGood(bench.copy(ListBytes.list([], [])))
        #expect(bench.results(0x00, id: 0x41).dataIn == [0, 0, 0, 8, 1, 0, 0, 0, 0, 0, 0, 0])
        expectGood(bench.copy(ListBytes.list([ListBytes.disk(CopyBench.naaA)], [])))
        #expect(bench.commands.ofCopies.isEmpty)
    }

    @Test func bytesBehindTheListAreIgnored() throws {
        let bench = try CopyBench()
        expectGood(bench.copy(WrongList.right + [0xFF, 0xFF, 0xFF]))
        #expect(bench.position("1") == 8)
    }

    @Test func aListThatWasNotSent() throws {
        let bench = try CopyBench()
        let reply = bench.send(
            CopyBench.copyCDB(WrongList.right.count + 1), WrongList.right, to: "A")
        expectSense(reply, "70 00 05 00 00 00 00 0a 00 00 00 00 1a 00 00 c0 00 0a")
    }

    /// The field has no meaning in E4h descriptors of SPC-4.
    @Test(arguments: [0x40, 0x80, 0xC0] as [UInt8])
    func logicalUnitIDTypeIsIgnored(_ bits: UInt8) throws {
        let bench = try CopyBench()
        expectGood(bench.copy(WrongList.right.with([bits], at: 0x11)))
        #expect(bench.position("1") == 8)
    }

    /// STR, PRIORITY, DC where it has no meaning, reserved bytes.
    @Test func reservedFieldsAreIgnored() throws {
        let bench = try CopyBench()
        let list = WrongList.right.with([0xE7, 0, 0x40, 9, 9, 9, 9], at: 1)
            .with([9, 9], at: 0x12).with([9], at: 0x36).with([0xFA], at: 0x51)
            .with([9], at: 0x58).with([9, 9], at: 0x5C)
        expectGood(bench.copy(list))
        #expect(bench.position("1") == 8)
    }

    /// With NUL bytes 4 to 27 do not count, not even DESIGNATOR LENGTH.
    @Test func nullDevicesNeedNoDesignator() throws {
        let bench = try CopyBench()
        let null = ListBytes.device(0x01, CopyBench.naa1, flags: 0x04, blockLength: 0, nul: true)
        let list = ListBytes.list(
            [null.with([0xFF], at: 7)], [ListBytes.streamToDiscard(transfer: 1, bytes: 0)])
        expectGood(bench.copy(list))
    }
}
