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
        let keys = ["from", "to", "name", "record", "content", "files", "expand"]
        guard let mapping = value.mapping(keys) else { return nil }
        let source = mapping.required("from", "a disk or snapshot") {
            units.reference(.diskOrSnapshot, $0)
        }
        let tapes = mapping.required("to", "a tape, or a list of tapes", tapes)
        let name = mapping.optional("name", default: scenario) { $0.name() }
        let record = mapping.ifPresent("record") {
            $0.size(
                ArchiveHeader.recordLengths,
                multipleOf: (ArchiveHeader.recordUnit, "the archive's header"))
        }
        let files = mapping.optional("files", default: [], globs)
        let standard = mapping.has("files") ? ArchiveContent.files : .image
        let content = mapping.optional("content", default: standard) {
            $0.choice(ArchiveContent.self)
        }
        let expand = mapping.optional("expand", default: false) { $0.bool() }
        guard let source, let tapes, let name, let record, let files, let content, let expand
        else { return nil }
        guard (content == .files) == !files.isEmpty else {
            let place = mapping.optional("content") ?? mapping.optional("files") ?? value
            return place.refuse("files where content is files, and no files elsewhere")
        }
        return BackupStep(
            source: source.id, tapes: tapes, name: name, record: record, content: content,
            files: files, expand: expand)
    }

    private func restore(_ value: ValueReader) -> RestoreStep? {
        guard let mapping = value.mapping(["from", "to", "name", "files"]) else { return nil }
        let tapes = mapping.required("from", "a tape, or a list of tapes", tapes)
        let disk = mapping.required("to", "a disk") { units.reference(.disk, $0) }
        let name = mapping.optional("name", default: scenario) { $0.name() }
        let files = mapping.optional("files", default: [], globs)
        guard let tapes, let disk, let name, let files else { return nil }
        return RestoreStep(tapes: tapes, disk: disk.id, name: name, files: files)
    }

    /// One tape, or a list of them.
    private func tapes(_ value: ValueReader) -> [String]? {
        guard case .sequence = value.node.content else {
            return units.reference(.tape, value).map { [$0.id] }
        }
        guard let list = value.list({ units.reference(.tape, $0)?.id }) else { return nil }
        guard !list.isEmpty, Set(list).count == list.count else {
            return value.refuse("at least one tape, and each once")
        }
        return list
    }

    /// Patterns of paths.
    private func globs(_ value: ValueReader) -> [String]? {
        guard let list = value.list({ $0.text("a path, or a pattern of paths") }) else {
            return nil
        }
        return list.isEmpty ? value.refuse("at least one path") : list
    }

    private func verify(_ value: ValueReader) -> VerifyStep? {
        guard let mapping = value.mapping(["of", "against", "blocks"]) else { return nil }
        let blocks = mapping.optional("blocks", default: VerifiedBlocks.all) {
            $0.choice(VerifiedBlocks.self)
        }
        let subject = mapping.required("of", "a disk or snapshot") {
            units.reference(.diskOrSnapshot, $0)
        }
        let reference = mapping.required("against", "a disk or snapshot") {
            units.reference(.diskOrSnapshot, $0)
        }
        guard let subject, let reference, let blocks else { return nil }
        guard subject.id != reference.id else {
            return mapping.optional("against")?.refuse("something else than \(subject.id) itself")
        }
        return VerifyStep(
            subject: subject.id, reference: reference.id, blocks: blocks)
    }

    private func wait(_ value: ValueReader) -> Nanoseconds? {
        guard let mapping = value.mapping(["for"]) else { return nil }
        return mapping.required("for", durationForm) { $0.duration(atLeast: Nanoseconds(1)) }
    }
}
