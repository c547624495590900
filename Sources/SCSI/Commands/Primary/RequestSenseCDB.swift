/// Asks for sense data: a pending unit attention or deferred error, or the state of the logical
/// unit.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |                             OPERATION CODE                            |
///     Byte 1    |                           Reserved                           |  DESC  |
///     Byte 2-3  |                                Reserved                               |
///     Byte 4    |                           ALLOCATION LENGTH                           |
///     Byte 5    |                                CONTROL                                |
public struct RequestSenseCDB: WireStructure {
    /// DESC: descriptor format, not fixed format.
    public var desc = false
    /// ALLOCATION LENGTH: bytes.
    public var allocationLength: UInt8 = 0
    /// CONTROL.
    public var control: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// Asks for at most `allocationLength` bytes.
    public init(allocationLength: UInt8, desc: Bool = false) {
        self.allocationLength = allocationLength
        self.desc = desc
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "REQUEST SENSE CDB",
        source: "SPC-4, REQUEST SENSE command",
        .operationCode(.requestSense),
        .reserved(1...1, bits: (7, 1)),
        .flag("DESC", 1, bit: 0, \.desc, "descriptor format, not fixed format"),
        .reserved(2...3),
        .number("ALLOCATION LENGTH", 4...4, \.allocationLength, "bytes"),
        .number("CONTROL", 5...5, \.control)
    )
}
