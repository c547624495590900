/// PC, page control: which values of a mode page to return (SPC-4, MODE SENSE(6) command). Two
/// bits.
public struct PageControl: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Current values.
    public static let current = Self(rawValue: 0)
    /// A mask: ones where MODE SELECT may change a bit.
    public static let changeable = Self(rawValue: 1)
    /// Default values.
    public static let `default` = Self(rawValue: 2)
    /// Saved values.
    public static let saved = Self(rawValue: 3)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0: "current values",
        1: "changeable values",
        2: "default values",
        3: "saved values",
    ]
}
