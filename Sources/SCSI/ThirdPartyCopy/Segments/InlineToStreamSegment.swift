import WireBytes

/// Copy inline data to stream device, 04h (SPC-4 6.4.6.6, table 138).
///
///     Byte 0     04h
///     Byte 1     b2 FCO (SPC-5), b0 CAT
///     Byte 2-3   DESCRIPTOR LENGTH, 0010h
///     Byte 6-7   DESTINATION CSCD DESCRIPTOR ID
///     Byte 9-11  STREAM DEVICE TRANSFER LENGTH
///     Byte 12-15 INLINE DATA OFFSET
///     Byte 16-19 INLINE DATA NUMBER OF BYTES
public struct InlineToStreamSegment: WireStructure {
    /// Only if the copy can be fast (SPC-5).
    public var fastCopyOnly = false
    /// What is left over is kept for the next segment.
    public var cat = false
    /// The tape.
    public var destination = CSCDDescriptorID(rawValue: 0)
    /// What one WRITE moves: bytes, or blocks where FIXED is one; 24 bits.
    public var streamDeviceTransferLength: UInt32 = 0
    /// The first byte that is taken, counted from the first byte of inline data; a multiple of 4.
    public var inlineDataOffset: UInt32 = 0
    /// How many bytes are taken.
    public var inlineDataNumberOfBytes: UInt32 = 0

    public init() {}

    public static let layout = WireLayout<Self>(
        "Inline data to stream device segment descriptor",
        source: "SPC-4, Inline data to stream device operations",
        .constant("DESCRIPTOR TYPE CODE", 0...0, 0x04, "inline data to stream device"),
        .reserved(1...1, bits: (7, 3)),
        .flag("FCO", 1, bit: 2, \.fastCopyOnly, "fast copy only, SPC-5"),
        .reserved(1...1, bits: (1, 1)),
        .flag("CAT", 1, bit: 0, \.cat, "residue is kept for the next segment"),
        .constant("DESCRIPTOR LENGTH", 2...3, 0x10, "bytes that follow"),
        .reserved(4...5),
        .number("DESTINATION CSCD DESCRIPTOR ID", 6...7, \.destination),
        .reserved(8...8),
        .number(
            "STREAM DEVICE TRANSFER LENGTH", 9...11, \.streamDeviceTransferLength,
            "bytes, or blocks where FIXED is one"),
        .number("INLINE DATA OFFSET", 12...15, \.inlineDataOffset, "bytes into the inline data"),
        .number("INLINE DATA NUMBER OF BYTES", 16...19, \.inlineDataNumberOfBytes))
}

extension InlineToStreamSegment {
    /// Decodes without the table, for lists of a thousand of these; `nil` where the table would
    /// throw.
    ///
    /// - Precondition: `0 <= offset`, and `end` is no more than `bytes.count`.
    init?(fast bytes: [UInt8], at offset: Int, end: Int) {
        guard end - offset >= 20, bytes[offset] == 0x04,
            bytes[offset + 2] == 0, bytes[offset + 3] == 0x10
        else { return nil }
        fastCopyOnly = bytes[offset + 1] & 0x04 != 0
        cat = bytes[offset + 1] & 0x01 != 0
        destination = CSCDDescriptorID(rawValue: bytes.bigEndian16(at: offset + 6))
        streamDeviceTransferLength = bytes.bigEndian32(at: offset + 8) & 0xFF_FFFF
        inlineDataOffset = bytes.bigEndian32(at: offset + 12)
        inlineDataNumberOfBytes = bytes.bigEndian32(at: offset + 16)
    }
}
