/// What PERSISTENT RESERVE OUT sends with REGISTER AND MOVE.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0-7  |                            RESERVATION KEY                            |
///     Byte 8-15 |                     SERVICE ACTION RESERVATION KEY                    |
///     Byte 16   |                                Reserved                               |
///     Byte 17   |                       Reserved                      | UNREG  | APTPL  |
///     Byte 18-19|                    RELATIVE TARGET PORT IDENTIFIER                    |
///     Byte 20-23|                           TRANSPORTID LENGTH                          |
///     Byte 24-n |                              TransportID                              |
public struct RegisterAndMoveParameterList: WireStructure {
    /// How many bytes stand before the TransportID.
    public static let headerLength = 24

    /// RESERVATION KEY: the one that is registered for the I_T nexus.
    public var reservationKey: UInt64 = 0
    /// SERVICE ACTION RESERVATION KEY: the one that the other I_T nexus gets.
    public var serviceActionReservationKey: UInt64 = 0
    /// UNREG: the I_T nexus that sends the command is unregistered.
    public var unreg = false
    /// APTPL: persistent reservations and registrations are to outlive a loss of power.
    public var aptpl = false
    /// RELATIVE TARGET PORT IDENTIFIER: the target port of the other I_T nexus.
    public var relativeTargetPortIdentifier: UInt16 = 0
    /// TransportID: the initiator port of the other I_T nexus.
    public var transportID: TransportID?

    /// Every field zero, and no TransportID.
    public init() {}

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "REGISTER AND MOVE parameter list",
        source: "SPC-4, Parameter list for the PERSISTENT RESERVE OUT command with REGISTER AND "
            + "MOVE service action",
        .number("RESERVATION KEY", 0...7, \.reservationKey, "registered for the I_T nexus"),
        .number(
            "SERVICE ACTION RESERVATION KEY", 8...15, \.serviceActionReservationKey,
            "for the other I_T nexus"),
        .reserved(16...16),
        .reserved(17...17, bits: (7, 2)),
        .flag("UNREG", 17, bit: 1, \.unreg, "the sender is unregistered"),
        .flag("APTPL", 17, bit: 0, \.aptpl, "outlives a loss of power"),
        .number("RELATIVE TARGET PORT IDENTIFIER", 18...19, \.relativeTargetPortIdentifier),
        .length("TRANSPORTID LENGTH", 20...23, of: "TransportID") {
            $0.transportID?.encoded().count ?? 0
        },
        .optional("TransportID", \.transportID))
}
