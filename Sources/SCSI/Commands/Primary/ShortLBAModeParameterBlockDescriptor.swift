/// How many blocks a disk has and how long they are. FFFFFFFFh says that the number does not fit.
public struct ShortLBAModeParameterBlockDescriptor: WireStructure {
    /// NUMBER OF LOGICAL BLOCKS: FFFFFFFFh: beyond this field.
    public var numberOfLogicalBlocks: UInt32 = 0
    /// LOGICAL BLOCK LENGTH: bytes.
    public var logicalBlockLength: UInt32 = 0

    /// Every field zero.
    public init() {}

    /// The descriptor of a disk.
    public init(numberOfLogicalBlocks: UInt32, logicalBlockLength: UInt32) {
        self.numberOfLogicalBlocks = numberOfLogicalBlocks
        self.logicalBlockLength = logicalBlockLength
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Short LBA mode parameter block descriptor",
        source: "SBC-4, Short LBA mode parameter block descriptor",
        .number(
            "NUMBER OF LOGICAL BLOCKS",
            0...3,
            \.numberOfLogicalBlocks,
            "FFFFFFFFh: beyond this field"
        ),
        .reserved(4...4),
        .number("LOGICAL BLOCK LENGTH", 5...7, \.logicalBlockLength, "bytes")
    )
}
