/// MEDIUM ROTATION RATE: turns a minute, or that nothing turns (SBC-4, Block Device Characteristics
/// VPD page).
public struct MediumRotationRate: WireCode {
    /// The value.
    public var rawValue: UInt16

    /// The code with that value.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Not reported.
    public static let notReported = Self(rawValue: 0x0000)
    /// Nothing turns: a solid state disk.
    public static let nonRotating = Self(rawValue: 0x0001)

    /// What the values mean.
    public static let names: [UInt16: String] = [
        0x0000: "not reported",
        0x0001: "non-rotating medium",
    ]
}
