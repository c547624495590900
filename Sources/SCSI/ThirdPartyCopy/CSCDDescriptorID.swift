/// The SOURCE and DESTINATION CSCD DESCRIPTOR ID fields of segment descriptors (SPC-4 6.4.6.1,
/// table 131).
public struct CSCDDescriptorID: WireCode {
    public var rawValue: UInt16

    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// The last ID that stands for a descriptor in the list.
    public static let lastInList: UInt16 = 0x07FF
    /// A null logical unit of peripheral device type 00h.
    public static let nullDisk = Self(rawValue: 0xC000)
    /// A null logical unit of peripheral device type 01h.
    public static let nullTape = Self(rawValue: 0xC001)
    /// The logical unit that a ROD token names; only as the producer of a ROD.
    public static let tokenLogicalUnit = Self(rawValue: 0xF800)
    /// The logical unit to which the command was sent.
    public static let receiver = Self(rawValue: 0xFFFF)

    public static let names: [UInt16: String] = [
        0xC000: "null logical unit, type 00h", 0xC001: "null logical unit, type 01h",
        0xF800: "logical unit of the ROD token", 0xFFFF: "the logical unit that got the command",
    ]
}
