/// What RODs of block devices can be. All ones means that there is no limit.
///
///     Byte 0     b7-5 DESCRIPTOR FORMAT 0, b4-0 PERIPHERAL DEVICE TYPE 00h
///     Byte 2-3   DESCRIPTOR LENGTH, 002Ch
///     Byte 6-7   OPTIMAL BLOCK ROD LENGTH GRANULARITY, blocks
///     Byte 8-15  MAXIMUM BYTES IN BLOCK ROD
///     Byte 16-23 OPTIMAL BYTES IN BLOCK ROD TRANSFER
///     Byte 24-31 OPTIMAL BYTES TO TOKEN PER SEGMENT
///     Byte 32-39 OPTIMAL BYTES FROM TOKEN PER SEGMENT
public struct BlockRODFeaturesDescriptor: WireStructure {
    /// OPTIMAL BLOCK ROD LENGTH GRANULARITY: blocks.
    public var optimalBlockRODLengthGranularity: UInt16 = 0
    /// MAXIMUM BYTES IN BLOCK ROD.
    public var maximumBytesInBlockROD: UInt64 = 0
    /// OPTIMAL BYTES IN BLOCK ROD TRANSFER.
    public var optimalBytesInBlockRODTransfer: UInt64 = 0
    /// OPTIMAL BYTES TO TOKEN PER SEGMENT.
    public var optimalBytesToTokenPerSegment: UInt64 = 0
    /// OPTIMAL BYTES FROM TOKEN PER SEGMENT.
    public var optimalBytesFromTokenPerSegment: UInt64 = 0

    /// Every field zero.
    public init() {}

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Block ROD device type specific features descriptor",
        source: "SPC-4, Block ROD device type specific features descriptor",
        .constant("DESCRIPTOR FORMAT", 0...0, bits: (7, 5), 0),
        .constant("PERIPHERAL DEVICE TYPE", 0...0, bits: (4, 0), 0x00, "block devices"),
        .reserved(1...1),
        .extent("DESCRIPTOR LENGTH", 2...3, from: 4),
        .reserved(4...5),
        .number(
            "OPTIMAL BLOCK ROD LENGTH GRANULARITY",
            6...7,
            \.optimalBlockRODLengthGranularity,
            "blocks"
        ),
        .number("MAXIMUM BYTES IN BLOCK ROD", 8...15, \.maximumBytesInBlockROD),
        .number("OPTIMAL BYTES IN BLOCK ROD TRANSFER", 16...23, \.optimalBytesInBlockRODTransfer),
        .number("OPTIMAL BYTES TO TOKEN PER SEGMENT", 24...31, \.optimalBytesToTokenPerSegment),
        .number(
            "OPTIMAL BYTES FROM TOKEN PER SEGMENT",
            32...39,
            \.optimalBytesFromTokenPerSegment
        ),
        .reserved(40...47)
    )
}
