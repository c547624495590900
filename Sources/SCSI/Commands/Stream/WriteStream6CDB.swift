/// Writes to a tape: one block of any length, or with FIXED some blocks of the length in the block
/// descriptor. WRITE(6) of a disk is `Write6CDB`.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |                             OPERATION CODE                            |
///     Byte 1    |                           Reserved                           | FIXED  |
///     Byte 2-4  |                            TRANSFER LENGTH                            |
///     Byte 5    |                                CONTROL                                |
public struct WriteStream6CDB: WireStructure {
    /// FIXED: blocks of fixed length.
    public var fixed = false
    /// TRANSFER LENGTH: bytes; blocks if FIXED is one.
    public var transferLength: UInt32 = 0
    /// CONTROL.
    public var control: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// Writes `transferLength` bytes, or blocks if `fixed`.
    public init(transferLength: UInt32, fixed: Bool = false) {
        self.transferLength = transferLength
        self.fixed = fixed
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "WRITE(6) CDB",
        source: "SSC-4, WRITE(6) command",
        .operationCode(.write6, "WRITE(6)"),
        .reserved(1...1, bits: (7, 1)),
        .flag("FIXED", 1, bit: 0, \.fixed, "blocks of fixed length"),
        .number("TRANSFER LENGTH", 2...4, \.transferLength, "bytes; blocks if FIXED is one"),
        .number("CONTROL", 5...5, \.control)
    )
}
