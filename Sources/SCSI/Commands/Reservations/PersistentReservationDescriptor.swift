/// One persistent reservation, as READ RESERVATION tells it.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0-7  |                            RESERVATION KEY                            |
///     Byte 8-11 |                                Obsolete                               |
///     Byte 12   |                                Reserved                               |
///     Byte 13   |               SCOPE               |                TYPE               |
///     Byte 14-15|                                Obsolete                               |
public struct PersistentReservationDescriptor: WireStructure {
    /// RESERVATION KEY of the holder; zero where each registrant is a holder.
    public var reservationKey: UInt64 = 0
    /// SCOPE.
    public var scope = PersistentReservationScope.logicalUnit
    /// TYPE.
    public var type = PersistentReservationType(rawValue: 0)

    /// Every field zero.
    public init() {}

    /// A reservation of the whole logical unit.
    public init(reservationKey: UInt64, type: PersistentReservationType) {
        self.reservationKey = reservationKey
        self.type = type
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Reservation descriptor",
        source: "SPC-4, READ RESERVATION service action",
        .number("RESERVATION KEY", 0...7, \.reservationKey, "zero: of all registrants"),
        .reserved(8...11, name: "Obsolete"),
        .reserved(12...12),
        .number("SCOPE", 13...13, bits: (7, 4), \.scope),
        .number("TYPE", 13...13, bits: (3, 0), \.type),
        .reserved(14...15, name: "Obsolete"))
}
