/// Copy from block device to block device as an image, 16h (SPC-4, Block device image copy
/// operations).
///
///     Byte 0     16h
///     Byte 1     b2 FCO (SPC-5)
///     Byte 2-3   DESCRIPTOR LENGTH, 0018h
///     Byte 4-5   SOURCE CSCD DESCRIPTOR ID
///     Byte 6-7   DESTINATION CSCD DESCRIPTOR ID
///     Byte 8-15  STARTING SOURCE LOGICAL BLOCK ADDRESS
///     Byte 16-23 STARTING DESTINATION LOGICAL BLOCK ADDRESS
///     Byte 24-27 NUMBER OF LOGICAL BLOCKS
public struct BlockImageSegment: WireStructure {
    /// Only if the copy can be fast (SPC-5).
    public var fastCopyOnly = false
    /// The disk that is read.
    public var source = CSCDDescriptorID(rawValue: 0)
    /// The disk that is written.
    public var destination = CSCDDescriptorID(rawValue: 0)
    /// The first block that is read.
    public var sourceLogicalBlockAddress: UInt64 = 0
    /// The first block that is written.
    public var destinationLogicalBlockAddress: UInt64 = 0
    /// How many blocks are copied; 0 for all up to the end of either disk.
    public var numberOfLogicalBlocks: UInt32 = 0

    public init() {}

    public static let layout = WireLayout<Self>(
        "Block device image copy segment descriptor",
        source: "SPC-4, Block device image copy operations",
        .typeCode(.blockImage),
        .reserved(1...1, bits: (7, 3)),
        .flag("FCO", 1, bit: 2, \.fastCopyOnly, "fast copy only, SPC-5"),
        .reserved(1...1, bits: (1, 0)),
        .constant("DESCRIPTOR LENGTH", 2...3, 0x18, "bytes that follow"),
        .number("SOURCE CSCD DESCRIPTOR ID", 4...5, \.source),
        .number("DESTINATION CSCD DESCRIPTOR ID", 6...7, \.destination),
        .number(
            "STARTING SOURCE LOGICAL BLOCK ADDRESS", 8...15, \.sourceLogicalBlockAddress,
            "first block"),
        .number(
            "STARTING DESTINATION LOGICAL BLOCK ADDRESS", 16...23, \.destinationLogicalBlockAddress,
            "first block"),
        .number(
            "NUMBER OF LOGICAL BLOCKS", 24...27, \.numberOfLogicalBlocks, "0 is all up to the end"))
}
