/// A value of a scenario file with its place: what remains of YAML once everything is refused that
/// scenario files do not use.
struct DocumentNode {
    /// What kind of value it is.
    indirect enum Content {
        /// Text; whether it stands without quotes, so that it may be a number.
        case scalar(String, isPlain: Bool)
        /// A list.
        case sequence([DocumentNode])
        /// Keys with their values, in the file's order, no key twice.
        case mapping([DocumentEntry])
    }

    /// The line, counted from 1.
    var line: Int
    /// The column, counted from 1 in Unicode scalars.
    var column: Int
    /// The value.
    var content: Content

    /// What a fault says was found.
    var shown: String {
        switch content {
        case .scalar("", isPlain: true): return "nothing"
        case .scalar(let text, let isPlain):
            return isPlain ? shortened(text) : "\"" + shortened(text) + "\""
        case .sequence(let nodes): return nodes.isEmpty ? "an empty list" : "a list"
        case .mapping(let entries): return entries.isEmpty ? "an empty mapping" : "a mapping"
        }
    }
}

/// A key with its value.
struct DocumentEntry {
    /// The key.
    var key: String
    /// The key's line, counted from 1.
    var line: Int
    /// The key's column, counted from 1 in Unicode scalars.
    var column: Int
    /// The value.
    var value: DocumentNode
}

/// Text on one line, cut where it becomes too long to be shown.
func shortened(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        if result.count == ReadingLimits.shownScalars { return String(result) + "…" }
        let isControl = scalar.properties.generalCategory == .control
        result.append(isControl ? " " : scalar)
    }
    return String(result)
}
