/// Moves a tape to a logical object: the block or filemark with that number, counted from zero.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |                             OPERATION CODE                            |
///     Byte 1    |                  Reserved                  |   BT   |   CP   | IMMED  |
///     Byte 2    |                                Reserved                               |
///     Byte 3-6  |                       LOGICAL OBJECT IDENTIFIER                       |
///     Byte 7    |                                Reserved                               |
///     Byte 8    |                               PARTITION                               |
///     Byte 9    |                                CONTROL                                |
public struct Locate10CDB: WireStructure {
    /// BT: a number of the device's own kind.
    public var bt = false
    /// CP: change partition.
    public var cp = false
    /// IMMED: status before the work is done.
    public var immed = false
    /// LOGICAL OBJECT IDENTIFIER.
    public var logicalObjectIdentifier: UInt32 = 0
    /// PARTITION: counts if CP is one.
    public var partition: UInt8 = 0
    /// CONTROL.
    public var control: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// Moves to an object of this partition.
    public init(logicalObjectIdentifier: UInt32) {
        self.logicalObjectIdentifier = logicalObjectIdentifier
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "LOCATE(10) CDB",
        source: "SSC-4, LOCATE(10) command",
        .operationCode(.locate10),
        .reserved(1...1, bits: (7, 3)),
        .flag("BT", 1, bit: 2, \.bt, "a number of the device's own kind"),
        .flag("CP", 1, bit: 1, \.cp, "change partition"),
        .flag("IMMED", 1, bit: 0, \.immed, "status before the work is done"),
        .reserved(2...2),
        .number("LOGICAL OBJECT IDENTIFIER", 3...6, \.logicalObjectIdentifier),
        .reserved(7...7),
        .number("PARTITION", 8...8, \.partition, "counts if CP is one"),
        .number("CONTROL", 9...9, \.control)
    )
}
