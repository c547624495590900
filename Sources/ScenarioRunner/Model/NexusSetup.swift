/// An I_T nexus: an initiator, and the logical units that it sees through one target port.
public struct NexusSetup: Equatable, Sendable {
    /// The name of the one nexus in a scenario that names none.
    public static let defaultID = "server"

    /// The name by which the scenario refers to it.
    public var id: String
    /// The identifiers of what it sees: the place in this list is the LUN. Snapshots follow as
    /// they are made.
    public var logicalUnits: [String]

    /// Creates a nexus that sees logical units under LUN 0, 1, and so on.
    public init(id: String, logicalUnits: [String]) {
        self.id = id
        self.logicalUnits = logicalUnits
    }
}
