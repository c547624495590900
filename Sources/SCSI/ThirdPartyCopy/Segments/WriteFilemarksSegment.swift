/// Write filemarks, 10h (SPC-4 6.4.6.13, table 146).
///
///     Byte 0     10h
///     Byte 2-3   DESCRIPTOR LENGTH, 0008h
///     Byte 6-7   DESTINATION CSCD DESCRIPTOR ID
///     Byte 8     b1 WSMK (SPC-2), b0 W_IMMED
///     Byte 9-11  FILEMARK COUNT
public struct WriteFilemarksSegment: WireStructure {
    /// The tape.
    public var destination = CSCDDescriptorID(rawValue: 0)
    /// The IMMED bit of the WRITE FILEMARKS command.
    public var immediate = false
    /// How many filemarks are written; 24 bits.
    public var filemarkCount: UInt32 = 0

    public init() {}

    public static let layout = WireLayout<Self>(
        "Write filemarks segment descriptor", source: "SPC-4, Write filemarks operations",
        .constant("DESCRIPTOR TYPE CODE", 0...0, 0x10, "write filemarks"),
        .reserved(1...1),
        .constant("DESCRIPTOR LENGTH", 2...3, 0x08, "bytes that follow"),
        .reserved(4...5),
        .number("DESTINATION CSCD DESCRIPTOR ID", 6...7, \.destination),
        .reserved(8...8, bits: (7, 2)),
        .reserved(8...8, bits: (1, 1), name: "Obsolete"),
        .flag("W_IMMED", 8, bit: 0, \.immediate, "the IMMED bit of WRITE FILEMARKS"),
        .number("FILEMARK COUNT", 9...11, \.filemarkCount))
}
