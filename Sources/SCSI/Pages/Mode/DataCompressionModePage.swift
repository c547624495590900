/// Whether a tape compresses. It replaces the one field of that kind in the Device Configuration
/// mode page.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0    |   PS   |  SPF   |                      PAGE CODE                      |
///     Byte 1    |                              PAGE LENGTH                              |
///     Byte 2    |  DCE   |  DCC   |                       Reserved                      |
///     Byte 3    |  DDE   |       RED       |                  Reserved                  |
///     Byte 4-7  |                         COMPRESSION ALGORITHM                         |
///     Byte 8-11 |                        DECOMPRESSION ALGORITHM                        |
///     Byte 12-15|                                Reserved                               |
public struct DataCompressionModePage: WireStructure {
    /// PS: parameters saveable; reserved in MODE SELECT.
    public var ps = false
    /// DCE: data compression enable.
    public var dce = false
    /// DCC: data compression capable.
    public var dcc = false
    /// DDE: data decompression enable.
    public var dde = false
    /// RED: report exception on decompression.
    public var red: UInt8 = 0
    /// COMPRESSION ALGORITHM.
    public var compressionAlgorithm: UInt32 = 0
    /// DECOMPRESSION ALGORITHM.
    public var decompressionAlgorithm: UInt32 = 0

    /// Every field zero.
    public init() {}

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Data Compression mode page",
        source: "SSC-4, Data Compression mode page",
        .flag("PS", 0, bit: 7, \.ps, "parameters saveable; reserved in MODE SELECT"),
        .constant("SPF", 0...0, bits: (6, 6), 0, "page format without a subpage code"),
        .constant("PAGE CODE", 0...0, bits: (5, 0), 0x0F, "Data Compression"),
        .constant("PAGE LENGTH", 1...1, 0x0E, "bytes that follow"),
        .flag("DCE", 2, bit: 7, \.dce, "data compression enable"),
        .flag("DCC", 2, bit: 6, \.dcc, "data compression capable"),
        .reserved(2...2, bits: (5, 0)),
        .flag("DDE", 3, bit: 7, \.dde, "data decompression enable"),
        .number("RED", 3...3, bits: (6, 5), \.red, "report exception on decompression"),
        .reserved(3...3, bits: (4, 0)),
        .number("COMPRESSION ALGORITHM", 4...7, \.compressionAlgorithm),
        .number("DECOMPRESSION ALGORITHM", 8...11, \.decompressionAlgorithm),
        .reserved(12...15)
    )
}
