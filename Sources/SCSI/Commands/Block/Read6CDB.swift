import WireBytes

/// Reads up to 256 logical blocks within the first 2^21. TRANSFER LENGTH zero means 256 blocks
/// here, and none in every longer form; `blockCount` tells.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |                             OPERATION CODE                            |
///     Byte 1    |         Reserved         |        (MSB) LOGICAL BLOCK ADDRESS         |
///     Byte 2-3  |                      LOGICAL BLOCK ADDRESS (LSB)                      |
///     Byte 4    |                            TRANSFER LENGTH                            |
///     Byte 5    |                                CONTROL                                |
public struct Read6CDB: WireStructure {
    /// LOGICAL BLOCK ADDRESS: first block.
    public var logicalBlockAddress: UInt32 = 0
    /// TRANSFER LENGTH: blocks; 0 is 256.
    public var transferLength: UInt8 = 0
    /// CONTROL.
    public var control: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// Reads `transferLength` blocks from `logicalBlockAddress` on.
    public init(logicalBlockAddress: UInt32, transferLength: UInt8) {
        self.logicalBlockAddress = logicalBlockAddress
        self.transferLength = transferLength
    }

    /// How many blocks: TRANSFER LENGTH, or 256 where that is zero.
    public var blockCount: Int { transferLength == 0 ? 256 : Int(transferLength) }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "READ(6) CDB",
        source: "SBC-4, READ(6) command",
        .operationCode(.read6),
        .reserved(1...1, bits: (7, 5)),
        .number("LOGICAL BLOCK ADDRESS", 1...3, bits: (4, 0), \.logicalBlockAddress, "first block"),
        .number("TRANSFER LENGTH", 4...4, \.transferLength, "blocks; 0 is 256"),
        .number("CONTROL", 5...5, \.control)
    )
}

extension Read6CDB {
    /// Decodes without the table, for the many of these that a disk gets; `nil` where the table
    /// would throw.
    @inlinable
    public init?(fast bytes: [UInt8]) {
        guard bytes.count >= 6, bytes[0] == 0x08 else { return nil }
        logicalBlockAddress = UInt32(bytes[1] & 0x1F) << 16 | UInt32(bytes.bigEndian16(at: 2))
        transferLength = bytes[4]
        control = bytes[5]
    }
}
