/// The header of an EXTENDED COPY(LID4) parameter list (SPC-4, EXTENDED COPY(LID4) parameter list).
///
/// CSCD descriptor IDs count the 32 bytes from byte 16 on as number 0, and the first descriptor
/// behind the header as number 1.
///
///     Byte 0     PARAMETER LIST FORMAT
///     Byte 1     b5 STR, b4-3 LIST ID USAGE, b2-0 PRIORITY
///     Byte 2-3   HEADER CSCD DESCRIPTOR LIST LENGTH
///     Byte 15    b1 G_SENSE, b0 IMMED
///     Byte 16    HEADER CSCD DESCRIPTOR TYPE CODE
///     Byte 20-23 LIST IDENTIFIER
///     Byte 42-43 CSCD DESCRIPTOR LIST LENGTH
///     Byte 44-45 SEGMENT DESCRIPTOR LIST LENGTH
///     Byte 46-47 INLINE DATA LENGTH
public struct ExtendedCopyLID4Header: WireStructure {
    /// The header's length.
    public static let byteCount = 48

    /// 01h. Any value is decoded.
    public var parameterListFormat: UInt8 = 1
    /// The STR bit: disk accesses are mainly sequential.
    public var sequentialStriped = false
    /// What the copy manager keeps of the copy's results.
    public var listIDUsage = ListIDUsage.holdResults
    /// 0 is served first, 7 last.
    public var priority: UInt8 = 1
    /// 0020h. Any value is decoded.
    public var headerCSCDDescriptorListLength: UInt16 = 0x20
    /// A copy that ends well gives sense data too.
    public var goodWithSense = false
    /// Status comes before the copy, which goes on in the background.
    public var immediate = false
    /// FFh. Any value is decoded.
    public var headerCSCDDescriptorTypeCode: UInt8 = 0xFF
    /// Names the copy among those of its I_T nexus.
    public var listIdentifier: UInt32 = 0
    /// Bytes of CSCD descriptors.
    public var cscdDescriptorListLength: UInt16 = 0
    /// Bytes of segment descriptors.
    public var segmentDescriptorListLength: UInt16 = 0
    /// Bytes of inline data.
    public var inlineDataLength: UInt16 = 0

    public init() {}

    public static let layout = WireLayout<Self>(
        "EXTENDED COPY(LID4) parameter list header",
        source: "SPC-4, EXTENDED COPY(LID4) parameter list",
        .number("PARAMETER LIST FORMAT", 0...0, \.parameterListFormat, "01h"),
        .reserved(1...1, bits: (7, 6)),
        .flag("STR", 1, bit: 5, \.sequentialStriped, "disk accesses are mainly sequential"),
        .number("LIST ID USAGE", 1...1, bits: (4, 3), \.listIDUsage),
        .number("PRIORITY", 1...1, bits: (2, 0), \.priority, "0 highest, 7 lowest"),
        .number(
            "HEADER CSCD DESCRIPTOR LIST LENGTH", 2...3, \.headerCSCDDescriptorListLength, "0020h"),
        .reserved(4...14),
        .reserved(15...15, bits: (7, 2)),
        .flag("G_SENSE", 15, bit: 1, \.goodWithSense, "a good copy gives sense data too"),
        .flag("IMMED", 15, bit: 0, \.immediate, "the copy goes on in the background"),
        .number("HEADER CSCD DESCRIPTOR TYPE CODE", 16...16, \.headerCSCDDescriptorTypeCode, "FFh"),
        .reserved(17...19),
        .number("LIST IDENTIFIER", 20...23, \.listIdentifier),
        .reserved(24...41),
        .number("CSCD DESCRIPTOR LIST LENGTH", 42...43, \.cscdDescriptorListLength, "bytes"),
        .number("SEGMENT DESCRIPTOR LIST LENGTH", 44...45, \.segmentDescriptorListLength, "bytes"),
        .number("INLINE DATA LENGTH", 46...47, \.inlineDataLength, "bytes"))
}
