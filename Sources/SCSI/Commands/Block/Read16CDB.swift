import WireBytes

/// Reads logical blocks anywhere. TRANSFER LENGTH zero reads none.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |                             OPERATION CODE                            |
///     Byte 1    |        RDPROTECT         |  DPO   |  FUA   |  RARC  |Obsolete|  DLD2  |
///     Byte 2-9  |                         LOGICAL BLOCK ADDRESS                         |
///     Byte 10-13|                            TRANSFER LENGTH                            |
///     Byte 14   |  DLD1  |  DLD0  |                     GROUP NUMBER                    |
///     Byte 15   |                                CONTROL                                |
public struct Read16CDB: WireStructure {
    /// RDPROTECT: what to check of protection information.
    public var rdProtect: UInt8 = 0
    /// DPO: disable page out.
    public var dpo = false
    /// FUA: force unit access: read from the medium, not the cache.
    public var fua = false
    /// RARC: rebuild assist recovery control.
    public var rarc = false
    /// DLD2: duration limit descriptor, bit 2.
    public var dld2 = false
    /// LOGICAL BLOCK ADDRESS: first block.
    public var logicalBlockAddress: UInt64 = 0
    /// TRANSFER LENGTH: blocks; 0 is none.
    public var transferLength: UInt32 = 0
    /// DLD1: duration limit descriptor, bit 1.
    public var dld1 = false
    /// DLD0: duration limit descriptor, bit 0.
    public var dld0 = false
    /// GROUP NUMBER.
    public var groupNumber: UInt8 = 0
    /// CONTROL.
    public var control: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// Reads `transferLength` blocks from `logicalBlockAddress` on.
    public init(logicalBlockAddress: UInt64, transferLength: UInt32) {
        self.logicalBlockAddress = logicalBlockAddress
        self.transferLength = transferLength
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "READ(16) CDB",
        source: "SBC-4, READ(16) command",
        .operationCode(.read16),
        .number(
            "RDPROTECT",
            1...1,
            bits: (7, 5),
            \.rdProtect,
            "what to check of protection information"
        ),
        .flag("DPO", 1, bit: 4, \.dpo, "disable page out"),
        .flag("FUA", 1, bit: 3, \.fua, "force unit access: read from the medium, not the cache"),
        .flag("RARC", 1, bit: 2, \.rarc, "rebuild assist recovery control"),
        .reserved(1...1, bits: (1, 1), name: "Obsolete"),
        .flag("DLD2", 1, bit: 0, \.dld2, "duration limit descriptor, bit 2"),
        .number("LOGICAL BLOCK ADDRESS", 2...9, \.logicalBlockAddress, "first block"),
        .number("TRANSFER LENGTH", 10...13, \.transferLength, "blocks; 0 is none"),
        .flag("DLD1", 14, bit: 7, \.dld1, "duration limit descriptor, bit 1"),
        .flag("DLD0", 14, bit: 6, \.dld0, "duration limit descriptor, bit 0"),
        .number("GROUP NUMBER", 14...14, bits: (5, 0), \.groupNumber),
        .number("CONTROL", 15...15, \.control)
    )
}

extension Read16CDB {
    /// Decodes without the table, for the many of these that a disk gets; `nil` where the table
    /// would throw.
    @inlinable
    public init?(fast bytes: [UInt8]) {
        guard bytes.count >= 16, bytes[0] == 0x88 else { return nil }
        rdProtect = bytes[1] >> 5
        dpo = bytes[1] & 0x10 != 0
        fua = bytes[1] & 0x08 != 0
        rarc = bytes[1] & 0x04 != 0
        dld2 = bytes[1] & 0x01 != 0
        logicalBlockAddress = bytes.bigEndian64(at: 2)
        transferLength = bytes.bigEndian32(at: 10)
        dld1 = bytes[14] & 0x80 != 0
        dld0 = bytes[14] & 0x40 != 0
        groupNumber = bytes[14] & 0x3F
        control = bytes[15]
    }
}
