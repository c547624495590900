/// SERVICE ACTION of PERSISTENT RESERVE IN (SPC-4, PERSISTENT RESERVE IN command). Five bits.
public struct PersistentReserveInServiceAction: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue & 0x1F }

    /// All registered reservation keys.
    public static let readKeys = Self(rawValue: 0x00)
    /// The persistent reservation.
    public static let readReservation = Self(rawValue: 0x01)
    /// What the device server is capable of.
    public static let reportCapabilities = Self(rawValue: 0x02)
    /// All registrations, and who they are.
    public static let readFullStatus = Self(rawValue: 0x03)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0x00: "READ KEYS",
        0x01: "READ RESERVATION",
        0x02: "REPORT CAPABILITIES",
        0x03: "READ FULL STATUS",
    ]
}
