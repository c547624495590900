/// The DESCRIPTOR TYPE CODE of CSCD descriptors (SPC-4, CSCD descriptor type codes).
public struct CSCDTypeCode: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// A target port by its Fibre Channel name.
    public static let fibreChannelName = Self(rawValue: 0xE0)
    /// A target port by its Fibre Channel address.
    public static let fibreChannelID = Self(rawValue: 0xE1)
    /// A target port by its Fibre Channel address, which must have a name.
    public static let fibreChannelIDWithName = Self(rawValue: 0xE2)
    /// A device on a parallel bus.
    public static let parallelInterface = Self(rawValue: 0xE3)
    /// A logical unit by one of its designators.
    public static let identification = Self(rawValue: 0xE4)
    /// A target port by its IPv4 address.
    public static let ipv4 = Self(rawValue: 0xE5)
    /// A target port by an alias.
    public static let alias = Self(rawValue: 0xE6)
    /// A target port of the SCSI RDMA protocol.
    public static let rdma = Self(rawValue: 0xE7)
    /// A target port of the serial bus protocol.
    public static let ieee1394 = Self(rawValue: 0xE8)
    /// A target port by its SAS address.
    public static let sas = Self(rawValue: 0xE9)
    /// A target port by its IPv6 address; 64 bytes.
    public static let ipv6 = Self(rawValue: 0xEA)
    /// A copy manager by its internet address; 64 bytes.
    public static let ipCopyService = Self(rawValue: 0xEB)
    /// Several devices in one descriptor (SPC-5).
    public static let multipleDevice = Self(rawValue: 0xEC)
    /// A representation of data.
    public static let rod = Self(rawValue: 0xFE)
    /// The second half of a descriptor of 64 bytes; not a descriptor.
    public static let `extension` = Self(rawValue: 0xFF)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0xE0: "Fibre Channel N_Port_Name",
        0xE1: "Fibre Channel N_Port_ID",
        0xE2: "Fibre Channel N_Port_ID with N_Port_Name checking",
        0xE3: "parallel interface T_L",
        0xE4: "identification descriptor",
        0xE5: "IPv4",
        0xE6: "alias",
        0xE7: "RDMA",
        0xE8: "IEEE 1394 EUI-64",
        0xE9: "SAS serial SCSI protocol",
        0xEA: "IPv6",
        0xEB: "IP copy service",
        0xEC: "multiple device",
        0xFE: "ROD",
        0xFF: "extension",
    ]
}
