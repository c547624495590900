/// Asks where a tape is. ALLOCATION LENGTH counts in the extended form alone; the other forms have
/// fixed lengths.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |                             OPERATION CODE                            |
///     Byte 1    |         Reserved         |               SERVICE ACTION               |
///     Byte 2-6  |                                Reserved                               |
///     Byte 7-8  |                           ALLOCATION LENGTH                           |
///     Byte 9    |                                CONTROL                                |
public struct ReadPositionCDB: WireStructure {
    /// SERVICE ACTION.
    public var serviceAction = ReadPositionServiceAction(rawValue: 0)
    /// ALLOCATION LENGTH: bytes, extended form alone.
    public var allocationLength: UInt16 = 0
    /// CONTROL.
    public var control: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// Asks for the position in this form.
    public init(serviceAction: ReadPositionServiceAction) {
        self.serviceAction = serviceAction
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "READ POSITION CDB",
        source: "SSC-4, READ POSITION command",
        .operationCode(.readPosition, "READ POSITION"),
        .reserved(1...1, bits: (7, 5)),
        .number("SERVICE ACTION", 1...1, bits: (4, 0), \.serviceAction),
        .reserved(2...6),
        .number("ALLOCATION LENGTH", 7...8, \.allocationLength, "bytes, extended form alone"),
        .number("CONTROL", 9...9, \.control)
    )
}
