/// REPORTING OPTIONS of REPORT SUPPORTED OPERATION CODES (SPC-4). Three bits.
public struct ReportingOptions: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// All commands.
    public static let allCommands = Self(rawValue: 0)
    /// One command by its operation code; an error if it has service actions.
    public static let oneOperationCode = Self(rawValue: 1)
    /// One command by its operation code and service action; an error if it has none.
    public static let oneServiceAction = Self(rawValue: 2)
    /// One command by its operation code and, if it has service actions, by that.
    public static let oneCommand = Self(rawValue: 3)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0: "all commands",
        1: "one command by its operation code",
        2: "one command by its operation code and service action",
        3: "one command by what identifies it",
    ]
}
