import Fabric
import Testing
import WireBytes

@testable import ServerlessBackup

/// A header as a backup of a small disk has it.
func sampleHeader(
    name: String = "nightly", blockLength: Int = 512, blocks: UInt64 = 32768,
    record: Int = 262_144, source: [UInt8] = [0x60, 0x05, 0x34, 0x10, 0, 0, 0, 1], time: Int64 = 10
) -> ArchiveHeader {
    ArchiveHeader(
        name: name, geometry: DiskGeometry(blockLength: blockLength, blockCount: blocks),
        recordLength: record, source: source, time: time)
}

@Suite struct ArchiveHeaderTests {
    @Test func itComesBackAsItWas() throws {
        var random = SeededRandom(seed: 3, label: "headers")
        let names = ["a", "nightly", String(repeating: "~", count: 90), "x.img", "=", "!#%"]
        for round in 0..<300 {
            let source = (0..<Int.random(in: 0...20, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            let most: UInt64 = 1 << UInt64.random(in: 0...51, using: &random)
            let header = sampleHeader(
                name: names[round % names.count],
                blockLength: ArchiveHeader.blockLengths[round % 4],
                blocks: .random(in: 0...most, using: &random),
                record: 4096 * .random(in: 2...4095, using: &random), source: source,
                time: .random(in: 0...0o777_7777_7777, using: &random))
            let bytes = header.encoded()
            #expect(bytes.count == 4096)
            #expect(try ArchiveHeader(bytes) == header)
        }
    }

    @Test func itIsAPaxHeaderAndTheHeaderOfOneMember() {
        let bytes = sampleHeader().encoded()
        let text = { (range: Range<Int>) in
            String(decoding: bytes[range].prefix { $0 != 0 }, as: UTF8.self)
        }
        #expect(text(0..<100) == "PaxHeaders/nightly.img" && bytes[156] == UInt8(ascii: "x"))
        #expect(text(124..<136) == "00000006000" && text(257..<263) == "ustar")
        #expect(text(3584..<3684) == "nightly.img" && bytes[3740] == UInt8(ascii: "0"))
        #expect(text(3708..<3720) == "00100000000")
        #expect(text(512..<529) == "17 size=16777216\n")
        #expect(bytes[3583] == 0x0A)
    }

    /// Eleven octal digits end at 8 GiB; from there on only the pax record has the size.
    @Test(
        arguments: [
            (16_777_215, "77777777000"), (16_777_216, "77777777777"), (1 << 51, "77777777777"),
        ] as [(UInt64, String)])
    func aSizeOfEightGibibytesAndMoreStandsInThePaxRecord(_ blocks: UInt64, _ digits: String) throws
    {
        let header = sampleHeader(blocks: blocks)
        let bytes = header.encoded()
        #expect(String(decoding: bytes[3708..<3719], as: UTF8.self) == digits)
        #expect(
            String(decoding: bytes[512..<560], as: UTF8.self).contains(" size=\(blocks * 512)\n"))
        #expect(try ArchiveHeader(bytes) == header)
    }

    @Test func aTimeThatTheHeaderCannotHoldIsTheNearestThatItCan() throws {
        for (time, kept) in [(-1, 0), (Int64.max, 0o777_7777_7777)] as [(Int64, Int64)] {
            let header = sampleHeader(time: time)
            #expect(header.time == kept)
            #expect(try ArchiveHeader(header.encoded()) == header)
        }
    }

    /// No byte can be another and pass: the ustar headers have checksums, and the pax records the
    /// CRC-32C of the whole.
    @Test func everyDamagedByteIsRefused() {
        let good = sampleHeader().encoded()
        var random = SeededRandom(seed: 9, label: "damage")
        for index in good.indices {
            // The comment that fills the pax header is the same everywhere.
            let isFiller = (1024..<3584).contains(index)
            for _ in 0..<(isFiller ? 1 : 3) {
                var bytes = good
                bytes[index] ^= .random(in: 1...255, using: &random)
                #expect(throws: BackupError.self, "byte \(index) is \(bytes[index])") {
                    try ArchiveHeader(bytes)
                }
            }
        }
    }

