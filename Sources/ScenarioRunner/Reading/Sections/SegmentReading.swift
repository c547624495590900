/// Reading `segment_descriptors`.
extension CaseReader {
    /// One segment descriptor, with just the fields of its type.
    func segmentDescriptor(_ value: ValueReader) -> SegmentDescriptorSetup? {
        typealias Kind = SegmentDescriptorSetup.Kind
        // The type decides which keys there are, so it is looked at before the mapping is.
        guard case .mapping(let entries) = value.node.content else {
            return value.refuse("a mapping with a type and its fields")
        }
        guard let entry = entries.first(where: { $0.key == "type" }) else {
            let types = Kind.allCases.map(\.rawValue).joined(separator: ", ")
            return value.mapping(["type"] + entries.map(\.key))?
                .required("type", "one of " + types) { _ in nil }
        }
        let type = ValueReader(node: entry.value, path: value.path(of: "type"), log: value.log)
        guard let kind = type.choice(Kind.self) else { return nil }
        guard let mapping = value.mapping(["type"] + Self.keys(of: kind)) else { return nil }
        let fields = SegmentFields(mapping: mapping)
        return switch kind {
        case .blockToStream: fields.blockStream().map { .blockToStream($0) }
        case .streamToBlock: fields.blockStream().map { .streamToBlock($0) }
        case .blockToBlock: fields.blockBlock().map { .blockToBlock($0) }
        case .inlineToStream: fields.inlineStream().map { .inlineToStream($0) }
        case .streamToDiscard: fields.streamDiscard().map { .streamToDiscard($0) }
        case .writeFilemarks: fields.writeFilemarks().map { .writeFilemarks($0) }
        }
    }

    private static func keys(of kind: SegmentDescriptorSetup.Kind) -> [String] {
        switch kind {
        case .blockToStream, .streamToBlock:
            ["cat", "source", "destination", "stream_device_transfer_length", "blocks", "lba"]
        case .blockToBlock:
            ["dc", "cat", "source", "destination", "blocks", "source_lba", "destination_lba"]
        case .inlineToStream:
            ["cat", "destination", "stream_device_transfer_length", "inline_data_offset", "bytes"]
        case .streamToDiscard: ["cat", "source", "stream_device_transfer_length", "bytes"]
        case .writeFilemarks: ["immed", "destination", "count"]
        }
    }
}

/// The fields of segment descriptors, each read where it stands; wire values of any kind are
/// taken, as wide as the field is.
private struct SegmentFields {
    let mapping: MappingReader

    private func bit(_ key: String) -> Bool? {
        mapping.optional(key, default: false) { $0.bool() }
    }

    private func cscd(_ key: String) -> UInt16? {
        mapping.required(key, "a CSCD descriptor ID, such as 0 or C001h") {
            $0.number(UInt16.min...UInt16.max)
        }
    }

    private func number<T: FixedWidthInteger & UnsignedInteger>(
        _ key: String,
        _ range: ClosedRange<T> = T.min...T.max
    ) -> T? {
        mapping.required(key, "a number") { $0.number(range) }
    }

    private func transferLength() -> UInt32? {
        number("stream_device_transfer_length", 0...0xFF_FFFF)
    }

    func blockStream() -> BlockStreamSegment? {
        let cat = bit("cat")
        let source = cscd("source")
        let destination = cscd("destination")
        let length = transferLength()
        let blocks: UInt16? = number("blocks")
        let lba: UInt64? = number("lba")
        guard let cat, let source, let destination, let length, let blocks, let lba else {
            return nil
        }
        return BlockStreamSegment(
            cat: cat,
            source: source,
            destination: destination,
            streamDeviceTransferLength: length,
            blocks: blocks,
            lba: lba
        )
    }

    func blockBlock() -> BlockBlockSegment? {
        let dc = bit("dc")
        let cat = bit("cat")
        let source = cscd("source")
        let destination = cscd("destination")
        let blocks: UInt16? = number("blocks")
        let sourceLBA: UInt64? = number("source_lba")
        let destinationLBA: UInt64? = number("destination_lba")
        guard let dc, let cat, let source, let destination, let blocks, let sourceLBA,
            let destinationLBA
        else { return nil }
        return BlockBlockSegment(
            dc: dc,
            cat: cat,
            source: source,
            destination: destination,
            blocks: blocks,
            sourceLBA: sourceLBA,
            destinationLBA: destinationLBA
        )
    }

    func inlineStream() -> InlineStreamSegment? {
        let cat = bit("cat")
        let destination = cscd("destination")
        let length = transferLength()
        let offset = mapping.optional("inline_data_offset", default: 0) {
            $0.number(UInt32.min...UInt32.max)
        }
        let bytes: UInt32? = number("bytes")
        guard let cat, let destination, let length, let offset, let bytes else { return nil }
        return InlineStreamSegment(
            cat: cat,
            destination: destination,
            streamDeviceTransferLength: length,
            inlineDataOffset: offset,
            bytes: bytes
        )
    }

    func streamDiscard() -> StreamDiscardSegment? {
        let cat = bit("cat")
        let source = cscd("source")
        let length = transferLength()
        let bytes: UInt32? = number("bytes")
        guard let cat, let source, let length, let bytes else { return nil }
        return StreamDiscardSegment(
            cat: cat,
            source: source,
            streamDeviceTransferLength: length,
            bytes: bytes
        )
    }

    func writeFilemarks() -> WriteFilemarksSegment? {
        let immed = bit("immed")
        let destination = cscd("destination")
        let count: UInt32? = number("count", 0...0xFF_FFFF)
        guard let immed, let destination, let count else { return nil }
        return WriteFilemarksSegment(immed: immed, destination: destination, count: count)
    }
}
