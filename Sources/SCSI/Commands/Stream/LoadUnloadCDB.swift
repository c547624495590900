/// Loads the medium of a tape, or unloads it. HOLD keeps it in the device, not threaded.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |                             OPERATION CODE                            |
///     Byte 1    |                           Reserved                           | IMMED  |
///     Byte 2-3  |                                Reserved                               |
///     Byte 4    |              Reserved             |  HOLD  |  EOT   | RETEN  |  LOAD  |
///     Byte 5    |                                CONTROL                                |
public struct LoadUnloadCDB: WireStructure {
    /// IMMED: status before the work is done.
    public var immed = false
    /// HOLD: hold the medium in the device.
    public var hold = false
    /// EOT: to the end of the medium before unloading.
    public var eot = false
    /// RETEN: retension.
    public var reten = false
    /// LOAD: load, not unload.
    public var load = false
    /// CONTROL.
    public var control: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// Loads, or unloads.
    public init(load: Bool) {
        self.load = load
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "LOAD UNLOAD CDB",
        source: "SSC-4, LOAD UNLOAD command",
        .operationCode(.loadUnload, "LOAD UNLOAD"),
        .reserved(1...1, bits: (7, 1)),
        .flag("IMMED", 1, bit: 0, \.immed, "status before the work is done"),
        .reserved(2...3),
        .reserved(4...4, bits: (7, 4)),
        .flag("HOLD", 4, bit: 3, \.hold, "hold the medium in the device"),
        .flag("EOT", 4, bit: 2, \.eot, "to the end of the medium before unloading"),
        .flag("RETEN", 4, bit: 1, \.reten, "retension"),
        .flag("LOAD", 4, bit: 0, \.load, "load, not unload"),
        .number("CONTROL", 5...5, \.control)
    )
}
