import WireBytes

/// Copy from stream device to block device, 01h or 0Ch (SPC-4 6.4.6.3, table 135).
///
///     Byte 0     01h, or 0Ch where the data are held
///     Byte 1     b2 FCO (SPC-5), b0 CAT
///     Byte 2-3   DESCRIPTOR LENGTH, 0014h
///     Byte 4-5   SOURCE CSCD DESCRIPTOR ID
///     Byte 6-7   DESTINATION CSCD DESCRIPTOR ID
///     Byte 9-11  STREAM DEVICE TRANSFER LENGTH
///     Byte 14-15 BLOCK DEVICE NUMBER OF BLOCKS
///     Byte 16-23 BLOCK DEVICE LOGICAL BLOCK ADDRESS
public struct StreamToBlockSegment: WireStructure {
    /// A copy of what is processed is held for RECEIVE COPY DATA: type 0Ch instead of 01h.
    public var holdsData = false
    /// Only if the copy can be fast (SPC-5).
    public var fastCopyOnly = false
    /// What is left over is kept for the next segment.
    public var cat = false
    /// The tape.
    public var source = CSCDDescriptorID(rawValue: 0)
    /// The disk.
    public var destination = CSCDDescriptorID(rawValue: 0)
    /// What one READ moves: bytes, or blocks where FIXED is one; 24 bits.
    public var streamDeviceTransferLength: UInt32 = 0
    /// How many blocks are written.
    public var numberOfBlocks: UInt16 = 0
    /// The first block that is written.
    public var logicalBlockAddress: UInt64 = 0

    public init() {}

    public static let layout = WireLayout<Self>(
        "Stream device to block device segment descriptor",
        source: "SPC-4, Stream device to block device operations",
        .typeCode(plain: .streamToBlock, held: .streamToBlockHold, \.holdsData),
        .reserved(1...1, bits: (7, 3)),
        .flag("FCO", 1, bit: 2, \.fastCopyOnly, "fast copy only, SPC-5"),
        .reserved(1...1, bits: (1, 1)),
        .flag("CAT", 1, bit: 0, \.cat, "residue is kept for the next segment"),
        .constant("DESCRIPTOR LENGTH", 2...3, 0x14, "bytes that follow"),
        .number("SOURCE CSCD DESCRIPTOR ID", 4...5, \.source),
        .number("DESTINATION CSCD DESCRIPTOR ID", 6...7, \.destination),
        .reserved(8...8),
        .number(
            "STREAM DEVICE TRANSFER LENGTH", 9...11, \.streamDeviceTransferLength,
            "bytes, or blocks where FIXED is one"),
        .reserved(12...13),
        .number("BLOCK DEVICE NUMBER OF BLOCKS", 14...15, \.numberOfBlocks, "blocks to write"),
        .number("BLOCK DEVICE LOGICAL BLOCK ADDRESS", 16...23, \.logicalBlockAddress, "first block")
    )
}

extension StreamToBlockSegment {
    /// Decodes without the table, for lists of a thousand of these; `nil` where the table would
    /// throw.
    ///
    /// - Precondition: `0 <= offset`, and `end` is no more than `bytes.count`.
    init?(fast bytes: [UInt8], at offset: Int, end: Int) {
        guard end - offset >= 24, bytes[offset] == 0x01 || bytes[offset] == 0x0C,
            bytes[offset + 2] == 0, bytes[offset + 3] == 0x14
        else { return nil }
        holdsData = bytes[offset] == 0x0C
        fastCopyOnly = bytes[offset + 1] & 0x04 != 0
        cat = bytes[offset + 1] & 0x01 != 0
        source = CSCDDescriptorID(rawValue: bytes.bigEndian16(at: offset + 4))
        destination = CSCDDescriptorID(rawValue: bytes.bigEndian16(at: offset + 6))
        streamDeviceTransferLength = bytes.bigEndian32(at: offset + 8) & 0xFF_FFFF
        numberOfBlocks = bytes.bigEndian16(at: offset + 14)
        logicalBlockAddress = bytes.bigEndian64(at: offset + 16)
    }
}
