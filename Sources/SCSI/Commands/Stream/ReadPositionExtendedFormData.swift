/// Where a tape is, in 64 bits. What is in the object buffer, written by the initiator but not yet
/// to the medium, lies between the first and the last location.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |  BOP   |  EOP   |  LOCU  |  BYCU  |Reserved|  LOLU  |  PERR  |  BPEW  |
///     Byte 1    |                            PARTITION NUMBER                           |
///     Byte 2-3  |                        ADDITIONAL LENGTH (001Ch)                      |
///     Byte 4    |                                Reserved                               |
///     Byte 5-7  |               NUMBER OF LOGICAL OBJECTS IN OBJECT BUFFER              |
///     Byte 8-15 |                     FIRST LOGICAL OBJECT LOCATION                     |
///     Byte 16-23|                      LAST LOGICAL OBJECT LOCATION                     |
///     Byte 24-31|                    NUMBER OF BYTES IN OBJECT BUFFER                   |
public struct ReadPositionExtendedFormData: WireStructure {
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
    /// NUMBER OF LOGICAL OBJECTS IN OBJECT BUFFER.
    public var numberOfLogicalObjectsInObjectBuffer: UInt32 = 0
    /// FIRST LOGICAL OBJECT LOCATION: next between initiator and device.
    public var firstLogicalObjectLocation: UInt64 = 0
    /// LAST LOGICAL OBJECT LOCATION: next between buffer and medium.
    public var lastLogicalObjectLocation: UInt64 = 0
    /// NUMBER OF BYTES IN OBJECT BUFFER.
    public var numberOfBytesInObjectBuffer: UInt64 = 0

    /// Every field zero.
    public init() {}

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "READ POSITION data, extended form",
        source: "SSC-4, READ POSITION data format, extended form",
        .flag("BOP", 0, bit: 7, \.bop, "beginning of partition"),
        .flag("EOP", 0, bit: 6, \.eop, "between early warning and end of partition"),
        .flag("LOCU", 0, bit: 5, \.locu, "logical object count unknown"),
        .flag("BYCU", 0, bit: 4, \.bycu, "byte count unknown"),
        .reserved(0...0, bits: (3, 3)),
        .flag("LOLU", 0, bit: 2, \.lolu, "logical object locations unknown"),
        .flag("PERR", 0, bit: 1, \.perr, "a location does not fit its field"),
        .flag("BPEW", 0, bit: 0, \.bpew, "beyond programmable early warning"),
        .number("PARTITION NUMBER", 1...1, \.partitionNumber),
        .constant("ADDITIONAL LENGTH", 2...3, 28, "bytes that follow"),
        .reserved(4...4),
        .number(
            "NUMBER OF LOGICAL OBJECTS IN OBJECT BUFFER",
            5...7,
            \.numberOfLogicalObjectsInObjectBuffer
        ),
        .number(
            "FIRST LOGICAL OBJECT LOCATION",
            8...15,
            \.firstLogicalObjectLocation,
            "next between initiator and device"
        ),
        .number(
            "LAST LOGICAL OBJECT LOCATION",
            16...23,
            \.lastLogicalObjectLocation,
            "next between buffer and medium"
        ),
        .number("NUMBER OF BYTES IN OBJECT BUFFER", 24...31, \.numberOfBytesInObjectBuffer)
    )
}
