/// A range of logical blocks, as segment descriptors that populate a ROD and the token commands
/// list them (SPC-4, Populate ROD from one or more block ranges operations; SBC-4, POPULATE TOKEN
/// command).
///
///     Byte 0-7   LOGICAL BLOCK ADDRESS
///     Byte 8-11  NUMBER OF LOGICAL BLOCKS
public struct BlockDeviceRangeDescriptor: WireStructure {
    /// The first block.
    public var logicalBlockAddress: UInt64 = 0
    /// How many blocks.
    public var numberOfLogicalBlocks: UInt32 = 0

    public init() {}

    /// A range of `count` blocks from `address` on.
    public init(logicalBlockAddress address: UInt64, numberOfLogicalBlocks count: UInt32) {
        logicalBlockAddress = address
        numberOfLogicalBlocks = count
    }

    public static let layout = WireLayout<Self>(
        "Block device range descriptor",
        source:
            "SBC-4, POPULATE TOKEN command; SPC-4, Populate ROD from one or more block ranges",
        .number("LOGICAL BLOCK ADDRESS", 0...7, \.logicalBlockAddress, "first block"),
        .number("NUMBER OF LOGICAL BLOCKS", 8...11, \.numberOfLogicalBlocks, "blocks"),
        .reserved(12...15))
}
