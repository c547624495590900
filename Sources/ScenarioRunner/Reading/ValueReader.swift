/// One value of the file with its key path: asks it for what is expected there, and notes a fault
/// where it is something else.
///
/// Every method that reads returns nil after it has noted a fault, so that a caller can go on and
/// find the other faults of the file.
struct ValueReader {
    /// The value.
    let node: DocumentNode
    /// Its key path.
    let path: String
    /// Where faults go.
    let log: FaultLog

    /// Notes that the value is not what is expected; returns nil for the caller to return.
    @discardableResult
    func refuse<T>(
        _ expected: String,
        found: String? = nil,
        nearest: String? = nil,
        as _: T.Type = T.self
    ) -> T? {
        log.add(
            .value(found: found ?? node.shown, expected: expected, nearest: nearest),
            line: node.line,
            column: node.column,
            keyPath: path
        )
        return nil
    }

    /// Notes that the value is not what is expected.
    func note(_ expected: String, found: String? = nil) {
        refuse(expected, found: found, as: Never.self)
    }

    /// The entries of a mapping with these keys and no others.
    func mapping(_ known: [String]) -> MappingReader? {
        MappingReader(self, known: known)
    }

    /// The elements of a list.
    func elements() -> [ValueReader]? {
        guard case .sequence(let nodes) = node.content else { return refuse("a list") }
        return nodes.enumerated().map { index, element in
            ValueReader(node: element, path: "\(path)[\(index)]", log: log)
        }
    }

    /// Reads every element of a list; nil if one of them is faulty.
    func list<T>(_ body: (ValueReader) -> T?) -> [T]? {
        guard let elements = elements() else { return nil }
        let values = elements.map(body)
        let good = values.compactMap { $0 }
        return good.count == values.count ? good : nil
    }

    /// The keys of a mapping of which exactly one of `kinds` must be there; each kind has further
    /// keys of its own.
    ///
    /// - Returns: the kind that is there, and a reader of all keys of that kind.
    func oneOf(
        _ kinds: [(key: String, others: [String])]
    ) -> (kind: String, mapping: MappingReader)? {
        let names = kinds.map(\.key)
        let expected =
            names.count == 1 ? "the key \(names[0])" : "one of " + names.joined(separator: ", ")
        guard case .mapping(let entries) = node.content else {
            return refuse("a mapping with " + expected)
        }
        let present = kinds.filter { kind in entries.contains { $0.key == kind.key } }
        if present.count == 1 {
            let known = [present[0].key] + present[0].others
            return mapping(known).map { (present[0].key, $0) }
        }
        if present.count > 1 {
            let found = present.map(\.key).joined(separator: " and ")
            return refuse("only " + expected, found: found)
        }
        let others = Set(kinds.flatMap(\.others))
        let unknown = entries.filter { !others.contains($0.key) }
        for entry in unknown { noteUnknownKey(entry, known: names) }
        return unknown.isEmpty ? refuse("a mapping with " + expected) : nil
    }

    /// The path of a key in this value.
    func path(of key: String) -> String {
        path.isEmpty ? shortened(key) : path + "." + shortened(key)
    }

    /// Notes a key that does not exist here.
    func noteUnknownKey(_ entry: DocumentEntry, known: [String]) {
        log.add(
            .unknownKey(nearest: nearestName(to: entry.key, among: known), known: known),
            line: entry.line,
            column: entry.column,
            keyPath: path(of: entry.key)
        )
    }
}
