/// P_TYPE of READ CAPACITY(16) parameter data: the type of protection information that the medium
/// is formatted with, if PROT_EN is one (SBC-4). Three bits.
public struct LogicalBlockProtectionType: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Type 1 protection.
    public static let type1 = Self(rawValue: 0)
    /// Type 2 protection.
    public static let type2 = Self(rawValue: 1)
    /// Type 3 protection.
    public static let type3 = Self(rawValue: 2)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0: "type 1 protection, if PROT_EN is one",
        1: "type 2 protection, if PROT_EN is one",
        2: "type 3 protection, if PROT_EN is one",
    ]
}
