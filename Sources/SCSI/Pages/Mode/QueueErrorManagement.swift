/// QERR: what a CHECK CONDITION does to other commands (SPC-4, Control mode page). Two bits.
public struct QueueErrorManagement: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Other commands go on.
    public static let unaffected = Self(rawValue: 0)
    /// All commands of the task set are aborted.
    public static let abortAll = Self(rawValue: 1)
    /// Commands of the same I_T nexus are aborted.
    public static let abortOwn = Self(rawValue: 3)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0: "other commands go on",
        1: "all commands of the task set are aborted",
        3: "commands of the same I_T nexus are aborted",
    ]
}
