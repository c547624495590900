/// Populate a ROD from one block range, BFh (SPC-4, Populate ROD from one block range operations).
///
///     Byte 0     BFh
///     Byte 2-3   DESCRIPTOR LENGTH, 0010h
///     Byte 4-5   SOURCE CSCD DESCRIPTOR ID
///     Byte 6-7   DESTINATION CSCD DESCRIPTOR ID
///     Byte 8-15  LOGICAL BLOCK ADDRESS
///     Byte 16-19 NUMBER OF LOGICAL BLOCKS
public struct RODFromBlockRangeSegment: WireStructure {
    /// The disk; only the logical unit that got the command is allowed.
    public var source = CSCDDescriptorID(rawValue: 0)
    /// The ROD.
    public var destination = CSCDDescriptorID(rawValue: 0)
    /// The first block of the range.
    public var logicalBlockAddress: UInt64 = 0
    /// How many blocks the range has.
    public var numberOfLogicalBlocks: UInt32 = 0

    public init() {}

    public static let layout = WireLayout<Self>(
        "Populate ROD from one block range segment descriptor",
        source: "SPC-4, Populate ROD from one block range operations",
        .typeCode(.rodFromRange),
        .reserved(1...1),
        .constant("DESCRIPTOR LENGTH", 2...3, 0x10, "bytes that follow"),
        .number("SOURCE CSCD DESCRIPTOR ID", 4...5, \.source),
        .number("DESTINATION CSCD DESCRIPTOR ID", 6...7, \.destination),
        .number("LOGICAL BLOCK ADDRESS", 8...15, \.logicalBlockAddress, "first block"),
        .number("NUMBER OF LOGICAL BLOCKS", 16...19, \.numberOfLogicalBlocks))
}
