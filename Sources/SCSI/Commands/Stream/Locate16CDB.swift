/// Moves a tape to a logical object, behind so many filemarks, or to the end of data.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |                             OPERATION CODE                            |
///     Byte 1    |     Reserved    |        DEST_TYPE         |Reserved|   CP   | IMMED  |
///     Byte 2    |                           Reserved                           |  BAM   |
///     Byte 3    |                               PARTITION                               |
///     Byte 4-11 |                           LOGICAL IDENTIFIER                          |
///     Byte 12-14|                                Reserved                               |
///     Byte 15   |                                CONTROL                                |
public struct Locate16CDB: WireStructure {
    /// DEST_TYPE.
    public var destType = LocateDestinationType(rawValue: 0)
    /// CP: change partition.
    public var cp = false
    /// IMMED: status before the work is done.
    public var immed = false
    /// BAM: explicit address mode.
    public var bam = false
    /// PARTITION: counts if CP is one.
    public var partition: UInt8 = 0
    /// LOGICAL IDENTIFIER.
    public var logicalIdentifier: UInt64 = 0
    /// CONTROL.
    public var control: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// Moves within this partition.
    public init(destType: LocateDestinationType = .logicalObject, logicalIdentifier: UInt64) {
        self.destType = destType
        self.logicalIdentifier = logicalIdentifier
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "LOCATE(16) CDB",
        source: "SSC-4, LOCATE(16) command",
        .operationCode(.locate16),
        .reserved(1...1, bits: (7, 6)),
        .number("DEST_TYPE", 1...1, bits: (5, 3), \.destType),
        .reserved(1...1, bits: (2, 2)),
        .flag("CP", 1, bit: 1, \.cp, "change partition"),
        .flag("IMMED", 1, bit: 0, \.immed, "status before the work is done"),
        .reserved(2...2, bits: (7, 1)),
        .flag("BAM", 2, bit: 0, \.bam, "explicit address mode"),
        .number("PARTITION", 3...3, \.partition, "counts if CP is one"),
        .number("LOGICAL IDENTIFIER", 4...11, \.logicalIdentifier),
        .reserved(12...14),
        .number("CONTROL", 15...15, \.control)
    )
}
