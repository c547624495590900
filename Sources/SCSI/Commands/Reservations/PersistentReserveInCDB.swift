/// Asks what is registered and reserved, and by whom.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |                             OPERATION CODE                            |
///     Byte 1    |         Reserved         |                SERVICE ACTION              |
///     Byte 2-6  |                                Reserved                               |
///     Byte 7-8  |                           ALLOCATION LENGTH                           |
///     Byte 9    |                                CONTROL                                |
public struct PersistentReserveInCDB: WireStructure {
    /// SERVICE ACTION.
    public var serviceAction = PersistentReserveInServiceAction.readKeys
    /// ALLOCATION LENGTH: bytes.
    public var allocationLength: UInt16 = 0
    /// CONTROL.
    public var control: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// A request for at most `allocationLength` bytes.
    public init(
        _ serviceAction: PersistentReserveInServiceAction, allocationLength: UInt16
    ) {
        self.serviceAction = serviceAction
        self.allocationLength = allocationLength
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "PERSISTENT RESERVE IN CDB",
        source: "SPC-4, PERSISTENT RESERVE IN command",
        .operationCode(.persistentReserveIn),
        .reserved(1...1, bits: (7, 5)),
        .number("SERVICE ACTION", 1...1, bits: (4, 0), \.serviceAction),
        .reserved(2...6),
        .number("ALLOCATION LENGTH", 7...8, \.allocationLength, "bytes"),
        .number("CONTROL", 9...9, \.control))
}
