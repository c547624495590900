/// Sends a mode parameter header, block descriptors and mode pages.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |                             OPERATION CODE                            |
///     Byte 1    |         Reserved         |   PF   |         Reserved         |   SP   |
///     Byte 2-3  |                                Reserved                               |
///     Byte 4    |                         PARAMETER LIST LENGTH                         |
///     Byte 5    |                                CONTROL                                |
public struct ModeSelect6CDB: WireStructure {
    /// PF: page format: pages as the standard has them.
    public var pf = false
    /// SP: save pages.
    public var sp = false
    /// PARAMETER LIST LENGTH: bytes.
    public var parameterListLength: UInt8 = 0
    /// CONTROL.
    public var control: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// Sends a list of `parameterListLength` bytes in page format.
    public init(parameterListLength: UInt8) {
        pf = true
        self.parameterListLength = parameterListLength
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "MODE SELECT(6) CDB",
        source: "SPC-4, MODE SELECT(6) command",
        .operationCode(.modeSelect6),
        .reserved(1...1, bits: (7, 5)),
        .flag("PF", 1, bit: 4, \.pf, "page format: pages as the standard has them"),
        .reserved(1...1, bits: (3, 1)),
        .flag("SP", 1, bit: 0, \.sp, "save pages"),
        .reserved(2...3),
        .number("PARAMETER LIST LENGTH", 4...4, \.parameterListLength, "bytes"),
        .number("CONTROL", 5...5, \.control)
    )
}
