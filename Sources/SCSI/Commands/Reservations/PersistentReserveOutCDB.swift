/// Registers an I_T nexus, makes a persistent reservation, gives it up, or takes it from another.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |                             OPERATION CODE                            |
///     Byte 1    |         Reserved         |                SERVICE ACTION              |
///     Byte 2    |               SCOPE               |                TYPE               |
///     Byte 3-4  |                                Reserved                               |
///     Byte 5-8  |                         PARAMETER LIST LENGTH                         |
///     Byte 9    |                                CONTROL                                |
public struct PersistentReserveOutCDB: WireStructure {
    /// SERVICE ACTION.
    public var serviceAction = PersistentReserveOutServiceAction.register
    /// SCOPE.
    public var scope = PersistentReservationScope.logicalUnit
    /// TYPE.
    public var type = PersistentReservationType(rawValue: 0)
    /// PARAMETER LIST LENGTH: bytes; 24 where nothing is added to the basic list.
    public var parameterListLength: UInt32 = 0
    /// CONTROL.
    public var control: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// A service action for the whole logical unit.
    public init(
        _ serviceAction: PersistentReserveOutServiceAction,
        type: PersistentReservationType = PersistentReservationType(rawValue: 0),
        parameterListLength: UInt32 = 24
    ) {
        self.serviceAction = serviceAction
        self.type = type
        self.parameterListLength = parameterListLength
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "PERSISTENT RESERVE OUT CDB",
        source: "SPC-4, PERSISTENT RESERVE OUT command",
        .operationCode(.persistentReserveOut),
        .reserved(1...1, bits: (7, 5)),
        .number("SERVICE ACTION", 1...1, bits: (4, 0), \.serviceAction),
        .number("SCOPE", 2...2, bits: (7, 4), \.scope),
        .number("TYPE", 2...2, bits: (3, 0), \.type),
        .reserved(3...4),
        .number("PARAMETER LIST LENGTH", 5...8, \.parameterListLength, "bytes"),
        .number("CONTROL", 9...9, \.control))
}
