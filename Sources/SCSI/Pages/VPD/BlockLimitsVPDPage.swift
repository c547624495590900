/// How much a disk takes in one command, and what suits it. Zero means no limit, or that it is not
/// said.
///
/// SBC-2 had the first 16 bytes alone; PAGE LENGTH is then 0Ch, and the rest is decoded as zero.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |   PERIPHERAL QUALIFIER   |           PERIPHERAL DEVICE TYPE           |
///     Byte 1    |                               PAGE CODE                               |
///     Byte 2-3  |                              PAGE LENGTH                              |
///     Byte 4    |                           Reserved                           |  WSNZ  |
///     Byte 5    |                    MAXIMUM COMPARE AND WRITE LENGTH                   |
///     Byte 6-7  |                  OPTIMAL TRANSFER LENGTH GRANULARITY                  |
///     Byte 8-11 |                        MAXIMUM TRANSFER LENGTH                        |
///     Byte 12-15|                        OPTIMAL TRANSFER LENGTH                        |
///     Byte 16-19|                        MAXIMUM PREFETCH LENGTH                        |
///     Byte 20-23|                        MAXIMUM UNMAP LBA COUNT                        |
///     Byte 24-27|                  MAXIMUM UNMAP BLOCK DESCRIPTOR COUNT                 |
///     Byte 28-31|                       OPTIMAL UNMAP GRANULARITY                       |
///     Byte 32   |UGAVALID|              (MSB) UNMAP GRANULARITY ALIGNMENT               |
///     Byte 33-35|                   UNMAP GRANULARITY ALIGNMENT (LSB)                   |
///     Byte 36-43|                       MAXIMUM WRITE SAME LENGTH                       |
///     Byte 44-47|                     MAXIMUM ATOMIC TRANSFER LENGTH                    |
///     Byte 48-51|                            ATOMIC ALIGNMENT                           |
///     Byte 52-55|                   ATOMIC TRANSFER LENGTH GRANULARITY                  |
///     Byte 56-59|          MAXIMUM ATOMIC TRANSFER LENGTH WITH ATOMIC BOUNDARY          |
///     Byte 60-63|                      MAXIMUM ATOMIC BOUNDARY SIZE                     |
public struct BlockLimitsVPDPage: WireStructure {
    /// PERIPHERAL QUALIFIER.
    public var peripheralQualifier = PeripheralQualifier(rawValue: 0)
    /// PERIPHERAL DEVICE TYPE.
    public var peripheralDeviceType = PeripheralDeviceType(rawValue: 0)
    /// PAGE LENGTH: how many bytes follow byte 3; 3Ch for all that the table has.
    public var pageLength: UInt16 = 0x3C
    /// WSNZ: WRITE SAME refuses zero blocks.
    public var wsnz = false
    /// MAXIMUM COMPARE AND WRITE LENGTH: blocks.
    public var maximumCompareAndWriteLength: UInt8 = 0
    /// OPTIMAL TRANSFER LENGTH GRANULARITY: blocks.
    public var optimalTransferLengthGranularity: UInt16 = 0
    /// MAXIMUM TRANSFER LENGTH: blocks.
    public var maximumTransferLength: UInt32 = 0
    /// OPTIMAL TRANSFER LENGTH: blocks.
    public var optimalTransferLength: UInt32 = 0
    /// MAXIMUM PREFETCH LENGTH: blocks.
    public var maximumPrefetchLength: UInt32 = 0
    /// MAXIMUM UNMAP LBA COUNT: blocks; FFFFFFFFh: no limit.
    public var maximumUnmapLBACount: UInt32 = 0
    /// MAXIMUM UNMAP BLOCK DESCRIPTOR COUNT.
    public var maximumUnmapBlockDescriptorCount: UInt32 = 0
    /// OPTIMAL UNMAP GRANULARITY: blocks.
    public var optimalUnmapGranularity: UInt32 = 0
    /// UGAVALID: the alignment counts.
    public var ugavalid = false
    /// UNMAP GRANULARITY ALIGNMENT: first block of a granule.
    public var unmapGranularityAlignment: UInt32 = 0
    /// MAXIMUM WRITE SAME LENGTH: blocks.
    public var maximumWriteSameLength: UInt64 = 0
    /// MAXIMUM ATOMIC TRANSFER LENGTH: blocks.
    public var maximumAtomicTransferLength: UInt32 = 0
    /// ATOMIC ALIGNMENT: blocks.
    public var atomicAlignment: UInt32 = 0
    /// ATOMIC TRANSFER LENGTH GRANULARITY: blocks.
    public var atomicTransferLengthGranularity: UInt32 = 0
    /// MAXIMUM ATOMIC TRANSFER LENGTH WITH ATOMIC BOUNDARY: blocks.
    public var maximumAtomicTransferLengthWithAtomicBoundary: UInt32 = 0
    /// MAXIMUM ATOMIC BOUNDARY SIZE: blocks.
    public var maximumAtomicBoundarySize: UInt32 = 0

