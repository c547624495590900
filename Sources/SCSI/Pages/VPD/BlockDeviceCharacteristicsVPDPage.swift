/// What kind of drive a disk is.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |   PERIPHERAL QUALIFIER   |           PERIPHERAL DEVICE TYPE           |
///     Byte 1    |                               PAGE CODE                               |
///     Byte 2-3  |                              PAGE LENGTH                              |
///     Byte 4-5  |                          MEDIUM ROTATION RATE                         |
///     Byte 6    |                              PRODUCT TYPE                             |
///     Byte 7    |     WABEREQ     |     WACEREQ     |        NOMINAL FORM FACTOR        |
///     Byte 8    |     Reserved    |      ZONED      |  RBWZ  |  BOCS  |  FUAB  | VBULS  |
///     Byte 9-11 |                                Reserved                               |
///     Byte 12-15|                           DEPOPULATION TIME                           |
///     Byte 16-63|                                Reserved                               |
public struct BlockDeviceCharacteristicsVPDPage: WireStructure {
    /// PERIPHERAL QUALIFIER.
    public var peripheralQualifier = PeripheralQualifier(rawValue: 0)
    /// PERIPHERAL DEVICE TYPE.
    public var peripheralDeviceType = PeripheralDeviceType(rawValue: 0)
    /// MEDIUM ROTATION RATE: turns a minute.
    public var mediumRotationRate = MediumRotationRate(rawValue: 0)
    /// PRODUCT TYPE.
    public var productType: UInt8 = 0
    /// WABEREQ: write after block erase required.
    public var wabereq: UInt8 = 0
    /// WACEREQ: write after cryptographic erase required.
    public var wacereq: UInt8 = 0
    /// NOMINAL FORM FACTOR.
    public var nominalFormFactor = NominalFormFactor(rawValue: 0)
    /// ZONED.
    public var zoned = ZonedCapability(rawValue: 0)
    /// RBWZ: reassigned blocks are written with zeros.
    public var rbwz = false
    /// BOCS: background operation control.
    public var bocs = false
    /// FUAB: FUA and SYNCHRONIZE CACHE as here, not as in SBC-2.
    public var fuab = false
    /// VBULS: VERIFY with BYTCHK takes unmapped blocks.
    public var vbuls = false
    /// DEPOPULATION TIME: seconds.
    public var depopulationTime: UInt32 = 0

    /// Every field zero.
    public init() {}

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Block Device Characteristics VPD page",
        source: "SBC-4, Block Device Characteristics VPD page",
        .number("PERIPHERAL QUALIFIER", 0...0, bits: (7, 5), \.peripheralQualifier),
        .number("PERIPHERAL DEVICE TYPE", 0...0, bits: (4, 0), \.peripheralDeviceType),
        .constant("PAGE CODE", 1...1, 0xB1, "Block Device Characteristics"),
        .extent("PAGE LENGTH", 2...3, from: 4),
        .number("MEDIUM ROTATION RATE", 4...5, \.mediumRotationRate, "turns a minute"),
        .number("PRODUCT TYPE", 6...6, \.productType),
        .number("WABEREQ", 7...7, bits: (7, 6), \.wabereq, "write after block erase required"),
        .number(
            "WACEREQ",
            7...7,
            bits: (5, 4),
            \.wacereq,
            "write after cryptographic erase required"
        ),
        .number("NOMINAL FORM FACTOR", 7...7, bits: (3, 0), \.nominalFormFactor),
        .reserved(8...8, bits: (7, 6)),
        .number("ZONED", 8...8, bits: (5, 4), \.zoned),
        .flag("RBWZ", 8, bit: 3, \.rbwz, "reassigned blocks are written with zeros"),
        .flag("BOCS", 8, bit: 2, \.bocs, "background operation control"),
        .flag("FUAB", 8, bit: 1, \.fuab, "FUA and SYNCHRONIZE CACHE as here, not as in SBC-2"),
        .flag("VBULS", 8, bit: 0, \.vbuls, "VERIFY with BYTCHK takes unmapped blocks"),
        .reserved(9...11),
        .number("DEPOPULATION TIME", 12...15, \.depopulationTime, "seconds"),
        .reserved(16...63)
    )
}
