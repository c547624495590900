/// What PERSISTENT RESERVE OUT sends with every service action but REGISTER AND MOVE.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0-7  |                            RESERVATION KEY                            |
///     Byte 8-15 |                     SERVICE ACTION RESERVATION KEY                    |
///     Byte 16-19|                                Obsolete                               |
///     Byte 20   |              Reserved             |SPEC_I_PT|ALL_TG_PT|Reserved| APTPL |
///     Byte 21   |                                Reserved                               |
///     Byte 22-23|                                Obsolete                               |
///     Byte 24-n |           Specify initiator ports additional parameter data           |
public struct PersistentReserveOutParameterList: WireStructure {
    /// How many bytes the list has without additional parameter data.
    public static let basicLength = 24

    /// RESERVATION KEY: the one that is registered for the I_T nexus.
    public var reservationKey: UInt64 = 0
    /// SERVICE ACTION RESERVATION KEY: the new key, or the one that is preempted.
    public var serviceActionReservationKey: UInt64 = 0
    /// SPEC_I_PT: initiator ports follow that are to be registered too.
    public var specIPt = false
    /// ALL_TG_PT: the registration is to be for all target ports.
    public var allTgPt = false
    /// APTPL: persistent reservations and registrations are to outlive a loss of power.
    public var aptpl = false
    /// Specify initiator ports additional parameter data, with SPEC_I_PT.
    public var specifiedInitiatorPorts: SpecifiedInitiatorPorts?

    /// Every field zero.
    public init() {}

    /// A list with both keys.
    public init(reservationKey: UInt64, serviceActionReservationKey: UInt64 = 0) {
        self.reservationKey = reservationKey
        self.serviceActionReservationKey = serviceActionReservationKey
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "PERSISTENT RESERVE OUT parameter list",
        source: "SPC-4, Basic PERSISTENT RESERVE OUT parameter list",
        .number("RESERVATION KEY", 0...7, \.reservationKey, "registered for the I_T nexus"),
        .number(
            "SERVICE ACTION RESERVATION KEY", 8...15, \.serviceActionReservationKey,
            "new or preempted key"),
        .reserved(16...19, name: "Obsolete"),
        .reserved(20...20, bits: (7, 4)),
        .flag("SPEC_I_PT", 20, bit: 3, \.specIPt, "initiator ports follow"),
        .flag("ALL_TG_PT", 20, bit: 2, \.allTgPt, "for all target ports"),
        .reserved(20...20, bits: (1, 1)),
        .flag("APTPL", 20, bit: 0, \.aptpl, "outlives a loss of power"),
        .reserved(21...21),
        .reserved(22...23, name: "Obsolete"),
        .optional(
            "Specify initiator ports additional parameter data", \.specifiedInitiatorPorts))
}
