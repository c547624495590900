/// Which block lengths a tape takes: from the minimum to the maximum, in steps of two to the power
/// of GRANULARITY.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |         Reserved         |                GRANULARITY                 |
///     Byte 1-3  |                       MAXIMUM BLOCK LENGTH LIMIT                      |
///     Byte 4-5  |                       MINIMUM BLOCK LENGTH LIMIT                      |
public struct ReadBlockLimitsData: WireStructure {
    /// GRANULARITY: 2^n bytes.
    public var granularity: UInt8 = 0
    /// MAXIMUM BLOCK LENGTH LIMIT: bytes; 0: no limit.
    public var maximumBlockLengthLimit: UInt32 = 0
    /// MINIMUM BLOCK LENGTH LIMIT: bytes.
    public var minimumBlockLengthLimit: UInt16 = 0

    /// Every field zero.
    public init() {}

    /// The limits of a tape.
    public init(
        granularity: UInt8 = 0,
        maximumBlockLengthLimit: UInt32,
        minimumBlockLengthLimit: UInt16
    ) {
        self.granularity = granularity
        self.maximumBlockLengthLimit = maximumBlockLengthLimit
        self.minimumBlockLengthLimit = minimumBlockLengthLimit
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "READ BLOCK LIMITS data",
        source: "SSC-4, READ BLOCK LIMITS data",
        .reserved(0...0, bits: (7, 5)),
        .number("GRANULARITY", 0...0, bits: (4, 0), \.granularity, "2^n bytes"),
        .number(
            "MAXIMUM BLOCK LENGTH LIMIT",
            1...3,
            \.maximumBlockLengthLimit,
            "bytes; 0: no limit"
        ),
        .number("MINIMUM BLOCK LENGTH LIMIT", 4...5, \.minimumBlockLengthLimit, "bytes")
    )
}
