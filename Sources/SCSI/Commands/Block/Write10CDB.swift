import WireBytes

/// Writes logical blocks within the first 2^32. TRANSFER LENGTH zero writes none.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |                             OPERATION CODE                            |
///     Byte 1    |        WRPROTECT         |  DPO   |  FUA   |Reserved|     Obsolete    |
///     Byte 2-5  |                         LOGICAL BLOCK ADDRESS                         |
///     Byte 6    |     Reserved    |                     GROUP NUMBER                    |
///     Byte 7-8  |                            TRANSFER LENGTH                            |
///     Byte 9    |                                CONTROL                                |
public struct Write10CDB: WireStructure {
    /// WRPROTECT: what to check of protection information.
    public var wrProtect: UInt8 = 0
    /// DPO: disable page out.
    public var dpo = false
    /// FUA: force unit access: on the medium before the status.
    public var fua = false
    /// LOGICAL BLOCK ADDRESS: first block.
    public var logicalBlockAddress: UInt32 = 0
    /// GROUP NUMBER.
    public var groupNumber: UInt8 = 0
    /// TRANSFER LENGTH: blocks; 0 is none.
    public var transferLength: UInt16 = 0
    /// CONTROL.
    public var control: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// Writes `transferLength` blocks from `logicalBlockAddress` on.
    public init(logicalBlockAddress: UInt32, transferLength: UInt16) {
        self.logicalBlockAddress = logicalBlockAddress
        self.transferLength = transferLength
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "WRITE(10) CDB",
        source: "SBC-4, WRITE(10) command",
        .operationCode(.write10),
        .number(
            "WRPROTECT",
            1...1,
            bits: (7, 5),
            \.wrProtect,
            "what to check of protection information"
        ),
        .flag("DPO", 1, bit: 4, \.dpo, "disable page out"),
        .flag("FUA", 1, bit: 3, \.fua, "force unit access: on the medium before the status"),
        .reserved(1...1, bits: (2, 2)),
        .reserved(1...1, bits: (1, 0), name: "Obsolete"),
        .number("LOGICAL BLOCK ADDRESS", 2...5, \.logicalBlockAddress, "first block"),
        .reserved(6...6, bits: (7, 6)),
        .number("GROUP NUMBER", 6...6, bits: (5, 0), \.groupNumber),
        .number("TRANSFER LENGTH", 7...8, \.transferLength, "blocks; 0 is none"),
        .number("CONTROL", 9...9, \.control)
    )
}

extension Write10CDB {
    /// Decodes without the table, for the many of these that a disk gets; `nil` where the table
    /// would throw.
    @inlinable
    public init?(fast bytes: [UInt8]) {
        guard bytes.count >= 10, bytes[0] == 0x2A else { return nil }
        wrProtect = bytes[1] >> 5
        dpo = bytes[1] & 0x10 != 0
        fua = bytes[1] & 0x08 != 0
        logicalBlockAddress = bytes.bigEndian32(at: 2)
        groupNumber = bytes[6] & 0x3F
        transferLength = bytes.bigEndian16(at: 7)
        control = bytes[9]
    }

    /// The bytes, without going through the table: the hottest CDB of a simulation.
    @inlinable
    public func fastEncoded() -> [UInt8] {
        [
            0x2A, wrProtect << 5 | (dpo ? 0x10 : 0) | (fua ? 0x08 : 0),
            UInt8(truncatingIfNeeded: logicalBlockAddress >> 24),
            UInt8(truncatingIfNeeded: logicalBlockAddress >> 16),
            UInt8(truncatingIfNeeded: logicalBlockAddress >> 8),
            UInt8(truncatingIfNeeded: logicalBlockAddress),
            groupNumber & 0x3F,
            UInt8(truncatingIfNeeded: transferLength >> 8),
            UInt8(truncatingIfNeeded: transferLength), control,
        ]
    }
}
