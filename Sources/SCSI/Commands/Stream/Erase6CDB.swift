/// Erases a tape from here on: with LONG all of the partition that remains.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |                             OPERATION CODE                            |
///     Byte 1    |                       Reserved                      | IMMED  |  LONG  |
///     Byte 2-4  |                                Reserved                               |
///     Byte 5    |                                CONTROL                                |
public struct Erase6CDB: WireStructure {
    /// IMMED: status before the work is done.
    public var immed = false
    /// LONG: all that remains, not a mark of end of data.
    public var long = false
    /// CONTROL.
    public var control: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "ERASE(6) CDB",
        source: "SSC-4, ERASE(6) command",
        .operationCode(.erase6),
        .reserved(1...1, bits: (7, 2)),
        .flag("IMMED", 1, bit: 1, \.immed, "status before the work is done"),
        .flag("LONG", 1, bit: 0, \.long, "all that remains, not a mark of end of data"),
        .reserved(2...4),
        .number("CONTROL", 5...5, \.control)
    )
}
