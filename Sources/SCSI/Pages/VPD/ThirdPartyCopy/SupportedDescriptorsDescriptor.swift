/// Which segment and CSCD descriptor types a copy manager supports. The fill is not counted in the
/// list length.
///
///     Byte 0-1   THIRD-PARTY COPY DESCRIPTOR TYPE, 0008h
///     Byte 2-3   THIRD-PARTY COPY DESCRIPTOR LENGTH
///     Byte 4     SUPPORTED DESCRIPTOR LIST LENGTH
///     Byte 5-n   SUPPORTED DESCRIPTOR TYPE CODE, a byte each, then zeros to a multiple of four
public struct SupportedDescriptorsDescriptor: WireStructure {
    /// SUPPORTED DESCRIPTOR TYPE CODE list, in ascending order.
    public var supportedDescriptorTypeCodes: [UInt8] = []

    /// Every field zero.
    public init() {}

    /// Supports these descriptor types.
    public init(supportedDescriptorTypeCodes: [UInt8]) {
        self.supportedDescriptorTypeCodes = supportedDescriptorTypeCodes
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Supported Descriptors third-party copy descriptor",
        source: "SPC-4, Third-party Copy VPD page",
        .constant("THIRD-PARTY COPY DESCRIPTOR TYPE", 0...1, 0x0008, "Supported Descriptors"),
        .extent("THIRD-PARTY COPY DESCRIPTOR LENGTH", 2...3, from: 4),
        .length("SUPPORTED DESCRIPTOR LIST LENGTH", 4...4, of: "SUPPORTED DESCRIPTOR TYPE CODE") {
            $0.supportedDescriptorTypeCodes.count
        },
        .values("SUPPORTED DESCRIPTOR TYPE CODE", \.supportedDescriptorTypeCodes),
        .fill(toMultipleOf: 4)
    )
}
