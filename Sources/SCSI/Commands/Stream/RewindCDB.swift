/// Moves a tape to the beginning of its partition.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |                             OPERATION CODE                            |
///     Byte 1    |                           Reserved                           | IMMED  |
///     Byte 2-4  |                                Reserved                               |
///     Byte 5    |                                CONTROL                                |
public struct RewindCDB: WireStructure {
    /// IMMED: status before the work is done.
    public var immed = false
    /// CONTROL.
    public var control: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "REWIND CDB",
        source: "SSC-4, REWIND command",
        .operationCode(.rewind),
        .reserved(1...1, bits: (7, 1)),
        .flag("IMMED", 1, bit: 0, \.immed, "status before the work is done"),
        .reserved(2...4),
        .number("CONTROL", 5...5, \.control)
    )
}
