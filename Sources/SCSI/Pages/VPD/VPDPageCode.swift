/// PAGE CODE of a vital product data page (SPC-4, SBC-4, SSC-4). Some numbers differ between kinds
/// of device.
public struct VPDPageCode: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Supported VPD Pages.
    public static let supportedVPDPages = Self(rawValue: 0x00)
    /// Unit Serial Number.
    public static let unitSerialNumber = Self(rawValue: 0x80)
    /// Device Identification.
    public static let deviceIdentification = Self(rawValue: 0x83)
    /// Management Network Addresses.
    public static let managementNetworkAddresses = Self(rawValue: 0x85)
    /// Extended INQUIRY Data.
    public static let extendedInquiryData = Self(rawValue: 0x86)
    /// Mode Page Policy.
    public static let modePagePolicy = Self(rawValue: 0x87)
    /// SCSI Ports.
    public static let scsiPorts = Self(rawValue: 0x88)
    /// Third-party Copy.
    public static let thirdPartyCopy = Self(rawValue: 0x8F)
    /// Block Limits or Sequential-access Device Capabilities.
    public static let blockLimits = Self(rawValue: 0xB0)
    /// Block Device Characteristics or Manufacturer-assigned Serial Number.
    public static let blockDeviceCharacteristics = Self(rawValue: 0xB1)
    /// Logical Block Provisioning or TapeAlert Supported Flags.
    public static let logicalBlockProvisioning = Self(rawValue: 0xB2)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0x00: "Supported VPD Pages",
        0x80: "Unit Serial Number",
        0x83: "Device Identification",
        0x85: "Management Network Addresses",
        0x86: "Extended INQUIRY Data",
        0x87: "Mode Page Policy",
        0x88: "SCSI Ports",
        0x8F: "Third-party Copy",
        0xB0: "Block Limits or Sequential-access Device Capabilities",
        0xB1: "Block Device Characteristics or Manufacturer-assigned Serial Number",
        0xB2: "Logical Block Provisioning or TapeAlert Supported Flags",
    ]
}
