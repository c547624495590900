/// Sense data in descriptor format (SPC-4 4.5.2, table 28).
///
///     Byte 0    b7 reserved, b6-0 RESPONSE CODE (72h current, 73h deferred)
///     Byte 1    b3-0 SENSE KEY
///     Byte 2    ADDITIONAL SENSE CODE
///     Byte 3    ADDITIONAL SENSE CODE QUALIFIER
///     Byte 4    b7 SDAT_OVFL
///     Byte 7    ADDITIONAL SENSE LENGTH (n-7)
///     Byte 8-n  sense data descriptors
public struct DescriptorFormatSenseData: WireStructure {
    /// 72h for the current command, 73h for an earlier one.
    public var responseCode: UInt8 = 0x72
    /// What kind of condition it is.
    public var senseKey = SenseKey.noSense
    /// What happened.
    public var additionalSenseCode: UInt8 = 0
    /// What happened, more precisely.
    public var additionalSenseCodeQualifier: UInt8 = 0
    /// Sense data was cut.
    public var senseDataOverflow = false
    /// What more is known.
    public var descriptors: [SenseDataDescriptor] = []

    public init() {}

    public static let layout = WireLayout<Self>(
        "Descriptor format sense data", source: "SPC-4, Descriptor format sense data",
        .reserved(0...0, bits: (7, 7)),
        .number("RESPONSE CODE", 0...0, bits: (6, 0), \.responseCode, "72h current, 73h deferred"),
        .reserved(1...1, bits: (7, 4)),
        .number("SENSE KEY", 1...1, bits: (3, 0), \.senseKey),
        .number("ADDITIONAL SENSE CODE", 2...2, \.additionalSenseCode),
        .number("ADDITIONAL SENSE CODE QUALIFIER", 3...3, \.additionalSenseCodeQualifier)
            .meaning { AdditionalSenseCode($0, at: 2)?.name },
        .flag("SDAT_OVFL", 4, bit: 7, \.senseDataOverflow, "sense data was cut"),
        .reserved(4...4, bits: (6, 0)),
        .reserved(5...6),
        .extent("ADDITIONAL SENSE LENGTH", 7...7, from: 8),
        .list("Sense data descriptors", \.descriptors))
}
