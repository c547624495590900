/// DESIGNATOR TYPE: which form a designator has (SPC-4, Designation descriptor). Four bits.
public struct DesignatorType: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Vendor specific.
    public static let vendorSpecific = Self(rawValue: 0)
    /// T10 vendor ID based: eight characters of vendor, then what the vendor likes.
    public static let t10VendorID = Self(rawValue: 1)
    /// EUI-64 based.
    public static let eui64 = Self(rawValue: 2)
    /// NAA: a name whose first four bits tell who gave it.
    public static let naa = Self(rawValue: 3)
    /// Relative target port identifier.
    public static let relativeTargetPort = Self(rawValue: 4)
    /// Target port group.
    public static let targetPortGroup = Self(rawValue: 5)
    /// Logical unit group.
    public static let logicalUnitGroup = Self(rawValue: 6)
    /// MD5 logical unit identifier.
    public static let md5 = Self(rawValue: 7)
    /// SCSI name string: `iqn.`, `eui.` or `naa.` and text.
    public static let scsiName = Self(rawValue: 8)
    /// Protocol specific port identifier.
    public static let protocolSpecificPort = Self(rawValue: 9)
    /// UUID identifier.
    public static let uuid = Self(rawValue: 10)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0: "vendor specific",
        1: "T10 vendor ID based",
        2: "EUI-64 based",
        3: "NAA",
        4: "relative target port identifier",
        5: "target port group",
        6: "logical unit group",
        7: "MD5 logical unit identifier",
        8: "SCSI name string",
        9: "protocol specific port identifier",
        10: "UUID identifier",
    ]
}
