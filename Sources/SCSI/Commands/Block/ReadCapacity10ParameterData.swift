/// The address of the last block, which is one less than the number of blocks. A disk too large for
/// the field answers FFFFFFFFh, and READ CAPACITY(16) tells.
public struct ReadCapacity10ParameterData: WireStructure {
    /// RETURNED LOGICAL BLOCK ADDRESS: last block; FFFFFFFFh: beyond this field.
    public var returnedLogicalBlockAddress: UInt32 = 0
    /// LOGICAL BLOCK LENGTH IN BYTES.
    public var logicalBlockLengthInBytes: UInt32 = 0

    /// Every field zero.
    public init() {}

    /// The answer of a disk of `blockCount` blocks, at least one.
    public init(blockCount: UInt64, logicalBlockLengthInBytes: UInt32) {
        returnedLogicalBlockAddress = UInt32(clamping: max(blockCount, 1) - 1)
        self.logicalBlockLengthInBytes = logicalBlockLengthInBytes
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "READ CAPACITY(10) parameter data",
        source: "SBC-4, READ CAPACITY(10) parameter data",
        .number(
            "RETURNED LOGICAL BLOCK ADDRESS",
            0...3,
            \.returnedLogicalBlockAddress,
            "last block; FFFFFFFFh: beyond this field"
        ),
        .number("LOGICAL BLOCK LENGTH IN BYTES", 4...7, \.logicalBlockLengthInBytes)
    )
}
