import WireBytes

/// The identification descriptor CSCD descriptor, E4h: a logical unit named by one of its
/// designators (SPC-4 6.4.5.6, table 122).
///
///     Byte 0     E4h
///     Byte 1     b7-6 LU ID TYPE (ignored), b5 NUL (SPC-2), b4-0 PERIPHERAL DEVICE TYPE
///     Byte 2-3   RELATIVE INITIATOR PORT IDENTIFIER
///     Byte 4     b3-0 CODE SET
///     Byte 5     b5-4 ASSOCIATION, b3-0 DESIGNATOR TYPE
///     Byte 7     DESIGNATOR LENGTH
///     Byte 8-27  DESIGNATOR, zeros behind it
///     Byte 28-31 device type specific parameters
public struct IdentificationCSCDDescriptor: CSCDDescriptorFrame {
    /// How many bytes each CSCD descriptor has, and how far apart CSCD descriptor IDs are.
    public static let byteCount = 32
    /// The longest designator that fits.
    public static let maximumDesignatorLength = 20

    /// LU ID TYPE, without meaning in this descriptor.
    public var logicalUnitIDType: UInt8 = 0
    /// The NUL bit: no logical unit is meant (SPC-2; obsolete in SPC-4).
    public var nul = false
    /// The kind of device, which chooses the device type specific parameters.
    public var peripheralDeviceType = PeripheralDeviceType.directAccess
    /// The port that the copy manager is to use; 0 for any.
    public var relativeInitiatorPortIdentifier: UInt16 = 0
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
    /// What the type of device adds.
    public var deviceTypeSpecific = DeviceTypeSpecificParameters()

    public init() {}

    /// A device named by one of its designators, of at most 20 bytes.
    public init(
        naming descriptor: DesignationDescriptor, of deviceType: PeripheralDeviceType,
        _ parameters: DeviceTypeSpecificParameters
    ) {
        peripheralDeviceType = deviceType
        codeSet = descriptor.codeSet
        association = descriptor.association
        designatorType = descriptor.designatorType
        let bytes = descriptor.designator.prefix(Self.maximumDesignatorLength)
        designatorLength = UInt8(bytes.count)
        designator.replaceSubrange(..<bytes.count, with: bytes)
        deviceTypeSpecific = parameters
    }

    public static let layout = WireLayout<Self>(
        "Identification descriptor CSCD descriptor",
        source: "SPC-4, Identification descriptor CSCD descriptor format",
        .constant("DESCRIPTOR TYPE CODE", 0...0, 0xE4, "identification descriptor"),
        .number("LU ID TYPE", 1...1, bits: (7, 6), \.logicalUnitIDType, "ignored here"),
        .flag("NUL", 1, bit: 5, \.nul, "no logical unit is meant; obsolete since SPC-4"),
        .number("PERIPHERAL DEVICE TYPE", 1...1, bits: (4, 0), \.peripheralDeviceType),
        .number(
            "RELATIVE INITIATOR PORT IDENTIFIER", 2...3, \.relativeInitiatorPortIdentifier,
            "0 is any"),
        .reserved(4...4, bits: (7, 4)),
        .number("CODE SET", 4...4, bits: (3, 0), \.codeSet),
        .reserved(5...5, bits: (7, 6)),
        .number("ASSOCIATION", 5...5, bits: (5, 4), \.association),
        .number("DESIGNATOR TYPE", 5...5, bits: (3, 0), \.designatorType),
        .reserved(6...6),
        .number("DESIGNATOR LENGTH", 7...7, \.designatorLength, "bytes of DESIGNATOR that count"),
        .bytes("DESIGNATOR", 8...27, \.designator, "zeros behind it"),
        .deviceTypeSpecific(at: 28, deviceTypeAt: 1, \.deviceTypeSpecific))
}
