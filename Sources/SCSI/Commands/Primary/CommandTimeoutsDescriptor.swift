/// How long a command takes, and after how long to give it up.
public struct CommandTimeoutsDescriptor: WireStructure {
    /// COMMAND SPECIFIC.
    public var commandSpecific: UInt8 = 0
    /// NOMINAL COMMAND PROCESSING TIMEOUT: seconds; 0 is not known.
    public var nominalCommandProcessingTimeout: UInt32 = 0
    /// RECOMMENDED COMMAND TIMEOUT: seconds; 0 is none.
    public var recommendedCommandTimeout: UInt32 = 0

    /// Every field zero.
    public init() {}

    /// Both times in seconds.
    public init(nominalCommandProcessingTimeout: UInt32, recommendedCommandTimeout: UInt32) {
        self.nominalCommandProcessingTimeout = nominalCommandProcessingTimeout
        self.recommendedCommandTimeout = recommendedCommandTimeout
    }

    /// The table of fields.
    public static let layout = WireLayout<Self>(
        "Command timeouts descriptor",
        source: "SPC-4, Command timeouts descriptor",
        .constant("DESCRIPTOR LENGTH", 0...1, 0x0A),
        .reserved(2...2),
        .number("COMMAND SPECIFIC", 3...3, \.commandSpecific),
        .number(
            "NOMINAL COMMAND PROCESSING TIMEOUT",
            4...7,
            \.nominalCommandProcessingTimeout,
            "seconds; 0 is not known"
        ),
        .number(
            "RECOMMENDED COMMAND TIMEOUT",
            8...11,
            \.recommendedCommandTimeout,
            "seconds; 0 is none"
        )
    )
}
