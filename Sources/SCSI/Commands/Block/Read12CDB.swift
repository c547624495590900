import WireBytes

/// Reads logical blocks within the first 2^32, more of them than READ(10) can. TRANSFER LENGTH zero
/// reads none.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |                             OPERATION CODE                            |
///     Byte 1    |        RDPROTECT         |  DPO   |  FUA   |  RARC  |     Obsolete    |
///     Byte 2-5  |                         LOGICAL BLOCK ADDRESS                         |
///     Byte 6-9  |                            TRANSFER LENGTH                            |
///     Byte 10   |     Reserved    |                     GROUP NUMBER                    |
///     Byte 11   |                                CONTROL                                |
public struct Read12CDB: WireStructure {
    /// RDPROTECT: what to check of protection information.
    public var rdProtect: UInt8 = 0
    /// DPO: disable page out.
    public var dpo = false
    /// FUA: force unit access: read from the medium, not the cache.
    public var fua = false
    /// RARC: rebuild assist recovery control.
    public var rarc = false
    /// LOGICAL BLOCK ADDRESS: first block.
    public var logicalBlockAddress: UInt32 = 0
    /// TRANSFER LENGTH: blocks; 0 is none.
    public var transferLength: UInt32 = 0
    /// GROUP NUMBER.
    public var groupNumber: UInt8 = 0
    /// CONTROL.
    public var control: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// Reads `transferLength` blocks from `logicalBlockAddress` on.
    public init(logicalBlockAddress: UInt32, transferLength: UInt32) {
        self.logicalBlockAddress = logicalBlockAddress
        self.transferLength = transferLength
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "READ(12) CDB",
        source: "SBC-4, READ(12) command",
        .operationCode(.read12),
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
        .reserved(1...1, bits: (1, 0), name: "Obsolete"),
        .number("LOGICAL BLOCK ADDRESS", 2...5, \.logicalBlockAddress, "first block"),
        .number("TRANSFER LENGTH", 6...9, \.transferLength, "blocks; 0 is none"),
        .reserved(10...10, bits: (7, 6)),
        .number("GROUP NUMBER", 10...10, bits: (5, 0), \.groupNumber),
        .number("CONTROL", 11...11, \.control)
    )
}

extension Read12CDB {
    /// Decodes without the table, for the many of these that a disk gets; `nil` where the table
    /// would throw.
    @inlinable
    public init?(fast bytes: [UInt8]) {
        guard bytes.count >= 12, bytes[0] == 0xA8 else { return nil }
        rdProtect = bytes[1] >> 5
        dpo = bytes[1] & 0x10 != 0
        fua = bytes[1] & 0x08 != 0
        rarc = bytes[1] & 0x04 != 0
        logicalBlockAddress = bytes.bigEndian32(at: 2)
        transferLength = bytes.bigEndian32(at: 6)
        groupNumber = bytes[10] & 0x3F
        control = bytes[11]
    }
}
