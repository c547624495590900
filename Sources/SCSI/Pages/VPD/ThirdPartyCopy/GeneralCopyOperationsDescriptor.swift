/// How many copies a copy manager runs at a time, and in what units it moves data. A granularity is
/// a power of two.
public struct GeneralCopyOperationsDescriptor: WireStructure {
    /// TOTAL CONCURRENT COPIES.
    public var totalConcurrentCopies: UInt32 = 0
    /// MAXIMUM IDENTIFIED CONCURRENT COPIES.
    public var maximumIdentifiedConcurrentCopies: UInt32 = 0
    /// MAXIMUM SEGMENT LENGTH: bytes; 0: no limit.
    public var maximumSegmentLength: UInt32 = 0
    /// DATA SEGMENT GRANULARITY: 2^n bytes.
    public var dataSegmentGranularity: UInt8 = 0
    /// INLINE DATA GRANULARITY: 2^n bytes.
    public var inlineDataGranularity: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "General Copy Operations third-party copy descriptor",
        source: "SPC-4, Third-party Copy VPD page",
        .constant("THIRD-PARTY COPY DESCRIPTOR TYPE", 0...1, 0x8001, "General Copy Operations"),
        .extent("THIRD-PARTY COPY DESCRIPTOR LENGTH", 2...3, from: 4),
        .number("TOTAL CONCURRENT COPIES", 4...7, \.totalConcurrentCopies),
        .number(
            "MAXIMUM IDENTIFIED CONCURRENT COPIES",
            8...11,
            \.maximumIdentifiedConcurrentCopies
        ),
        .number("MAXIMUM SEGMENT LENGTH", 12...15, \.maximumSegmentLength, "bytes; 0: no limit"),
        .number("DATA SEGMENT GRANULARITY", 16...16, \.dataSegmentGranularity, "2^n bytes"),
        .number("INLINE DATA GRANULARITY", 17...17, \.inlineDataGranularity, "2^n bytes"),
        .reserved(18...35)
    )
}
