/// The IPv6 CSCD descriptor, EAh: a target port by its internet address (SPC-4, IPv6 CSCD
/// descriptor format).
///
/// It has 64 bytes and takes two CSCD descriptor IDs, of which only the first may be named.
///
///     Byte 0     EAh
///     Byte 1     b7-6 LU ID TYPE, b5 NUL (SPC-2), b4-0 PERIPHERAL DEVICE TYPE
///     Byte 2-3   RELATIVE INITIATOR PORT IDENTIFIER
///     Byte 4-11  LOGICAL UNIT NUMBER
///     Byte 12-27 IPV6 ADDRESS
///     Byte 28-31 device type specific parameters
///     Byte 32    FFh, extension
///     Byte 36-37 PORT NUMBER
///     Byte 38-39 INTERNET PROTOCOL NUMBER
public struct IPv6CSCDDescriptor: CSCDDescriptorFrame {
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
    /// The 16 bytes of the address.
    public var address = [UInt8](repeating: 0, count: 16)
    /// What the type of device adds.
    public var deviceTypeSpecific = DeviceTypeSpecificParameters()
    /// The type code of the second 32 bytes, FFh. Any value is decoded: the copy manager refuses a
    /// wrong one later than a wrong byte 0.
    public var extensionTypeCode: UInt8 = 0xFF
    /// The port of the internet protocol.
    public var port: UInt16 = 0
    /// The internet protocol, 6 for TCP.
    public var protocolNumber: UInt16 = 0

    public init() {}

    public static let layout = WireLayout<Self>(
        "IPv6 CSCD descriptor",
        source: "SPC-4, IPv6 CSCD descriptor format",
        .constant("DESCRIPTOR TYPE CODE", 0...0, 0xEA, "IPv6"),
        .number(
            "LU ID TYPE", 1...1, bits: (7, 6), \.logicalUnitIDType,
            "0 logical unit number, 1 proxy token"),
        .flag("NUL", 1, bit: 5, \.nul, "no logical unit is meant; obsolete since SPC-4"),
        .number("PERIPHERAL DEVICE TYPE", 1...1, bits: (4, 0), \.peripheralDeviceType),
        .number(
            "RELATIVE INITIATOR PORT IDENTIFIER", 2...3, \.relativeInitiatorPortIdentifier,
            "0 is any"),
        .number("LOGICAL UNIT NUMBER", 4...11, \.logicalUnitNumber),
        .bytes("IPV6 ADDRESS", 12...27, \.address),
        .deviceTypeSpecific(at: 28, deviceTypeAt: 1, \.deviceTypeSpecific),
        .number(
            "DESCRIPTOR TYPE CODE", 32...32, \.extensionTypeCode,
            "FFh, extension of the descriptor before"),
        .reserved(33...35),
        .number("PORT NUMBER", 36...37, \.port),
        .number("INTERNET PROTOCOL NUMBER", 38...39, \.protocolNumber, "6 is TCP"),
        .reserved(40...63))
}
