/// VERSION DESCRIPTOR: a standard that a logical unit claims to follow (SPC-4, Version descriptor
/// values). The named ones claim no edition of theirs.
public struct VersionDescriptor: WireCode {
    /// The value.
    public var rawValue: UInt16

    /// The code with that value.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// SAM-4.
    public static let sam4 = Self(rawValue: 0x0080)
    /// SAM-5.
    public static let sam5 = Self(rawValue: 0x00A0)
    /// SPC-2.
    public static let spc2 = Self(rawValue: 0x0260)
    /// SPC-3.
    public static let spc3 = Self(rawValue: 0x0300)
    /// SBC-2.
    public static let sbc2 = Self(rawValue: 0x0320)
    /// SSC-3.
    public static let ssc3 = Self(rawValue: 0x0400)
    /// SPC-4.
    public static let spc4 = Self(rawValue: 0x0460)
    /// SBC-3.
    public static let sbc3 = Self(rawValue: 0x04C0)
    /// SSC-4.
    public static let ssc4 = Self(rawValue: 0x0520)
    /// SPC-5.
    public static let spc5 = Self(rawValue: 0x05C0)
    /// SBC-4.
    public static let sbc4 = Self(rawValue: 0x0600)
    /// ISCSI.
    public static let iSCSI = Self(rawValue: 0x0960)
    /// FCP-3.
    public static let fcp3 = Self(rawValue: 0x0A00)
    /// SAS-3.
    public static let sas3 = Self(rawValue: 0x0C60)

    /// What the values mean.
    public static let names: [UInt16: String] = [
        0x0080: "SAM-4",
        0x00A0: "SAM-5",
        0x0260: "SPC-2",
        0x0300: "SPC-3",
        0x0320: "SBC-2",
        0x0400: "SSC-3",
        0x0460: "SPC-4",
        0x04C0: "SBC-3",
        0x0520: "SSC-4",
        0x05C0: "SPC-5",
        0x0600: "SBC-4",
        0x0960: "iSCSI",
        0x0A00: "FCP-3",
        0x0C60: "SAS-3",
    ]
}
