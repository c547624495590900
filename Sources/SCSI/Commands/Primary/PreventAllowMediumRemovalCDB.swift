/// Locks a medium into its device, or lets it go. Each I_T nexus has a lock of its own.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |                             OPERATION CODE                            |
///     Byte 1-3  |                                Reserved                               |
///     Byte 4    |                       Reserved                      |     PREVENT     |
///     Byte 5    |                                CONTROL                                |
public struct PreventAllowMediumRemovalCDB: WireStructure {
    /// PREVENT.
    public var prevent = MediumRemovalPrevention(rawValue: 0)
    /// CONTROL.
    public var control: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// Locks or lets go.
    public init(prevent: MediumRemovalPrevention) {
        self.prevent = prevent
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "PREVENT ALLOW MEDIUM REMOVAL CDB",
        source: "SPC-4, PREVENT ALLOW MEDIUM REMOVAL command",
        .operationCode(.preventAllowMediumRemoval),
        .reserved(1...3),
        .reserved(4...4, bits: (7, 2)),
        .number("PREVENT", 4...4, bits: (1, 0), \.prevent),
        .number("CONTROL", 5...5, \.control)
    )
}
