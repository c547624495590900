/// What WRITE USING TOKEN sends: a ROD token, and the blocks that its data goes to (SBC-3, WRITE
/// USING TOKEN command).
///
///     Byte 0-1     WRITE USING TOKEN DATA LENGTH (n-1)
///     Byte 2       b1 DEL_TKN, b0 IMMED
///     Byte 8-15    OFFSET INTO ROD
///     Byte 16-527  ROD TOKEN
///     Byte 534-535 BLOCK DEVICE RANGE DESCRIPTOR LENGTH (n-535)
///     Byte 536-n   block device range descriptors
public struct WriteUsingTokenParameterList: WireStructure {
    /// The DEL_TKN bit: the token is deleted when the command is done.
    public var deletesToken = false
    /// The IMMED bit: the command ends before the data is written.
    public var immediate = false
    /// Where in the token's data to begin, in logical blocks of the destination.
    public var offsetIntoROD: UInt64 = 0
    /// The token, filled with zeros to 512 bytes.
    public var rodToken = [UInt8](repeating: 0, count: RODToken.byteCount)
    /// Where the data goes, in order.
    public var ranges: [BlockDeviceRangeDescriptor] = []

    public init() {}

    /// The data of `rodToken`, from its beginning, to those blocks.
    public init(rodToken: [UInt8], ranges: [BlockDeviceRangeDescriptor]) {
        self.rodToken = rodToken
        self.ranges = ranges
    }

    public static let layout = WireLayout<Self>(
        "WRITE USING TOKEN parameter list", source: "SBC-3, WRITE USING TOKEN command",
        .extent("WRITE USING TOKEN DATA LENGTH", 0...1, from: 2),
        .reserved(2...2, bits: (7, 2)),
        .flag("DEL_TKN", 2, bit: 1, \.deletesToken, "the token is deleted afterwards"),
        .flag("IMMED", 2, bit: 0, \.immediate, "status before the data is written"),
        .reserved(3...7),
        .number("OFFSET INTO ROD", 8...15, \.offsetIntoROD, "blocks of the destination"),
        .bytes("ROD TOKEN", 16...527, \.rodToken).explained(as: RODToken.self),
        .reserved(528...533),
        .blockDeviceRangesLength(534...535, \.ranges),
        .blockDeviceRanges(\.ranges))
}
