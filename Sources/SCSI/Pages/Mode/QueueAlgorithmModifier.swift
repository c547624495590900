/// QUEUE ALGORITHM MODIFIER: whether commands with the SIMPLE attribute may change places (SPC-4,
/// Control mode page). Four bits.
public struct QueueAlgorithmModifier: WireCode {
    /// The value.
    public var rawValue: UInt8

    /// The code with that value.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Restricted reordering: reads and writes of each I_T nexus give what their order gives.
    public static let restricted = Self(rawValue: 0)
    /// Unrestricted reordering allowed.
    public static let unrestricted = Self(rawValue: 1)

    /// What the values mean.
    public static let names: [UInt8: String] = [
        0: "restricted reordering",
        1: "unrestricted reordering allowed",
    ]
}
