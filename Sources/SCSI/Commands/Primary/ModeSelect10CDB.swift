/// Sends a mode parameter header, block descriptors and mode pages.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |                             OPERATION CODE                            |
///     Byte 1    |         Reserved         |   PF   |         Reserved         |   SP   |
///     Byte 2-6  |                                Reserved                               |
///     Byte 7-8  |                         PARAMETER LIST LENGTH                         |
///     Byte 9    |                                CONTROL                                |
public struct ModeSelect10CDB: WireStructure {
    /// PF: page format: pages as the standard has them.
    public var pf = false
    /// SP: save pages.
    public var sp = false
    /// PARAMETER LIST LENGTH: bytes.
    public var parameterListLength: UInt16 = 0
    /// CONTROL.
    public var control: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// Sends a list of `parameterListLength` bytes in page format.
    public init(parameterListLength: UInt16) {
        pf = true
        self.parameterListLength = parameterListLength
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "MODE SELECT(10) CDB",
        source: "SPC-4, MODE SELECT(10) command",
        .operationCode(.modeSelect10),
        .reserved(1...1, bits: (7, 5)),
        .flag("PF", 1, bit: 4, \.pf, "page format: pages as the standard has them"),
        .reserved(1...1, bits: (3, 1)),
        .flag("SP", 1, bit: 0, \.sp, "save pages"),
        .reserved(2...6),
        .number("PARAMETER LIST LENGTH", 7...8, \.parameterListLength, "bytes"),
        .number("CONTROL", 9...9, \.control)
    )
}
