/// BYTCHK: what a VERIFY command compares blocks with (SBC-4, VERIFY(10) command). Two bits.
public struct ByteCheck: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The blocks are read and compared with nothing.
    public static let none = Self(rawValue: 0)
    /// Each block is compared with one of its own in the Data-Out Buffer.
    public static let blocks = Self(rawValue: 1)
    /// Every block is compared with the one block in the Data-Out Buffer.
    public static let oneBlock = Self(rawValue: 3)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0: "compared with nothing",
        1: "compared with as many blocks",
        3: "each compared with one block",
    ]
}
