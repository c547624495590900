/// The limits of an EXTENDED COPY parameter list.
public struct ParameterDataDescriptor: WireStructure {
    /// MAXIMUM CSCD DESCRIPTOR COUNT.
    public var maximumCSCDDescriptorCount: UInt16 = 0
    /// MAXIMUM SEGMENT DESCRIPTOR COUNT.
    public var maximumSegmentDescriptorCount: UInt16 = 0
    /// MAXIMUM DESCRIPTOR LIST LENGTH: bytes.
    public var maximumDescriptorListLength: UInt32 = 0
    /// MAXIMUM INLINE DATA LENGTH: bytes.
    public var maximumInlineDataLength: UInt32 = 0

    /// Every field zero.
    public init() {}

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Parameter Data third-party copy descriptor",
        source: "SPC-4, Third-party Copy VPD page",
        .constant("THIRD-PARTY COPY DESCRIPTOR TYPE", 0...1, 0x0004, "Parameter Data"),
        .extent("THIRD-PARTY COPY DESCRIPTOR LENGTH", 2...3, from: 4),
        .reserved(4...7),
        .number("MAXIMUM CSCD DESCRIPTOR COUNT", 8...9, \.maximumCSCDDescriptorCount),
        .number("MAXIMUM SEGMENT DESCRIPTOR COUNT", 10...11, \.maximumSegmentDescriptorCount),
        .number("MAXIMUM DESCRIPTOR LIST LENGTH", 12...15, \.maximumDescriptorListLength, "bytes"),
        .number("MAXIMUM INLINE DATA LENGTH", 16...19, \.maximumInlineDataLength, "bytes"),
        .reserved(20...31)
    )
}
