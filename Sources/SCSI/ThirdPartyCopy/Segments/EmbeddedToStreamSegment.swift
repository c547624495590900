/// Copy from embedded data to stream device, 05h (SPC-4, Embedded data to stream device
/// operations).
///
///     Byte 0     05h
///     Byte 1     b2 FCO (SPC-5), b0 CAT
///     Byte 2-3   DESCRIPTOR LENGTH, n - 3
///     Byte 6-7   DESTINATION CSCD DESCRIPTOR ID
///     Byte 9-11  STREAM DEVICE TRANSFER LENGTH
///     Byte 12-13 EMBEDDED DATA NUMBER OF BYTES
///     Byte 16-n  EMBEDDED DATA, zeros behind it to a multiple of four
public struct EmbeddedToStreamSegment: WireStructure {
    /// Only if the copy can be fast (SPC-5).
    public var fastCopyOnly = false
    /// What is left over is kept for the next segment.
    public var cat = false
    /// The tape.
    public var destination = CSCDDescriptorID(rawValue: 0)
    /// What one WRITE moves: bytes, or blocks where FIXED is one; 24 bits.
    public var streamDeviceTransferLength: UInt32 = 0
    /// How many bytes of the data are taken. More than there are decode, and are for the copy
    /// manager to refuse.
    public var numberOfBytes: UInt16 = 0
    /// What is written, at most 65 520 bytes; decoded with the zeros behind it.
    public var data: [UInt8] = []

    public init() {}

    public static let layout = WireLayout<Self>(
        "Embedded data to stream device segment descriptor",
        source: "SPC-4, Embedded data to stream device operations",
        .typeCode(.embeddedToStream),
        .reserved(1...1, bits: (7, 3)),
        .flag("FCO", 1, bit: 2, \.fastCopyOnly, "fast copy only, SPC-5"),
        .reserved(1...1, bits: (1, 1)),
        .flag("CAT", 1, bit: 0, \.cat, "residue is kept for the next segment"),
        .extent("DESCRIPTOR LENGTH", 2...3, from: 4, multipleOf: 4),
        .reserved(4...5),
        .number("DESTINATION CSCD DESCRIPTOR ID", 6...7, \.destination),
        .reserved(8...8),
        .number(
            "STREAM DEVICE TRANSFER LENGTH", 9...11, \.streamDeviceTransferLength,
            "bytes, or blocks where FIXED is one"),
        .number(
            "EMBEDDED DATA NUMBER OF BYTES", 12...13, \.numberOfBytes,
            "bytes of the embedded data to copy"),
        .reserved(14...15),
        .rest("EMBEDDED DATA", \.data, "zeros behind it, to a multiple of four"),
        .fill(toMultipleOf: 4))
}
