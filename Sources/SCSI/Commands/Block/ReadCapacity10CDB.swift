/// Asks for the capacity of a disk of up to 2^32 blocks. LOGICAL BLOCK ADDRESS and PMI are obsolete
/// since SBC-3; older initiators set them, so they have names here.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |                             OPERATION CODE                            |
///     Byte 1    |                           Reserved                           |Obsolete|
///     Byte 2-5  |                         LOGICAL BLOCK ADDRESS                         |
///     Byte 6-7  |                                Reserved                               |
///     Byte 8    |                           Reserved                           |  PMI   |
///     Byte 9    |                                CONTROL                                |
public struct ReadCapacity10CDB: WireStructure {
    /// LOGICAL BLOCK ADDRESS: obsolete.
    public var logicalBlockAddress: UInt32 = 0
    /// PMI: partial medium indicator, obsolete.
    public var pmi = false
    /// CONTROL.
    public var control: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "READ CAPACITY(10) CDB",
        source: "SBC-4, READ CAPACITY(10) command",
        .operationCode(.readCapacity10),
        .reserved(1...1, bits: (7, 1)),
        .reserved(1...1, bits: (0, 0), name: "Obsolete"),
        .number("LOGICAL BLOCK ADDRESS", 2...5, \.logicalBlockAddress, "obsolete"),
        .reserved(6...7),
        .reserved(8...8, bits: (7, 1)),
        .flag("PMI", 8, bit: 0, \.pmi, "partial medium indicator, obsolete"),
        .number("CONTROL", 9...9, \.control)
    )
}
