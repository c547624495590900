/// Begins what MODE SENSE(10) returns and what MODE SELECT(10) sends. Block descriptors follow, of
/// 16 bytes if LONGLBA is one, then mode pages.
///
/// MODE DATA LENGTH counts everything behind itself, block descriptors and pages too, and is
/// reserved in MODE SELECT.
///
///     Bit           7        6        5        4        3        2        1        0
///     Byte 0-1  |                            MODE DATA LENGTH                           |
///     Byte 2    |                              MEDIUM TYPE                              |
///     Byte 3    |                       DEVICE-SPECIFIC PARAMETER                       |
///     Byte 4    |                           Reserved                           |LONGLBA |
///     Byte 5    |                                Reserved                               |
///     Byte 6-7  |                        BLOCK DESCRIPTOR LENGTH                        |
public struct ModeParameterHeader10: WireStructure {
    /// MODE DATA LENGTH: bytes that follow, with descriptors and pages.
    public var modeDataLength: UInt16 = 0
    /// MEDIUM TYPE.
    public var mediumType: UInt8 = 0
    /// DEVICE-SPECIFIC PARAMETER.
    public var deviceSpecificParameter: UInt8 = 0
    /// LONGLBA: block descriptors have 16 bytes.
    public var longLBA = false
    /// BLOCK DESCRIPTOR LENGTH: bytes.
    public var blockDescriptorLength: UInt16 = 0

    /// Every field zero.
    public init() {}

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Mode parameter header(10)",
        source: "SPC-4, Mode parameter list formats",
        .number(
            "MODE DATA LENGTH",
            0...1,
            \.modeDataLength,
            "bytes that follow, with descriptors and pages"
        ),
        .number("MEDIUM TYPE", 2...2, \.mediumType),
        .number("DEVICE-SPECIFIC PARAMETER", 3...3, \.deviceSpecificParameter),
        .reserved(4...4, bits: (7, 1)),
        .flag("LONGLBA", 4, bit: 0, \.longLBA, "block descriptors have 16 bytes"),
        .reserved(5...5),
        .number("BLOCK DESCRIPTOR LENGTH", 6...7, \.blockDescriptorLength, "bytes")
    )
}
