/// Copy from stream device to stream device, 03h or 0Eh (SPC-4, Stream device to stream device
/// operations).
///
///     Byte 0     03h, or 0Eh where the data are held
///     Byte 1     b2 FCO (SPC-5), b0 CAT
///     Byte 2-3   DESCRIPTOR LENGTH, 0010h
///     Byte 4-5   SOURCE CSCD DESCRIPTOR ID
///     Byte 6-7   DESTINATION CSCD DESCRIPTOR ID
///     Byte 9-11  SOURCE STREAM DEVICE TRANSFER LENGTH
///     Byte 13-15 DESTINATION STREAM DEVICE TRANSFER LENGTH
///     Byte 16-19 BYTE COUNT
public struct StreamToStreamSegment: WireStructure {
    /// A copy of what is processed is held for RECEIVE COPY DATA: type 0Eh instead of 03h.
    public var holdsData = false
    /// Only if the copy can be fast (SPC-5).
    public var fastCopyOnly = false
    /// What is left over is kept for the next segment.
    public var cat = false
    /// The tape that is read.
    public var source = CSCDDescriptorID(rawValue: 0)
    /// The tape that is written.
    public var destination = CSCDDescriptorID(rawValue: 0)
    /// What one READ moves: bytes, or blocks where FIXED is one; 24 bits.
    public var sourceStreamDeviceTransferLength: UInt32 = 0
    /// What one WRITE moves: bytes, or blocks where FIXED is one; 24 bits.
    public var destinationStreamDeviceTransferLength: UInt32 = 0
    /// How many bytes are copied.
    public var byteCount: UInt32 = 0

    public init() {}

    public static let layout = WireLayout<Self>(
        "Stream device to stream device segment descriptor",
        source: "SPC-4, Stream device to stream device operations",
        .typeCode(plain: .streamToStream, held: .streamToStreamHold, \.holdsData),
        .reserved(1...1, bits: (7, 3)),
        .flag("FCO", 1, bit: 2, \.fastCopyOnly, "fast copy only, SPC-5"),
        .reserved(1...1, bits: (1, 1)),
        .flag("CAT", 1, bit: 0, \.cat, "residue is kept for the next segment"),
        .constant("DESCRIPTOR LENGTH", 2...3, 0x10, "bytes that follow"),
        .number("SOURCE CSCD DESCRIPTOR ID", 4...5, \.source),
        .number("DESTINATION CSCD DESCRIPTOR ID", 6...7, \.destination),
        .reserved(8...8),
        .number(
            "SOURCE STREAM DEVICE TRANSFER LENGTH", 9...11, \.sourceStreamDeviceTransferLength,
            "bytes, or blocks where FIXED is one"),
        .reserved(12...12),
        .number(
            "DESTINATION STREAM DEVICE TRANSFER LENGTH", 13...15,
            \.destinationStreamDeviceTransferLength, "bytes, or blocks where FIXED is one"),
        .number("BYTE COUNT", 16...19, \.byteCount, "bytes to copy"))
}
