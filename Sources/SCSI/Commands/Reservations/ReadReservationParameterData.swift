/// The persistent reservation, if there is one.
///
///     Byte 0-3   PRGENERATION
///     Byte 4-7   ADDITIONAL LENGTH: 16, or 0 where nothing is reserved
///     Byte 8-23  reservation descriptor
public struct ReadReservationParameterData: WireStructure {
    /// PRGENERATION: how often registrations have been changed since power on, modulo 2^32.
    public var prGeneration: UInt32 = 0
    /// The persistent reservation.
    public var reservation: PersistentReservationDescriptor?

    /// Every field zero, and no reservation.
    public init() {}

    /// The answer of a logical unit that is reserved, or not.
    public init(prGeneration: UInt32, reservation: PersistentReservationDescriptor?) {
        self.prGeneration = prGeneration
        self.reservation = reservation
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "READ RESERVATION parameter data",
        source: "SPC-4, READ RESERVATION service action",
        .number("PRGENERATION", 0...3, \.prGeneration, "changes of registrations"),
        .length("ADDITIONAL LENGTH", 4...7, of: "Reservation descriptor") {
            $0.reservation == nil ? 0 : PersistentReservationDescriptor.layout.fixedLength
        },
        .optional("Reservation descriptor", \.reservation))
}
