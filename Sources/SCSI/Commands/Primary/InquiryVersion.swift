/// VERSION: the edition of SPC that a logical unit follows (SPC-4, Standard INQUIRY data).
public struct InquiryVersion: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// No standard claimed.
    public static let none = Self(rawValue: 0x00)
    /// SPC, ANSI INCITS 301-1997.
    public static let spc = Self(rawValue: 0x03)
    /// SPC-2, ANSI INCITS 351-2001.
    public static let spc2 = Self(rawValue: 0x04)
    /// SPC-3, ANSI INCITS 408-2005.
    public static let spc3 = Self(rawValue: 0x05)
    /// SPC-4, ANSI INCITS 513-2015.
    public static let spc4 = Self(rawValue: 0x06)
    /// SPC-5, ANSI INCITS 502-2020.
    public static let spc5 = Self(rawValue: 0x07)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0x00: "no standard claimed",
        0x03: "SPC",
        0x04: "SPC-2",
        0x05: "SPC-3",
        0x06: "SPC-4",
        0x07: "SPC-5",
    ]
}
