/// Asks for the capacity of a disk, for how its blocks lie on the medium, and for how it is
/// provisioned. LOGICAL BLOCK ADDRESS and PMI are obsolete since SBC-3.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |                             OPERATION CODE                            |
///     Byte 1    |         Reserved         |               SERVICE ACTION               |
///     Byte 2-9  |                         LOGICAL BLOCK ADDRESS                         |
///     Byte 10-13|                           ALLOCATION LENGTH                           |
///     Byte 14   |                           Reserved                           |  PMI   |
///     Byte 15   |                                CONTROL                                |
public struct ReadCapacity16CDB: WireStructure {
    /// LOGICAL BLOCK ADDRESS: obsolete.
    public var logicalBlockAddress: UInt64 = 0
    /// ALLOCATION LENGTH: bytes.
    public var allocationLength: UInt32 = 0
    /// PMI: partial medium indicator, obsolete.
    public var pmi = false
    /// CONTROL.
    public var control: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// Asks for `allocationLength` bytes; 32 is all.
    public init(allocationLength: UInt32) {
        self.allocationLength = allocationLength
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "READ CAPACITY(16) CDB",
        source: "SBC-4, READ CAPACITY(16) command",
        .operationCode(.serviceActionIn16, "SERVICE ACTION IN(16)"),
        .reserved(1...1, bits: (7, 5)),
        .constant("SERVICE ACTION", 1...1, bits: (4, 0), 0x10, "READ CAPACITY(16)"),
        .number("LOGICAL BLOCK ADDRESS", 2...9, \.logicalBlockAddress, "obsolete"),
        .number("ALLOCATION LENGTH", 10...13, \.allocationLength, "bytes"),
        .reserved(14...14, bits: (7, 1)),
        .flag("PMI", 14, bit: 0, \.pmi, "partial medium indicator, obsolete"),
        .number("CONTROL", 15...15, \.control)
    )
}
