import SCSI
import WireBytes

/// The first 4096 bytes of a backup on tape: a pax (tar) header that names the backup and its
/// geometry. The image follows as the content of one member, so that tar reads the tape.
///
///     Byte 0    ustar header, type `x`: 3072 bytes of pax records follow
///     Byte 512  pax records, filled with a comment
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
    /// Seconds of the clock at which the backup was begun.
    public var time: Int64

    /// The longest name.
    public static let maximumNameLength = 90

    /// The header of a backup.
    public init(
        name: String, geometry: DiskGeometry, recordLength: Int, source: [UInt8], time: Int64
    ) {
        self.name = name
        self.geometry = geometry
        self.recordLength = recordLength
        self.source = source
        self.time = time
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
        let records = [
            ("size", String(geometry.byteCount)),
            ("SANBENCH.format", String(Self.format)),
            ("SANBENCH.name", name),
            ("SANBENCH.block_length", String(geometry.blockLength)),
            ("SANBENCH.blocks", String(geometry.blockCount)),
            ("SANBENCH.record_length", String(recordLength)),
            ("SANBENCH.source", hexPairs(source).without(" ")),
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
        let blocks = try number("SANBENCH.blocks", 0...UInt64.max / 4096)
        geometry = DiskGeometry(blockLength: Int(blockLength), blockCount: blocks)
        recordLength = Int(try number("SANBENCH.record_length", 4096...0xFF_FFFF))
        guard try number("size", 0...UInt64.max) == geometry.byteCount else {
            throw .notAnArchive("the pax record size is not blocks times block length")
        }
        guard let source = try? WireBytes.bytes(hex: try value("SANBENCH.source")) else {
            throw .notAnArchive("the pax record SANBENCH.source: hexadecimal bytes expected")
        }
        self.source = source
        let member = try UstarHeader(bytes, at: Self.byteCount - 512)
        time = member.time
    }
}

extension String {
    /// The text without the characters of `unwanted`.
    fileprivate func without(_ unwanted: Character) -> String {
        String(filter { $0 != unwanted })
    }
}
