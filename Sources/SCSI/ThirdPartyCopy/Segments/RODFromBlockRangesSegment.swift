/// Populate a ROD from one or more block ranges, BEh (SPC-4, Populate ROD from one or more block
/// ranges operations).
///
///     Byte 0     BEh
///     Byte 2-3   DESCRIPTOR LENGTH, n - 3
///     Byte 4-5   SOURCE CSCD DESCRIPTOR ID
///     Byte 6-7   DESTINATION CSCD DESCRIPTOR ID
///     Byte 13    RANGE DESCRIPTOR TYPE
///     Byte 14-15 RANGE DESCRIPTORS LENGTH, n - 15
///     Byte 16-n  range descriptors
public struct RODFromBlockRangesSegment: WireStructure {
    /// The disk; only the logical unit that got the command is allowed.
    public var source = CSCDDescriptorID(rawValue: 0)
    /// The ROD.
    public var destination = CSCDDescriptorID(rawValue: 0)
    /// The layout of the ranges: 1, sixteen bytes each.
    public var rangeDescriptorType: UInt8 = 1
    /// The ranges, in the order of the bytes of the ROD.
    public var ranges: [BlockDeviceRangeDescriptor] = []

    public init() {}

    public static let layout = WireLayout<Self>(
        "Populate ROD from one or more block ranges segment descriptor",
        source: "SPC-4, Populate ROD from one or more block ranges operations",
        .typeCode(.rodFromRanges),
        .reserved(1...1),
        .extent("DESCRIPTOR LENGTH", 2...3, from: 4),
        .number("SOURCE CSCD DESCRIPTOR ID", 4...5, \.source),
        .number("DESTINATION CSCD DESCRIPTOR ID", 6...7, \.destination),
        .reserved(8...12),
        .number("RANGE DESCRIPTOR TYPE", 13...13, \.rangeDescriptorType, "1 is sixteen bytes each"),
        .length("RANGE DESCRIPTORS LENGTH", 14...15, of: "Range descriptors") {
            $0.ranges.encodedLength
        },
        .list("Range descriptors", \.ranges))
}
