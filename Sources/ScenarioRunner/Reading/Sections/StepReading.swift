import ServerlessBackup
import Timebase

/// Reading `steps`.
extension CaseReader {
    /// The steps; declares the snapshots that they make.
    mutating func steps(_ value: ValueReader) -> [Step]? {
        guard let elements = value.elements() else {
            knownSteps = nil
            return nil
        }
        var result: [Step] = []
        for element in elements {
            guard let action = action(element) else { continue }
            result.append(Step(action: action, line: element.node.line))
        }
        guard result.count == elements.count else {
            knownSteps = nil
            return nil
        }
        knownSteps = result.map(\.kind)
        return result
    }

    private mutating func action(_ value: ValueReader) -> Step.Action? {
        let kinds = StepKind.allCases.map { (key: $0.rawValue, others: [String]()) }
        guard let (key, mapping) = value.oneOf(kinds), let kind = StepKind(rawValue: key),
            let inner = mapping.optional(key)
        else {
            // It may have been meant to make a snapshot.
            units.hasUnreadable = true
            return nil
        }
        return switch kind {
        case .quiesce: quiesce(inner).map { .quiesce($0) }
        case .snapshot: snapshot(inner).map { .snapshot($0) }
        case .backup: backup(inner).map { .backup($0) }
        case .restore: restore(inner).map { .restore($0) }
        case .verify: verify(inner).map { .verify($0) }
        case .wait: wait(inner).map { .wait($0) }
        case .copy: copy(inner).map { .copy($0) }
        }
    }

    private func quiesce(_ value: ValueReader) -> QuiesceStep? {
        guard let mapping = value.mapping(["on", "idle_for", "timeout"]) else { return nil }
        let disk = mapping.required("on", "a disk") { units.reference(.disk, $0) }
        let idleFor = mapping.optional("idle_for", default: QuiesceStep.defaultIdleFor) {
            $0.duration(atLeast: Nanoseconds(1))
        }
        let timeout = mapping.optional("timeout", default: QuiesceStep.defaultTimeout) {
            $0.duration(atLeast: Nanoseconds(1))
        }
        guard let idleFor, let timeout else { return nil }
        guard timeout >= idleFor else {
            let place = mapping.optional("timeout") ?? mapping.optional("idle_for") ?? value
            return place.refuse(
                "a timeout of at least idle_for",
                found: "a timeout of \(timeout) and an idle_for of \(idleFor)"
            )
        }
        return disk.map { QuiesceStep(disk: $0.id, idleFor: idleFor, timeout: timeout) }
    }

    private mutating func snapshot(_ value: ValueReader) -> SnapshotStep? {
        guard let mapping = value.mapping(["of", "as"]) else {
            units.hasUnreadable = true
            return nil
        }
        let source = mapping.required("of", "a disk") { units.reference(.diskOrSnapshot, $0) }
        let id = mapping.required("as", "the snapshot's id") { $0.name() }
        guard let id else {
            units.hasUnreadable = true
            return nil
        }
        guard units.units.count < ReadingLimits.logicalUnits else {
            units.hasUnreadable = true
            return value.refuse(
                "at most \(ReadingLimits.logicalUnits) logical units, with the snapshots",
                found: "one more"
            )
        }
        let unit = KnownUnits.Unit(
            id: id,
            kind: .snapshot,
            blockSize: source?.blockSize,
            size: source?.size
        )
        guard units.declare(unit) else {
            return mapping.optional("as")?.refuse("an id that is not taken")
        }
        return source.map { SnapshotStep(source: $0.id, id: id) }
    }

    private func backup(_ value: ValueReader) -> BackupStep? {
        guard let mapping = value.mapping(["from", "to", "name", "record"]) else { return nil }
        let source = mapping.required("from", "a disk or snapshot") {
            units.reference(.diskOrSnapshot, $0)
        }
        let tape = mapping.required("to", "a tape") { units.reference(.tape, $0) }
        let name = mapping.optional("name", default: scenario) { $0.name() }
        let record = mapping.optional("record", default: BackupStep.defaultRecord) {
            $0.size(
                ArchiveHeader.recordLengths,
                multipleOf: (ArchiveHeader.recordUnit, "the archive's header"))
        }
        guard let source, let tape, let name, let record else { return nil }
        return BackupStep(source: source.id, tape: tape.id, name: name, record: record)
    }

    private func restore(_ value: ValueReader) -> RestoreStep? {
        guard let mapping = value.mapping(["from", "to", "name"]) else { return nil }
        let tape = mapping.required("from", "a tape") { units.reference(.tape, $0) }
        let disk = mapping.required("to", "a disk") { units.reference(.disk, $0) }
        let name = mapping.optional("name", default: scenario) { $0.name() }
        guard let tape, let disk, let name else { return nil }
        return RestoreStep(tape: tape.id, disk: disk.id, name: name)
    }

    private func verify(_ value: ValueReader) -> VerifyStep? {
        guard let mapping = value.mapping(["of", "against"]) else { return nil }
        let subject = mapping.required("of", "a disk or snapshot") {
            units.reference(.diskOrSnapshot, $0)
        }
        let reference = mapping.required("against", "a disk or snapshot") {
            units.reference(.diskOrSnapshot, $0)
        }
        guard let subject, let reference else { return nil }
        guard subject.id != reference.id else {
            return mapping.optional("against")?.refuse("something else than \(subject.id) itself")
        }
        return VerifyStep(subject: subject.id, reference: reference.id)
    }

    private func wait(_ value: ValueReader) -> Nanoseconds? {
        guard let mapping = value.mapping(["for"]) else { return nil }
        return mapping.required("for", durationForm) { $0.duration(atLeast: Nanoseconds(1)) }
    }
}
