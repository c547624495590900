/// The RDMA CSCD descriptor, E7h: a target port of the SCSI RDMA protocol (SPC-4, RDMA CSCD
/// descriptor format).
///
///     Byte 0     E7h
///     Byte 1     b7-6 LU ID TYPE, b5 NUL (SPC-2), b4-0 PERIPHERAL DEVICE TYPE
///     Byte 2-3   RELATIVE INITIATOR PORT IDENTIFIER
///     Byte 4-11  LOGICAL UNIT NUMBER
///     Byte 12-27 TARGET PORT IDENTIFIER
///     Byte 28-31 device type specific parameters
public struct RDMACSCDDescriptor: CSCDDescriptorFrame {
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
    /// The 16 bytes of the port's identifier.
    public var targetPortIdentifier = [UInt8](repeating: 0, count: 16)
    /// What the type of device adds.
    public var deviceTypeSpecific = DeviceTypeSpecificParameters()

    public init() {}

    public static let layout = WireLayout<Self>(
        "RDMA CSCD descriptor",
        source: "SPC-4, RDMA CSCD descriptor format",
        .constant("DESCRIPTOR TYPE CODE", 0...0, 0xE7, "RDMA"),
        .number(
            "LU ID TYPE", 1...1, bits: (7, 6), \.logicalUnitIDType,
            "0 logical unit number, 1 proxy token"),
        .flag("NUL", 1, bit: 5, \.nul, "no logical unit is meant; obsolete since SPC-4"),
        .number("PERIPHERAL DEVICE TYPE", 1...1, bits: (4, 0), \.peripheralDeviceType),
        .number(
            "RELATIVE INITIATOR PORT IDENTIFIER", 2...3, \.relativeInitiatorPortIdentifier,
            "0 is any"),
        .number("LOGICAL UNIT NUMBER", 4...11, \.logicalUnitNumber),
        .bytes("TARGET PORT IDENTIFIER", 12...27, \.targetPortIdentifier),
        .deviceTypeSpecific(at: 28, deviceTypeAt: 1, \.deviceTypeSpecific))
}
