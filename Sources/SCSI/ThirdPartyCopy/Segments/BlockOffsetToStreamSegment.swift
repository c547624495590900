import WireBytes

/// Copy bytes from block device with offset to stream device, 08h (SPC-4, Block device with offset
/// to stream device operations).
///
///     Byte 0     08h
///     Byte 1     b2 FCO (SPC-5), b0 CAT
///     Byte 2-3   DESCRIPTOR LENGTH, 0018h
///     Byte 4-5   SOURCE CSCD DESCRIPTOR ID
///     Byte 6-7   DESTINATION CSCD DESCRIPTOR ID
///     Byte 9-11  STREAM DEVICE TRANSFER LENGTH
///     Byte 12-15 NUMBER OF BYTES
///     Byte 16-23 BLOCK DEVICE LOGICAL BLOCK ADDRESS
///     Byte 26-27 BLOCK DEVICE BYTE OFFSET
public struct BlockOffsetToStreamSegment: WireStructure {
    /// Only if the copy can be fast (SPC-5).
    public var fastCopyOnly = false
    /// What is left over is kept for the next segment.
    public var cat = false
    /// The disk.
    public var source = CSCDDescriptorID(rawValue: 0)
    /// The tape.
    public var destination = CSCDDescriptorID(rawValue: 0)
    /// What one WRITE moves: bytes, or blocks where FIXED is one; 24 bits.
    public var streamDeviceTransferLength: UInt32 = 0
    /// How many bytes are copied.
    public var numberOfBytes: UInt32 = 0
    /// The first block that is read.
    public var logicalBlockAddress: UInt64 = 0
    /// Where in that block the first byte is that is read.
    public var byteOffset: UInt16 = 0

    public init() {}

    public static let layout = WireLayout<Self>(
        "Block device with offset to stream device segment descriptor",
        source: "SPC-4, Block device with offset to stream device operations",
        .typeCode(.blockOffsetToStream),
        .reserved(1...1, bits: (7, 3)),
        .flag("FCO", 1, bit: 2, \.fastCopyOnly, "fast copy only, SPC-5"),
        .reserved(1...1, bits: (1, 1)),
        .flag("CAT", 1, bit: 0, \.cat, "residue is kept for the next segment"),
        .constant("DESCRIPTOR LENGTH", 2...3, 0x18, "bytes that follow"),
        .number("SOURCE CSCD DESCRIPTOR ID", 4...5, \.source),
        .number("DESTINATION CSCD DESCRIPTOR ID", 6...7, \.destination),
        .reserved(8...8),
        .number(
            "STREAM DEVICE TRANSFER LENGTH", 9...11, \.streamDeviceTransferLength,
            "bytes, or blocks where FIXED is one"),
        .number("NUMBER OF BYTES", 12...15, \.numberOfBytes, "bytes to copy"),
        .number(
            "BLOCK DEVICE LOGICAL BLOCK ADDRESS", 16...23, \.logicalBlockAddress, "first block"),
        .reserved(24...25),
        .number("BLOCK DEVICE BYTE OFFSET", 26...27, \.byteOffset, "bytes into the first block"))
}

extension BlockOffsetToStreamSegment {
    /// Decodes without the table, for lists of a thousand of these; `nil` where the table would
    /// throw.
    ///
    /// - Precondition: `0 <= offset`, and `end` is no more than `bytes.count`.
    init?(fast bytes: [UInt8], at offset: Int, end: Int) {
        guard end - offset >= 28, bytes[offset] == 0x08,
            bytes[offset + 2] == 0, bytes[offset + 3] == 0x18
        else { return nil }
        fastCopyOnly = bytes[offset + 1] & 0x04 != 0
        cat = bytes[offset + 1] & 0x01 != 0
        source = CSCDDescriptorID(rawValue: bytes.bigEndian16(at: offset + 4))
        destination = CSCDDescriptorID(rawValue: bytes.bigEndian16(at: offset + 6))
        streamDeviceTransferLength = bytes.bigEndian32(at: offset + 8) & 0xFF_FFFF
        numberOfBytes = bytes.bigEndian32(at: offset + 12)
        logicalBlockAddress = bytes.bigEndian64(at: offset + 16)
        byteOffset = bytes.bigEndian16(at: offset + 26)
    }
}
