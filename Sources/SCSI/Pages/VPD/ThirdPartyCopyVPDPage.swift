/// What a copy manager can do: its commands, descriptors and limits, in ascending order of
/// descriptor types.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |   PERIPHERAL QUALIFIER   |           PERIPHERAL DEVICE TYPE           |
///     Byte 1    |                               PAGE CODE                               |
///     Byte 2-3  |                              PAGE LENGTH                              |
///     Byte 4-n  |                      Third-party copy descriptors                     |
public struct ThirdPartyCopyVPDPage: WireStructure {
    /// PERIPHERAL QUALIFIER.
    public var peripheralQualifier = PeripheralQualifier(rawValue: 0)
    /// PERIPHERAL DEVICE TYPE.
    public var peripheralDeviceType = PeripheralDeviceType(rawValue: 0)
    /// Third-party copy descriptors, in ascending order of their types.
    public var thirdPartyCopyDescriptors: [ThirdPartyCopyDescriptor] = []

    /// Every field zero.
    public init() {}

    /// The page of a copy manager with these descriptors.
    public init(
        peripheralDeviceType: PeripheralDeviceType,
        thirdPartyCopyDescriptors: [ThirdPartyCopyDescriptor]
    ) {
        self.peripheralDeviceType = peripheralDeviceType
        self.thirdPartyCopyDescriptors = thirdPartyCopyDescriptors
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Third-party Copy VPD page",
        source: "SPC-4, Third-party Copy VPD page",
        .number("PERIPHERAL QUALIFIER", 0...0, bits: (7, 5), \.peripheralQualifier),
        .number("PERIPHERAL DEVICE TYPE", 0...0, bits: (4, 0), \.peripheralDeviceType),
        .constant("PAGE CODE", 1...1, 0x8F, "Third-party Copy"),
        .extent("PAGE LENGTH", 2...3, from: 4),
        .list("Third-party copy descriptors", \.thirdPartyCopyDescriptors)
    )
}
