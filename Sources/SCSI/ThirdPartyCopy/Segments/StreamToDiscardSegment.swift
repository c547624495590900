import WireBytes

/// Read from stream device and discard, 06h or 0Fh (SPC-4 6.4.6.8, table 140).
///
///     Byte 0     06h, or 0Fh where the data are held
///     Byte 1     b2 FCO (SPC-5), b0 CAT
///     Byte 2-3   DESCRIPTOR LENGTH, 000Ch
///     Byte 4-5   SOURCE CSCD DESCRIPTOR ID
///     Byte 9-11  STREAM DEVICE TRANSFER LENGTH
///     Byte 12-15 NUMBER OF BYTES
public struct StreamToDiscardSegment: WireStructure {
    /// A copy of what is discarded is held for RECEIVE COPY DATA: type 0Fh instead of 06h.
    public var holdsData = false
    /// Only if the copy can be fast (SPC-5).
    public var fastCopyOnly = false
    /// What is left over is kept for the next segment.
    public var cat = false
    /// The tape.
    public var source = CSCDDescriptorID(rawValue: 0)
    /// What one READ moves: bytes, or blocks where FIXED is one; 24 bits.
    public var streamDeviceTransferLength: UInt32 = 0
    /// How many bytes are discarded.
    public var numberOfBytes: UInt32 = 0

    public init() {}

    public static let layout = WireLayout<Self>(
        "Stream device to discard segment descriptor",
        source: "SPC-4, Stream device to discard operations",
        .typeCode(plain: .streamToDiscard, held: .streamToDiscardHold, \.holdsData),
        .reserved(1...1, bits: (7, 3)),
        .flag("FCO", 1, bit: 2, \.fastCopyOnly, "fast copy only, SPC-5"),
        .reserved(1...1, bits: (1, 1)),
        .flag("CAT", 1, bit: 0, \.cat, "residue is kept for the next segment"),
        .constant("DESCRIPTOR LENGTH", 2...3, 0x0C, "bytes that follow"),
        .number("SOURCE CSCD DESCRIPTOR ID", 4...5, \.source),
        .reserved(6...8),
        .number(
            "STREAM DEVICE TRANSFER LENGTH", 9...11, \.streamDeviceTransferLength,
            "bytes, or blocks where FIXED is one"),
        .number("NUMBER OF BYTES", 12...15, \.numberOfBytes, "bytes to discard"))
}

extension StreamToDiscardSegment {
    /// Decodes without the table, for lists of a thousand of these; `nil` where the table would
    /// throw.
    ///
    /// - Precondition: `0 <= offset`, and `end` is no more than `bytes.count`.
    init?(fast bytes: [UInt8], at offset: Int, end: Int) {
        guard end - offset >= 16, bytes[offset] == 0x06 || bytes[offset] == 0x0F,
            bytes[offset + 2] == 0, bytes[offset + 3] == 0x0C
        else { return nil }
        holdsData = bytes[offset] == 0x0F
        fastCopyOnly = bytes[offset + 1] & 0x04 != 0
        cat = bytes[offset + 1] & 0x01 != 0
        source = CSCDDescriptorID(rawValue: bytes.bigEndian16(at: offset + 4))
        streamDeviceTransferLength = bytes.bigEndian32(at: offset + 8) & 0xFF_FFFF
        numberOfBytes = bytes.bigEndian32(at: offset + 12)
    }
}
