/// Verifies logical blocks within the first 2^32, more of them than VERIFY(10) can. VERIFICATION
/// LENGTH zero verifies none.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |                             OPERATION CODE                            |
///     Byte 1    |        VRPROTECT         |  DPO   |Reserved|      BYTCHK     |Obsolete|
///     Byte 2-5  |                         LOGICAL BLOCK ADDRESS                         |
///     Byte 6-9  |                          VERIFICATION LENGTH                          |
///     Byte 10   |     Reserved    |                     GROUP NUMBER                    |
///     Byte 11   |                                CONTROL                                |
public struct Verify12CDB: WireStructure {
    /// VRPROTECT: what to check of protection information.
    public var vrProtect: UInt8 = 0
    /// DPO: disable page out.
    public var dpo = false
    /// BYTCHK.
    public var byteCheck = ByteCheck.none
    /// LOGICAL BLOCK ADDRESS: first block.
    public var logicalBlockAddress: UInt32 = 0
    /// VERIFICATION LENGTH: blocks; 0 is none.
    public var verificationLength: UInt32 = 0
    /// GROUP NUMBER.
    public var groupNumber: UInt8 = 0
    /// CONTROL.
    public var control: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// Verifies `verificationLength` blocks from `logicalBlockAddress` on.
    public init(
        logicalBlockAddress: UInt32, verificationLength: UInt32, byteCheck: ByteCheck = .none
    ) {
        self.logicalBlockAddress = logicalBlockAddress
        self.verificationLength = verificationLength
        self.byteCheck = byteCheck
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "VERIFY(12) CDB",
        source: "SBC-4, VERIFY(12) command",
        .operationCode(.verify12),
        .number(
            "VRPROTECT",
            1...1,
            bits: (7, 5),
            \.vrProtect,
            "what to check of protection information"
        ),
        .flag("DPO", 1, bit: 4, \.dpo, "disable page out"),
        .reserved(1...1, bits: (3, 3)),
        .number("BYTCHK", 1...1, bits: (2, 1), \.byteCheck),
        .reserved(1...1, bits: (0, 0), name: "Obsolete"),
        .number("LOGICAL BLOCK ADDRESS", 2...5, \.logicalBlockAddress, "first block"),
        .number("VERIFICATION LENGTH", 6...9, \.verificationLength, "blocks; 0 is none"),
        .reserved(10...10, bits: (7, 6)),
        .number("GROUP NUMBER", 10...10, bits: (5, 0), \.groupNumber),
        .number("CONTROL", 11...11, \.control)
    )
}
