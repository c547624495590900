/// The reservation keys of all registered I_T nexuses, each as often as it is registered.
///
///     Byte 0-3   PRGENERATION
///     Byte 4-7   ADDITIONAL LENGTH, bytes that follow
///     Byte 8-n   RESERVATION KEY, eight bytes each
public struct ReadKeysParameterData: WireStructure {
    /// PRGENERATION: how often registrations have been changed since power on, modulo 2^32.
    public var prGeneration: UInt32 = 0
    /// RESERVATION KEY.
    public var reservationKeys: [UInt64] = []

    /// Every field zero.
    public init() {}

    /// The answer with these keys.
    public init(prGeneration: UInt32, reservationKeys: [UInt64]) {
        self.prGeneration = prGeneration
        self.reservationKeys = reservationKeys
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "READ KEYS parameter data",
        source: "SPC-4, READ KEYS service action",
        .number("PRGENERATION", 0...3, \.prGeneration, "changes of registrations"),
        .length("ADDITIONAL LENGTH", 4...7, of: "RESERVATION KEY") {
            $0.reservationKeys.count * 8
        },
        .values("RESERVATION KEY", width: 8, \.reservationKeys))
}