    /// Two bytes that make one digit more and another less keep a checksum of sums.
    @Test func damageThatKeepsTheTarChecksumIsRefused() throws {
        var bytes = sampleHeader(time: 0o12).encoded()
        #expect(Array(bytes[3720..<3731]) == Array("00000000012".utf8))
        bytes.swapAt(3728, 3729)
        let error = #expect(throws: BackupError.self) { try ArchiveHeader(bytes) }
        #expect(error?.description.hasPrefix("not a backup: the header is damaged: byte ") == true)
    }

    @Test func aShortHeaderIsRefused() {
        let bytes = sampleHeader().encoded()
        for count in [0, 1, 511, 512, 4095] {
            let error = #expect(throws: BackupError.self) {
                try ArchiveHeader(Array(bytes.prefix(count)))
            }
            #expect(
                error?.description
                    == "not a backup: the first tape record has \(count) bytes, at least 4096"
                    + " expected")
        }
    }

    /// Records that are well formed, each with one impossible value.
    @Test(arguments: [
        ("SANBENCH.format", "3"), ("SANBENCH.block_length", "520"),
        ("SANBENCH.record_length", "4096"), ("SANBENCH.record_length", "16777216"),
        ("SANBENCH.blocks", "-1"), ("SANBENCH.blocks", "99999999999999999999"), ("size", "1"),
        ("SANBENCH.source", "6"), ("SANBENCH.name", "a/b"),
    ])
    func impossibleFieldsAreNamed(_ key: String, _ value: String) {
        var records: [(key: String, value: String)] = [
            ("size", "16777216"), ("SANBENCH.format", "1"), ("SANBENCH.name", "nightly"),
            ("SANBENCH.block_length", "512"), ("SANBENCH.blocks", "32768"),
            ("SANBENCH.record_length", "262144"), ("SANBENCH.source", "60"),
            ("SANBENCH.crc32c", "00000000"),
        ]
        for index in records.indices where records[index].key == key {
            records[index].value = value
        }
        var bytes = sampleHeader().encoded()
        func fill() {
            var pax = PaxRecords()
            for record in records { pax.add(record.key, record.value) }
            bytes.replaceSubrange(512..<3584, with: pax.encoded(filling: 3072))
        }
        fill()
        let error = #expect(throws: BackupError.self) { try ArchiveHeader(bytes) }
        #expect(error?.description.contains("the pax record \(key)") == true, "\(error as Any)")
        records.removeAll { $0.key == key }
        fill()
        let missing = #expect(throws: BackupError.self) { try ArchiveHeader(bytes) }
        #expect(missing?.description == "not a backup: the pax record \(key) is missing")
    }

    @Test func whatIsNotTarIsRefused() {
        let zeros = [UInt8](repeating: 0, count: 262_144)
        let error = #expect(throws: BackupError.self) { try ArchiveHeader(zeros) }
        #expect(error?.description == "not a backup: byte 257: \"ustar\" expected")
        // An archive of another program's: a member without pax records.
        let other = UstarHeader(name: "etc/passwd", type: UInt8(ascii: "0"), size: 100, time: 1)
        let plain = other.encoded() + [UInt8](repeating: 0, count: 9728)
        #expect(throws: BackupError.self) { try ArchiveHeader(plain) }
    }

    @Test func namesAreWhatEveryFileSystemTakes() {
        for name in ["a", "nightly-2", "~", String(repeating: "x", count: 90)] {
            #expect(ArchiveHeader.isName(name))
        }
        for name in ["", "a/b", "a b", "ü", "a\n", String(repeating: "x", count: 91)] {
            #expect(!ArchiveHeader.isName(name))
        }
    }
}
