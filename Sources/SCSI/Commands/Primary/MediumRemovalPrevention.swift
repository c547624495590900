/// PREVENT: whether a medium may leave its device (SPC-4, PREVENT ALLOW MEDIUM REMOVAL command).
/// Two bits.
public struct MediumRemovalPrevention: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Medium removal is allowed.
    public static let allow = Self(rawValue: 0)
    /// Medium removal is prevented.
    public static let prevent = Self(rawValue: 1)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0: "medium removal is allowed",
        1: "medium removal is prevented",
    ]
}
