/// ZONED: which zoned capabilities a direct access block device has (SBC-4, Block Device
/// Characteristics VPD page). Two bits.
public struct ZonedCapability: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Not reported.
    public static let notReported = Self(rawValue: 0)
    /// Host aware zones.
    public static let hostAware = Self(rawValue: 1)
    /// Device managed zones.
    public static let deviceManaged = Self(rawValue: 2)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0: "not reported",
        1: "host aware zones",
        2: "device managed zones",
    ]
}
