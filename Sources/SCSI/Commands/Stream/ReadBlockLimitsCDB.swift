/// Asks which block lengths a tape takes.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |                             OPERATION CODE                            |
///     Byte 1    |                           Reserved                           |  MLOI  |
///     Byte 2-4  |                                Reserved                               |
///     Byte 5    |                                CONTROL                                |
public struct ReadBlockLimitsCDB: WireStructure {
    /// MLOI: the largest logical object identifier instead.
    public var mloi = false
    /// CONTROL.
    public var control: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "READ BLOCK LIMITS CDB",
        source: "SSC-4, READ BLOCK LIMITS command",
        .operationCode(.readBlockLimits),
        .reserved(1...1, bits: (7, 1)),
        .flag("MLOI", 1, bit: 0, \.mloi, "the largest logical object identifier instead"),
        .reserved(2...4),
        .number("CONTROL", 5...5, \.control)
    )
}
