/// The ROD CSCD descriptor, FEh: a representation of data, named by a token in the inline data or
/// made by the copy itself (SPC-4, ROD CSCD descriptor).
///
///     Byte 0     FEh
///     Byte 1     b7-6 LU ID TYPE, b5 NUL (SPC-2), b4-0 PERIPHERAL DEVICE TYPE
///     Byte 2-3   RELATIVE INITIATOR PORT IDENTIFIER
///     Byte 4-5   ROD PRODUCER CSCD DESCRIPTOR ID
///     Byte 8-11  ROD TYPE
///     Byte 12-15 REQUESTED ROD TOKEN LIFETIME
///     Byte 16-19 REQUESTED ROD TOKEN INACTIVITY TIMEOUT
///     Byte 23    b4 R_TOKEN, b0 DEL_TKN
///     Byte 24-27 ROD TOKEN OFFSET
///     Byte 28-31 device type specific parameters
public struct RODCSCDDescriptor: CSCDDescriptorFrame {
    /// LU ID TYPE, without meaning in this descriptor.
    public var logicalUnitIDType: UInt8 = 0
    /// The NUL bit: no logical unit is meant (SPC-2; obsolete in SPC-4).
    public var nul = false
    /// The kind of device, which chooses the device type specific parameters.
    public var peripheralDeviceType = PeripheralDeviceType.directAccess
    /// The port that the copy manager is to use; 0 for any.
    public var relativeInitiatorPortIdentifier: UInt16 = 0
    /// The copy manager that makes the ROD, or made it.
    public var rodProducer = CSCDDescriptorID.receiver
    /// The kind of ROD; zero to use the token in the inline data.
    public var rodType = RODType.fromToken
    /// How long the token is to be valid, in seconds.
    public var requestedLifetime: UInt32 = 0
    /// How long the token is to stay valid without use, in seconds; 0 for any time.
    public var requestedInactivityTimeout: UInt32 = 0
    /// A token for the ROD is to be made.
    public var requestsToken = false
    /// The token is to be deleted when the copy ends.
    public var deletesToken = false
    /// Where the token begins in the inline data.
    public var tokenOffset: UInt32 = 0
    /// What the type of device adds.
    public var deviceTypeSpecific = DeviceTypeSpecificParameters()

    public init() {}

    public static let layout = WireLayout<Self>(
        "ROD CSCD descriptor",
        source: "SPC-4, ROD CSCD descriptor",
        .constant("DESCRIPTOR TYPE CODE", 0...0, 0xFE, "ROD"),
        .number("LU ID TYPE", 1...1, bits: (7, 6), \.logicalUnitIDType, "ignored here"),
        .flag("NUL", 1, bit: 5, \.nul, "no logical unit is meant; obsolete since SPC-4"),
        .number("PERIPHERAL DEVICE TYPE", 1...1, bits: (4, 0), \.peripheralDeviceType),
        .number(
            "RELATIVE INITIATOR PORT IDENTIFIER", 2...3, \.relativeInitiatorPortIdentifier,
            "0 is any"),
        .number("ROD PRODUCER CSCD DESCRIPTOR ID", 4...5, \.rodProducer),
        .reserved(6...7),
        .number("ROD TYPE", 8...11, \.rodType),
        .number("REQUESTED ROD TOKEN LIFETIME", 12...15, \.requestedLifetime, "seconds"),
        .number(
            "REQUESTED ROD TOKEN INACTIVITY TIMEOUT", 16...19, \.requestedInactivityTimeout,
            "seconds, 0 is any time"),
        .reserved(20...22),
        .reserved(23...23, bits: (7, 5)),
        .flag("R_TOKEN", 23, bit: 4, \.requestsToken, "a token is to be made"),
        .reserved(23...23, bits: (3, 1)),
        .flag("DEL_TKN", 23, bit: 0, \.deletesToken, "the token is to be deleted"),
        .number("ROD TOKEN OFFSET", 24...27, \.tokenOffset, "bytes into the inline data"),
        .deviceTypeSpecific(at: 28, deviceTypeAt: 1, \.deviceTypeSpecific))
}
