/// THIRD-PARTY COPY DESCRIPTOR TYPE (SPC-4, Third-party Copy VPD page).
public struct ThirdPartyCopyDescriptorType: WireCode {
    /// The value.
    public var rawValue: UInt16

    /// The code with that value.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Block Device ROD Token Limits.
    public static let blockDeviceRODTokenLimits = Self(rawValue: 0x0000)
    /// Supported Commands.
    public static let supportedCommands = Self(rawValue: 0x0001)
    /// Parameter Data.
    public static let parameterData = Self(rawValue: 0x0004)
    /// Supported Descriptors.
    public static let supportedDescriptors = Self(rawValue: 0x0008)
    /// Supported CSCD Descriptor IDs.
    public static let supportedCSCDDescriptorIDs = Self(rawValue: 0x000C)
    /// Copy Group Identifier.
    public static let copyGroupIdentifier = Self(rawValue: 0x000D)
    /// ROD Token Features.
    public static let rodTokenFeatures = Self(rawValue: 0x0106)
    /// Supported ROD Token and ROD Types.
    public static let supportedRODTypes = Self(rawValue: 0x0108)
    /// General Copy Operations.
    public static let generalCopyOperations = Self(rawValue: 0x8001)
    /// Stream Copy Operations.
    public static let streamCopyOperations = Self(rawValue: 0x9101)
    /// Held Data.
    public static let heldData = Self(rawValue: 0xC001)

    /// What the values mean.
    public static let names: [UInt16: String] = [
        0x0000: "Block Device ROD Token Limits",
        0x0001: "Supported Commands",
        0x0004: "Parameter Data",
        0x0008: "Supported Descriptors",
        0x000C: "Supported CSCD Descriptor IDs",
        0x000D: "Copy Group Identifier",
        0x0106: "ROD Token Features",
        0x0108: "Supported ROD Token and ROD Types",
        0x8001: "General Copy Operations",
        0x9101: "Stream Copy Operations",
        0xC001: "Held Data",
    ]
}
