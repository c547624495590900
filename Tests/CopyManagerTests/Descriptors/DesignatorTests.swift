import Fabric
import SCSI
import Testing
import WireBytes

/// E4h: any designator of VPD page 83h names its logical unit, byte for byte.
@Suite struct DesignatorTests {
    /// The designation descriptors of a logical unit, as the page has them.
    private func designators(_ bench: CopyBench, _ id: String) -> [[UInt8]] {
        let page = bench.send([0x12, 0x01, 0x83, 0x10, 0, 0], to: id, dataIn: 4096).dataIn
        var all: [[UInt8]] = []
        var rest = page.dropFirst(4)
        while rest.count >= 4 {
            let length = 4 + Int(rest[rest.startIndex + 3])
            all.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return all
    }

    /// An E4h descriptor whose bytes 4 on are those of the page.
    private func descriptor(_ type: UInt8, _ designator: [UInt8]) -> [UInt8] {
        [0xE4, type, 0, 0] + designator
            + [UInt8](repeating: 0, count: 28 - designator.count)
    }

    private static let units: [(String, UInt8)] = [("A", 0), ("B", 0), ("1", 1), ("2", 1)]

    @Test func everyDesignatorNamesItsLogicalUnit() throws {
        let bench = try CopyBench()
        for (id, type) in Self.units {
            let all = designators(bench, id)
            // NAA, EUI-64, T10 vendor ID, SCSI name.
            #expect(all.map { $0[1] & 0x0F } == [3, 2, 1, 8])
            for designator in all {
                bench.commands.clear()
                expectGood(
                    bench.copy(
                        ListBytes.list(
                            [descriptor(type, designator)],
                            [ListBytes.verify(testUnitReady: false)])))
                #expect(bench.commands.ofCopies.map(\.unit) == [id])
            }
        }
    }

    /// One bit more or less, in any byte of it, is another name.
    @Test func everyBitCounts() throws {
        let bench = try CopyBench()
        for (id, type) in Self.units {
            for designator in designators(bench, id) {
                let right = descriptor(type, designator)
                // Byte 4: CODE SET; 5: ASSOCIATION and DESIGNATOR TYPE; then the designator.
                let bits =
                    [
                        (4, 0), (4, 1), (4, 2), (4, 3), (5, 5), (5, 4), (5, 3), (5, 2), (5, 1),
                        (5, 0),
                    ]
                    + (8..<8 + Int(right[7])).flatMap { byte in (0..<8).map { (byte, $0) } }
                let lists = bits.map { right.with([right[$0.0] ^ 1 << UInt8($0.1)], at: $0.0) }
                for wrong in lists + [right.with([right[7] - 1], at: 7)] {
                    bench.commands.clear()
                    let reply = bench.copy(
                        ListBytes.list([wrong], [ListBytes.verify(testUnitReady: false)]))
                    let asked = bench.commands.ofCopies.map(\.unit)
                    // The NAA designators of the tapes differ in a single bit.
                    if ["1", "2"].contains(id) && asked == [id == "1" ? "2" : "1"] { continue }
                    expectSense(reply, aborted("08 04", "80 00 10"))
                    #expect(asked == [])
                }
            }
        }
    }

    /// Bits that are reserved, and fields that E4h does not have.
    @Test func otherBitsDoNotCount() throws {
        let bench = try CopyBench()
        let right = ListBytes.disk(CopyBench.naaA)
        for wrong in [
            right.with([0xF1], at: 4), right.with([0xC3], at: 5), right.with([9], at: 6),
            right.with([0x12, 0x34], at: 2), right.with([1, 2, 3, 4], at: 24),
        ] {
            expectGood(
                bench.copy(ListBytes.list([wrong], [ListBytes.verify(testUnitReady: false)])))
        }
    }
}

/// E0h to E3h, E9h and EAh: a port that leads to a logical unit, and its LUN there.
@Suite struct PortTests {
    static let address: [UInt8] = [0x20, 0x01, 0x0D, 0xB8] + (1...12).map { UInt8($0) }

    /// Each logical unit behind a port of every kind; disks have LUN 5 there, tapes LUN 0.
    static func open(_ bench: CopyBench) throws {
        for (number, id) in ["A", "B", "1", "2"].enumerated() {
            let unit = try #require(bench.fabric.unit(id))
            unit.lun = LogicalUnitNumber(number < 2 ? 5 : 0)
            unit.ports = [
                .fibreChannel(
                    name: UInt64(0x5000_0000_0000_1000 + number),
                    identifier: UInt32(0x01_0200 + number)),
                .parallelInterface(target: UInt8(8 + number)),
                .sas(address: UInt64(0x5000_C500_0000_2000 + number)),
                .ipv6(address: address.dropLast() + [UInt8(number)], port: 3260, protocolNumber: 6),
            ]
        }
    }

