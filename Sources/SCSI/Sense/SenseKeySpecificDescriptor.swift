/// The sense key specific sense data descriptor, 02h (SPC-4 4.5.2.4, table 32).
///
///     Byte 0    02h
///     Byte 1    06h
///     Byte 4    b7 SKSV; b6-0 and bytes 5-6 SENSE KEY SPECIFIC
public struct SenseKeySpecificDescriptor: WireStructure {
    /// SENSE KEY SPECIFIC is there.
    public var sksv = true
    /// As the sense key defines.
    public var senseKeySpecific: UInt32 = 0

    public init() {}

    /// Valid data.
    public init(_ value: UInt32) { senseKeySpecific = value }

    public static let layout = WireLayout<Self>(
        "Sense key specific sense data descriptor",
        source: "SPC-4, Sense key specific sense data descriptor",
        .constant("DESCRIPTOR TYPE", 0...0, 0x02, "sense key specific"),
        .constant("ADDITIONAL LENGTH", 1...1, 0x06, "bytes that follow"),
        .reserved(2...3),
        .flag("SKSV", 4, bit: 7, \.sksv, "the next field is there"),
        .number(
            "SENSE KEY SPECIFIC", 4...6, bits: (6, 0), \.senseKeySpecific,
            "as the sense key defines"),
        .reserved(7...7))
}
