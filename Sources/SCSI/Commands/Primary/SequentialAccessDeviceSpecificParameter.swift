/// The DEVICE-SPECIFIC PARAMETER byte of a mode parameter header, for a tape.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |   WP   |      BUFFERED MODE       |               SPEED               |
public struct SequentialAccessDeviceSpecificParameter: WireStructure {
    /// WP: write protected; ignored in MODE SELECT.
    public var wp = false
    /// BUFFERED MODE.
    public var bufferedMode = BufferedMode(rawValue: 0)
    /// SPEED: 0 is the default.
    public var speed: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Sequential-access device-specific parameter",
        source: "SSC-4, Mode parameters for sequential-access devices",
        .flag("WP", 0, bit: 7, \.wp, "write protected; ignored in MODE SELECT"),
        .number("BUFFERED MODE", 0...0, bits: (6, 4), \.bufferedMode),
        .number("SPEED", 0...0, bits: (3, 0), \.speed, "0 is the default")
    )
}
