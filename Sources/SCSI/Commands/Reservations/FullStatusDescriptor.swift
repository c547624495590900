/// One registration, as READ FULL STATUS tells it.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0-7  |                            RESERVATION KEY                            |
///     Byte 8-11 |                                Reserved                               |
///     Byte 12   |                       Reserved                      |ALL_TG_PT|R_HOLDER|
///     Byte 13   |               SCOPE               |                TYPE               |
///     Byte 14-17|                                Reserved                               |
///     Byte 18-19|                    RELATIVE TARGET PORT IDENTIFIER                    |
///     Byte 20-23|                      ADDITIONAL DESCRIPTOR LENGTH                     |
///     Byte 24-n |                              TransportID                              |
public struct FullStatusDescriptor: WireStructure {
    /// RESERVATION KEY.
    public var reservationKey: UInt64 = 0
    /// ALL_TG_PT: registered for all target ports.
    public var allTgPt = false
    /// R_HOLDER: a holder of the persistent reservation.
    public var rHolder = false
    /// SCOPE, with R_HOLDER.
    public var scope = PersistentReservationScope.logicalUnit
    /// TYPE, with R_HOLDER.
    public var type = PersistentReservationType(rawValue: 0)
    /// RELATIVE TARGET PORT IDENTIFIER of the I_T nexus.
    public var relativeTargetPortIdentifier: UInt16 = 0
    /// TransportID: the initiator port of the I_T nexus.
    public var transportID: TransportID?

    /// Every field zero, and no TransportID.
    public init() {}

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Full status descriptor",
        source: "SPC-4, READ FULL STATUS service action",
        .number("RESERVATION KEY", 0...7, \.reservationKey),
        .reserved(8...11),
        .reserved(12...12, bits: (7, 2)),
        .flag("ALL_TG_PT", 12, bit: 1, \.allTgPt, "for all target ports"),
        .flag("R_HOLDER", 12, bit: 0, \.rHolder, "holds the persistent reservation"),
        .number("SCOPE", 13...13, bits: (7, 4), \.scope),
        .number("TYPE", 13...13, bits: (3, 0), \.type),
        .reserved(14...17),
        .number("RELATIVE TARGET PORT IDENTIFIER", 18...19, \.relativeTargetPortIdentifier),
        .length("ADDITIONAL DESCRIPTOR LENGTH", 20...23, of: "TransportID") {
            $0.transportID?.encoded().count ?? 0
        },
        .optional("TransportID", \.transportID))
}
