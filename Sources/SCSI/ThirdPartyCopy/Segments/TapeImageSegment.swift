/// Copy from tape device to tape device with all records and filemarks, 13h (SPC-4, Tape device
/// image copy operations).
///
///     Byte 0     13h
///     Byte 1     b2 FCO (SPC-5)
///     Byte 2-3   DESCRIPTOR LENGTH, 0008h
///     Byte 4-5   SOURCE CSCD DESCRIPTOR ID
///     Byte 6-7   DESTINATION CSCD DESCRIPTOR ID
///     Byte 8-11  COUNT
public struct TapeImageSegment: WireStructure {
    /// Only if the copy can be fast (SPC-5).
    public var fastCopyOnly = false
    /// The tape that is read.
    public var source = CSCDDescriptorID(rawValue: 0)
    /// The tape that is written.
    public var destination = CSCDDescriptorID(rawValue: 0)
    /// The copy ends behind so many filemarks in a row; 0 for no such end.
    public var count: UInt32 = 0

    public init() {}

    public static let layout = WireLayout<Self>(
        "Tape device image copy segment descriptor",
        source: "SPC-4, Tape device image copy operations",
        .typeCode(.tapeImage),
        .reserved(1...1, bits: (7, 3)),
        .flag("FCO", 1, bit: 2, \.fastCopyOnly, "fast copy only, SPC-5"),
        .reserved(1...1, bits: (1, 0)),
        .constant("DESCRIPTOR LENGTH", 2...3, 0x08, "bytes that follow"),
        .number("SOURCE CSCD DESCRIPTOR ID", 4...5, \.source),
        .number("DESTINATION CSCD DESCRIPTOR ID", 6...7, \.destination),
        .number("COUNT", 8...11, \.count, "filemarks in a row, 0 is no limit"))
}
