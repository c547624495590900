/// Verifies logical blocks within the first 2^32: reads them, and compares them with data if asked to.
/// VERIFICATION LENGTH zero verifies none.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |                             OPERATION CODE                            |
///     Byte 1    |        VRPROTECT         |  DPO   |Reserved|      BYTCHK     |Obsolete|
///     Byte 2-5  |                         LOGICAL BLOCK ADDRESS                         |
///     Byte 6    |     Reserved    |                     GROUP NUMBER                    |
///     Byte 7-8  |                          VERIFICATION LENGTH                          |
///     Byte 9    |                                CONTROL                                |
public struct Verify10CDB: WireStructure {
    /// VRPROTECT: what to check of protection information.
    public var vrProtect: UInt8 = 0
    /// DPO: disable page out.
    public var dpo = false
    /// BYTCHK: 0 no data; 1 data for each block; 3 one block of data for all.
    public var bytchk: UInt8 = 0
    /// LOGICAL BLOCK ADDRESS: first block.
    public var logicalBlockAddress: UInt32 = 0
    /// GROUP NUMBER.
    public var groupNumber: UInt8 = 0
    /// VERIFICATION LENGTH: blocks; 0 is none.
    public var verificationLength: UInt16 = 0
    /// CONTROL.
    public var control: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// Verifies `verificationLength` blocks from `logicalBlockAddress` on, without data.
    public init(logicalBlockAddress: UInt32, verificationLength: UInt16) {
        self.logicalBlockAddress = logicalBlockAddress
        self.verificationLength = verificationLength
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "VERIFY(10) CDB",
        source: "SBC-4, VERIFY(10) command",
        .operationCode(.verify10, "VERIFY(10)"),
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
        .number("LOGICAL BLOCK ADDRESS", 2...5, \.logicalBlockAddress, "first block"),
        .reserved(6...6, bits: (7, 6)),
        .number("GROUP NUMBER", 6...6, bits: (5, 0), \.groupNumber),
        .number("VERIFICATION LENGTH", 7...8, \.verificationLength, "blocks; 0 is none"),
        .number("CONTROL", 9...9, \.control)
    )
}
