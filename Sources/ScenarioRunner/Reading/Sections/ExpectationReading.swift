import SCSI

/// Reading `expect`.
extension CaseReader {
    private static let kinds: [(key: String, others: [String])] = [
        ("quiesce", ["at", "nth"]),
        ("step", ["result", "nth"]),
        ("never", []),
        ("sometimes", []),
        ("verify", ["nth"]),
        ("status", ["sense"]),
        ("sense_bytes", []),
        ("server_payload_bytes", []),
        ("copy_results", []),
        ("tape", ["objects"]),
    ]

    /// One expectation.
    func expectation(_ value: ValueReader) -> Expectation? {
        guard let (kind, mapping) = value.oneOf(Self.kinds), let inner = mapping.optional(kind)
        else { return nil }
        return condition(kind, inner, mapping)
            .map { Expectation(condition: $0, line: value.node.line) }
    }

    private func condition(
        _ kind: String,
        _ inner: ValueReader,
        _ mapping: MappingReader
    ) -> Expectation.Condition? {
        switch kind {
        case "quiesce":
            let end = inner.choice(QuiesceEnd.self)
            let at = mapping.ifPresent("at") { $0.instant() }
            let nth = nth(mapping, of: .quiesce, inner)
            guard let end, let at, let nth else { return nil }
            return .quiesce(end, at: at, nth: nth)
        case "step":
            let step = inner.choice(StepKind.self)
            let result = mapping.required("result", "good or failed") {
                $0.choice(StepResult.self)
            }
            guard let step, let nth = nth(mapping, of: step, inner), let result else {
                return nil
            }
            return .step(step, result, nth: nth)
        case "never": return inner.choice(EventName.self).map { .never($0) }
        case "sometimes": return inner.choice(EventName.self).map { .sometimes($0) }
        case "verify":
            let comparison = inner.choice(Comparison.self)
            guard let nth = nth(mapping, of: .verify, inner), let comparison else { return nil }
            return .verify(comparison, nth: nth)
        case "status":
            let status = inner.code(SCSIStatus.self)
            let sense = mapping.ifPresent("sense", sensePattern)
            guard let status, let sense else { return nil }
            return .status(status, sense: sense)
        case "sense_bytes": return inner.pattern().map { .senseBytes($0) }
        case "server_payload_bytes":
            return inner.size(0...Int.max).map { .serverPayloadBytes(UInt64($0)) }
        case "copy_results": return copyResults(inner)
        default: return tape(inner, mapping)
        }
    }

    /// The number of the step that is meant; there must be such a step.
    private func nth(_ mapping: MappingReader, of kind: StepKind, _ inner: ValueReader) -> Int? {
        guard let nth = mapping.optional("nth", default: 1, { $0.number(UInt32(1)...1_000_000) })
        else { return nil }
        if let knownSteps {
            let count = knownSteps.count { $0 == kind }
            guard nth <= count else {
                let place = mapping.optional("nth") ?? inner
                let steps = count == 1 ? "1 \(kind) step" : "\(count) \(kind) steps"
                return place.refuse("one of the scenario's \(steps)", found: "number \(nth)")
            }
        }
        return Int(nth)
    }

    private func sensePattern(_ value: ValueReader) -> SensePattern? {
        guard let mapping = value.mapping(["sense_key", "asc", "ascq"]) else { return nil }
        let key = mapping.required("sense_key", "a sense key such as MEDIUM ERROR") {
            $0.code(SenseKey.self)
        }
        let asc = mapping.ifPresent("asc") { $0.number(UInt8.min...UInt8.max) }
        let ascq = mapping.ifPresent("ascq") { $0.number(UInt8.min...UInt8.max) }
        guard let key, let asc, let ascq else { return nil }
        return SensePattern(key: key, asc: asc, ascq: ascq)
    }

    private func copyResults(_ value: ValueReader) -> Expectation.Condition? {
        guard let mapping = value.mapping(["status", "segments_processed"]) else { return nil }
        guard mapping.has("status") || mapping.has("segments_processed") else {
            return value.refuse("status, segments_processed, or both")
        }
        let status = mapping.ifPresent("status") { $0.number(UInt8(0)...0x7F) }
        let segments = mapping.ifPresent("segments_processed") {
            $0.number(UInt16.min...UInt16.max)
        }
        guard let status, let segments else { return nil }
        return .copyResults(CopyResultsPattern(status: status, segmentsProcessed: segments))
    }
}
