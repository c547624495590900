/// What RECEIVE COPY OPERATING PARAMETERS returns: what a copy manager can do (SPC-4 6.26, table
/// 237).
///
///     Byte 0-3   AVAILABLE DATA (n-3)
///     Byte 4     b0 SNLID
///     Byte 8-9   MAXIMUM CSCD DESCRIPTOR COUNT
///     Byte 10-11 MAXIMUM SEGMENT DESCRIPTOR COUNT
///     Byte 12-15 MAXIMUM DESCRIPTOR LIST LENGTH
///     Byte 16-19 MAXIMUM SEGMENT LENGTH
///     Byte 20-23 MAXIMUM INLINE DATA LENGTH
///     Byte 24-27 HELD DATA LIMIT
///     Byte 28-31 MAXIMUM STREAM DEVICE TRANSFER SIZE
///     Byte 34-35 TOTAL CONCURRENT COPIES
///     Byte 36    MAXIMUM CONCURRENT COPIES
///     Byte 37    DATA SEGMENT GRANULARITY (log 2)
///     Byte 38    INLINE DATA GRANULARITY (log 2)
///     Byte 39    HELD DATA GRANULARITY (log 2)
///     Byte 43    IMPLEMENTED DESCRIPTOR LIST LENGTH (n-43)
///     Byte 44-n  the codes of the implemented descriptors, ascending
public struct CopyOperatingParametersData: WireStructure {
    /// The SNLID bit: LIST ID USAGE 11b is understood.
    public var supportsNoListIdentifier = false
    /// The most CSCD descriptors in a parameter list.
    public var maximumCSCDDescriptorCount: UInt16 = 0
    /// The most segment descriptors in a parameter list.
    public var maximumSegmentDescriptorCount: UInt16 = 0
    /// The most bytes that CSCD and segment descriptors may have together.
    public var maximumDescriptorListLength: UInt32 = 0
    /// The most bytes that one segment may move; 0 for no limit.
    public var maximumSegmentLength: UInt32 = 0
    /// The most bytes of inline data; 0 where inline data is not understood.
    public var maximumInlineDataLength: UInt32 = 0
    /// How many bytes can be held for RECEIVE COPY DATA.
    public var heldDataLimit: UInt32 = 0
    /// The most bytes that one READ or WRITE of a stream device moves.
    public var maximumStreamDeviceTransferSize: UInt32 = 0
    /// The most copies at the same time, with and without list identifiers.
    public var totalConcurrentCopies: UInt16 = 0
    /// The most copies with list identifiers at the same time.
    public var maximumConcurrentCopies: UInt8 = 0
    /// Segments are multiples of 2 to this power bytes.
    public var dataSegmentGranularity: UInt8 = 0
    /// Inline data is a multiple of 2 to this power bytes.
    public var inlineDataGranularity: UInt8 = 0
    /// Held data is a multiple of 2 to this power bytes.
    public var heldDataGranularity: UInt8 = 0
    /// The type codes of implemented segment and CSCD descriptors, ascending.
    public var implementedDescriptors: [UInt8] = []

    public init() {}

    public static let layout = WireLayout<Self>(
        "RECEIVE COPY OPERATING PARAMETERS parameter data",
        source: "SPC-4, RECEIVE COPY OPERATING PARAMETERS command",
        .extent("AVAILABLE DATA", 0...3, from: 4),
        .reserved(4...4, bits: (7, 1)),
        .flag(
            "SNLID", 4, bit: 0, \.supportsNoListIdentifier,
            "LIST ID USAGE 11b, no list identifier, is supported"),
        .reserved(5...7),
        .number("MAXIMUM CSCD DESCRIPTOR COUNT", 8...9, \.maximumCSCDDescriptorCount),
        .number("MAXIMUM SEGMENT DESCRIPTOR COUNT", 10...11, \.maximumSegmentDescriptorCount),
        .number(
            "MAXIMUM DESCRIPTOR LIST LENGTH", 12...15, \.maximumDescriptorListLength, "bytes"),
        .number("MAXIMUM SEGMENT LENGTH", 16...19, \.maximumSegmentLength, "bytes; 0 is no limit"),
        .number(
            "MAXIMUM INLINE DATA LENGTH", 20...23, \.maximumInlineDataLength,
            "bytes; 0 is no inline data"),
        .number("HELD DATA LIMIT", 24...27, \.heldDataLimit, "bytes"),
        .number(
            "MAXIMUM STREAM DEVICE TRANSFER SIZE", 28...31, \.maximumStreamDeviceTransferSize,
            "bytes"),
        .reserved(32...33),
        .number(
            "TOTAL CONCURRENT COPIES", 34...35, \.totalConcurrentCopies, "with list IDs and without"
        ),
        .number("MAXIMUM CONCURRENT COPIES", 36...36, \.maximumConcurrentCopies, "with list IDs"),
        .number("DATA SEGMENT GRANULARITY", 37...37, \.dataSegmentGranularity, "2^n bytes"),
        .number("INLINE DATA GRANULARITY", 38...38, \.inlineDataGranularity, "2^n bytes"),
        .number("HELD DATA GRANULARITY", 39...39, \.heldDataGranularity, "2^n bytes"),
        .reserved(40...42),
        .length(
            "IMPLEMENTED DESCRIPTOR LIST LENGTH", 43...43, of: "IMPLEMENTED DESCRIPTOR LIST"
        ) { $0.implementedDescriptors.count },
        .rest("IMPLEMENTED DESCRIPTOR LIST", \.implementedDescriptors, "type codes, ascending"))
}
