/// Which CSCD descriptor IDs above 07FFh a copy manager accepts. The fill is not counted in the
/// list length.
///
///     Byte 0-1   THIRD-PARTY COPY DESCRIPTOR TYPE, 000Ch
///     Byte 2-3   THIRD-PARTY COPY DESCRIPTOR LENGTH
///     Byte 4-5   SUPPORTED CSCD DESCRIPTOR IDS LIST LENGTH
///     Byte 6-n   SUPPORTED CSCD DESCRIPTOR ID, two bytes each, then zeros to a multiple of four
public struct SupportedCSCDDescriptorIDsDescriptor: WireStructure {
    /// SUPPORTED CSCD DESCRIPTOR ID list, in ascending order.
    public var supportedCSCDDescriptorIDs: [UInt16] = []

    /// Every field zero.
    public init() {}

    /// Accepts these IDs.
    public init(supportedCSCDDescriptorIDs: [UInt16]) {
        self.supportedCSCDDescriptorIDs = supportedCSCDDescriptorIDs
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Supported CSCD Descriptor IDs third-party copy descriptor",
        source: "SPC-4, Third-party Copy VPD page",
        .constant(
            "THIRD-PARTY COPY DESCRIPTOR TYPE",
            0...1,
            0x000C,
            "Supported CSCD Descriptor IDs"
        ),
        .extent("THIRD-PARTY COPY DESCRIPTOR LENGTH", 2...3, from: 4),
        .length(
            "SUPPORTED CSCD DESCRIPTOR IDS LIST LENGTH",
            4...5,
            of: "SUPPORTED CSCD DESCRIPTOR ID"
        ) { $0.supportedCSCDDescriptorIDs.count * 2 },
        .values("SUPPORTED CSCD DESCRIPTOR ID", width: 2, \.supportedCSCDDescriptorIDs),
        .fill(toMultipleOf: 4)
    )
}
