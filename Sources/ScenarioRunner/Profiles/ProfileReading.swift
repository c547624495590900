import CopyManager

/// Reading profile files.
enum ProfileReading {
    /// The version of the vocabulary that is read.
    static let schema: UInt64 = 1

    /// Reads a profile from its bytes, which may be anything.
    ///
    /// - Parameters:
    ///   - bytes: what stands in the file.
    ///   - file: the file's path; faults name it.
    ///   - base: the built-in profile of a name, for `based_on`.
    /// - Returns: the profile, or every fault that was found.
    static func read(
        bytes: [UInt8], file: String, base: (String) -> CopyManagerProfile?
    ) -> Result<CopyManagerProfile, ScenarioFaults> {
        let log = FaultLog(file: file)
        let profile = ScenarioText(bytes: bytes, log: log)
            .flatMap { ScenarioDocument.read($0, expected: "a profile", log: log) }
            .flatMap { read(ValueReader(node: $0, path: "", log: log), base) }
        if let profile, log.isEmpty { return .success(profile) }
        return .failure(ScenarioFaults(faults: log.sorted()))
    }

    private static func read(
        _ root: ValueReader, _ base: (String) -> CopyManagerProfile?
    ) -> CopyManagerProfile? {
        let support = ProfileField<CopyManagerProfile>.support
        let sections = [
            "limits", "advertised", "enforced", "switches", "sense", "quirks", "tokens",
        ]
        let keys = ["schema", "profile", "summary", "based_on"] + support.map(\.key) + sections
        guard let mapping = root.mapping(keys) else { return nil }
        _ = mapping.required("schema", "the version of the vocabulary, \(schema)") {
            value -> UInt64? in
            guard let version = value.number(UInt64.min...UInt64.max) else { return nil }
            return version == schema ? version : value.refuse("\(schema), the one known version")
        }
        var profile = CopyManagerProfile()
        if let value = mapping.optional("based_on"), let name = value.text("a profile's name") {
            if let found = base(name) {
                profile = found
            } else {
                value.refuse(
                    "the name of a built-in profile",
                    nearest: nearestName(to: name, among: ProfileCatalog.names), as: Never.self)
            }
        }
        let name = mapping.required("profile", "the profile's name") { $0.name() }
        let summary = mapping.required("summary", "one line about it") { $0.text() }
        profile.name = name ?? ""
        profile.summary = summary ?? ""
        for field in support {
            if let value = mapping.optional(field.key) { field.read(value, &profile) }
        }
        let limits = ProfileField<CopyManagerLimits>.limits
        mapping.optional("limits")?.fields(limits, into: &profile.advertised)
        mapping.optional("limits")?.fields(limits, into: &profile.enforced)
        mapping.optional("advertised")?.fields(limits, into: &profile.advertised)
        mapping.optional("enforced")?.fields(limits, into: &profile.enforced)
        mapping.optional("switches")?.fields(
            ProfileField<CopyManagerSwitches>.switches, into: &profile.switches)
        mapping.optional("sense")?.fields(
            ProfileField<[CopyCondition: ReportedSense]>.conditions, into: &profile.sense)
        mapping.optional("quirks")?.fields(
            ProfileField<CopyManagerQuirks>.quirks, into: &profile.quirks)
        mapping.optional("tokens")?.fields(
            ProfileField<TokenRules>.tokens, into: &profile.tokens)
        check(profile, mapping)
        return profile
    }

    /// What single values cannot show.
    private static func check(_ profile: CopyManagerProfile, _ mapping: MappingReader) {
        if profile.switches.feRTokenBit == profile.switches.feDelTknBit {
            mapping.optional("switches")?.note(
                "a bit of its own for each of feRTokenBit and feDelTknBit",
                found: "bit \(profile.switches.feRTokenBit) for both")
        }
        if profile.tokens.minimumLifetime > profile.tokens.maximumLifetime {
            mapping.optional("tokens")?.note(
                "minimum_lifetime not above maximum_lifetime",
                found: "\(profile.tokens.minimumLifetime) and \(profile.tokens.maximumLifetime)")
        }
    }
}
