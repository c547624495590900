/// Copy bytes from block device with offset to block device with offset, 0Ah (SPC-4, Block device
/// with offset to block device with offset operations).
///
///     Byte 0     0Ah
///     Byte 1     b2 FCO (SPC-5), b0 CAT
///     Byte 2-3   DESCRIPTOR LENGTH, 001Ch
///     Byte 4-5   SOURCE CSCD DESCRIPTOR ID
///     Byte 6-7   DESTINATION CSCD DESCRIPTOR ID
///     Byte 8-11  NUMBER OF BYTES
///     Byte 12-19 SOURCE BLOCK DEVICE LOGICAL BLOCK ADDRESS
///     Byte 20-27 DESTINATION BLOCK DEVICE LOGICAL BLOCK ADDRESS
///     Byte 28-29 SOURCE BLOCK DEVICE BYTE OFFSET
///     Byte 30-31 DESTINATION BLOCK DEVICE BYTE OFFSET
public struct BlockOffsetToBlockOffsetSegment: WireStructure {
    /// Only if the copy can be fast (SPC-5).
    public var fastCopyOnly = false
    /// What is left over is kept for the next segment.
    public var cat = false
    /// The disk that is read.
    public var source = CSCDDescriptorID(rawValue: 0)
    /// The disk that is written.
    public var destination = CSCDDescriptorID(rawValue: 0)
    /// How many bytes are copied.
    public var numberOfBytes: UInt32 = 0
    /// The first block that is read.
    public var sourceLogicalBlockAddress: UInt64 = 0
    /// The first block that is written.
    public var destinationLogicalBlockAddress: UInt64 = 0
    /// Where in its first block the first byte is that is read.
    public var sourceByteOffset: UInt16 = 0
    /// Where in its first block the first byte is that is written.
    public var destinationByteOffset: UInt16 = 0

    public init() {}

    public static let layout = WireLayout<Self>(
        "Block device with offset to block device with offset segment descriptor",
        source: "SPC-4, Block device with offset to block device with offset operations",
        .typeCode(.blockOffsetToBlockOffset),
        .reserved(1...1, bits: (7, 3)),
        .flag("FCO", 1, bit: 2, \.fastCopyOnly, "fast copy only, SPC-5"),
        .reserved(1...1, bits: (1, 1)),
        .flag("CAT", 1, bit: 0, \.cat, "residue is kept for the next segment"),
        .constant("DESCRIPTOR LENGTH", 2...3, 0x1C, "bytes that follow"),
        .number("SOURCE CSCD DESCRIPTOR ID", 4...5, \.source),
        .number("DESTINATION CSCD DESCRIPTOR ID", 6...7, \.destination),
        .number("NUMBER OF BYTES", 8...11, \.numberOfBytes, "bytes to copy"),
        .number(
            "SOURCE BLOCK DEVICE LOGICAL BLOCK ADDRESS", 12...19, \.sourceLogicalBlockAddress,
            "first block"),
        .number(
            "DESTINATION BLOCK DEVICE LOGICAL BLOCK ADDRESS", 20...27,
            \.destinationLogicalBlockAddress, "first block"),
        .number(
            "SOURCE BLOCK DEVICE BYTE OFFSET", 28...29, \.sourceByteOffset,
            "bytes into the first block"),
        .number(
            "DESTINATION BLOCK DEVICE BYTE OFFSET", 30...31, \.destinationByteOffset,
            "bytes into the first block"))
}
