/// SUPPORT of REPORT SUPPORTED OPERATION CODES for one command (SPC-4, One_command parameter data).
/// Three bits.
public struct CommandSupport: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The logical unit cannot tell now.
    public static let unavailable = Self(rawValue: 0)
    /// Not supported.
    public static let notSupported = Self(rawValue: 1)
    /// Supported as the standard says.
    public static let standard = Self(rawValue: 3)
    /// Supported in a vendor's way.
    public static let vendorSpecific = Self(rawValue: 5)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0: "not known now",
        1: "not supported",
        3: "supported as the standard says",
        5: "supported in a vendor's way",
    ]
}
