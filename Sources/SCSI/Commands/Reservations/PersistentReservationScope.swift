/// SCOPE of a persistent reservation (SPC-4, Persistent reservations scope). Four bits.
public struct PersistentReservationScope: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue & 0x0F }

    /// LU_SCOPE: the whole logical unit, the one scope that is left.
    public static let logicalUnit = Self(rawValue: 0x0)

    /// What the values mean.
    public static let names: [UInt8: String] = [0x0: "logical unit"]
}
