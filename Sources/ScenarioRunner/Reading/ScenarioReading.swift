extension Scenario {
    /// Reads a scenario file.
    ///
    /// - Parameter file: its path; faults and reports name it so.
    /// - Returns: the scenario, or every fault that was found. A file that cannot be opened or is
    ///   too large is a fault too.
    public static func read(file: String) -> Result<Scenario, ScenarioFaults> {
        InputFile.bytes(of: file, expected: "a scenario file")
            .flatMap { read(bytes: $0, file: file) }
    }

    /// Reads a scenario from its text.
    ///
    /// - Parameters:
    ///   - text: what stands in the file.
    ///   - file: the file's path: faults name it, and relative paths count from its directory.
    /// - Returns: the scenario, or every fault that was found.
    public static func read(text: String, file: String) -> Result<Scenario, ScenarioFaults> {
        read(bytes: Array(text.utf8), file: file)
    }

    /// Reads a scenario from its bytes, which may be anything.
    ///
    /// - Parameters:
    ///   - bytes: what stands in the file.
    ///   - file: the file's path: faults name it, and relative paths count from its directory.
    /// - Returns: the scenario, or every fault that was found.
    public static func read(bytes: [UInt8], file: String) -> Result<Scenario, ScenarioFaults> {
        let log = FaultLog(file: file)
        let scenario = ScenarioText(bytes: bytes, log: log)
            .flatMap { ScenarioDocument.read($0, log: log) }
            .flatMap { read(ValueReader(node: $0, path: "", log: log)) }
        if let scenario, log.isEmpty { return .success(scenario) }
        return .failure(ScenarioFaults(faults: log.sorted()))
    }

    private static func read(_ root: ValueReader) -> Scenario? {
        let keys = ["schema", "scenario"] + CaseReader.replaceable + ["cases"]
        guard let mapping = root.mapping(keys) else { return nil }
        _ = mapping.required("schema", "the version of the vocabulary, \(schema)") {
            value -> UInt64? in
            guard let version = value.number(UInt64.min...UInt64.max) else { return nil }
            return version == schema ? version : value.refuse("\(schema), the one known version")
        }
        let name = mapping.required("scenario", "the scenario's name") { $0.name() }
        let description = mapping.optional("description", default: "") { $0.text() }
        let cases = cases(mapping, scenario: name ?? "")
        guard let name, let description, let cases else { return nil }
        return Scenario(file: root.log.file, name: name, description: description, cases: cases)
    }

    private static func cases(_ base: MappingReader, scenario: String) -> [ScenarioCase]? {
        guard let value = base.optional("cases") else {
            var reader = CaseReader(scenario: scenario, name: nil, base: base, override: nil)
            return reader.read().map { [$0] }
        }
        guard let elements = value.elements() else { return nil }
        let limit = ReadingLimits.cases
        guard (1...limit).contains(elements.count) else {
            return value.refuse("from 1 to \(limit) cases", found: "\(elements.count)")
        }
        var names: [String] = []
        var cases: [ScenarioCase] = []
        var overrides: [MappingReader] = []
        for element in elements {
            guard let override = element.mapping(["case"] + CaseReader.replaceable) else {
                continue
            }
            overrides.append(override)
            let name = override.required("case", "the case's name") { value -> String? in
                guard let name = value.name() else { return nil }
                guard !names.contains(name) else {
                    return value.refuse("a name of its own for each case")
                }
                names.append(name)
                return name
            }
            var reader = CaseReader(
                scenario: scenario,
                name: name ?? "",
                base: base,
                override: override
            )
            if let result = reader.read(), name != nil { cases.append(result) }
        }
        // What every case replaces is never read, so a mistake in it would never be found.
        for key in CaseReader.replaceable where overrides.allSatisfy({ $0.has(key) }) {
            base.optional(key)?.note(
                "a case that does not replace it",
                found: "what every case replaces"
            )
        }
        return cases.count == elements.count ? cases : nil
    }
}
