/// Reading `i_t_nexuses`.
extension CaseReader {
    /// The nexuses; by default one that sees every logical unit.
    func nexuses(_ value: ValueReader?) -> [NexusSetup]? {
        guard let value else {
            return [NexusSetup(id: NexusSetup.defaultID, logicalUnits: units.units.map(\.id))]
        }
        guard let elements = value.elements() else { return nil }
        let limit = ReadingLimits.nexuses
        guard (1...limit).contains(elements.count) else {
            return value.refuse("from 1 to \(limit) I_T nexuses", found: "\(elements.count)")
        }
        var result: [NexusSetup] = []
        for element in elements {
            guard let nexus = nexus(element, after: result) else { continue }
            result.append(nexus)
        }
        return result.count == elements.count ? result : nil
    }

    private func nexus(_ value: ValueReader, after others: [NexusSetup]) -> NexusSetup? {
        guard let mapping = value.mapping(["id", "logical_units"]) else { return nil }
        let id = mapping.required("id", "a name") { value -> String? in
            guard let id = value.name() else { return nil }
            let isNew = !others.contains { $0.id == id }
            return isNew ? id : value.refuse("an id of its own for each I_T nexus")
        }
        let seen = mapping.required("logical_units", "a list of logical units") {
            value -> [String]? in
            guard let elements = value.elements() else { return nil }
            var ids: [String] = []
            for element in elements {
                guard let unit = units.reference(.any, element) else { continue }
                if ids.contains(unit.id) {
                    element.note("each logical unit once")
                } else {
                    ids.append(unit.id)
                }
            }
            if elements.isEmpty { return value.refuse("at least one logical unit") }
            return ids.count == elements.count ? ids : nil
        }
        guard let id, let seen else { return nil }
        return NexusSetup(id: id, logicalUnits: seen)
    }
}
