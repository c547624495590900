import Yams

/// Reads a file's one YAML document.
///
/// Yams stops at its first error, and so must this, with one exception: of duplicate keys all are
/// found. Yams refuses them before it has built anything, so each is given another name for the
/// time of parsing (see `DuplicateKeys`).
struct ScenarioDocument {
    private let log: FaultLog
    private var duplicates: DuplicateKeys

    private init(log: FaultLog, duplicates: DuplicateKeys) {
        self.log = log
        self.duplicates = duplicates
    }

    /// The document's root, or nil if there is none that could be read further; the log then says
    /// why.
    ///
    /// - Parameter expected: what the file should hold.
    static func read(
        _ text: ScenarioText, expected: String = "a scenario", log: FaultLog
    ) -> DocumentNode? {
        var duplicates = DuplicateKeys(text: text.string)
        while true {
            do {
                let parser = try Parser(
                    yaml: duplicates.text,
                    resolver: .basic,
                    encoding: .utf8
                )
                // The parser owns the anchors, which the nodes only point to.
                return try withExtendedLifetime(parser) {
                    let document = ScenarioDocument(log: log, duplicates: duplicates)
                    return try document.root(of: parser, expected)
                }
            } catch YamlError.duplicatedKeysInMapping(let names, let context) {
                let place = (line: context.mark.line, column: context.mark.column)
                if duplicates.rename(atLine: place.line, column: place.column) { continue }
                let keys = names.map { "\"" + shortened($0) + "\"" }.joined(separator: ", ")
                log.add(
                    .text(found: "the key \(keys) twice", expected: "each key once"),
                    line: max(1, place.line),
                    column: max(1, place.column)
                )
                return nil
            } catch {
                note(error, in: text, log: log)
                return nil
            }
        }
    }

    private func root(of parser: Parser, _ expected: String) throws -> DocumentNode? {
        guard let root = try parser.nextRoot() else {
            log.add(.text(found: "an empty file", expected: expected), line: 1, column: 1)
            return nil
        }
        let result = node(root, path: "", depth: 0)
        if let second = try parser.nextRoot() {
            log.add(
                .text(found: "a second document", expected: "one document a file"),
                line: second.mark?.line ?? 1,
                column: second.mark?.column ?? 1
            )
        }
        return result
    }

    /// Checks a node and what is in it; nil if it is nested too deep.
    private func node(_ node: Node, path: String, depth: Int) -> DocumentNode? {
        let line = node.mark?.line ?? 1
        let column = node.mark?.column ?? 1
        func refuse(_ found: String, _ expected: String) {
            log.add(
                .text(found: found, expected: expected),
                line: line,
                column: column,
                keyPath: path
            )
        }
        guard depth < ReadingLimits.nesting else {
            refuse("nesting deeper than \(depth)", "at most \(depth) levels")
            return nil
        }
        if node.anchor != nil {
            refuse("an anchor (&name)", "the value itself: anchors and aliases are not used")
        }
        if node.tag.description != Self.tag(of: node) {
            refuse("the tag \(shortened(node.tag.description))", "a value without a tag")
        }
        var result = DocumentNode(line: line, column: column, content: .sequence([]))
        switch node {
        case .scalar(let scalar):
            result.content = .scalar(scalar.string, isPlain: scalar.style == .plain)
        case .sequence(let sequence):
            var nodes: [DocumentNode] = []
            for element in sequence {
                let path = "\(path)[\(nodes.count)]"
                guard let element = self.node(element, path: path, depth: depth + 1) else {
                    return nil
                }
                nodes.append(element)
            }
            result.content = .sequence(nodes)
        case .mapping(let mapping):
            guard let entries = entries(mapping, path: path, depth: depth) else { return nil }
            result.content = .mapping(entries)
        case .alias:
            refuse("an alias (*name)", "the value itself: anchors and aliases are not used")
        }
        return result
    }

    private func entries(
        _ mapping: Node.Mapping,
        path: String,
        depth: Int
    ) -> [DocumentEntry]? {
        var entries: [DocumentEntry] = []
        var lines: [String: Int] = [:]
        for (keyNode, valueNode) in mapping {
            guard let key = node(keyNode, path: path, depth: depth + 1) else { return nil }
            let text = if case .scalar(let text, _) = key.content { text } else { key.shown }
            let name = duplicates.originalName(text)
            let inner = (path.isEmpty ? "" : path + ".") + shortened(name)
            guard let value = node(valueNode, path: inner, depth: depth + 1) else { return nil }
            func refuse(_ problem: ScenarioFault.Problem, keyPath: String) {
                log.add(problem, line: key.line, column: key.column, keyPath: keyPath)
            }
            guard case .scalar(_, let isPlain) = key.content else {
                let found = key.shown + " as a key"
                refuse(.text(found: found, expected: "a name"), keyPath: path)
                continue
            }
            if name == "<<" && isPlain {
                refuse(
                    .text(found: "a merge key (<<)", expected: "the keys themselves"),
                    keyPath: path
                )
            } else if let first = lines[name] {
                refuse(.duplicateKey(first: first), keyPath: inner)
            } else {
                lines[name] = key.line
                entries.append(
                    DocumentEntry(key: name, line: key.line, column: key.column, value: value)
                )
            }
        }
        return entries
    }

    private static func tag(of node: Node) -> String {
        switch node {
        case .scalar: Tag.Name.str.rawValue
        case .sequence: Tag.Name.seq.rawValue
        case .mapping: Tag.Name.map.rawValue
        case .alias: node.tag.description
        }
    }

    private static func note(_ error: any Error, in text: ScenarioText, log: FaultLog) {
        guard let error = error as? YamlError else { return noteUnplaced(error, log) }
        switch error {
        case .scanner(let context, let problem, let mark, _),
            .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            // At the end of the file the parser counts a line that is not there.
            let lines = text.string.utf8.reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
            let line = min(mark.line, lines)
            if problem.contains("nesting level") {
                let problem = ScenarioFault.Problem.text(
                    found: "nesting that the parser gave up on",
                    expected: "at most \(ReadingLimits.nesting) levels"
                )
                return log.add(problem, line: line, column: mark.column)
            }
            let start = context.map { " \($0.text) from line \(min($0.mark.line, lines))" }
            log.add(.syntax(problem + (start ?? "")), line: line, column: mark.column)
        default: noteUnplaced(error, log)
        }
    }

    /// What the checks of the text let through, the parser's own reader takes: what comes here is
    /// a lack of memory.
    private static func noteUnplaced(_ error: any Error, _ log: FaultLog) {
        log.add(.syntax("\(error)"), line: 1, column: 1)
    }
}
