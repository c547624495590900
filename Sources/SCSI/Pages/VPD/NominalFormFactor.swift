/// NOMINAL FORM FACTOR: the size of a drive (SBC-4, Block Device Characteristics VPD page). Four
/// bits.
public struct NominalFormFactor: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Not reported.
    public static let notReported = Self(rawValue: 0)
    /// 5.25 inch.
    public static let inches525 = Self(rawValue: 1)
    /// 3.5 inch.
    public static let inches35 = Self(rawValue: 2)
    /// 2.5 inch.
    public static let inches25 = Self(rawValue: 3)
    /// 1.8 inch.
    public static let inches18 = Self(rawValue: 4)
    /// Less than 1.8 inch.
    public static let smaller = Self(rawValue: 5)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0: "not reported",
        1: "5.25 inch",
        2: "3.5 inch",
        3: "2.5 inch",
        4: "1.8 inch",
        5: "less than 1.8 inch",
    ]
}
