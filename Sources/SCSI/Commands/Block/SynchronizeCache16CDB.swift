/// Puts what the cache holds of some blocks on the medium.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |                             OPERATION CODE                            |
///     Byte 1    |                  Reserved                  |Obsolete| IMMED  |Obsolete|
///     Byte 2-9  |                         LOGICAL BLOCK ADDRESS                         |
///     Byte 10-13|                        NUMBER OF LOGICAL BLOCKS                       |
///     Byte 14   |     Reserved    |                     GROUP NUMBER                    |
///     Byte 15   |                                CONTROL                                |
public struct SynchronizeCache16CDB: WireStructure {
    /// IMMED: status before the work is done.
    public var immed = false
    /// LOGICAL BLOCK ADDRESS: first block.
    public var logicalBlockAddress: UInt64 = 0
    /// NUMBER OF LOGICAL BLOCKS: blocks; 0: to the end.
    public var numberOfLogicalBlocks: UInt32 = 0
    /// GROUP NUMBER.
    public var groupNumber: UInt8 = 0
    /// CONTROL.
    public var control: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// Synchronizes the blocks from `logicalBlockAddress` on; all of them if the number is zero.
    public init(logicalBlockAddress: UInt64, numberOfLogicalBlocks: UInt32) {
        self.logicalBlockAddress = logicalBlockAddress
        self.numberOfLogicalBlocks = numberOfLogicalBlocks
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "SYNCHRONIZE CACHE(16) CDB",
        source: "SBC-4, SYNCHRONIZE CACHE(16) command",
        .operationCode(.synchronizeCache16, "SYNCHRONIZE CACHE(16)"),
        .reserved(1...1, bits: (7, 3)),
        .reserved(1...1, bits: (2, 2), name: "Obsolete"),
        .flag("IMMED", 1, bit: 1, \.immed, "status before the work is done"),
        .reserved(1...1, bits: (0, 0), name: "Obsolete"),
        .number("LOGICAL BLOCK ADDRESS", 2...9, \.logicalBlockAddress, "first block"),
        .number(
            "NUMBER OF LOGICAL BLOCKS",
            10...13,
            \.numberOfLogicalBlocks,
            "blocks; 0: to the end"
        ),
        .reserved(14...14, bits: (7, 6)),
        .number("GROUP NUMBER", 14...14, bits: (5, 0), \.groupNumber),
        .number("CONTROL", 15...15, \.control)
    )
}
