/// The serial number that the maker gave, in ASCII, right-aligned; blanks if there is none.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |   PERIPHERAL QUALIFIER   |           PERIPHERAL DEVICE TYPE           |
///     Byte 1    |                               PAGE CODE                               |
///     Byte 2-3  |                              PAGE LENGTH                              |
///     Byte 4-n  |                         PRODUCT SERIAL NUMBER                         |
public struct UnitSerialNumberVPDPage: WireStructure {
    /// PERIPHERAL QUALIFIER.
    public var peripheralQualifier = PeripheralQualifier(rawValue: 0)
    /// PERIPHERAL DEVICE TYPE.
    public var peripheralDeviceType = PeripheralDeviceType(rawValue: 0)
    /// PRODUCT SERIAL NUMBER.
    public var productSerialNumber: String = ""

    /// Every field zero.
    public init() {}

    /// The page of a logical unit with this number.
    public init(peripheralDeviceType: PeripheralDeviceType, productSerialNumber: String) {
        self.peripheralDeviceType = peripheralDeviceType
        self.productSerialNumber = productSerialNumber
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Unit Serial Number VPD page",
        source: "SPC-4, Unit Serial Number VPD page",
        .number("PERIPHERAL QUALIFIER", 0...0, bits: (7, 5), \.peripheralQualifier),
        .number("PERIPHERAL DEVICE TYPE", 0...0, bits: (4, 0), \.peripheralDeviceType),
        .constant("PAGE CODE", 1...1, 0x80, "Unit Serial Number"),
        .extent("PAGE LENGTH", 2...3, from: 4),
        .textPart("PRODUCT SERIAL NUMBER", \.productSerialNumber)
    )
}
