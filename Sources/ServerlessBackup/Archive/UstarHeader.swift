/// A ustar header block of 512 bytes (POSIX.1-2017, pax, "ustar Interchange Format").
///
///     Byte 0   name (100)     Byte 124 size (12, octal)   Byte 257 magic "ustar" 0
///     Byte 100 mode (8)       Byte 136 mtime (12, octal)  Byte 263 version "00"
///     Byte 108 uid (8)        Byte 148 checksum (8)       Byte 265 user name (32)
///     Byte 116 gid (8)        Byte 156 type flag          Byte 297 group name (32)
///                             Byte 157 link name (100)    Byte 329 device major (8)
///                                                         Byte 337 device minor (8)
///
/// A number that its digits cannot hold, a long name and one that is no ASCII stand in pax records
/// in front of the header.
struct UstarHeader: Equatable {
    static let byteCount = 512
    /// The largest number that eleven octal digits hold; a larger size stands in a pax record.
    static let largestNumber: UInt64 = 0o777_7777_7777
    /// The largest user, group and device number: seven octal digits.
    static let largestIdentifier: UInt64 = 0o777_7777
    /// The longest name.
    static let nameLength = 100

    var name: [UInt8]
    var type: UInt8
    var size: UInt64
    var time: Int64
    var mode: UInt16 = 0o600
    var owner: UInt64 = 0
    var group: UInt64 = 0
    var linkName: [UInt8] = []
    var device: (major: UInt32, minor: UInt32) = (0, 0)

    init(name: String, type: UInt8, size: UInt64, time: Int64) {
        self.init(name: Array(name.utf8), type: type, size: size, time: time)
    }

    init(name: [UInt8], type: UInt8, size: UInt64, time: Int64) {
        self.name = name
        self.type = type
        self.size = size
        self.time = time
    }

    func encoded() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Self.byteCount)
        func put(_ text: some Sequence<UInt8>, at offset: Int) {
            for (index, byte) in text.enumerated() { bytes[offset + index] = byte }
        }
        func identifier(_ value: UInt64, at offset: Int) {
            put(Self.octal(min(value, Self.largestIdentifier), digits: 7).utf8, at: offset)
        }
        put(name.prefix(Self.nameLength), at: 0)
        identifier(UInt64(mode), at: 100)
        identifier(owner, at: 108)
        identifier(group, at: 116)
        put(Self.octal(min(size, Self.largestNumber), digits: 11).utf8, at: 124)
        put(Self.octal(min(UInt64(clamping: time), Self.largestNumber), digits: 11).utf8, at: 136)
        put("        ".utf8, at: 148)
        bytes[156] = type
        put(linkName.prefix(Self.nameLength), at: 157)
        put("ustar".utf8, at: 257)
        put("00".utf8, at: 263)
        identifier(UInt64(device.major), at: 329)
        identifier(UInt64(device.minor), at: 337)
        let sum = bytes.reduce(0) { $0 + UInt64($1) }
        put(Self.octal(sum, digits: 6).utf8, at: 148)
        bytes[154] = 0
        bytes[155] = 0x20
        return bytes
    }

    /// Reads the header that begins at `offset`.
    ///
    /// - Parameter place: the place of its first byte, for messages; the offset if it is nil.
    /// - Precondition: 512 bytes are there.
    init(_ bytes: [UInt8], at offset: Int, place: UInt64? = nil) throws(BackupError) {
        let block = Array(bytes[offset..<offset + Self.byteCount])
        let start = place ?? UInt64(offset)
        guard Array(block[257..<263]) == Array("ustar".utf8) + [0] else {
            throw .notAnArchive("byte \(start + 257): \"ustar\" expected")
        }
        var blank = block
        for index in 148..<156 { blank[index] = 0x20 }
        let sum = blank.reduce(0) { $0 + UInt64($1) }
        guard Self.number(block[148..<156]) == sum else {
            throw .notAnArchive("byte \(start + 148): checksum \(sum) expected")
        }
        func field(_ range: Range<Int>) throws(BackupError) -> UInt64 {
            guard let value = Self.number(block[range]) else {
                throw .notAnArchive(
                    "byte \(start + UInt64(range.lowerBound)): octal digits expected")
            }
            return value
        }
        name = Array(block[..<Self.nameLength].prefix { $0 != 0 })
        type = block[156]
        size = try field(124..<136)
        time = Int64(clamping: try field(136..<148))
        mode = UInt16(truncatingIfNeeded: try field(100..<108))
        owner = try field(108..<116)
        group = try field(116..<124)
        linkName = Array(block[157..<257].prefix { $0 != 0 })
        device = (
            UInt32(truncatingIfNeeded: Self.number(block[329..<337]) ?? 0),
            UInt32(truncatingIfNeeded: Self.number(block[337..<345]) ?? 0)
        )
    }

    static func == (left: UstarHeader, right: UstarHeader) -> Bool {
        left.encoded() == right.encoded()
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