    /// Every field zero, or as declared above.
    public init() {}

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Block Limits VPD page",
        source: "SBC-4, Block Limits VPD page",
        shortest: 16,
        .number("PERIPHERAL QUALIFIER", 0...0, bits: (7, 5), \.peripheralQualifier),
        .number("PERIPHERAL DEVICE TYPE", 0...0, bits: (4, 0), \.peripheralDeviceType),
        .constant("PAGE CODE", 1...1, 0xB0, "Block Limits"),
        .extent("PAGE LENGTH", 2...3, from: 4, \.pageLength),
        .reserved(4...4, bits: (7, 1)),
        .flag("WSNZ", 4, bit: 0, \.wsnz, "WRITE SAME refuses zero blocks"),
        .number(
            "MAXIMUM COMPARE AND WRITE LENGTH",
            5...5,
            \.maximumCompareAndWriteLength,
            "blocks"
        ),
        .number(
            "OPTIMAL TRANSFER LENGTH GRANULARITY",
            6...7,
            \.optimalTransferLengthGranularity,
            "blocks"
        ),
        .number("MAXIMUM TRANSFER LENGTH", 8...11, \.maximumTransferLength, "blocks"),
        .number("OPTIMAL TRANSFER LENGTH", 12...15, \.optimalTransferLength, "blocks"),
        .number("MAXIMUM PREFETCH LENGTH", 16...19, \.maximumPrefetchLength, "blocks"),
        .number(
            "MAXIMUM UNMAP LBA COUNT",
            20...23,
            \.maximumUnmapLBACount,
            "blocks; FFFFFFFFh: no limit"
        ),
        .number(
            "MAXIMUM UNMAP BLOCK DESCRIPTOR COUNT",
            24...27,
            \.maximumUnmapBlockDescriptorCount
        ),
        .number("OPTIMAL UNMAP GRANULARITY", 28...31, \.optimalUnmapGranularity, "blocks"),
        .flag("UGAVALID", 32, bit: 7, \.ugavalid, "the alignment counts"),
        .number(
            "UNMAP GRANULARITY ALIGNMENT",
            32...35,
            bits: (6, 0),
            \.unmapGranularityAlignment,
            "first block of a granule"
        ),
        .number("MAXIMUM WRITE SAME LENGTH", 36...43, \.maximumWriteSameLength, "blocks"),
        .number("MAXIMUM ATOMIC TRANSFER LENGTH", 44...47, \.maximumAtomicTransferLength, "blocks"),
        .number("ATOMIC ALIGNMENT", 48...51, \.atomicAlignment, "blocks"),
        .number(
            "ATOMIC TRANSFER LENGTH GRANULARITY",
            52...55,
            \.atomicTransferLengthGranularity,
            "blocks"
        ),
        .number(
            "MAXIMUM ATOMIC TRANSFER LENGTH WITH ATOMIC BOUNDARY",
            56...59,
            \.maximumAtomicTransferLengthWithAtomicBoundary,
            "blocks"
        ),
        .number("MAXIMUM ATOMIC BOUNDARY SIZE", 60...63, \.maximumAtomicBoundarySize, "blocks")
    )
}
