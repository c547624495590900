/// What all CSCD descriptors have, whatever names the device in them (SPC-4, CSCD descriptors
/// introduction).
///
///     Byte 0     DESCRIPTOR TYPE CODE
///     Byte 1     b7-6 LU ID TYPE, b5 NUL (SPC-2), b4-0 PERIPHERAL DEVICE TYPE
///     Byte 2-3   RELATIVE INITIATOR PORT IDENTIFIER
///     Byte 28-31 device type specific parameters
public protocol CSCDDescriptorFrame: WireStructure {
    /// LU ID TYPE: 0 a logical unit number, 1 a proxy token; some descriptors ignore it.
    var logicalUnitIDType: UInt8 { get set }
    /// The NUL bit: no logical unit is meant (SPC-2; obsolete in SPC-4).
    var nul: Bool { get set }
    /// The kind of device, which chooses the device type specific parameters.
    var peripheralDeviceType: PeripheralDeviceType { get set }
    /// The port that the copy manager is to use; 0 for any.
    var relativeInitiatorPortIdentifier: UInt16 { get }
    /// What the type of device adds.
    var deviceTypeSpecific: DeviceTypeSpecificParameters { get set }
}

extension IPCopyServiceCSCDDescriptor {
    /// Always 0, for any: the field's bytes hold the IP TYPE.
    public var relativeInitiatorPortIdentifier: UInt16 { 0 }
}
