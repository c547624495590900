/// Reads one case: the file's keys, those replaced that the case replaces.
struct CaseReader {
    /// The keys that a case may replace.
    static let replaceable = [
        "description", "seed", "clock", "logical_units", "i_t_nexuses", "copy_manager",
        "workloads", "steps", "faults", "expect",
    ]

    /// The scenario's name.
    let scenario: String
    /// The case's name, or nil in a scenario without cases.
    let name: String?
    /// The file's own keys.
    let base: MappingReader
    /// The case's keys, or nil in a scenario without cases.
    let override: MappingReader?

    /// The logical units declared so far.
    var units = KnownUnits()
    /// The I_T nexuses; nil while they are not read, or could not be.
    var knownNexuses: [NexusSetup]?
    /// The steps read so far; nil if they are not all known, because one could not be read.
    var knownSteps: [StepKind]? = []

    init(scenario: String, name: String?, base: MappingReader, override: MappingReader?) {
        self.scenario = scenario
        self.name = name
        self.base = base
        self.override = override
    }

    /// The value of a key: the case's own, or else the file's.
    private func section(_ key: String) -> ValueReader? {
        override?.optional(key) ?? base.optional(key)
    }

    /// Reads the case; nil if something in it is faulty.
    mutating func read() -> ScenarioCase? {
        let description = section("description").map { $0.text() } ?? .some("")
        let seed = section("seed").map { $0.number(UInt64.min...UInt64.max) } ?? .some(0)
        let sameTick = section("clock").map { clock($0) } ?? .some(.writeFirst)
        let logicalUnits: [LogicalUnitSetup]?
        if let value = section("logical_units") {
            logicalUnits = self.logicalUnits(value)
        } else {
            units.hasUnreadable = true
            logicalUnits = base.required("logical_units", "at least one logical unit") { _ in nil }
        }
        knownNexuses = nexuses(section("i_t_nexuses"))
        let copyManager =
            section("copy_manager").map { self.copyManager($0) } ?? .some(CopyManagerSetup())
        // The order matters from here on: workloads know what is there at the start, steps what
        // the steps before them made, faults and expectations all of it.
        let workloads = section("workloads").map { $0.list(workload) } ?? .some([])
        let steps = section("steps").map { self.steps($0) } ?? .some([])
        let faults = section("faults").map { $0.list(injectedFault) } ?? .some([])
        let expectations = section("expect").map { $0.list(expectation) } ?? .some([])
        guard let description, let seed, let sameTick, let logicalUnits, let knownNexuses,
            let copyManager, let workloads, let steps, let faults, let expectations
        else { return nil }
        return ScenarioCase(
            name: name,
            title: name.map { scenario + "/" + $0 } ?? scenario,
            description: description,
            seed: seed,
            sameTick: sameTick,
            logicalUnits: logicalUnits,
            nexuses: knownNexuses,
            copyManager: copyManager,
            workloads: workloads,
            steps: steps,
            faults: faults,
            expectations: expectations
        )
    }

    private func clock(_ value: ValueReader) -> SameTick? {
        guard let mapping = value.mapping(["same_tick"]) else { return nil }
        return mapping.optional("same_tick", default: .writeFirst) { $0.choice() }
    }
}
