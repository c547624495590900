/// Reading what is expected on a tape.
extension CaseReader {
    /// A tape with its objects.
    func tape(_ value: ValueReader, _ mapping: MappingReader) -> Expectation.Condition? {
        let tape = units.reference(.tape, value)
        let objects = mapping.required("objects", "a list of records and filemarks") {
            $0.list(tapeObject)
        }
        guard let tape, let objects else { return nil }
        return .tape(tape.id, objects: objects)
    }

    private func tapeObject(_ value: ValueReader) -> TapeObject? {
        if case .scalar(let text, _) = value.node.content {
            return text == "filemark" ? .filemark : value.refuse("filemark, or a record")
        }
        guard let mapping = value.mapping(["record"]) else { return nil }
        return mapping.required("record", "bytes, or a list of parts", recordParts)
            .map { .record($0) }
    }

    private func recordParts(_ value: ValueReader) -> [RecordPart]? {
        switch value.node.content {
        case .scalar: return value.hexBytes(1...ReadingLimits.hexBytes).map { [.literal($0)] }
        case .mapping: return recordPart(value).map { [$0] }
        case .sequence(let nodes):
            return nodes.isEmpty ? value.refuse("at least one part") : value.list(recordPart)
        }
    }

    private func recordPart(_ value: ValueReader) -> RecordPart? {
        let kinds = [("bytes", ["from"]), ("hex", []), ("zeros", [])]
        guard let (kind, mapping) = value.oneOf(kinds), let inner = mapping.optional(kind) else {
            return nil
        }
        // A tape record is never longer.
        let longest = 0xFF_FFFF
        switch kind {
        case "hex": return inner.hexBytes(1...longest).map { .literal($0) }
        case "zeros": return inner.size(1...longest).map { .zeros($0) }
        default:
            let count = inner.size(1...longest)
            let from = mapping.required("from", "a place on a disk", diskPlace)
            guard let count, let from else { return nil }
            return .bytes(count, from: from)
        }
    }

    private func diskPlace(_ value: ValueReader) -> DiskPlace? {
        guard let mapping = value.mapping(["logical_unit", "lba", "offset"]) else { return nil }
        let unit = mapping.required("logical_unit", "a disk or snapshot") {
            units.reference(.diskOrSnapshot, $0)
        }
        let lba = mapping.required("lba", "a logical block address") {
            $0.number(UInt64.min...UInt64.max)
        }
        let offset = mapping.optional("offset", default: 0) { $0.size(0...DiskSetup.largestSize) }
        guard let unit, let lba, let offset else { return nil }
        return DiskPlace(logicalUnit: unit.id, lba: lba, offset: offset)
    }
}
