/// Reading the step `copy`.
extension CaseReader {
    private static let requiredFields = ["cscd_descriptors", "segment_descriptors"]
    private static let optionalFields = [
        "list_identifier", "str", "list_id_usage", "priority", "inline_data",
    ]

    /// An EXTENDED COPY by its fields, its bytes, or both.
    func copy(_ value: ValueReader) -> CopyStep? {
        let fieldKeys = Self.requiredFields + Self.optionalFields
        let keys = ["receiver", "nexus", "parameter_list"] + fieldKeys
        guard let mapping = value.mapping(keys) else { return nil }
        let nexus = mapping.optional("nexus").map { knownNexus($0) } ?? knownNexuses?.first
        let receiver = mapping.required("receiver", "a logical unit") { value -> String? in
            guard let unit = units.reference(.any, value) else { return nil }
            guard let nexus, unit.kind != .snapshot else { return unit.id }
            guard nexus.logicalUnits.contains(unit.id) else {
                let seen = nexus.logicalUnits.joined(separator: ", ")
                return value.refuse("a logical unit that \(nexus.id) sees (\(seen))")
            }
            return unit.id
        }
        let parameterList = mapping.ifPresent("parameter_list") {
            $0.hexBytes(0...ReadingLimits.hexBytes)
        }
        let hasFields = fieldKeys.contains { mapping.has($0) }
        guard hasFields || mapping.has("parameter_list") else {
            return value.refuse(
                "cscd_descriptors and segment_descriptors, or parameter_list, or all",
                found: "neither fields nor bytes"
            )
        }
        let fields = hasFields ? copyFields(mapping) : nil
        guard let nexus, let receiver, let parameterList else { return nil }
        if hasFields && fields == nil { return nil }
        return CopyStep(
            receiver: receiver,
            nexus: nexus.id,
            fields: fields,
            parameterList: parameterList
        )
    }

    private func knownNexus(_ value: ValueReader) -> NexusSetup? {
        guard let id = value.name(), let knownNexuses else { return nil }
        if let nexus = knownNexuses.first(where: { $0.id == id }) { return nexus }
        let names = knownNexuses.map(\.id)
        return value.refuse(
            "an I_T nexus known here (\(names.joined(separator: ", ")))",
            nearest: nearestName(to: id, among: names)
        )
    }

    private func copyFields(_ mapping: MappingReader) -> CopyFields? {
        let identifier = mapping.optional(
            "list_identifier",
            default: CopyFields.defaultListIdentifier
        ) { $0.number(UInt8.min...UInt8.max) }
        let str = mapping.optional("str", default: false) { $0.bool() }
        let usage = mapping.optional("list_id_usage", default: CopyFields.defaultListIDUsage) {
            $0.number(0...0b11)
        }
        let priority = mapping.optional("priority", default: CopyFields.defaultPriority) {
            $0.number(0...7)
        }
        let cscds = mapping.required("cscd_descriptors", "a list of CSCD descriptors") {
            $0.list(cscdDescriptor)
        }
        let segments = mapping.required("segment_descriptors", "a list of segment descriptors") {
            $0.list(segmentDescriptor)
        }
        let inlineData = mapping.optional("inline_data", default: []) {
            $0.hexBytes(0...ReadingLimits.hexBytes)
        }
        guard let identifier, let str, let usage, let priority, let cscds, let segments,
            let inlineData
        else { return nil }
        return CopyFields(
            listIdentifier: identifier,
            sequentialStriped: str,
            listIDUsage: usage,
            priority: priority,
            cscdDescriptors: cscds,
            segmentDescriptors: segments,
            inlineData: inlineData
        )
    }

    private func cscdDescriptor(_ value: ValueReader) -> CSCDDescriptorSetup? {
        let block = ["disk_block_length"]
        let stream = ["fixed", "stream_block_length"]
        // The device decides which parameters there are, so it is looked at first.
        let kind = namedUnit(value)?.kind
        let own =
            switch kind {
            case .disk, .snapshot: block
            case .tape: stream
            case nil: block + stream
            }
        guard let mapping = value.mapping(["logical_unit", "pad"] + own) else { return nil }
        let unit = mapping.required("logical_unit", "a logical unit") {
            units.reference(.any, $0)
        }
        let pad = mapping.optional("pad", default: false) { $0.bool() }
        func length(_ key: String) -> UInt32?? {
            mapping.ifPresent(key) { value in value.size(0...0xFF_FFFF).map { UInt32($0) } }
        }
        let diskBlockLength = length("disk_block_length")
        let streamBlockLength = length("stream_block_length")
        let fixed = mapping.optional("fixed", default: false) { $0.bool() }
        guard let unit, let pad, let diskBlockLength, let streamBlockLength, let fixed else {
            return nil
        }
        return CSCDDescriptorSetup(
            logicalUnit: unit.id,
            pad: pad,
            parameters: unit.kind == .tape
                ? .stream(fixed: fixed, streamBlockLength: streamBlockLength ?? 0)
                : .block(diskBlockLength: diskBlockLength)
        )
    }

    private func namedUnit(_ value: ValueReader) -> KnownUnits.Unit? {
        guard case .mapping(let entries) = value.node.content,
            let entry = entries.first(where: { $0.key == "logical_unit" }),
            case .scalar(let id, _) = entry.value.content
        else { return nil }
        return units[id]
    }
}
