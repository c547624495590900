/// Which VPD pages a logical unit has, this one among them.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |   PERIPHERAL QUALIFIER   |           PERIPHERAL DEVICE TYPE           |
///     Byte 1    |                               PAGE CODE                               |
///     Byte 2-3  |                              PAGE LENGTH                              |
///     Byte 4-n  |                        Supported VPD page list                        |
public struct SupportedVPDPagesVPDPage: WireStructure {
    /// PERIPHERAL QUALIFIER.
    public var peripheralQualifier = PeripheralQualifier(rawValue: 0)
    /// PERIPHERAL DEVICE TYPE.
    public var peripheralDeviceType = PeripheralDeviceType(rawValue: 0)
    /// Supported VPD page list, in ascending order.
    public var supportedVPDPages: [VPDPageCode] = []

    /// Every field zero.
    public init() {}

    /// The page of a logical unit with these pages.
    public init(peripheralDeviceType: PeripheralDeviceType, supportedVPDPages: [VPDPageCode]) {
        self.peripheralDeviceType = peripheralDeviceType
        self.supportedVPDPages = supportedVPDPages
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Supported VPD Pages VPD page",
        source: "SPC-4, Supported VPD Pages VPD page",
        .number("PERIPHERAL QUALIFIER", 0...0, bits: (7, 5), \.peripheralQualifier),
        .number("PERIPHERAL DEVICE TYPE", 0...0, bits: (4, 0), \.peripheralDeviceType),
        .constant("PAGE CODE", 1...1, 0x00, "Supported VPD Pages"),
        .extent("PAGE LENGTH", 2...3, from: 4),
        .values("Supported VPD page", \.supportedVPDPages)
    )
}
