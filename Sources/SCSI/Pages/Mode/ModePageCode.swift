/// PAGE CODE of a mode page (SPC-4, SBC-4, SSC-4). Six bits. Some numbers differ between kinds of
/// device.
public struct ModePageCode: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Vendor specific page.
    public static let vendorSpecific = Self(rawValue: 0x00)
    /// Read-Write Error Recovery.
    public static let readWriteErrorRecovery = Self(rawValue: 0x01)
    /// Disconnect-Reconnect.
    public static let disconnectReconnect = Self(rawValue: 0x02)
    /// Caching.
    public static let caching = Self(rawValue: 0x08)
    /// Control.
    public static let control = Self(rawValue: 0x0A)
    /// Data Compression.
    public static let dataCompression = Self(rawValue: 0x0F)
    /// Device Configuration.
    public static let deviceConfiguration = Self(rawValue: 0x10)
    /// Medium Partition.
    public static let mediumPartition = Self(rawValue: 0x11)
    /// Protocol Specific Logical Unit.
    public static let protocolSpecificLogicalUnit = Self(rawValue: 0x18)
    /// Protocol Specific Port.
    public static let protocolSpecificPort = Self(rawValue: 0x19)
    /// Power Condition.
    public static let powerCondition = Self(rawValue: 0x1A)
    /// Informational Exceptions Control.
    public static let informationalExceptionsControl = Self(rawValue: 0x1C)
    /// All pages.
    public static let all = Self(rawValue: 0x3F)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0x00: "vendor specific page",
        0x01: "Read-Write Error Recovery",
        0x02: "Disconnect-Reconnect",
        0x08: "Caching",
        0x0A: "Control",
        0x0F: "Data Compression",
        0x10: "Device Configuration",
        0x11: "Medium Partition",
        0x18: "Protocol Specific Logical Unit",
        0x19: "Protocol Specific Port",
        0x1A: "Power Condition",
        0x1C: "Informational Exceptions Control",
        0x3F: "all pages",
    ]
}
