import SCSI

/// Reading `faults`.
extension CaseReader {
    /// One fault that is injected.
    func injectedFault(_ value: ValueReader) -> InjectedFault? {
        guard let mapping = value.mapping(["on", "at", "times", "fault"]) else { return nil }
        let unit = mapping.required("on", "a logical unit") { units.reference(.any, $0) }
        let trigger = mapping.required("at", "one of segment, command, time", trigger)
        let times = mapping.optional("times", default: 1) { $0.number(1...UInt64.max) }
        let effect = mapping.required(
            "fault",
            "one of check_condition, busy, unreachable",
            effect
        )
        guard let unit, let trigger, let times, let effect else { return nil }
        return InjectedFault(
            logicalUnit: unit.id,
            trigger: trigger,
            times: times,
            effect: effect,
            line: value.node.line
        )
    }

    private func trigger(_ value: ValueReader) -> InjectedFault.Trigger? {
        let kinds = [("segment", ["nth"]), ("command", ["nth"]), ("time", [])]
        guard let (kind, mapping) = value.oneOf(kinds) else { return nil }
        switch kind {
        case "segment":
            let segment = mapping.optional("segment")?.number(UInt16.min...UInt16.max)
            let nth = mapping.optional("nth", default: 1) { $0.number(1...UInt64.max) }
            guard let segment, let nth else { return nil }
            return .segment(segment, nth: nth)
        case "command":
            let command = mapping.optional("command")?.command()
            let nth = mapping.optional("nth", default: 1) { $0.number(1...UInt64.max) }
            guard let command, let nth else { return nil }
            return .command(command, nth: nth)
        default:
            return mapping.optional("time")?.instant().map { .time($0) }
        }
    }

    private func effect(_ value: ValueReader) -> InjectedFault.Effect? {
        let kinds = [
            ("check_condition", [String]()), ("busy", []), ("unreachable", []),
        ]
        guard let (kind, mapping) = value.oneOf(kinds), let inner = mapping.optional(kind) else {
            return nil
        }
        switch kind {
        case "check_condition": return senseTriple(inner).map { .checkCondition($0) }
        case "busy": return inner.onlyTrue().map { _ in .busy }
        default: return inner.onlyTrue().map { _ in .unreachable }
        }
    }

    private func senseTriple(_ value: ValueReader) -> SenseTriple? {
        guard let mapping = value.mapping(["sense_key", "asc", "ascq"]) else { return nil }
        let key = mapping.required("sense_key", "a sense key such as MEDIUM ERROR") {
            $0.code(SenseKey.self)
        }
        let asc = mapping.required("asc", "an additional sense code such as 0Ch") {
            $0.number(UInt8.min...UInt8.max)
        }
        let ascq = mapping.optional("ascq", default: 0) { $0.number(UInt8.min...UInt8.max) }
        guard let key, let asc, let ascq else { return nil }
        return SenseTriple(key: key, asc: asc, ascq: ascq)
    }
}
