import VolumeMap

/// The headers of one member of an archive: pax records where they are needed, and ustar.
///
///     Byte 0      ustar header, type `x`, if there are pax records
///     Byte 512    the records, filled with zero bytes to a multiple of 512
///     …           ustar header of the member
///
/// Source: POSIX.1-2017, pax, "ustar Interchange Format" and "pax Extended Header".
struct MemberHeader: Equatable {
    typealias Kind = ArchivedMember.Kind

    var kind: Kind
    /// The path, without `/` in front.
    var path: [UInt8]
    /// Bytes of content that follow, without padding.
    var size: UInt64 = 0
    var mode: UInt16 = 0o644
    var owner: UInt32 = 0
    var group: UInt32 = 0
    var times = FileTimes()
    var linkPath: [UInt8] = []
    var device: (major: UInt32, minor: UInt32) = (0, 0)
    /// Records beside those that the fields above need.
    var records = PaxRecords()
    /// The path that stands in the ustar header, where another is in the records: of sparse files.
    var placeholder: [UInt8]?

    init(_ kind: Kind, path: [UInt8]) {
        self.kind = kind
        self.path = path
    }

    static func == (left: MemberHeader, right: MemberHeader) -> Bool {
        left.encoded() == right.encoded()
    }

    /// The bytes: a multiple of 512.
    func encoded() -> [UInt8] {
        let name = kind == .directory ? path + [UInt8(ascii: "/")] : path
        var pax = PaxRecords()
        let shown = placeholder ?? name
        if needsBinary { pax.add("hdrcharset", "BINARY") }
        if !shown.fitsUstar { pax.add("path", shown) }
        if !linkPath.fitsUstar { pax.add("linkpath", linkPath) }
        if size > UstarHeader.largestNumber { pax.add("size", String(size)) }
        if UInt64(owner) > UstarHeader.largestIdentifier { pax.add("uid", String(owner)) }
        if UInt64(group) > UstarHeader.largestIdentifier { pax.add("gid", String(group)) }
        if !times.modified.fitsUstar { pax.add("mtime", times.modified.paxText) }
        if times.accessed != times.modified { pax.add("atime", times.accessed.paxText) }
        if let created = times.created { pax.add("LIBARCHIVE.creationtime", created.paxText) }
        for record in records.records { pax.add(record.key, record.value) }

        var ustar = UstarHeader(
            name: shown.fitsUstar ? shown : shown.ustarName, type: kind.rawValue, size: size,
            time: times.modified.seconds)
        ustar.mode = mode
        ustar.owner = UInt64(owner)
        ustar.group = UInt64(group)
        ustar.linkName = linkPath.fitsUstar ? linkPath : linkPath.ustarName
        ustar.device = device
        if pax.isEmpty { return ustar.encoded() }
        let text = pax.encoded()
        let extended = UstarHeader(
            name: Array("PaxHeaders/".utf8) + ustar.name.suffix(80), type: UInt8(ascii: "x"),
            size: UInt64(text.count), time: ustar.time)
        return extended.encoded() + text + tarPadding(UInt64(text.count)) + ustar.encoded()
    }

    /// Names that are no UTF-8 are marked as such, as pax asks for.
    private var needsBinary: Bool {
        [path, linkPath].contains { String(validating: $0, as: UTF8.self) == nil }
    }
}

/// The zero bytes that fill a member's content to a multiple of 512.
func tarPadding(_ count: UInt64) -> [UInt8] {
    let unit = UInt64(UstarHeader.byteCount)
    return [UInt8](repeating: 0, count: Int((unit - count % unit) % unit))
}

extension UInt64 {
    /// The next multiple of 512.
    var tarRounded: UInt64 {
        let unit = UInt64(UstarHeader.byteCount)
        return (self + unit - 1) / unit * unit
    }
}

extension [UInt8] {
    /// Whether the name can stand in a ustar header: at most 100 bytes of printable ASCII.
    fileprivate var fitsUstar: Bool {
        count <= UstarHeader.nameLength && allSatisfy { (0x20...0x7E).contains($0) }
    }

    /// What stands in a ustar header in place of a name that does not fit: its end, in ASCII.
    fileprivate var ustarName: [UInt8] {
        suffix(UstarHeader.nameLength).map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: "_") }
    }
}

extension FileTime {
    /// Whether ustar's octal seconds say it all.
    fileprivate var fitsUstar: Bool {
        nanoseconds == 0 && seconds >= 0 && UInt64(seconds) <= UstarHeader.largestNumber
    }

    /// Decimal seconds with a fraction where there is one, as pax writes times.
    var paxText: String {
        if nanoseconds == 0 { return String(seconds) }
        // -1.25 s is 2 s before 1970 and 0.75 s after that.
        let isNegative = seconds < 0
        let whole = isNegative ? -(seconds + 1) : seconds
        let fraction = isNegative ? 1_000_000_000 - nanoseconds : nanoseconds
        let digits = String(fraction)
        var text = String(repeating: "0", count: 9 - digits.count) + digits
        while text.last == "0" { text.removeLast() }
        return (isNegative ? "-" : "") + "\(whole).\(text)"
    }
}
