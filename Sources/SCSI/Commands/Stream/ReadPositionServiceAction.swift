/// SERVICE ACTION of READ POSITION: the form of its data (SSC-4, READ POSITION command). Five bits.
public struct ReadPositionServiceAction: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Short form, logical object identifiers.
    public static let shortFormBlockID = Self(rawValue: 0x00)
    /// Short form, vendor specific.
    public static let shortFormVendorSpecific = Self(rawValue: 0x01)
    /// Long form.
    public static let longForm = Self(rawValue: 0x06)
    /// Extended form.
    public static let extendedForm = Self(rawValue: 0x08)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0x00: "short form, logical object identifiers",
        0x01: "short form, vendor specific",
        0x06: "long form",
        0x08: "extended form",
    ]
}
