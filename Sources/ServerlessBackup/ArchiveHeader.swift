import SCSI
import WireBytes

/// The first 4096 bytes of a backup on tape: a pax (tar) header that names the backup and its
/// geometry. The image follows as the content of one member, so that tar reads the tape.
///
///     Byte 0    ustar header, type `x`: 3072 bytes of pax records follow
///     Byte 512  pax records, filled with a comment; one of them is the CRC-32C of all 4096 bytes
///     Byte 3584 ustar header of the member, type `0`
///     Byte 4096 the image, block by block
///     …         1024 zero bytes at least, up to the end of the tape record
///
/// Source: POSIX.1-2017, pax, "ustar Interchange Format" and "pax Extended Header".
public struct ArchiveHeader: Equatable, Sendable {
    /// How many bytes it has: whole blocks of every supported block length.
    public static let byteCount = 4096
    /// The version of the vendor keywords.
    public static let format = 1
    /// Zero bytes that end an archive.
    public static let endOfArchiveByteCount = 1024

    /// The backup's name: printable ASCII without `/`, 1 to 90 characters.
    public var name: String
    /// The disk's size.
    public var geometry: DiskGeometry
    /// Bytes of a tape record.
    public var recordLength: Int
    /// The disk's designator, as the CSCD descriptors name it.
    public var source: [UInt8]
    /// Seconds of the clock at which the backup was begun: 0 to 8,589,934,591, which is what the
    /// header holds.
    public var time: Int64

    /// The longest name.
    public static let maximumNameLength = 90
    /// The block lengths of disks that are backed up: this header is whole blocks of each.
    public static let blockLengths = [512, 1024, 2048, 4096]
    /// The lengths that a tape record may have, always a multiple of `recordUnit`: more than this
    /// header, and what the 24 bits of STREAM DEVICE TRANSFER LENGTH hold.
    public static let recordLengths = 2 * recordUnit...0xFF_F000
    /// What a tape record is a multiple of: whole blocks of every supported block length.
    public static let recordUnit = 4096

    /// The header of a backup.
    public init(
        name: String, geometry: DiskGeometry, recordLength: Int, source: [UInt8], time: Int64
    ) {
        self.name = name
        self.geometry = geometry
        self.recordLength = recordLength
        self.source = source
        self.time = min(max(time, 0), Int64(UstarHeader.largestNumber))
    }

    /// Whether a number of bytes can be a tape record's length.
    public static func isRecordLength(_ count: Int) -> Bool {
        recordLengths.contains(count) && count.isMultiple(of: recordUnit)
    }

    /// Whether a text can be a backup's name.
    public static func isName(_ text: String) -> Bool {
        (1...maximumNameLength).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "/") }
    }

    /// The member's name in the archive.
    var memberName: String { name + ".img" }

    /// The 4096 bytes.
    public func encoded() -> [UInt8] {
        // The checksum is that of the same bytes with zeros in its own place.
        encoded(checksum: CRC32C.of(encoded(checksum: 0)))
    }

    private func encoded(checksum: UInt32) -> [UInt8] {
        let records = [
            ("size", String(geometry.byteCount)),
            ("SANBENCH.format", String(Self.format)),
            ("SANBENCH.name", name),
            ("SANBENCH.block_length", String(geometry.blockLength)),
            ("SANBENCH.blocks", String(geometry.blockCount)),
            ("SANBENCH.record_length", String(recordLength)),
            ("SANBENCH.source", hexPairs(source).without(" ")),
            ("SANBENCH.crc32c", hexadecimal(checksum, digits: 8).without("h")),
        ]
        let content = PaxRecords.encoded(records, byteCount: Self.byteCount - 1024)
        let pax = UstarHeader(
            name: "PaxHeaders/" + memberName, type: UInt8(ascii: "x"),
            size: UInt64(content.count), time: time)
        let member = UstarHeader(
            name: memberName, type: UInt8(ascii: "0"), size: geometry.byteCount, time: time)
        return pax.encoded() + content + member.encoded()
    }

    /// Reads the header of a backup.
    ///
    /// - Throws: `BackupError.notAnArchive` that names the field.
    public init(_ bytes: [UInt8]) throws(BackupError) {
        guard bytes.count >= Self.byteCount else {
            throw .notAnArchive(
                "the first tape record has \(bytes.count) bytes, at least \(Self.byteCount)"
                    + " expected")
        }
        let pax = try UstarHeader(bytes, at: 0)
        guard pax.type == UInt8(ascii: "x"), pax.size == UInt64(Self.byteCount - 1024) else {
            throw .notAnArchive("byte 156: a pax header of \(Self.byteCount - 1024) bytes expected")
        }
        let records = try PaxRecords.decoded(Array(bytes[512..<Self.byteCount - 512]), at: 512)
        let value = { (key: String) throws(BackupError) -> String in
            guard let value = records[key] else {
                throw .notAnArchive("the pax record \(key) is missing")
            }
            return value
        }
        let number = { (key: String, range: ClosedRange<UInt64>) throws(BackupError) -> UInt64 in
            let text = try value(key)
            guard let number = UInt64(text), range.contains(number) else {
                throw .notAnArchive(
                    "the pax record \(key) is \(text): \(range.lowerBound) to"
                        + " \(range.upperBound) expected")
            }
            return number
        }
        _ = try number("SANBENCH.format", 1...UInt64(Self.format))
        name = try value("SANBENCH.name")
        let blockLength = try number("SANBENCH.block_length", 512...4096)
        guard Self.blockLengths.contains(Int(blockLength)) else {
            throw .notAnArchive(
                "the pax record SANBENCH.block_length is \(blockLength): 512, 1024, 2048 or 4096"
                    + " expected")
        }
        let blocks = try number("SANBENCH.blocks", 0...UInt64.max / 4096)
        geometry = DiskGeometry(blockLength: Int(blockLength), blockCount: blocks)
        let lengths = Self.recordLengths
        recordLength = Int(
            try number(
                "SANBENCH.record_length", UInt64(lengths.lowerBound)...UInt64(lengths.upperBound)))
        guard try number("size", 0...UInt64.max) == geometry.byteCount else {
            throw .notAnArchive("the pax record size is not blocks times block length")
        }
        let digits = try value("SANBENCH.source")
        guard let source = try? WireBytes.bytes(hex: digits) else {
            throw .notAnArchive("the pax record SANBENCH.source: hexadecimal bytes expected")
        }
        self.source = source
        time = try UstarHeader(bytes, at: Self.byteCount - 512).time
        try requireIntact(bytes)
    }

    /// Fails unless the bytes are exactly those that the fields give: what the fields do not say
    /// twice, the checksum says.
    private func requireIntact(_ bytes: [UInt8]) throws(BackupError) {
        guard Self.isName(name), source.count <= 20 else {
            throw .notAnArchive("the pax record SANBENCH.name or SANBENCH.source is too long")
        }
        let expected = encoded()
        if let place = expected.indices.first(where: { expected[$0] != bytes[$0] }) {
            throw .notAnArchive(
                "the header is damaged: byte \(place) is \(hexadecimal(bytes[place])), its fields"
                    + " and SANBENCH.crc32c give \(hexadecimal(expected[place]))")
        }
    }
}

extension String {
    /// The text without the characters of `unwanted`.
    fileprivate func without(_ unwanted: Character) -> String {
        String(filter { $0 != unwanted })
    }
}
