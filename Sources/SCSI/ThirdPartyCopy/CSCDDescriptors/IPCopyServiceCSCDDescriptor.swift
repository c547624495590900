/// The IP copy service CSCD descriptor, EBh: a copy manager by its internet address, and the
/// logical unit behind it by a designator (SPC-4, IP Copy Service CSCD descriptor format).
///
/// It has 64 bytes and takes two CSCD descriptor IDs, of which only the first may be named.
///
///     Byte 0     EBh
///     Byte 1     b7-6 LU ID TYPE, b5 NUL (SPC-2), b4-0 PERIPHERAL DEVICE TYPE
///     Byte 2     b0 IP TYPE
///     Byte 12-27 IP ADDRESS
///     Byte 28-31 device type specific parameters
///     Byte 32    FFh, extension
///     Byte 36-37 PORT NUMBER
///     Byte 38-39 INTERNET PROTOCOL NUMBER
///     Byte 40    b3-0 CODE SET
///     Byte 41    b5-4 ASSOCIATION, b3-0 DESIGNATOR TYPE
///     Byte 43    DESIGNATOR LENGTH
///     Byte 44-63 DESIGNATOR
public struct IPCopyServiceCSCDDescriptor: CSCDDescriptorFrame {
    /// The longest designator that fits.
    public static let maximumDesignatorLength = 20

    /// LU ID TYPE, without meaning in this descriptor.
    public var logicalUnitIDType: UInt8 = 0
    /// The NUL bit: no logical unit is meant (SPC-2; obsolete in SPC-4).
    public var nul = false
    /// The kind of device, which chooses the device type specific parameters.
    public var peripheralDeviceType = PeripheralDeviceType.directAccess
    /// The address is one of IPv6, not of IPv4.
    public var ipType = false
    /// The address: 16 bytes, of which IPv4 takes the first four.
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
    /// How the designator is written.
    public var codeSet = CodeSet.binary
    /// What the designator names.
    public var association = DesignatorAssociation.logicalUnit
    /// What kind of designator it is.
    public var designatorType = DesignatorType.naa
    /// The bytes of `designator` that count, 0 to 20.
    public var designatorLength: UInt8 = 0
    /// The designator, filled with zeros to 20 bytes.
    public var designator = [UInt8](repeating: 0, count: maximumDesignatorLength)

    public init() {}

    public static let layout = WireLayout<Self>(
        "IP copy service CSCD descriptor",
        source: "SPC-4, IP Copy Service CSCD descriptor format",
        .constant("DESCRIPTOR TYPE CODE", 0...0, 0xEB, "IP copy service"),
        .number("LU ID TYPE", 1...1, bits: (7, 6), \.logicalUnitIDType, "ignored here"),
        .flag("NUL", 1, bit: 5, \.nul, "no logical unit is meant; obsolete since SPC-4"),
        .number("PERIPHERAL DEVICE TYPE", 1...1, bits: (4, 0), \.peripheralDeviceType),
        .reserved(2...2, bits: (7, 1)),
        .flag("IP TYPE", 2, bit: 0, \.ipType, "0 IPv4, 1 IPv6"),
        .reserved(3...3),
        .reserved(4...11),
        .bytes("IP ADDRESS", 12...27, \.address),
        .deviceTypeSpecific(at: 28, deviceTypeAt: 1, \.deviceTypeSpecific),
        .number(
            "DESCRIPTOR TYPE CODE", 32...32, \.extensionTypeCode,
            "FFh, extension of the descriptor before"),
        .reserved(33...35),
        .number("PORT NUMBER", 36...37, \.port),
        .number("INTERNET PROTOCOL NUMBER", 38...39, \.protocolNumber, "6 is TCP"),
        .reserved(40...40, bits: (7, 4)),
        .number("CODE SET", 40...40, bits: (3, 0), \.codeSet),
        .reserved(41...41, bits: (7, 6)),
        .number("ASSOCIATION", 41...41, bits: (5, 4), \.association),
        .number("DESIGNATOR TYPE", 41...41, bits: (3, 0), \.designatorType),
        .reserved(42...42),
        .number("DESIGNATOR LENGTH", 43...43, \.designatorLength, "bytes of DESIGNATOR that count"),
        .bytes("DESIGNATOR", 44...63, \.designator, "zeros behind it"))
}
