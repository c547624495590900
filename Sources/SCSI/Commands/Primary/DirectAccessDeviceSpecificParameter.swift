/// The DEVICE-SPECIFIC PARAMETER byte of a mode parameter header, for a disk.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |   WP   |     Reserved    | DPOFUA |              Reserved             |
public struct DirectAccessDeviceSpecificParameter: WireStructure {
    /// WP: write protected; ignored in MODE SELECT.
    public var wp = false
    /// DPOFUA: DPO and FUA are supported.
    public var dpofua = false

    /// Every field zero.
    public init() {}

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Direct-access device-specific parameter",
        source: "SBC-4, Mode parameters for direct access block devices",
        .flag("WP", 0, bit: 7, \.wp, "write protected; ignored in MODE SELECT"),
        .reserved(0...0, bits: (6, 5)),
        .flag("DPOFUA", 0, bit: 4, \.dpofua, "DPO and FUA are supported"),
        .reserved(0...0, bits: (3, 0))
    )
}
