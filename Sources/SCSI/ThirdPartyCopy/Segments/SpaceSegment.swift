/// Space over blocks or filemarks, 11h (SPC-4, Space operations; obsolete in SPC-5).
///
///     Byte 0     11h
///     Byte 2-3   DESCRIPTOR LENGTH, 0008h
///     Byte 6-7   DESTINATION CSCD DESCRIPTOR ID
///     Byte 8     b3-0 CODE
///     Byte 9-11  COUNT
public struct SpaceSegment: WireStructure {
    /// The tape.
    public var destination = CSCDDescriptorID(rawValue: 0)
    /// What is counted.
    public var code = SpaceCode.logicalBlocks
    /// How many are passed, backward if negative; 24 bits in two's complement.
    public var count: TwosComplement24 = 0

    public init() {}

    public static let layout = WireLayout<Self>(
        "Space segment descriptor",
        source: "SPC-4, Space operations",
        .typeCode(.space),
        .reserved(1...1),
        .constant("DESCRIPTOR LENGTH", 2...3, 0x08, "bytes that follow"),
        .reserved(4...5),
        .number("DESTINATION CSCD DESCRIPTOR ID", 6...7, \.destination),
        .reserved(8...8, bits: (7, 4)),
        .number("CODE", 8...8, bits: (3, 0), \.code),
        .number("COUNT", 9...11, \.count))
}
