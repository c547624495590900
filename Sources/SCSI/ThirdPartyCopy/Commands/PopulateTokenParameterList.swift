/// What POPULATE TOKEN sends: of which blocks a ROD token is to be made (SBC-3, POPULATE TOKEN
/// command).
///
///     Byte 0-1   POPULATE TOKEN DATA LENGTH (n-1)
///     Byte 2     b1 RTV, b0 IMMED
///     Byte 4-7   INACTIVITY TIMEOUT, seconds
///     Byte 8-11  ROD TYPE
///     Byte 14-15 BLOCK DEVICE RANGE DESCRIPTOR LENGTH (n-15)
///     Byte 16-n  block device range descriptors
public struct PopulateTokenParameterList: WireStructure {
    /// The RTV bit: ROD TYPE counts; without it the copy manager chooses.
    public var rodTypeValid = false
    /// The IMMED bit: the command ends before the token is made.
    public var immediate = false
    /// How many seconds the token lives without use; 0 for the copy manager's default.
    public var inactivityTimeout: UInt32 = 0
    /// The type of ROD that is asked for.
    public var rodType = RODType(rawValue: 0)
    /// The blocks, in the order that the token stands for them.
    public var ranges: [BlockDeviceRangeDescriptor] = []

    public init() {}

    /// A token for those blocks, of the type that the copy manager chooses.
    public init(ranges: [BlockDeviceRangeDescriptor]) { self.ranges = ranges }

    public static let layout = WireLayout<Self>(
        "POPULATE TOKEN parameter list", source: "SBC-3, POPULATE TOKEN command",
        .extent("POPULATE TOKEN DATA LENGTH", 0...1, from: 2),
        .reserved(2...2, bits: (7, 2)),
        .flag("RTV", 2, bit: 1, \.rodTypeValid, "ROD TYPE counts"),
        .flag("IMMED", 2, bit: 0, \.immediate, "status before the token is made"),
        .reserved(3...3),
        .number("INACTIVITY TIMEOUT", 4...7, \.inactivityTimeout, "seconds; 0 is the default"),
        .number("ROD TYPE", 8...11, \.rodType),
        .reserved(12...13),
        .blockDeviceRangesLength(14...15, \.ranges),
        .blockDeviceRanges(\.ranges))
}
