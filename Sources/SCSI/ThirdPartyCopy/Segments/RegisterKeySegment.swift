/// Register a reservation key for the copy manager, 14h (SPC-4, Register persistent reservation key
/// operations).
///
///     Byte 0     14h
///     Byte 2-3   DESCRIPTOR LENGTH, 0018h
///     Byte 6-7   DESTINATION CSCD DESCRIPTOR ID
///     Byte 8-15  RESERVATION KEY
///     Byte 16-23 SERVICE ACTION RESERVATION KEY
public struct RegisterKeySegment: WireStructure {
    /// The device.
    public var destination = CSCDDescriptorID(rawValue: 0)
    /// The key that the copy manager has registered.
    public var reservationKey: UInt64 = 0
    /// The key that is to be registered.
    public var serviceActionReservationKey: UInt64 = 0

    public init() {}

    public static let layout = WireLayout<Self>(
        "Register persistent reservation key segment descriptor",
        source: "SPC-4, Register persistent reservation key operations",
        .typeCode(.registerKey),
        .reserved(1...1),
        .constant("DESCRIPTOR LENGTH", 2...3, 0x18, "bytes that follow"),
        .reserved(4...5),
        .number("DESTINATION CSCD DESCRIPTOR ID", 6...7, \.destination),
        .number("RESERVATION KEY", 8...15, \.reservationKey),
        .number("SERVICE ACTION RESERVATION KEY", 16...23, \.serviceActionReservationKey),
        .reserved(24...27))
}
