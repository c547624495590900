/// PERIPHERAL DEVICE TYPE: which command set a logical unit obeys (SPC-4, Standard INQUIRY data).
/// Five bits wide wherever it stands.
public struct PeripheralDeviceType: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Direct access block device (SBC): a disk.
    public static let directAccess = Self(rawValue: 0x00)
    /// Sequential-access device (SSC): a tape.
    public static let sequentialAccess = Self(rawValue: 0x01)
    /// Printer device.
    public static let printer = Self(rawValue: 0x02)
    /// Processor device.
    public static let processor = Self(rawValue: 0x03)
    /// Write-once device.
    public static let writeOnce = Self(rawValue: 0x04)
    /// CD/DVD device (MMC).
    public static let cdDVD = Self(rawValue: 0x05)
    /// Scanner device.
    public static let scanner = Self(rawValue: 0x06)
    /// Optical memory device.
    public static let opticalMemory = Self(rawValue: 0x07)
    /// Medium changer (SMC): a tape library's robot.
    public static let mediumChanger = Self(rawValue: 0x08)
    /// Communications device.
    public static let communications = Self(rawValue: 0x09)
    /// Storage array controller device.
    public static let storageArrayController = Self(rawValue: 0x0C)
    /// Enclosure services device.
    public static let enclosureServices = Self(rawValue: 0x0D)
    /// Simplified direct-access device (RBC).
    public static let simplifiedDirectAccess = Self(rawValue: 0x0E)
    /// Optical card reader/writer device.
    public static let opticalCardReader = Self(rawValue: 0x0F)
    /// Bridge controller commands.
    public static let bridgeController = Self(rawValue: 0x10)
    /// Object-based storage device (OSD).
    public static let objectBasedStorage = Self(rawValue: 0x11)
    /// Automation/drive interface (ADC).
    public static let automationDriveInterface = Self(rawValue: 0x12)
    /// Security manager device.
    public static let securityManager = Self(rawValue: 0x13)
    /// Host managed zoned block device (ZBC).
    public static let hostManagedZonedBlock = Self(rawValue: 0x14)
    /// Well known logical unit.
    public static let wellKnownLogicalUnit = Self(rawValue: 0x1E)
    /// Unknown or no device type.
    public static let unknown = Self(rawValue: 0x1F)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0x00: "direct access block device",
        0x01: "sequential-access device",
        0x02: "printer device",
        0x03: "processor device",
        0x04: "write-once device",
        0x05: "CD/DVD device",
        0x06: "scanner device",
        0x07: "optical memory device",
        0x08: "medium changer",
        0x09: "communications device",
        0x0C: "storage array controller device",
        0x0D: "enclosure services device",
        0x0E: "simplified direct-access device",
        0x0F: "optical card reader/writer device",
        0x10: "bridge controller commands",
        0x11: "object-based storage device",
        0x12: "automation/drive interface",
        0x13: "security manager device",
        0x14: "host managed zoned block device",
        0x1E: "well known logical unit",
        0x1F: "unknown or no device type",
    ]
}
