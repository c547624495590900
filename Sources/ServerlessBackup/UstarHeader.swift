/// A ustar header block of 512 bytes (POSIX.1-2017, pax, "ustar Interchange Format").
///
///     Byte 0   name (100)     Byte 124 size (12, octal)   Byte 257 magic "ustar" 0
///     Byte 100 mode (8)       Byte 136 mtime (12, octal)  Byte 263 version "00"
///     Byte 108 uid (8)        Byte 148 checksum (8)       Byte 265 user name (32)
///     Byte 116 gid (8)        Byte 156 type flag          Byte 297 group name (32)
struct UstarHeader: Equatable {
    static let byteCount = 512
    /// The largest number that eleven octal digits hold; a larger size stands in a pax record.
    static let largestNumber: UInt64 = 0o777_7777_7777

    var name: String
    var type: UInt8
    var size: UInt64
    var time: Int64

    init(name: String, type: UInt8, size: UInt64, time: Int64) {
        self.name = name
        self.type = type
        self.size = size
        self.time = time
    }

    func encoded() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Self.byteCount)
        func put(_ text: String, at offset: Int) {
            for (index, byte) in text.utf8.enumerated() { bytes[offset + index] = byte }
        }
        put(String(name.prefix(100)), at: 0)
        put("0000600", at: 100)
        put("0000000", at: 108)
        put("0000000", at: 116)
        put(Self.octal(min(size, Self.largestNumber), digits: 11), at: 124)
        put(Self.octal(min(UInt64(clamping: time), Self.largestNumber), digits: 11), at: 136)
        put("        ", at: 148)
        bytes[156] = type
        put("ustar", at: 257)
        put("00", at: 263)
        put("0000000", at: 329)
        put("0000000", at: 337)
        let sum = bytes.reduce(0) { $0 + UInt64($1) }
        put(Self.octal(sum, digits: 6), at: 148)
        bytes[154] = 0
        bytes[155] = 0x20
        return bytes
    }

    /// Reads the header that begins at `offset`.
    init(_ bytes: [UInt8], at offset: Int) throws(BackupError) {
        let block = Array(bytes[offset..<offset + Self.byteCount])
        guard Array(block[257..<263]) == Array("ustar".utf8) + [0] else {
            throw .notAnArchive("byte \(offset + 257): \"ustar\" expected")
        }
        var blank = block
        for index in 148..<156 { blank[index] = 0x20 }
        let sum = blank.reduce(0) { $0 + UInt64($1) }
        guard Self.number(block[148..<156]) == sum else {
            throw .notAnArchive("byte \(offset + 148): checksum \(sum) expected")
        }
        guard let size = Self.number(block[124..<136]), let time = Self.number(block[136..<148])
        else { throw .notAnArchive("byte \(offset + 124): octal digits expected") }
        name = String(decoding: block[..<100].prefix { $0 != 0 }, as: UTF8.self)
        type = block[156]
        self.size = size
        self.time = Int64(clamping: time)
    }

    private static func octal(_ value: UInt64, digits: Int) -> String {
        let text = String(value, radix: 8)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    private static func number(_ field: ArraySlice<UInt8>) -> UInt64? {
        let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
        return UInt64(String(decoding: digits, as: UTF8.self), radix: 8)
    }
}

/// The records of a pax extended header: `length key=value newline`, where the length counts
/// itself.
enum PaxRecords {
    /// Records with a comment behind them that fills `byteCount` bytes.
    static func encoded(_ records: [(key: String, value: String)], byteCount: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for record in records { bytes += Array(encoded(record.key, record.value).utf8) }
        let room = byteCount - bytes.count
        precondition(room >= 20, "room for the comment")
        // "NNNN comment=" and a newline; the digits of the length are three or four.
        let digits = String(room).utf8.count
        let filler = room - digits - " comment=\n".utf8.count
        let comment = "\(room) comment=" + String(repeating: ".", count: filler) + "\n"
        return bytes + Array(comment.utf8)
    }

    private static func encoded(_ key: String, _ value: String) -> String {
        let rest = " \(key)=\(value)\n"
        var length = rest.utf8.count + 1
        while String(length).utf8.count + rest.utf8.count != length { length += 1 }
        return String(length) + rest
    }

    /// The records by key; a later one of a key replaces an earlier one.
    static func decoded(_ bytes: [UInt8], at place: Int) throws(BackupError) -> [String: String] {
        var records: [String: String] = [:]
        var rest = bytes[...]
        while let first = rest.first, first != 0 {
            let offset = place + rest.startIndex
            let digits = rest.prefix { $0 != 0x20 }
            guard let length = Int(String(decoding: digits, as: UTF8.self)),
                length > digits.count + 1, length <= rest.count,
                rest[rest.startIndex + length - 1] == 0x0A
            else {
                throw .notAnArchive("byte \(offset): a pax record with its length expected")
            }
            let content = rest[(rest.startIndex + digits.count + 1)...].prefix(
                length - digits.count - 2)
            guard let equals = content.firstIndex(of: UInt8(ascii: "=")) else {
                throw .notAnArchive("byte \(offset): a pax record with = expected")
            }
            let key = String(decoding: content[..<equals], as: UTF8.self)
            records[key] = String(decoding: content[(equals + 1)...], as: UTF8.self)
            rest = rest.dropFirst(length)
        }
        return records
    }
}
