/// NTFS's reparse points, as far as links need them (MS-FSCC 2.1.2).
///
///     Byte 0-3   reparse tag, A000000Ch of a symbolic link, A0000003h of a mount point
///     Byte 4-5   length of what follows byte 8
///     Byte 8-9   substitute name offset     Byte 12-13 print name offset
///     Byte 10-11 substitute name length     Byte 14-15 print name length
///     Byte 16-19 flags, of a symbolic link alone: 1 is a relative one
///     …          names in UTF-16, at their offsets behind the fields above
enum ReparsePoint {
    /// The attribute type code of $REPARSE_POINT.
    static let typeCode: UInt32 = 0xC0

    private static let symbolicLink: UInt64 = 0xA000_000C
    private static let mountPoint: UInt64 = 0xA000_0003

    /// Where a link leads, in UTF-8 and with `/` between names; nil where the value is no link.
    static func target(of value: [UInt8]) -> [UInt8]? {
        guard let tag = value.littleEndian(at: 0, count: 4),
            tag == symbolicLink || tag == mountPoint
        else { return nil }
        let names = tag == symbolicLink ? 20 : 16
        return name(value, names, 12) ?? name(value, names, 8)
    }

    /// The name whose offset stands at `field` and its length behind that; nil for an empty one.
    private static func name(_ value: [UInt8], _ names: Int, _ field: Int) -> [UInt8]? {
        guard let offset = value.littleEndian(at: field, count: 2),
            let length = value.littleEndian(at: field + 2, count: 2), length > 0
        else { return nil }
        let start = names + Int(offset)
        guard start + Int(length) <= value.count else { return nil }
        var units: [UInt16] = []
        for place in stride(from: start, to: start + Int(length) - 1, by: 2) {
            units.append(UInt16(value[place]) | UInt16(value[place + 1]) << 8)
        }
        var text = String(decoding: units, as: UTF16.self)
        if text.hasPrefix("\\??\\") { text.removeFirst(4) }
        return text.utf8.map { $0 == UInt8(ascii: "\\") ? UInt8(ascii: "/") : $0 }
    }
}

extension [UInt8] {
    /// The little-endian integer of `count` bytes at `offset`; nil where they are not there.
    fileprivate func littleEndian(at offset: Int, count: Int) -> UInt64? {
        guard offset + count <= self.count else { return nil }
        var value: UInt64 = 0
        for index in (0..<count).reversed() { value = value << 8 | UInt64(self[offset + index]) }
        return value
    }
}
