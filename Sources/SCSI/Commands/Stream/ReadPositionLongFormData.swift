/// Where a tape is, in 64 bits, and behind how many filemarks.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |  BOP   |  EOP   |     Reserved    |  MPU   |  LONU  |Reserved|  BPEW  |
///     Byte 1-3  |                                Reserved                               |
///     Byte 4-7  |                            PARTITION NUMBER                           |
///     Byte 8-15 |                         LOGICAL OBJECT NUMBER                         |
///     Byte 16-23|                        LOGICAL FILE IDENTIFIER                        |
///     Byte 24-31|                                Obsolete                               |
public struct ReadPositionLongFormData: WireStructure {
    /// BOP: beginning of partition.
    public var bop = false
    /// EOP: between early warning and end of partition.
    public var eop = false
    /// MPU: mark position unknown.
    public var mpu = false
    /// LONU: logical object number unknown.
    public var lonu = false
    /// BPEW: beyond programmable early warning.
    public var bpew = false
    /// PARTITION NUMBER.
    public var partitionNumber: UInt32 = 0
    /// LOGICAL OBJECT NUMBER.
    public var logicalObjectNumber: UInt64 = 0
    /// LOGICAL FILE IDENTIFIER: filemarks before this position.
    public var logicalFileIdentifier: UInt64 = 0

    /// Every field zero.
    public init() {}

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "READ POSITION data, long form",
        source: "SSC-4, READ POSITION data format, long form",
        .flag("BOP", 0, bit: 7, \.bop, "beginning of partition"),
        .flag("EOP", 0, bit: 6, \.eop, "between early warning and end of partition"),
        .reserved(0...0, bits: (5, 4)),
        .flag("MPU", 0, bit: 3, \.mpu, "mark position unknown"),
        .flag("LONU", 0, bit: 2, \.lonu, "logical object number unknown"),
        .reserved(0...0, bits: (1, 1)),
        .flag("BPEW", 0, bit: 0, \.bpew, "beyond programmable early warning"),
        .reserved(1...3),
        .number("PARTITION NUMBER", 4...7, \.partitionNumber),
        .number("LOGICAL OBJECT NUMBER", 8...15, \.logicalObjectNumber),
        .number(
            "LOGICAL FILE IDENTIFIER",
            16...23,
            \.logicalFileIdentifier,
            "filemarks before this position"
        ),
        .reserved(24...31, name: "Obsolete")
    )
}