    /// The ways to name the logical unit with that number.
    static func ways(_ number: Int) -> [(name: String, bytes: [UInt8])] {
        let type: UInt8 = number < 2 ? 0 : 1
        let lun = number < 2 ? 5 : 0
        let name = 0x5000_0000_0000_1000 + number
        let identifier = 0x01_0200 + number
        return [
            ("E0h", PortBytes.fibreChannel(type, name: name, lun: lun)),
            ("E1h", PortBytes.fibreChannel(type, identifier: identifier, lun: lun)),
            (
                "E2h",
                PortBytes.fibreChannel(type, name: name, identifier: identifier, lun: lun)
            ),
            ("E3h", PortBytes.parallel(type, target: UInt8(8 + number), lun: lun)),
            ("E9h", PortBytes.sas(type, address: 0x5000_C500_0000_2000 + number, lun: lun)),
            ("EAh", PortBytes.ipv6(type, address.dropLast() + [UInt8(number)], lun: lun)),
        ]
    }

    @Test(arguments: 0..<6)
    func leadsToItsLogicalUnit(_ way: Int) throws {
        let bench = try CopyBench()
        try Self.open(bench)
        for (number, id) in ["A", "B", "1", "2"].enumerated() {
            bench.commands.clear()
            let list = ListBytes.list(
                [Self.ways(number)[way].bytes], [ListBytes.verify(testUnitReady: false)])
            expectGood(bench.copy(list))
            #expect(bench.commands.ofCopies.map(\.unit) == [id])
        }
        // From disk A to tape 2, with data; a descriptor of 64 bytes takes two IDs.
        let pair = [Self.ways(0)[way].bytes, Self.ways(3)[way].bytes]
        expectGood(
            bench.copy(
                ListBytes.list(
                    pair,
                    [
                        ListBytes.blockToStream(
                            0, pair[0].count / 32, transfer: 1024, blocks: 2, lba: 3)
                    ])))
        try expectItems(bench.tape2, [.record(bench.diskA.original(3, 2))])
    }

    /// A bit of the LUN or of the address that is another one leads nowhere.
    @Test(arguments: 0..<6)
    func everyBitCounts(_ way: Int) throws {
        let bench = try CopyBench()
        try Self.open(bench)
        let right = Self.ways(0)[way].bytes
        let used: [[ClosedRange<Int>]] = [
            [4...19], [4...11, 21...23], [4...19, 21...23], [4...11, 13...13], [4...19],
            [4...27, 36...39],
        ]
        for byte in used[way].flatMap({ Array($0) }) {
            for bit in 0..<8 as Range<UInt8> {
                let wrong = right.with([right[byte] ^ 1 << bit], at: byte)
                let reply = bench.copy(
                    ListBytes.list([wrong], [ListBytes.verify(testUnitReady: false)]))
                // Another address may be that of another disk, which is as good a disk.
                if reply.status == .good {
                    #expect(!bench.commands.ofCopies.map(\.unit).contains("A"))
                } else if hexPairs(reply.sense) != aborted("0d 03", "80 00 10") {
                    expectSense(reply, aborted("08 04", "80 00 10"))
                }
            }
        }
        // Everything else in the first 32 bytes is reserved here.
        let reserved = Set(2..<28).subtracting(used[way].flatMap { Array($0) })
        for byte in reserved.sorted() {
            let list = ListBytes.list(
                [right.with([0xFF], at: byte)], [ListBytes.verify(testUnitReady: false)])
            expectGood(bench.copy(list))
        }
    }

    /// E2h: both must belong to one port.
    @Test func nameAndIdentifierMustAgree() throws {
        let bench = try CopyBench()
        try Self.open(bench)
        let mixed = PortBytes.fibreChannel(
            0, name: 0x5000_0000_0000_1000, identifier: 0x01_0201, lun: 5)
        expectSense(
            bench.copy(ListBytes.list([mixed], [ListBytes.verify(testUnitReady: false)])),
            aborted("08 04", "80 00 10"))
    }

    /// A proxy token in place of a LUN, of which nobody here gives any; a LU ID TYPE that is none.
    @Test(arguments: 0..<6)
    func proxyTokens(_ way: Int) throws {
        let bench = try CopyBench()
        try Self.open(bench)
        let right = Self.ways(0)[way].bytes
        let verify = ListBytes.verify(testUnitReady: false)
        expectSense(
            bench.copy(ListBytes.list([right.with([0x40], at: 1)], [verify])),
            aborted("20 0a", "80 00 14"))
        for bits in [0x80, 0xC0] as [UInt8] {
            expectSense(
                bench.copy(ListBytes.list([right.with([bits], at: 1)], [verify])),
                refused("26 00", "8f 00 11"))
        }
    }

    /// Where the fields behind byte 32 stand is the profile's.
    @Test func theTailOfIPv6CanStandElsewhere() throws {
        var shape = BenchShape()
        shape.profile.switches.eaEbTailOffsets.extensionTypeCode = 40
        shape.profile.switches.eaEbTailOffsets.port = 44
        shape.profile.switches.eaEbTailOffsets.protocolNumber = 50
        let bench = try CopyBench(shape)
        try Self.open(bench)
        let plain = Self.ways(0)[5].bytes
        let verify = ListBytes.verify(testUnitReady: false)
        expectSense(
            bench.copy(ListBytes.list([plain], [verify])), aborted("26 00", "80 00 38"))
        let moved = Array(plain[..<32]) + [UInt8](repeating: 0, count: 32)
        let right = moved.with([0xFF], at: 40).with([0x0C, 0xBC], at: 44).with([0, 6], at: 50)
        expectGood(bench.copy(ListBytes.list([right], [verify])))
    }
}
