/// TPGS: how a logical unit supports asymmetric access to itself (SPC-4, Standard INQUIRY data).
/// Two bits.
public struct TargetPortGroupSupport: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// No asymmetric logical unit access.
    public static let none = Self(rawValue: 0)
    /// Implicit asymmetric logical unit access.
    public static let implicit = Self(rawValue: 1)
    /// Explicit asymmetric logical unit access.
    public static let explicit = Self(rawValue: 2)
    /// Implicit and explicit asymmetric logical unit access.
    public static let implicitAndExplicit = Self(rawValue: 3)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0: "no asymmetric logical unit access",
        1: "implicit asymmetric logical unit access",
        2: "explicit asymmetric logical unit access",
        3: "implicit and explicit asymmetric logical unit access",
    ]
}
