import WireBytes

/// What a cartridge is, apart from what is on it: the file `manifest` in its directory.
///
///     sanbench cartridge
///     format-version: 1
///     volume-identifier: SB0001L8
///     capacity: 1073741824
///     early-warning: 1040187392
///     generation: 1
///     crc-32c: 5c1f2a90
///
/// One field a line, in this order. The last line is the checksum of all bytes before it, so that
/// a damaged manifest is never obeyed; the message about a wrong one names the right one.
public struct CartridgeManifest: Equatable, Sendable {
    /// The format that this program reads and writes.
    public static let formatVersion: Int64 = 1

    /// What is printed on the cartridge: 1 to 32 printable ASCII characters without blanks.
    public let volumeIdentifier: String
    /// How much the cartridge holds.
    public let geometry: TapeGeometry
    /// The generation that the log began with; no object has a lower one.
    public let generation: Int64

    /// Describes a new cartridge.
    ///
    /// - Parameters:
    ///   - volumeIdentifier: 1 to 32 printable ASCII characters without blanks.
    ///   - capacity: in bytes; at least 1.
    ///   - earlyWarning: in bytes; 0 to `capacity`.
    /// - Throws: `MediumFailure` for a value outside these.
    public init(
        volumeIdentifier: String,
        capacity: Int64,
        earlyWarning: Int64
    ) throws(MediumFailure) {
        self.volumeIdentifier = volumeIdentifier
        geometry = TapeGeometry(capacity: capacity, earlyWarning: earlyWarning)
        generation = 1
        try check("cartridge \(volumeIdentifier)")
    }

    /// The volume tag in the headers of the objects of a partition.
    func volumeTag(partition: Int) -> UInt32 {
        CRC32C.of(Array("\(volumeIdentifier)/\(partition)".utf8))
    }

    /// The file's bytes.
    func encoded() -> [UInt8] {
        let text = """
            sanbench cartridge
            format-version: \(Self.formatVersion)
            volume-identifier: \(volumeIdentifier)
            capacity: \(geometry.capacity)
            early-warning: \(geometry.earlyWarning)
            generation: \(generation)

            """
        return Array((text + Self.checksumLine(Array(text.utf8))).utf8)
    }

    /// Reads the file's bytes.
    ///
    /// - Parameter path: the file, for messages.
    /// - Throws: `MediumFailure` that names the field and what was expected.
    init(_ bytes: [UInt8], path: String) throws(MediumFailure) {
        var lines = ManifestLines(bytes, path: path)
        try lines.expect("sanbench cartridge", field: "first line")
        try lines.expect("format-version: \(Self.formatVersion)", field: "format-version")
        volumeIdentifier = try lines.value("volume-identifier")
        geometry = TapeGeometry(
            capacity: try lines.number("capacity"),
            earlyWarning: try lines.number("early-warning"))
        generation = try lines.number("generation")
        let checked = Array(bytes[..<lines.offset])
        let checksumLine = Self.checksumLine(checked)
        try lines.expect(String(checksumLine.dropLast()), field: "crc-32c")
        try lines.expectEnd()
        try check(path)
    }

    private static func checksumLine(_ bytes: [UInt8]) -> String {
        let digits = String(CRC32C.of(bytes), radix: 16)
        return "crc-32c: \(String(repeating: "0", count: 8 - digits.count))\(digits)\n"
    }

    private func check(_ path: String) throws(MediumFailure) {
        func require(
            _ isRight: Bool,
            _ field: String,
            _ expected: String
        ) throws(MediumFailure) {
            if isRight { return }
            throw MediumFailure(
                medium: path, action: "reading field \(field)", reason: "\(expected) was expected")
        }
        let name = volumeIdentifier.utf8
        try require(
            (1...32).contains(name.count) && name.allSatisfy { $0 > 0x20 && $0 < 0x7F },
            "volume-identifier", "1 to 32 printable ASCII characters without blanks")
        try require(geometry.capacity >= 1, "capacity", "at least 1 byte")
        try require(
            geometry.earlyWarning >= 0 && geometry.earlyWarning <= geometry.capacity,
            "early-warning", "0 to \(geometry.capacity) bytes")
        try require(generation >= 1, "generation", "at least 1")
    }
}

/// The lines of a manifest, taken one by one.
private struct ManifestLines {
    private let bytes: [UInt8]
    private let path: String
    /// Where the next line begins.
    private(set) var offset = 0

    init(_ bytes: [UInt8], path: String) {
        self.bytes = bytes
        self.path = path
    }

    /// Takes a line that must be `text`.
    mutating func expect(_ text: String, field: String) throws(MediumFailure) {
        let start = offset
        let line = takeLine()
        if line != text { throw failure(field, start, "\"\(text)\"", line) }
    }

    /// Takes a line `field: value`.
    mutating func value(_ field: String) throws(MediumFailure) -> String {
        let start = offset
        let line = takeLine()
        let prefix = field + ": "
        guard let line, line.hasPrefix(prefix) else {
            throw failure(field, start, "\"\(prefix)…\"", line)
        }
        return String(line.dropFirst(prefix.count))
    }

    /// Takes a line `field: number`.
    mutating func number(_ field: String) throws(MediumFailure) -> Int64 {
        let start = offset
        let text = try value(field)
        guard let number = Int64(text), String(number) == text else {
            throw failure(field, start, "a whole number", text)
        }
        return number
    }

    func expectEnd() throws(MediumFailure) {
        if offset < bytes.count { throw failure("end of file", offset, "nothing", "more") }
    }

    /// The next line without its line end; `nil` where the file ends before a line end.
    private mutating func takeLine() -> String? {
        guard let end = bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        defer { offset = end + 1 }
        return String(decoding: bytes[offset..<end], as: UTF8.self)
    }

    private func failure(
        _ field: String,
        _ start: Int,
        _ expected: String,
        _ found: String?
    ) -> MediumFailure {
        MediumFailure(
            medium: path,
            action: "reading field \(field) at byte \(start)",
            reason: "\(expected) was expected, \(found.map { "\"\($0)\"" } ?? "the end") found"
        )
    }
}
