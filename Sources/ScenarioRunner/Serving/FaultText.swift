extension InjectedFault {
    /// Reads one fault, written as it would be in a scenario file's `faults`.
    ///
    /// - Parameters:
    ///   - text: YAML, one mapping.
    ///   - units: the logical units that it may name.
    static func read(text: String, units: [String]) -> Result<InjectedFault, ScenarioFaults> {
        let log = FaultLog(file: "fault")
        let fault = ScenarioText(bytes: Array(text.utf8), log: log)
            .flatMap { ScenarioDocument.read($0, expected: "a fault", log: log) }
            .flatMap { node -> InjectedFault? in
                let value = ValueReader(node: node, path: "", log: log)
                guard let base = value.mapping(["on", "at", "times", "fault"]) else { return nil }
                var reader = CaseReader(scenario: "", name: nil, base: base, override: nil)
                for id in units {
                    _ = reader.units.declare(KnownUnits.Unit(id: id, kind: .disk))
                }
                return reader.injectedFault(value)
            }
        if let fault, log.isEmpty { return .success(fault) }
        return .failure(ScenarioFaults(faults: log.sorted()))
    }
}
