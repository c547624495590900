/// How a disk uses its cache. WCE is the bit that matters: with it, a WRITE may end before its data
/// is on the medium.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |   PS   |  SPF   |                      PAGE CODE                      |
///     Byte 1    |                              PAGE LENGTH                              |
///     Byte 2    |   IC   |  ABPF  |  CAP   |  DISC  |  SIZE  |  WCE   |   MF   |  RCD   |
///     Byte 3    |   DEMAND READ RETENTION PRIORITY  |      WRITE RETENTION PRIORITY     |
///     Byte 4-5  |                   DISABLE PRE-FETCH TRANSFER LENGTH                   |
///     Byte 6-7  |                           MINIMUM PRE-FETCH                           |
///     Byte 8-9  |                           MAXIMUM PRE-FETCH                           |
///     Byte 10-11|                       MAXIMUM PRE-FETCH CEILING                       |
///     Byte 12   |  FSW   | LBCSS  |  DRA   |        VS       |    SYNC_PROG    | NV_DIS |
///     Byte 13   |                        NUMBER OF CACHE SEGMENTS                       |
///     Byte 14-15|                           CACHE SEGMENT SIZE                          |
///     Byte 16   |                                Reserved                               |
///     Byte 17-19|                                Obsolete                               |
public struct CachingModePage: WireStructure {
    /// PS: parameters saveable; reserved in MODE SELECT.
    public var ps = false
    /// IC: initiator control: by segments or by size.
    public var ic = false
    /// ABPF: abort pre-fetch.
    public var abpf = false
    /// CAP: caching analysis permitted.
    public var cap = false
    /// DISC: discontinuity: pre-fetch across cylinders.
    public var disc = false
    /// SIZE: by CACHE SEGMENT SIZE, not by number.
    public var size = false
    /// WCE: writeback cache enable.
    public var wce = false
    /// MF: multiplication factor.
    public var mf = false
    /// RCD: read cache disable.
    public var rcd = false
    /// DEMAND READ RETENTION PRIORITY.
    public var demandReadRetentionPriority: UInt8 = 0
    /// WRITE RETENTION PRIORITY.
    public var writeRetentionPriority: UInt8 = 0
    /// DISABLE PRE-FETCH TRANSFER LENGTH: blocks.
    public var disablePrefetchTransferLength: UInt16 = 0
    /// MINIMUM PRE-FETCH: blocks.
    public var minimumPrefetch: UInt16 = 0
    /// MAXIMUM PRE-FETCH: blocks.
    public var maximumPrefetch: UInt16 = 0
    /// MAXIMUM PRE-FETCH CEILING: blocks.
    public var maximumPrefetchCeiling: UInt16 = 0
    /// FSW: force sequential write.
    public var fsw = false
    /// LBCSS: CACHE SEGMENT SIZE counts blocks, not bytes.
    public var lbcss = false
    /// DRA: disable read-ahead.
    public var dra = false
    /// VS: vendor specific.
    public var vendorSpecific: UInt8 = 0
    /// SYNC_PROG: how a synchronization shows its progress.
    public var syncProg: UInt8 = 0
    /// NV_DIS: nonvolatile cache disable.
    public var nvDis = false
    /// NUMBER OF CACHE SEGMENTS.
    public var numberOfCacheSegments: UInt8 = 0
    /// CACHE SEGMENT SIZE.
    public var cacheSegmentSize: UInt16 = 0

    /// Every field zero.
    public init() {}

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Caching mode page",
        source: "SBC-4, Caching mode page",
        .flag("PS", 0, bit: 7, \.ps, "parameters saveable; reserved in MODE SELECT"),
        .constant("SPF", 0...0, bits: (6, 6), 0, "page format without a subpage code"),
        .constant("PAGE CODE", 0...0, bits: (5, 0), 0x08, "Caching"),
        .constant("PAGE LENGTH", 1...1, 0x12, "bytes that follow"),
        .flag("IC", 2, bit: 7, \.ic, "initiator control: by segments or by size"),
        .flag("ABPF", 2, bit: 6, \.abpf, "abort pre-fetch"),
        .flag("CAP", 2, bit: 5, \.cap, "caching analysis permitted"),
        .flag("DISC", 2, bit: 4, \.disc, "discontinuity: pre-fetch across cylinders"),
        .flag("SIZE", 2, bit: 3, \.size, "by CACHE SEGMENT SIZE, not by number"),
        .flag("WCE", 2, bit: 2, \.wce, "writeback cache enable"),
        .flag("MF", 2, bit: 1, \.mf, "multiplication factor"),
        .flag("RCD", 2, bit: 0, \.rcd, "read cache disable"),
        .number(
            "DEMAND READ RETENTION PRIORITY",
            3...3,
            bits: (7, 4),
            \.demandReadRetentionPriority
        ),
        .number("WRITE RETENTION PRIORITY", 3...3, bits: (3, 0), \.writeRetentionPriority),
        .number(
            "DISABLE PRE-FETCH TRANSFER LENGTH",
            4...5,
            \.disablePrefetchTransferLength,
            "blocks"
        ),
        .number("MINIMUM PRE-FETCH", 6...7, \.minimumPrefetch, "blocks"),
        .number("MAXIMUM PRE-FETCH", 8...9, \.maximumPrefetch, "blocks"),
        .number("MAXIMUM PRE-FETCH CEILING", 10...11, \.maximumPrefetchCeiling, "blocks"),
        .flag("FSW", 12, bit: 7, \.fsw, "force sequential write"),
        .flag("LBCSS", 12, bit: 6, \.lbcss, "CACHE SEGMENT SIZE counts blocks, not bytes"),
        .flag("DRA", 12, bit: 5, \.dra, "disable read-ahead"),
        .number("VS", 12...12, bits: (4, 3), \.vendorSpecific, "vendor specific"),
        .number(
            "SYNC_PROG",
            12...12,
            bits: (2, 1),
            \.syncProg,
            "how a synchronization shows its progress"
        ),
        .flag("NV_DIS", 12, bit: 0, \.nvDis, "nonvolatile cache disable"),
        .number("NUMBER OF CACHE SEGMENTS", 13...13, \.numberOfCacheSegments),
        .number("CACHE SEGMENT SIZE", 14...15, \.cacheSegmentSize),
        .reserved(16...16),
        .reserved(17...19, name: "Obsolete")
    )
}
