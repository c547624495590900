/// Move a persistent reservation to another I_T nexus when the copy ends, 15h (SPC-4, Third party
/// persistent reservations source I_T nexus operations).
///
/// Bytes 8 to n are what PERSISTENT RESERVE OUT with REGISTER AND MOVE gets.
///
///     Byte 0     15h
///     Byte 2-3   DESCRIPTOR LENGTH, n - 3
///     Byte 6-7   DESTINATION CSCD DESCRIPTOR ID
///     Byte 8-15  RESERVATION KEY
///     Byte 16-23 SERVICE ACTION RESERVATION KEY
///     Byte 25    b1 UNREG, b0 APTPL
///     Byte 26-27 RELATIVE TARGET PORT IDENTIFIER
///     Byte 28-31 TRANSPORTID LENGTH, n - 31
///     Byte 32-n  TransportID
public struct SourceITNexusSegment: WireStructure {
    /// The device.
    public var destination = CSCDDescriptorID(rawValue: 0)
    /// The key that the copy manager has registered.
    public var reservationKey: UInt64 = 0
    /// The key that is to be registered for the other I_T nexus.
    public var serviceActionReservationKey: UInt64 = 0
    /// The I_T nexus of the copy manager is unregistered.
    public var unregister = false
    /// Reservation and registrations outlast a loss of power.
    public var activatePersistThroughPowerLoss = false
    /// The target port of the other I_T nexus.
    public var relativeTargetPortIdentifier: UInt16 = 0
    /// The initiator port of the other I_T nexus: a TransportID, a multiple of four bytes.
    public var transportID: [UInt8] = []

    public init() {}

    public static let layout = WireLayout<Self>(
        "Third party persistent reservations source I_T nexus segment descriptor",
        source: "SPC-4, Third party persistent reservations source I_T nexus operations",
        .typeCode(.sourceITNexus),
        .reserved(1...1),
        .extent("DESCRIPTOR LENGTH", 2...3, from: 4, multipleOf: 4),
        .reserved(4...5),
        .number("DESTINATION CSCD DESCRIPTOR ID", 6...7, \.destination),
        .number("RESERVATION KEY", 8...15, \.reservationKey),
        .number("SERVICE ACTION RESERVATION KEY", 16...23, \.serviceActionReservationKey),
        .reserved(24...24),
        .reserved(25...25, bits: (7, 2)),
        .flag("UNREG", 25, bit: 1, \.unregister, "the copy manager is unregistered"),
        .flag(
            "APTPL", 25, bit: 0, \.activatePersistThroughPowerLoss, "they outlast a loss of power"),
        .number("RELATIVE TARGET PORT IDENTIFIER", 26...27, \.relativeTargetPortIdentifier),
        .length("TRANSPORTID LENGTH", 28...31, of: "TransportID") { $0.transportID.count },
        .rest("TransportID", \.transportID),
        .fill(toMultipleOf: 4))
}
