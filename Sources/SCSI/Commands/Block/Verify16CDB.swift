/// Verifies logical blocks anywhere: reads them, and compares them with data if asked to.
/// VERIFICATION LENGTH zero verifies none.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |                             OPERATION CODE                            |
///     Byte 1    |        VRPROTECT         |  DPO   |Reserved|      BYTCHK     |Obsolete|
///     Byte 2-9  |                         LOGICAL BLOCK ADDRESS                         |
///     Byte 10-13|                          VERIFICATION LENGTH                          |
///     Byte 14   |     Reserved    |                     GROUP NUMBER                    |
///     Byte 15   |                                CONTROL                                |
public struct Verify16CDB: WireStructure {
    /// VRPROTECT: what to check of protection information.
    public var vrProtect: UInt8 = 0
    /// DPO: disable page out.
    public var dpo = false
    /// BYTCHK: 0 no data; 1 data for each block; 3 one block of data for all.
    public var bytchk: UInt8 = 0
    /// LOGICAL BLOCK ADDRESS: first block.
    public var logicalBlockAddress: UInt64 = 0
    /// VERIFICATION LENGTH: blocks; 0 is none.
    public var verificationLength: UInt32 = 0
    /// GROUP NUMBER.
    public var groupNumber: UInt8 = 0
    /// CONTROL.
    public var control: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// Verifies `verificationLength` blocks from `logicalBlockAddress` on, without data.
    public init(logicalBlockAddress: UInt64, verificationLength: UInt32) {
        self.logicalBlockAddress = logicalBlockAddress
        self.verificationLength = verificationLength
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "VERIFY(16) CDB",
        source: "SBC-4, VERIFY(16) command",
        .operationCode(.verify16, "VERIFY(16)"),
        .number(
            "VRPROTECT",
            1...1,
            bits: (7, 5),
            \.vrProtect,
            "what to check of protection information"
        ),
        .flag("DPO", 1, bit: 4, \.dpo, "disable page out"),
        .reserved(1...1, bits: (3, 3)),
        .number(
            "BYTCHK",
            1...1,
            bits: (2, 1),
            \.bytchk,
            "0 no data; 1 data for each block; 3 one block of data for all"
        ),
        .reserved(1...1, bits: (0, 0), name: "Obsolete"),
        .number("LOGICAL BLOCK ADDRESS", 2...9, \.logicalBlockAddress, "first block"),
        .number("VERIFICATION LENGTH", 10...13, \.verificationLength, "blocks; 0 is none"),
        .reserved(14...14, bits: (7, 6)),
        .number("GROUP NUMBER", 14...14, bits: (5, 0), \.groupNumber),
        .number("CONTROL", 15...15, \.control)
    )
}
