import WireBytes

/// A structure on the wire, declared once as a table of fields.
///
/// Decoding, encoding, explaining and fuzzing all read `layout`. A structure of variable length
/// ends in one or more parts (bytes, text or a list of further structures) whose lengths stand in
/// length fields; the table derives those on encoding and obeys them on decoding, so that the two
/// can never disagree in a value of the type.
///
///     public struct ReadCapacity10CDB: WireStructure {
///         public var control: UInt8 = 0
///         public init() {}
///         public static let layout = WireLayout<Self>(
///             "READ CAPACITY(10) CDB", source: "SBC-4, READ CAPACITY(10) command",
///             .operationCode(.readCapacity10),
///             .reserved(1...8),
///             .number("CONTROL", 9...9, \.control))
///     }
public protocol WireStructure: WireCodable {
    /// The table of fields.
    static var layout: WireLayout<Self> { get }

    /// The structure with every field zero, or empty.
    init()
}

/// What can be put on the wire, taken off it, and explained byte by byte.
public protocol WireCodable: Sendable, Equatable {
    /// The structure's name, as the standard names it.
    static var wireName: String { get }

    /// The bytes.
    func encoded() -> [UInt8]

    /// Decodes what begins at `offset`, and moves `offset` behind it; reads nothing at or behind
    /// `end`.
    ///
    /// - Throws: `WireError` that names the field and its offset in `bytes`.
    init(from bytes: [UInt8], at offset: inout Int, end: Int) throws(WireError)

    /// Names every byte of the structure that begins at `offset`, and moves `offset` behind it.
    /// Bytes that do not decode are named as far as the table goes.
    static func explain(_ bytes: [UInt8], at offset: inout Int, end: Int) -> [ExplainedField]
}

extension WireCodable {
    /// Decodes a structure that begins at the first byte; bytes behind it are left alone.
    public init(_ bytes: [UInt8]) throws(WireError) {
        var offset = 0
        try self.init(from: bytes, at: &offset, end: bytes.count)
    }

    /// Names every byte of a structure that begins at the first byte; bytes behind it are left out.
    public static func explain(_ bytes: [UInt8]) -> [ExplainedField] {
        var offset = 0
        return explain(bytes, at: &offset, end: bytes.count)
    }
}

extension WireStructure {
    public static var wireName: String { layout.name }

    public func encoded() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Self.layout.fixedLength)
        for field in Self.layout.fields { field.encode(self, &bytes) }
        Self.layout.close(&bytes)
        return bytes
    }

    public init(from bytes: [UInt8], at offset: inout Int, end: Int) throws(WireError) {
        self.init()
        let layout = Self.layout
        let limit = try layout.limit(of: bytes, at: offset, end: end)
        var source = bytes
        let missing = offset + layout.fixedLength - limit
        if missing > 0 {
            source = bytes[..<limit] + [UInt8](repeating: 0, count: missing)
        }
        var frame = WireFrame(bytes: source, start: offset, end: limit, layout: layout.name)
        frame.next = min(limit, offset + layout.fixedLength)
        for field in layout.fields { try field.decode(&self, &frame) }
        offset = layout.extent == nil ? frame.next : limit
    }

    public static func explain(
        _ bytes: [UInt8],
        at offset: inout Int,
        end: Int
    ) -> [ExplainedField] {
        explainByTable(bytes, at: &offset, end: end)
    }

    /// What `explain` does for a type that does not know better.
    static func explainByTable(
        _ bytes: [UInt8],
        at offset: inout Int,
        end: Int
    ) -> [ExplainedField] {
        let limit = layout.extent?.limit(of: bytes, at: offset, end: end) ?? end
        var frame = WireFrame(bytes: bytes, start: offset, end: limit, layout: layout.name)
        frame.next = min(limit, offset + layout.fixedLength)
        frame.given = end
        var lines: [ExplainedField] = []
        for field in layout.fields { lines += field.explain(&frame) }
        if layout.extent != nil {
            if frame.next < limit {
                lines.append(explainPart("Further bytes", frame.next..<limit, "", frame))
            }
            frame.next = limit
        }
        offset = frame.next
        return lines
    }
}

/// The table of a structure's fields.
public struct WireLayout<Structure>: Sendable {
    /// The structure's name, as the standard names it.
    public let name: String
    /// The standard and clause that define it.
    public let source: String
    /// How many bytes the fixed part has.
    public let fixedLength: Int
    /// How many bytes must be there. A device of an older standard, or a short allocation length,
    /// leaves out the fields behind them; they are decoded as zero.
    public let shortestLength: Int
    /// The fields, in the order of their bytes; variable parts last.
    public let fields: [WireField<Structure>]

    /// The field that says where the structure ends, if it has one.
    let extent: WireExtent?

    /// Declares a structure.
    public init(
        _ name: String,
        source: String,
        shortest: Int? = nil,
        _ fields: WireField<Structure>...
    ) {
        self.init(name, source: source, shortest: shortest, fields: fields)
    }

    /// Declares a structure that shares some of its fields with others.
    public init(
        _ name: String,
        source: String,
        shortest: Int? = nil,
        fields: [WireField<Structure>]
    ) {
        self.name = name
        self.source = source
        self.fields = fields
        fixedLength = fields.compactMap { $0.place?.bytes.upperBound }.map { $0 + 1 }.max() ?? 0
        shortestLength = shortest ?? fixedLength
        extent = fields.compactMap(\.extent).first
    }

    /// Which bits of the fixed part no field names, and which more than one does; empty for a
    /// table that is right.
    public var coverageFaults: [String] {
        var owners = [Int](repeating: 0, count: fixedLength * 8)
        for place in fields.compactMap(\.place) {
            for bit in place.bitRange { owners[bit] += 1 }
        }
        return owners.enumerated().filter { $0.element != 1 }.map {
            "\(name): byte \($0.offset / 8) bit \(7 - $0.offset % 8) has \($0.element) names"
        }
    }

    func truncation(at offset: Int, end: Int) -> WireError {
        let there = max(0, end - offset)
        let first = fields.first { ($0.place?.bytes.upperBound ?? -1) >= there }
        return WireError(
            structure: name,
            field: first?.name ?? name,
            offset: offset + (first?.place?.bytes.lowerBound ?? 0),
            problem: .truncated(expected: shortestLength, found: there)
        )
    }
}

/// The part of the bytes that one structure may use while it is taken off the wire.
public struct WireFrame {
    let bytes: [UInt8]
    let start: Int
    private(set) var end: Int
    let layout: String
    /// Where the bytes end that were given; the structure may end before.
    var given = 0
    /// Where the next variable part begins.
    var next = 0
    /// The lengths that length fields have announced, by the name of what they measure.
    var announced: [String: Int] = [:]

    init(bytes: [UInt8], start: Int, end: Int, layout: String) {
        self.bytes = bytes
        self.start = start
        self.end = end
        self.layout = layout
        given = end
    }

    /// The number of `count` bytes (1 to 8) at `offset` in the structure; `nil` where it is cut.
    func number(at offset: Int, count: Int = 1) -> UInt64? {
        start + offset + count <= end ? bytes.bigEndian(at: start + offset, count: count) : nil
    }

    /// Ends the frame at `bound`.
    mutating func limitTo(_ bound: Int) { end = min(end, bound) }
}
