import SCSI
import WireBytes

/// What an archive holds.
public enum ArchiveContent: String, Sendable, CaseIterable {
    /// A whole disk, block by block.
    case image
    /// Every file of the disk's volumes, and every other block that is in use.
    case used
    /// Chosen files.
    case files
}

/// The first 4096 bytes of a backup on tape: a pax (tar) header that names the backup and its
/// geometry. What follows is tar too, so that tar reads the tape.
///
///     Byte 0    ustar header, type `x`: 3072 bytes of pax records follow
///     Byte 512  pax records, filled with a comment; one of them is the CRC-32C of all 4096 bytes
///     Byte 3584 ustar header of the member, type `0`
///     Byte 4096 the member's content: of an image its blocks; else there is none, and the members
///               of the archive follow
///     …         1024 zero bytes at least, up to the end of the tape record
///
/// A backup that goes on on another cartridge has such a header there too, in a tape file of its
/// own, that says so: the archive is what stands in the tape files behind these.
///
/// Source: POSIX.1-2017, pax, "ustar Interchange Format" and "pax Extended Header".
public struct ArchiveHeader: Equatable, Sendable {
    /// How many bytes it has: whole blocks of every supported block length.
    public static let byteCount = 4096
    /// The latest version of the vendor keywords; version 1 knows images on one cartridge alone.
    public static let format = 2
    /// Zero bytes that end an archive.
    public static let endOfArchiveByteCount = 1024

    /// The backup's name: printable ASCII without `/`, 1 to 90 characters.
    public var name: String
    /// What the archive holds.
    public var content = ArchiveContent.image
    /// The disk's size.
    public var geometry: DiskGeometry
    /// Bytes of a tape record.
    public var recordLength: Int
    /// The disk's designator, as the CSCD descriptors name it.
    public var source: [UInt8]
    /// Seconds of the clock at which the backup was begun: 0 to 8,589,934,591, which is what the
    /// header holds.
    public var time: Int64
    /// The second from which on the backup may be overwritten; nil where nobody has said.
    public var expires: Int64?
    /// CRC-32C of the map that the archive was made from: a backup can be resumed from the same
    /// alone. nil for images.
    public var map: UInt32?
    /// Whether compressed files were decompressed, and went through the server.
    public var isExpanded = false
    /// The number of the cartridge, from 1.
    public var cartridge = 1
    /// Bytes of the archive on the cartridges before this one: whole tape records.
    public var continuesAt: UInt64 = 0

    /// The longest name.
    public static let maximumNameLength = 90
    /// The block lengths of disks that are backed up: this header is whole blocks of each.
    public static let blockLengths = [512, 1024, 2048, 4096]
    /// The lengths that a tape record may have, always a multiple of `recordUnit`: more than this
    /// header, and what the 24 bits of STREAM DEVICE TRANSFER LENGTH hold.
    public static let recordLengths = 2 * recordUnit...0xFF_F000
    /// Bytes of a tape record, where nobody has said more.
    public static let defaultRecordLength = 256 * 1024
    /// What a tape record is a multiple of: whole blocks of every supported block length.
    public static let recordUnit = 4096

    /// The header of an image.
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
    var memberName: String {
        if isContinuation { return "\(name).cartridge-\(cartridge)" }
        return content == .image ? name + ".img" : name + ".backup"
    }

    /// Whether it stands in front of a part of the archive that is not the first.
    public var isContinuation: Bool { cartridge > 1 }

    /// The member's size.
    var memberSize: UInt64 {
        content == .image && !isContinuation ? geometry.byteCount : 0
    }

    /// The lowest version that can say all of it.
    public var format: Int {
        let isFirstKind = content == .image && expires == nil && !isContinuation
        return isFirstKind ? 1 : 2
    }

    /// The 4096 bytes.
    public func encoded() -> [UInt8] {
        // The checksum is that of the same bytes with zeros in its own place.
        encoded(checksum: CRC32C.of(encoded(checksum: 0)))
    }

    private func encoded(checksum: UInt32) -> [UInt8] {
        var records = PaxRecords()
        records.add("size", String(memberSize))
        records.add(Key.format, String(format))
        records.add(Key.name, name)
        records.add(Key.blockLength, String(geometry.blockLength))
        records.add(Key.blocks, String(geometry.blockCount))
        records.add(Key.recordLength, String(recordLength))
        records.add(Key.source, hexPairs(source).without(" "))
        if format > 1 {
            records.add(Key.content, content.rawValue)
            if let expires { records.add(Key.expires, String(expires)) }
            if let map { records.add(Key.map, hexadecimal(map, digits: 8).without("h")) }
            if isExpanded { records.add(Key.expanded, "1") }
            records.add(Key.cartridge, String(cartridge))
            records.add(Key.continuesAt, String(continuesAt))
        }
        records.add(Key.checksum, hexadecimal(checksum, digits: 8).without("h"))
        let text = records.encoded(filling: Self.byteCount - 1024)
        let pax = UstarHeader(
            name: "PaxHeaders/" + memberName, type: UInt8(ascii: "x"), size: UInt64(text.count),
            time: time)
        let member = UstarHeader(
            name: memberName, type: UInt8(ascii: "0"), size: memberSize, time: time)
        return pax.encoded() + text + member.encoded()
    }

