/// One run of a scenario: everything that the scenario says, with what the case replaces replaced.
public struct ScenarioCase: Equatable, Sendable {
    /// The case's name, or nil in a scenario without cases.
    public var name: String?
    /// `scenario` or `scenario/case`: what reports call it.
    public var title: String
    /// What it shows, for people.
    public var description: String
    /// The seed of everything that is drawn; 0 by default.
    public var seed: UInt64
    /// What comes first within one instant; the write by default.
    public var sameTick: SameTick
    /// The disks and tapes at the start; snapshots join them as the steps make them.
    public var logicalUnits: [LogicalUnitSetup]
    /// Who sees which logical units; the first one is the server that runs the steps.
    public var nexuses: [NexusSetup]
    /// How the copy manager is limited and how finely it is interleaved with writes.
    public var copyManager: CopyManagerSetup
    /// The writes that happen by themselves while the steps run.
    public var workloads: [Workload]
    /// What the server does, one after the other.
    public var steps: [Step]
    /// What goes wrong, and when.
    public var faults: [InjectedFault]
    /// What must hold at the end: all of it.
    public var expectations: [Expectation]

    /// The logical unit with an identifier, among those that are there at the start.
    public func logicalUnit(_ id: String) -> LogicalUnitSetup? {
        logicalUnits.first { $0.id == id }
    }
}

/// Which of a write's completion and the quiesce watch's deadline comes first in one instant.
public enum SameTick: String, CaseIterable, Equatable, Sendable {
    /// The write completes, and then the watch looks.
    case writeFirst = "write_first"
    /// The watch looks, and then the write completes.
    case watchFirst = "watch_first"
}
