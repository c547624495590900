/// The limits of POPULATE TOKEN and WRITE USING TOKEN. Zero means that a limit is not said. SBC-3
/// defines it.
public struct BlockDeviceRODTokenLimitsDescriptor: WireStructure {
    /// Vendor specific.
    public var vendorSpecific: [UInt8] = []
    /// MAXIMUM RANGE DESCRIPTORS.
    public var maximumRangeDescriptors: UInt16 = 0
    /// MAXIMUM INACTIVITY TIMEOUT: seconds.
    public var maximumInactivityTimeout: UInt32 = 0
    /// DEFAULT INACTIVITY TIMEOUT: seconds.
    public var defaultInactivityTimeout: UInt32 = 0
    /// MAXIMUM TOKEN TRANSFER SIZE: blocks.
    public var maximumTokenTransferSize: UInt64 = 0
    /// OPTIMAL TRANSFER COUNT: blocks.
    public var optimalTransferCount: UInt64 = 0

    /// Every field zero.
    public init() {}

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Block Device ROD Token Limits third-party copy descriptor",
        source: "SPC-4, Third-party Copy VPD page",
        .constant(
            "THIRD-PARTY COPY DESCRIPTOR TYPE",
            0...1,
            0x0000,
            "Block Device ROD Token Limits"
        ),
        .extent("THIRD-PARTY COPY DESCRIPTOR LENGTH", 2...3, from: 4),
        .bytes("Vendor specific", 4...9, \.vendorSpecific),
        .number("MAXIMUM RANGE DESCRIPTORS", 10...11, \.maximumRangeDescriptors),
        .number("MAXIMUM INACTIVITY TIMEOUT", 12...15, \.maximumInactivityTimeout, "seconds"),
        .number("DEFAULT INACTIVITY TIMEOUT", 16...19, \.defaultInactivityTimeout, "seconds"),
        .number("MAXIMUM TOKEN TRANSFER SIZE", 20...27, \.maximumTokenTransferSize, "blocks"),
        .number("OPTIMAL TRANSFER COUNT", 28...35, \.optimalTransferCount, "blocks")
    )
}
