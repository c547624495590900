/// Begins what MODE SENSE(6) returns and what MODE SELECT(6) sends. Block descriptors follow, then
/// mode pages.
///
/// MODE DATA LENGTH counts everything behind itself, block descriptors and pages too, and is
/// reserved in MODE SELECT. DEVICE-SPECIFIC PARAMETER depends on the kind of device: see
/// `DirectAccessDeviceSpecificParameter` and `SequentialAccessDeviceSpecificParameter`.
public struct ModeParameterHeader6: WireStructure {
    /// MODE DATA LENGTH: bytes that follow, with descriptors and pages.
    public var modeDataLength: UInt8 = 0
    /// MEDIUM TYPE.
    public var mediumType: UInt8 = 0
    /// DEVICE-SPECIFIC PARAMETER.
    public var deviceSpecificParameter: UInt8 = 0
    /// BLOCK DESCRIPTOR LENGTH: bytes.
    public var blockDescriptorLength: UInt8 = 0

    /// Every field zero.
    public init() {}

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Mode parameter header(6)",
        source: "SPC-4, Mode parameter list formats",
        .number(
            "MODE DATA LENGTH",
            0...0,
            \.modeDataLength,
            "bytes that follow, with descriptors and pages"
        ),
        .number("MEDIUM TYPE", 1...1, \.mediumType),
        .number("DEVICE-SPECIFIC PARAMETER", 2...2, \.deviceSpecificParameter),
        .number("BLOCK DESCRIPTOR LENGTH", 3...3, \.blockDescriptorLength, "bytes")
    )
}
