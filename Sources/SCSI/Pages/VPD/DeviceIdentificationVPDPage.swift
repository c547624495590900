/// The names of a logical unit, of the port that was asked, and of the target device.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |   PERIPHERAL QUALIFIER   |           PERIPHERAL DEVICE TYPE           |
///     Byte 1    |                               PAGE CODE                               |
///     Byte 2-3  |                              PAGE LENGTH                              |
///     Byte 4-n  |                        Designation descriptors                        |
public struct DeviceIdentificationVPDPage: WireStructure {
    /// PERIPHERAL QUALIFIER.
    public var peripheralQualifier = PeripheralQualifier(rawValue: 0)
    /// PERIPHERAL DEVICE TYPE.
    public var peripheralDeviceType = PeripheralDeviceType(rawValue: 0)
    /// Designation descriptors, in any order.
    public var designationDescriptors: [DesignationDescriptor] = []

    /// Every field zero.
    public init() {}

    /// The page of a logical unit with these names.
    public init(
        peripheralDeviceType: PeripheralDeviceType,
        designationDescriptors: [DesignationDescriptor]
    ) {
        self.peripheralDeviceType = peripheralDeviceType
        self.designationDescriptors = designationDescriptors
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Device Identification VPD page",
        source: "SPC-4, Device Identification VPD page",
        .number("PERIPHERAL QUALIFIER", 0...0, bits: (7, 5), \.peripheralQualifier),
        .number("PERIPHERAL DEVICE TYPE", 0...0, bits: (4, 0), \.peripheralDeviceType),
        .constant("PAGE CODE", 1...1, 0x83, "Device Identification"),
        .extent("PAGE LENGTH", 2...3, from: 4),
        .list("Designation descriptors", \.designationDescriptors)
    )
}
