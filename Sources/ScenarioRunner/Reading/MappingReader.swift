/// The entries of a mapping whose keys are known.
struct MappingReader {
    /// The mapping as a value.
    let value: ValueReader
    private let entries: [String: DocumentNode]

    /// Notes every key that is not among `known`; nil if the value is no mapping.
    init?(_ value: ValueReader, known: [String]) {
        guard case .mapping(let entries) = value.node.content else {
            value.note("a mapping with the keys " + known.joined(separator: ", "))
            return nil
        }
        self.value = value
        var result: [String: DocumentNode] = [:]
        for entry in entries {
            if known.contains(entry.key) {
                result[entry.key] = entry.value
            } else {
                value.noteUnknownKey(entry, known: known)
            }
        }
        self.entries = result
    }

    /// Whether a key is there.
    func has(_ key: String) -> Bool { entries[key] != nil }

    /// The value of a key, or nil if it is not there.
    func optional(_ key: String) -> ValueReader? {
        entries[key].map { ValueReader(node: $0, path: value.path(of: key), log: value.log) }
    }

    /// Reads the value of a key that must be there; `expected` says what it is.
    func required<T>(_ key: String, _ expected: String, _ body: (ValueReader) -> T?) -> T? {
        if let reader = optional(key) { return body(reader) }
        value.log.add(
            .missingKey(expected: expected),
            line: value.node.line,
            column: value.node.column,
            keyPath: value.path(of: key)
        )
        return nil
    }

    /// Reads the value of a key, or takes a default if the key is not there; nil if the value is
    /// faulty.
    func optional<T>(_ key: String, default: T, _ body: (ValueReader) -> T?) -> T? {
        guard let reader = optional(key) else { return `default` }
        return body(reader)
    }

    /// Reads the value of a key that may be absent: `.some(nil)` if it is, nil if it is faulty.
    func ifPresent<T>(_ key: String, _ body: (ValueReader) -> T?) -> T?? {
        guard let reader = optional(key) else { return .some(nil) }
        return body(reader).map { .some($0) }
    }
}
