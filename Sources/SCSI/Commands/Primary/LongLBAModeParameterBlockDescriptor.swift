/// How many blocks a disk has and how long they are, for MODE SENSE(10) and MODE SELECT(10) with
/// LONGLBA.
public struct LongLBAModeParameterBlockDescriptor: WireStructure {
    /// NUMBER OF LOGICAL BLOCKS.
    public var numberOfLogicalBlocks: UInt64 = 0
    /// LOGICAL BLOCK LENGTH: bytes.
    public var logicalBlockLength: UInt32 = 0

    /// Every field zero.
    public init() {}

    /// The descriptor of a disk.
    public init(numberOfLogicalBlocks: UInt64, logicalBlockLength: UInt32) {
        self.numberOfLogicalBlocks = numberOfLogicalBlocks
        self.logicalBlockLength = logicalBlockLength
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Long LBA mode parameter block descriptor",
        source: "SBC-4, Long LBA mode parameter block descriptor",
        .number("NUMBER OF LOGICAL BLOCKS", 0...7, \.numberOfLogicalBlocks),
        .reserved(8...11),
        .number("LOGICAL BLOCK LENGTH", 12...15, \.logicalBlockLength, "bytes")
    )
}
