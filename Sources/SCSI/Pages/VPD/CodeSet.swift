/// CODE SET: what the bytes of a designator are (SPC-4, Designation descriptor). Four bits.
public struct CodeSet: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Binary values.
    public static let binary = Self(rawValue: 1)
    /// ASCII printable characters.
    public static let ascii = Self(rawValue: 2)
    /// UTF-8 text.
    public static let utf8 = Self(rawValue: 3)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        1: "binary",
        2: "ASCII",
        3: "UTF-8",
    ]
}
