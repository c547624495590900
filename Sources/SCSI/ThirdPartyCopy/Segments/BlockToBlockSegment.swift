import WireBytes

/// Copy from block device to block device, 02h or 0Dh (SPC-4 6.4.6.4, table 136).
///
///     Byte 0     02h, or 0Dh where the data are held
///     Byte 1     b2 FCO (SPC-5), b1 DC, b0 CAT
///     Byte 2-3   DESCRIPTOR LENGTH, 0018h
///     Byte 4-5   SOURCE CSCD DESCRIPTOR ID
///     Byte 6-7   DESTINATION CSCD DESCRIPTOR ID
///     Byte 10-11 BLOCK DEVICE NUMBER OF BLOCKS
///     Byte 12-19 SOURCE BLOCK DEVICE LOGICAL BLOCK ADDRESS
///     Byte 20-27 DESTINATION BLOCK DEVICE LOGICAL BLOCK ADDRESS
public struct BlockToBlockSegment: WireStructure {
    /// A copy of what is processed is held for RECEIVE COPY DATA: type 0Dh instead of 02h.
    public var holdsData = false
    /// Only if the copy can be fast (SPC-5).
    public var fastCopyOnly = false
    /// The number of blocks counts destination blocks, not source blocks.
    public var destinationCount = false
    /// What is left over is kept for the next segment.
    public var cat = false
    /// The disk that is read.
    public var source = CSCDDescriptorID(rawValue: 0)
    /// The disk that is written.
    public var destination = CSCDDescriptorID(rawValue: 0)
    /// How many blocks of the source are read, or of the destination are written.
    public var numberOfBlocks: UInt16 = 0
    /// The first block that is read.
    public var sourceLogicalBlockAddress: UInt64 = 0
    /// The first block that is written.
    public var destinationLogicalBlockAddress: UInt64 = 0

    public init() {}

    public static let layout = WireLayout<Self>(
        "Block device to block device segment descriptor",
        source: "SPC-4, Block device to block device operations",
        .typeCode(plain: .blockToBlock, held: .blockToBlockHold, \.holdsData),
        .reserved(1...1, bits: (7, 3)),
        .flag("FCO", 1, bit: 2, \.fastCopyOnly, "fast copy only, SPC-5"),
        .flag("DC", 1, bit: 1, \.destinationCount, "the count is of destination blocks"),
        .flag("CAT", 1, bit: 0, \.cat, "residue is kept for the next segment"),
        .constant("DESCRIPTOR LENGTH", 2...3, 0x18, "bytes that follow"),
        .number("SOURCE CSCD DESCRIPTOR ID", 4...5, \.source),
        .number("DESTINATION CSCD DESCRIPTOR ID", 6...7, \.destination),
        .reserved(8...9),
        .number("BLOCK DEVICE NUMBER OF BLOCKS", 10...11, \.numberOfBlocks, "blocks, as DC counts"),
        .number(
            "SOURCE BLOCK DEVICE LOGICAL BLOCK ADDRESS", 12...19, \.sourceLogicalBlockAddress,
            "first block"),
        .number(
            "DESTINATION BLOCK DEVICE LOGICAL BLOCK ADDRESS", 20...27,
            \.destinationLogicalBlockAddress, "first block"))
}

extension BlockToBlockSegment {
    /// Decodes without the table, for lists of a thousand of these; `nil` where the table would
    /// throw.
    ///
    /// - Precondition: `0 <= offset`, and `end` is no more than `bytes.count`.
    init?(fast bytes: [UInt8], at offset: Int, end: Int) {
        guard end - offset >= 28, bytes[offset] == 0x02 || bytes[offset] == 0x0D,
            bytes[offset + 2] == 0, bytes[offset + 3] == 0x18
        else { return nil }
        holdsData = bytes[offset] == 0x0D
        fastCopyOnly = bytes[offset + 1] & 0x04 != 0
        destinationCount = bytes[offset + 1] & 0x02 != 0
        cat = bytes[offset + 1] & 0x01 != 0
        source = CSCDDescriptorID(rawValue: bytes.bigEndian16(at: offset + 4))
        destination = CSCDDescriptorID(rawValue: bytes.bigEndian16(at: offset + 6))
        numberOfBlocks = bytes.bigEndian16(at: offset + 10)
        sourceLogicalBlockAddress = bytes.bigEndian64(at: offset + 12)
        destinationLogicalBlockAddress = bytes.bigEndian64(at: offset + 20)
    }
}
