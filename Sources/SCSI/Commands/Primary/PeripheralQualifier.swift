/// PERIPHERAL QUALIFIER: whether a peripheral device is behind the logical unit number (SPC-4,
/// Standard INQUIRY data). Three bits.
public struct PeripheralQualifier: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The logical unit is accessible, or it is not known whether it is.
    public static let connected = Self(rawValue: 0)
    /// The target could have such a logical unit here, but none is now.
    public static let notConnected = Self(rawValue: 1)
    /// The target cannot have a logical unit at this number; the device type is 1Fh.
    public static let notCapable = Self(rawValue: 3)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0: "accessible",
        1: "could be accessible, is not now",
        3: "no logical unit can be here",
    ]
}