    /// Fails unless the bytes are exactly those that the fields give: what the fields do not say
    /// twice, the checksum says.
    private func requireIntact(_ bytes: [UInt8]) throws(BackupError) {
        guard Self.isName(name), source.count <= 20 else {
            throw .notAnArchive("the pax record \(Key.name) or \(Key.source) is too long")
        }
        let expected = encoded()
        if let place = expected.indices.first(where: { expected[$0] != bytes[$0] }) {
            throw .notAnArchive(
                "the header is damaged: byte \(place) is \(hexadecimal(bytes[place])), its fields"
                    + " and \(Key.checksum) give \(hexadecimal(expected[place]))")
        }
    }

    /// The keywords of this program's own.
    private enum Key {
        static let format = "SANBENCH.format"
        static let name = "SANBENCH.name"
        static let content = "SANBENCH.content"
        static let blockLength = "SANBENCH.block_length"
        static let blocks = "SANBENCH.blocks"
        static let recordLength = "SANBENCH.record_length"
        static let source = "SANBENCH.source"
        static let expires = "SANBENCH.expires"
        static let map = "SANBENCH.map_crc32c"
        static let expanded = "SANBENCH.expanded"
        static let cartridge = "SANBENCH.cartridge"
        static let continuesAt = "SANBENCH.continues_at"
        static let checksum = "SANBENCH.crc32c"
    }
}

extension ArchiveHeader {
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
        let fields = HeaderFields(
            records: try PaxRecords(bytes[512..<Self.byteCount - 512], at: 512))
        let format = try fields.number(Key.format, 1...UInt64(Self.format))
        name = try fields.text(Key.name)
        let blockLength = try fields.number(Key.blockLength, 512...4096)
        guard Self.blockLengths.contains(Int(blockLength)) else {
            throw .notAnArchive(
                "the pax record \(Key.blockLength) is \(blockLength): 512, 1024, 2048 or 4096"
                    + " expected")
        }
        let blocks = try fields.number(Key.blocks, 0...UInt64.max / 4096)
        geometry = DiskGeometry(blockLength: Int(blockLength), blockCount: blocks)
        let lengths = Self.recordLengths
        recordLength = Int(
            try fields.number(
                Key.recordLength, UInt64(lengths.lowerBound)...UInt64(lengths.upperBound)))
        guard Self.isRecordLength(recordLength) else {
            throw .notAnArchive(
                "the pax record \(Key.recordLength) is \(recordLength): a multiple of"
                    + " \(Self.recordUnit) expected")
        }
        source = try fields.hexadecimalBytes(Key.source)
        time = try UstarHeader(bytes, at: Self.byteCount - 512).time
        if format > 1 { try readVersion2(fields) }
        guard try fields.number("size", 0...UInt64.max) == memberSize else {
            throw .notAnArchive(
                content == .image && !isContinuation
                    ? "the pax record size is not blocks times block length"
                    : "the pax record size is not 0")
        }
        try requireIntact(bytes)
    }

    private mutating func readVersion2(_ fields: HeaderFields) throws(BackupError) {
        let text = try fields.text(Key.content)
        guard let content = ArchiveContent(rawValue: text) else {
            throw .notAnArchive(
                "the pax record \(Key.content) is \(text): image, used or files expected")
        }
        self.content = content
        if fields.has(Key.expires) {
            expires = Int64(try fields.number(Key.expires, 0...UInt64(Int64.max)))
        }
        if fields.has(Key.map) {
            let bytes = try fields.hexadecimalBytes(Key.map)
            guard bytes.count == 4 else {
                throw .notAnArchive("the pax record \(Key.map): 8 hexadecimal digits expected")
            }
            map = bytes.bigEndian32(at: 0)
        }
        isExpanded = fields.has(Key.expanded)
        cartridge = Int(try fields.number(Key.cartridge, 1...UInt64(UInt16.max)))
        continuesAt = try fields.number(Key.continuesAt, 0...UInt64(Int64.max))
    }
}

/// The pax records of a backup's header, read strictly.
private struct HeaderFields {
    var records: PaxRecords

    func has(_ key: String) -> Bool { records.bytes(key) != nil }

    func text(_ key: String) throws(BackupError) -> String {
        guard let value = records.text(key) else {
            throw .notAnArchive("the pax record \(key) is missing")
        }
        return value
    }

    func number(_ key: String, _ range: ClosedRange<UInt64>) throws(BackupError) -> UInt64 {
        let text = try text(key)
        guard let number = UInt64(text), range.contains(number) else {
            throw .notAnArchive(
                "the pax record \(key) is \(text): \(range.lowerBound) to"
                    + " \(range.upperBound) expected")
        }
        return number
    }

    func hexadecimalBytes(_ key: String) throws(BackupError) -> [UInt8] {
        let text = try text(key)
        guard let bytes = try? WireBytes.bytes(hex: text) else {
            throw .notAnArchive("the pax record \(key): hexadecimal bytes expected")
        }
        return bytes
    }
}

extension String {
    /// The text without the characters of `unwanted`.
    fileprivate func without(_ unwanted: Character) -> String {
        String(filter { $0 != unwanted })
    }
}
