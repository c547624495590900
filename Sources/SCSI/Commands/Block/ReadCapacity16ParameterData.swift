/// The address of the last block, and how logical blocks lie on physical ones.
public struct ReadCapacity16ParameterData: WireStructure {
    /// RETURNED LOGICAL BLOCK ADDRESS: last block.
    public var returnedLogicalBlockAddress: UInt64 = 0
    /// LOGICAL BLOCK LENGTH IN BYTES.
    public var logicalBlockLengthInBytes: UInt32 = 0
    /// RC BASIS: which zones count, host managed devices alone.
    public var rcBasis: UInt8 = 0
    /// P_TYPE.
    public var pType = LogicalBlockProtectionType(rawValue: 0)
    /// PROT_EN: formatted with protection information.
    public var protEn = false
    /// P_I_EXPONENT: 2^n protection intervals in a block.
    public var pIExponent: UInt8 = 0
    /// LOGICAL BLOCKS PER PHYSICAL BLOCK EXPONENT: 2^n logical blocks in a physical one.
    public var logicalBlocksPerPhysicalBlockExponent: UInt8 = 0
    /// LBPME: logical block provisioning is enabled.
    public var lbpme = false
    /// LBPRZ: unmapped blocks read as zeros.
    public var lbprz = false
    /// LOWEST ALIGNED LOGICAL BLOCK ADDRESS: first block that begins a physical one.
    public var lowestAlignedLogicalBlockAddress: UInt16 = 0

    /// Every field zero.
    public init() {}

    /// The answer of a disk of `blockCount` blocks, at least one.
    public init(blockCount: UInt64, logicalBlockLengthInBytes: UInt32) {
        returnedLogicalBlockAddress = max(blockCount, 1) - 1
        self.logicalBlockLengthInBytes = logicalBlockLengthInBytes
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "READ CAPACITY(16) parameter data",
        source: "SBC-4, READ CAPACITY(16) parameter data",
        .number(
            "RETURNED LOGICAL BLOCK ADDRESS",
            0...7,
            \.returnedLogicalBlockAddress,
            "last block"
        ),
        .number("LOGICAL BLOCK LENGTH IN BYTES", 8...11, \.logicalBlockLengthInBytes),
        .reserved(12...12, bits: (7, 6)),
        .number(
            "RC BASIS",
            12...12,
            bits: (5, 4),
            \.rcBasis,
            "which zones count, host managed devices alone"
        ),
        .number("P_TYPE", 12...12, bits: (3, 1), \.pType),
        .flag("PROT_EN", 12, bit: 0, \.protEn, "formatted with protection information"),
        .number(
            "P_I_EXPONENT",
            13...13,
            bits: (7, 4),
            \.pIExponent,
            "2^n protection intervals in a block"
        ),
        .number(
            "LOGICAL BLOCKS PER PHYSICAL BLOCK EXPONENT",
            13...13,
            bits: (3, 0),
            \.logicalBlocksPerPhysicalBlockExponent,
            "2^n logical blocks in a physical one"
        ),
        .flag("LBPME", 14, bit: 7, \.lbpme, "logical block provisioning is enabled"),
        .flag("LBPRZ", 14, bit: 6, \.lbprz, "unmapped blocks read as zeros"),
        .number(
            "LOWEST ALIGNED LOGICAL BLOCK ADDRESS",
            14...15,
            bits: (5, 0),
            \.lowestAlignedLogicalBlockAddress,
            "first block that begins a physical one"
        ),
        .reserved(16...31)
    )
}
