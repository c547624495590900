/// What only a tape has.
public struct TapeSetup: Equatable, Sendable {
    /// The capacity where the scenario names none: 16 GiB.
    public static let defaultCapacity = 16 << 30
    /// The early warning zone where the scenario names none: 16 MiB, or a sixteenth of a small
    /// cartridge.
    public static func defaultEarlyWarning(capacity: Int) -> Int { min(16 << 20, capacity / 16) }
    /// The largest cartridge that a scenario may name, in bytes: 1 EiB.
    public static let largestCapacity = 1 << 60

    /// The longest identifier of a tape, in characters: it is its cartridge's volume identifier.
    public static let longestID = 32

    /// Where the cartridge is kept.
    public var store: StoreKind
    /// How many bytes of records the cartridge takes.
    public var capacity: Int
    /// How many bytes before the end early warning begins; smaller than the capacity.
    public var earlyWarning: Int
    /// The cartridge in the drive at the start; nil for an empty one.
    public var cartridge: ScenarioPath?
}
