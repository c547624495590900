/// TST: how many task sets a logical unit has (SPC-4, Control mode page). Three bits.
public struct TaskSetType: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// One task set for all I_T nexuses.
    public static let one = Self(rawValue: 0)
    /// A task set for each I_T nexus.
    public static let perNexus = Self(rawValue: 1)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0: "one task set for all I_T nexuses",
        1: "a task set for each I_T nexus",
    ]
}
