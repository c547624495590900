/// Moves a tape over blocks or filemarks, forward if COUNT is positive and backward if it is
/// negative.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |                             OPERATION CODE                            |
///     Byte 1    |              Reserved             |                CODE               |
///     Byte 2-4  |                                 COUNT                                 |
///     Byte 5    |                                CONTROL                                |
public struct Space6CDB: WireStructure {
    /// CODE.
    public var code = SpaceCode(rawValue: 0)
    /// COUNT.
    public var count: TwosComplement24 = 0
    /// CONTROL.
    public var control: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// Moves over `count` of what `code` says.
    public init(code: SpaceCode, count: TwosComplement24 = 0) {
        self.code = code
        self.count = count
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "SPACE(6) CDB",
        source: "SSC-4, SPACE(6) command",
        .operationCode(.space6),
        .reserved(1...1, bits: (7, 4)),
        .number("CODE", 1...1, bits: (3, 0), \.code),
        .number("COUNT", 2...4, \.count),
        .number("CONTROL", 5...5, \.control)
    )
}
