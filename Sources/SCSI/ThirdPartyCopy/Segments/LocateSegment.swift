/// Locate a logical object in the current partition, 12h (SPC-4, Locate operations; obsolete in
/// SPC-5).
///
///     Byte 0     12h
///     Byte 2-3   DESCRIPTOR LENGTH, 0008h
///     Byte 6-7   DESTINATION CSCD DESCRIPTOR ID
///     Byte 8-11  LOGICAL OBJECT IDENTIFIER
public struct LocateSegment: WireStructure {
    /// The tape.
    public var destination = CSCDDescriptorID(rawValue: 0)
    /// The object before which the tape is put.
    public var logicalObjectIdentifier: UInt32 = 0

    public init() {}

    public static let layout = WireLayout<Self>(
        "Locate segment descriptor",
        source: "SPC-4, Locate operations",
        .typeCode(.locate),
        .reserved(1...1),
        .constant("DESCRIPTOR LENGTH", 2...3, 0x08, "bytes that follow"),
        .reserved(4...5),
        .number("DESTINATION CSCD DESCRIPTOR ID", 6...7, \.destination),
        .number("LOGICAL OBJECT IDENTIFIER", 8...11, \.logicalObjectIdentifier))
}
