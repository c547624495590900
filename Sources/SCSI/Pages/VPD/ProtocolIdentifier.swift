/// PROTOCOL IDENTIFIER: the SCSI transport protocol (SPC-4, Protocol identifier). Four bits.
public struct ProtocolIdentifier: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Fibre Channel.
    public static let fibreChannel = Self(rawValue: 0x0)
    /// Parallel SCSI.
    public static let parallelInterface = Self(rawValue: 0x1)
    /// SSA.
    public static let serialStorageArchitecture = Self(rawValue: 0x2)
    /// IEEE 1394.
    public static let ieee1394 = Self(rawValue: 0x3)
    /// RDMA.
    public static let rdma = Self(rawValue: 0x4)
    /// ISCSI.
    public static let iSCSI = Self(rawValue: 0x5)
    /// SAS.
    public static let sas = Self(rawValue: 0x6)
    /// ADT.
    public static let adt = Self(rawValue: 0x7)
    /// ATA.
    public static let ata = Self(rawValue: 0x8)
    /// UAS.
    public static let uas = Self(rawValue: 0x9)
    /// SCSI over PCI Express.
    public static let sop = Self(rawValue: 0xA)
    /// No specific protocol.
    public static let none = Self(rawValue: 0xF)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0x0: "Fibre Channel",
        0x1: "parallel SCSI",
        0x2: "SSA",
        0x3: "IEEE 1394",
        0x4: "RDMA",
        0x5: "iSCSI",
        0x6: "SAS",
        0x7: "ADT",
        0x8: "ATA",
        0x9: "UAS",
        0xA: "SCSI over PCI Express",
        0xF: "no specific protocol",
    ]
}
