/// How a tape behaves at early warning, at end of data, and with what is still in its buffer.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |   PS   |  SPF   |                      PAGE CODE                      |
///     Byte 1    |                              PAGE LENGTH                              |
///     Byte 2    |Reserved|Obsolete|  CAF   |               ACTIVE FORMAT                |
///     Byte 3    |                            ACTIVE PARTITION                           |
///     Byte 4    |                     WRITE OBJECT BUFFER FULL RATIO                    |
///     Byte 5    |                     READ OBJECT BUFFER EMPTY RATIO                    |
///     Byte 6-7  |                            WRITE DELAY TIME                           |
///     Byte 8    |  OBR   |  LOIS  |  RSMK  |  AVC   |       SOCF      |  ROBO  |  REW   |
///     Byte 9    |                                GAP SIZE                               |
///     Byte 10   |       EOD DEFINED        |  EEG   |  SEW   |  SWP   |  BAML  |  BAM   |
///     Byte 11-13|                  OBJECT BUFFER SIZE AT EARLY WARNING                  |
///     Byte 14   |                   SELECT DATA COMPRESSION ALGORITHM                   |
///     Byte 15   |       WTRE      |  OIR   | REWIND ON RESET | ASOCWP | PERSWP | PRMWP  |
public struct DeviceConfigurationModePage: WireStructure {
    /// PS: parameters saveable; reserved in MODE SELECT.
    public var ps = false
    /// CAF: change active format.
    public var caf = false
    /// ACTIVE FORMAT.
    public var activeFormat: UInt8 = 0
    /// ACTIVE PARTITION.
    public var activePartition: UInt8 = 0
    /// WRITE OBJECT BUFFER FULL RATIO.
    public var writeObjectBufferFullRatio: UInt8 = 0
    /// READ OBJECT BUFFER EMPTY RATIO.
    public var readObjectBufferEmptyRatio: UInt8 = 0
    /// WRITE DELAY TIME: 100 ms.
    public var writeDelayTime: UInt16 = 0
    /// OBR: object buffer recovery.
    public var obr = false
    /// LOIS: logical object identifiers supported.
    public var lois = false
    /// RSMK: report setmarks, obsolete.
    public var rsmk = false
    /// AVC: automatic velocity control.
    public var avc = false
    /// SOCF: stop on consecutive filemarks.
    public var socf: UInt8 = 0
    /// ROBO: recover object buffer order.
    public var robo = false
    /// REW: report early warning on reading.
    public var rew = false
    /// GAP SIZE.
    public var gapSize: UInt8 = 0
    /// EOD DEFINED: 0: the device's own end of data.
    public var eodDefined: UInt8 = 0
    /// EEG: enable end of data generation.
    public var eeg = false
    /// SEW: synchronize at early warning.
    public var sew = false
    /// SWP: software write protect.
    public var swp = false
    /// BAML: block address mode lock.
    public var baml = false
    /// BAM: block address mode.
    public var bam = false
    /// OBJECT BUFFER SIZE AT EARLY WARNING: bytes.
    public var objectBufferSizeAtEarlyWarning: UInt32 = 0
    /// SELECT DATA COMPRESSION ALGORITHM: 0: none, 1: default.
    public var selectDataCompressionAlgorithm: UInt8 = 0
    /// WTRE: how WORM tampering is treated.
    public var wtre: UInt8 = 0
    /// OIR: only if reserved.
    public var oir = false
    /// REWIND ON RESET: 1: to the beginning, 2: stay.
    public var rewindOnReset: UInt8 = 0
    /// ASOCWP: associated write protect.
    public var asocwp = false
    /// PERSWP: persistent write protect.
    public var perswp = false
    /// PRMWP: permanent write protect.
    public var prmwp = false

    /// Every field zero.
    public init() {}

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Device Configuration mode page",
        source: "SSC-4, Device Configuration mode page",
        .flag("PS", 0, bit: 7, \.ps, "parameters saveable; reserved in MODE SELECT"),
        .constant("SPF", 0...0, bits: (6, 6), 0, "page format without a subpage code"),
        .constant("PAGE CODE", 0...0, bits: (5, 0), 0x10, "Device Configuration"),
        .constant("PAGE LENGTH", 1...1, 0x0E, "bytes that follow"),
        .reserved(2...2, bits: (7, 7)),
        .reserved(2...2, bits: (6, 6), name: "Obsolete"),
        .flag("CAF", 2, bit: 5, \.caf, "change active format"),
        .number("ACTIVE FORMAT", 2...2, bits: (4, 0), \.activeFormat),
        .number("ACTIVE PARTITION", 3...3, \.activePartition),
        .number("WRITE OBJECT BUFFER FULL RATIO", 4...4, \.writeObjectBufferFullRatio),
        .number("READ OBJECT BUFFER EMPTY RATIO", 5...5, \.readObjectBufferEmptyRatio),
        .number("WRITE DELAY TIME", 6...7, \.writeDelayTime, "100 ms"),
        .flag("OBR", 8, bit: 7, \.obr, "object buffer recovery"),
        .flag("LOIS", 8, bit: 6, \.lois, "logical object identifiers supported"),
        .flag("RSMK", 8, bit: 5, \.rsmk, "report setmarks, obsolete"),
        .flag("AVC", 8, bit: 4, \.avc, "automatic velocity control"),
        .number("SOCF", 8...8, bits: (3, 2), \.socf, "stop on consecutive filemarks"),
        .flag("ROBO", 8, bit: 1, \.robo, "recover object buffer order"),
        .flag("REW", 8, bit: 0, \.rew, "report early warning on reading"),
        .number("GAP SIZE", 9...9, \.gapSize),
        .number(
            "EOD DEFINED",
            10...10,
            bits: (7, 5),
            \.eodDefined,
            "0: the device's own end of data"
        ),
        .flag("EEG", 10, bit: 4, \.eeg, "enable end of data generation"),
        .flag("SEW", 10, bit: 3, \.sew, "synchronize at early warning"),
        .flag("SWP", 10, bit: 2, \.swp, "software write protect"),
        .flag("BAML", 10, bit: 1, \.baml, "block address mode lock"),
        .flag("BAM", 10, bit: 0, \.bam, "block address mode"),
        .number(
            "OBJECT BUFFER SIZE AT EARLY WARNING",
            11...13,
            \.objectBufferSizeAtEarlyWarning,
            "bytes"
        ),
        .number(
            "SELECT DATA COMPRESSION ALGORITHM",
            14...14,
            \.selectDataCompressionAlgorithm,
            "0: none, 1: default"
        ),
        .number("WTRE", 15...15, bits: (7, 6), \.wtre, "how WORM tampering is treated"),
        .flag("OIR", 15, bit: 5, \.oir, "only if reserved"),
        .number(
            "REWIND ON RESET",
            15...15,
            bits: (4, 3),
            \.rewindOnReset,
            "1: to the beginning, 2: stay"
        ),
        .flag("ASOCWP", 15, bit: 2, \.asocwp, "associated write protect"),
        .flag("PERSWP", 15, bit: 1, \.perswp, "persistent write protect"),
        .flag("PRMWP", 15, bit: 0, \.prmwp, "permanent write protect")
    )
}
