/// The IPv4 CSCD descriptor, E5h: a target port by its internet address (SPC-4, IPv4 CSCD
/// descriptor format).
///
///     Byte 0     E5h
///     Byte 1     b7-6 LU ID TYPE, b5 NUL (SPC-2), b4-0 PERIPHERAL DEVICE TYPE
///     Byte 2-3   RELATIVE INITIATOR PORT IDENTIFIER
///     Byte 4-11  LOGICAL UNIT NUMBER
///     Byte 12-15 IPV4 ADDRESS
///     Byte 22-23 PORT NUMBER
///     Byte 26-27 INTERNET PROTOCOL NUMBER
///     Byte 28-31 device type specific parameters
public struct IPv4CSCDDescriptor: CSCDDescriptorFrame {
    /// LU ID TYPE: 0 a logical unit number, 1 a proxy token.
    public var logicalUnitIDType: UInt8 = 0
    /// The NUL bit: no logical unit is meant (SPC-2; obsolete in SPC-4).
    public var nul = false
    /// The kind of device, which chooses the device type specific parameters.
    public var peripheralDeviceType = PeripheralDeviceType.directAccess
    /// The port that the copy manager is to use; 0 for any.
    public var relativeInitiatorPortIdentifier: UInt16 = 0
    /// The logical unit behind the target port.
    public var logicalUnitNumber = LogicalUnitNumber(0)
    /// The four bytes of the address.
    public var address = [UInt8](repeating: 0, count: 4)
    /// The port of the internet protocol.
    public var port: UInt16 = 0
    /// The internet protocol, 6 for TCP.
    public var protocolNumber: UInt16 = 0
    /// What the type of device adds.
    public var deviceTypeSpecific = DeviceTypeSpecificParameters()

    public init() {}

    public static let layout = WireLayout<Self>(
        "IPv4 CSCD descriptor",
        source: "SPC-4, IPv4 CSCD descriptor format",
        .constant("DESCRIPTOR TYPE CODE", 0...0, 0xE5, "IPv4"),
        .number(
            "LU ID TYPE", 1...1, bits: (7, 6), \.logicalUnitIDType,
            "0 logical unit number, 1 proxy token"),
        .flag("NUL", 1, bit: 5, \.nul, "no logical unit is meant; obsolete since SPC-4"),
        .number("PERIPHERAL DEVICE TYPE", 1...1, bits: (4, 0), \.peripheralDeviceType),
        .number(
            "RELATIVE INITIATOR PORT IDENTIFIER", 2...3, \.relativeInitiatorPortIdentifier,
            "0 is any"),
        .number("LOGICAL UNIT NUMBER", 4...11, \.logicalUnitNumber),
        .bytes("IPV4 ADDRESS", 12...15, \.address),
        .reserved(16...21),
        .number("PORT NUMBER", 22...23, \.port),
        .reserved(24...25),
        .number("INTERNET PROTOCOL NUMBER", 26...27, \.protocolNumber, "6 is TCP"),
        .deviceTypeSpecific(at: 28, deviceTypeAt: 1, \.deviceTypeSpecific))
}
