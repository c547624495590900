/// Where a tape is, in 32 bits. FIRST LOGICAL OBJECT LOCATION is the next object that the initiator
/// writes or reads; LAST LOGICAL OBJECT LOCATION is the next that goes between buffer and medium.
/// While writing, what is in the object buffer lies between the two, the last before the first.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |  BOP   |  EOP   |  LOCU  |  BYCU  |Reserved|  LOLU  |  PERR  |  BPEW  |
///     Byte 1    |                            PARTITION NUMBER                           |
///     Byte 2-3  |                                Reserved                               |
///     Byte 4-7  |                     FIRST LOGICAL OBJECT LOCATION                     |
///     Byte 8-11 |                      LAST LOGICAL OBJECT LOCATION                     |
///     Byte 12   |                                Reserved                               |
///     Byte 13-15|               NUMBER OF LOGICAL OBJECTS IN OBJECT BUFFER              |
///     Byte 16-19|                    NUMBER OF BYTES IN OBJECT BUFFER                   |
public struct ReadPositionShortFormData: WireStructure {
    /// BOP: beginning of partition.
    public var bop = false
    /// EOP: between early warning and end of partition.
    public var eop = false
    /// LOCU: logical object count unknown.
    public var locu = false
    /// BYCU: byte count unknown.
    public var bycu = false
    /// LOLU: logical object locations unknown.
    public var lolu = false
    /// PERR: a location does not fit its field.
    public var perr = false
    /// BPEW: beyond programmable early warning.
    public var bpew = false
    /// PARTITION NUMBER.
    public var partitionNumber: UInt8 = 0
    /// FIRST LOGICAL OBJECT LOCATION: next between initiator and device.
    public var firstLogicalObjectLocation: UInt32 = 0
    /// LAST LOGICAL OBJECT LOCATION: next between buffer and medium.
    public var lastLogicalObjectLocation: UInt32 = 0
    /// NUMBER OF LOGICAL OBJECTS IN OBJECT BUFFER.
    public var numberOfLogicalObjectsInObjectBuffer: UInt32 = 0
    /// NUMBER OF BYTES IN OBJECT BUFFER.
    public var numberOfBytesInObjectBuffer: UInt32 = 0

    /// Every field zero.
    public init() {}

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "READ POSITION data, short form",
        source: "SSC-4, READ POSITION data format, short form",
        .flag("BOP", 0, bit: 7, \.bop, "beginning of partition"),
        .flag("EOP", 0, bit: 6, \.eop, "between early warning and end of partition"),
        .flag("LOCU", 0, bit: 5, \.locu, "logical object count unknown"),
        .flag("BYCU", 0, bit: 4, \.bycu, "byte count unknown"),
        .reserved(0...0, bits: (3, 3)),
        .flag("LOLU", 0, bit: 2, \.lolu, "logical object locations unknown"),
        .flag("PERR", 0, bit: 1, \.perr, "a location does not fit its field"),
        .flag("BPEW", 0, bit: 0, \.bpew, "beyond programmable early warning"),
        .number("PARTITION NUMBER", 1...1, \.partitionNumber),
        .reserved(2...3),
        .number(
            "FIRST LOGICAL OBJECT LOCATION",
            4...7,
            \.firstLogicalObjectLocation,
            "next between initiator and device"
        ),
        .number(
            "LAST LOGICAL OBJECT LOCATION",
            8...11,
            \.lastLogicalObjectLocation,
            "next between buffer and medium"
        ),
        .reserved(12...12),
        .number(
            "NUMBER OF LOGICAL OBJECTS IN OBJECT BUFFER",
            13...15,
            \.numberOfLogicalObjectsInObjectBuffer
        ),
        .number("NUMBER OF BYTES IN OBJECT BUFFER", 16...19, \.numberOfBytesInObjectBuffer)
    )
}
