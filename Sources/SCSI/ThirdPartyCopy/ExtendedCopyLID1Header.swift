/// The header of an EXTENDED COPY(LID1) parameter list (SPC-4 6.4.1, table 107).
///
///     Byte 0     LIST IDENTIFIER
///     Byte 1     b5 STR, b4-3 LIST ID USAGE, b2-0 PRIORITY
///     Byte 2-3   CSCD DESCRIPTOR LIST LENGTH
///     Byte 8-11  SEGMENT DESCRIPTOR LIST LENGTH
///     Byte 12-15 INLINE DATA LENGTH
///     Byte 16    CSCD descriptors, then segment descriptors, then inline data, back to back
public struct ExtendedCopyLID1Header: WireStructure {
    /// The header's length.
    public static let byteCount = 16

    /// Names the copy among those of its I_T nexus.
    public var listIdentifier: UInt8 = 0
    /// The STR bit: disk accesses are mainly sequential.
    public var sequentialStriped = false
    /// What the copy manager keeps for RECEIVE COPY RESULTS.
    public var listIDUsage = ListIDUsage.holdResults
    /// 0 is served first, 7 last.
    public var priority: UInt8 = 1
    /// Bytes of CSCD descriptors.
    public var cscdDescriptorListLength: UInt16 = 0
    /// Bytes of segment descriptors.
    public var segmentDescriptorListLength: UInt32 = 0
    /// Bytes of inline data.
    public var inlineDataLength: UInt32 = 0

    public init() {}

    public static let layout = WireLayout<Self>(
        "EXTENDED COPY(LID1) parameter list header",
        source: "SPC-4, EXTENDED COPY(LID1) parameter list",
        .number("LIST IDENTIFIER", 0...0, \.listIdentifier),
        .reserved(1...1, bits: (7, 6)),
        .flag("STR", 1, bit: 5, \.sequentialStriped, "disk accesses are mainly sequential"),
        .number("LIST ID USAGE", 1...1, bits: (4, 3), \.listIDUsage),
        .number("PRIORITY", 1...1, bits: (2, 0), \.priority, "0 highest, 7 lowest"),
        .number("CSCD DESCRIPTOR LIST LENGTH", 2...3, \.cscdDescriptorListLength, "bytes"),
        .reserved(4...7),
        .number(
            "SEGMENT DESCRIPTOR LIST LENGTH", 8...11, \.segmentDescriptorListLength, "bytes"),
        .number("INLINE DATA LENGTH", 12...15, \.inlineDataLength, "bytes"))
}

/// The LIST ID USAGE field (SPC-4 table 108). In SPC-2 bit 4 alone was the NRCR bit.
public struct ListIDUsage: WireCode {
    public var rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue & 3 }

    /// 00b: all results are held.
    public static let holdResults = Self(rawValue: 0)
    /// 01b: reserved.
    public static let reserved = Self(rawValue: 1)
    /// 10b: results may be dropped.
    public static let mayDropResults = Self(rawValue: 2)
    /// 11b: there is no list identifier, and nothing is held.
    public static let noListIdentifier = Self(rawValue: 3)

    public static let names: [UInt8: String] = [
        0: "results are held", 1: "reserved", 2: "results may be dropped (NRCR)",
        3: "no list identifier, nothing is held",
    ]
}
