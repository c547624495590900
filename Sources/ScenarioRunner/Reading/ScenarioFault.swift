/// One thing that is wrong with a scenario file, and where.
public struct ScenarioFault: Equatable, Sendable, CustomStringConvertible {
    /// What kind of fault it is.
    public enum Problem: Equatable, Sendable {
        /// A key that does not exist here; the nearest of the known ones, if one is near.
        case unknownKey(nearest: String?, known: [String])
        /// A key that must be here and is not; what its value would be.
        case missingKey(expected: String)
        /// A key that is here already, on line `first`.
        case duplicateKey(first: Int)
        /// A value that cannot be: its text, what is expected, and the nearest known name.
        case value(found: String, expected: String, nearest: String?)
        /// Text that is no YAML: what its parser says.
        case syntax(String)
        /// Text that cannot be YAML, or YAML that scenario files may not use.
        case text(found: String, expected: String)
    }

    /// The file, as the caller named it.
    public var file: String
    /// The line, counted from 1.
    public var line: Int
    /// The column, counted from 1 in Unicode scalars.
    public var column: Int
    /// The key's path, as `logical_units[1].block_size`; empty for the file as a whole.
    public var keyPath: String
    /// What is wrong.
    public var problem: Problem

    /// What stands there; nil where something is missing.
    public var found: String? {
        switch problem {
        case .unknownKey, .duplicateKey:
            keyPath.split(separator: ".").last.map(String.init) ?? keyPath
        case .missingKey, .syntax: nil
        case .value(let found, _, _), .text(let found, _): found
        }
    }

    /// What should stand there.
    public var expected: String {
        switch problem {
        case .unknownKey(_, let known): "one of " + known.joined(separator: ", ")
        case .missingKey(let expected): expected
        case .duplicateKey: "each key once"
        case .syntax: "YAML"
        case .value(_, let expected, _), .text(_, let expected): expected
        }
    }

    /// The nearest known key or name, if one is near enough to have been meant.
    public var nearest: String? {
        switch problem {
        case .unknownKey(let nearest, _), .value(_, _, let nearest): nearest
        case .missingKey, .duplicateKey, .syntax, .text: nil
        }
    }

    /// One line: `file:line:column: key path: what is wrong`.
    public var description: String {
        let place = "\(file):\(line):\(column): " + (keyPath.isEmpty ? "" : keyPath + ": ")
        let question = nearest.map { "; did you mean \($0)?" } ?? ""
        switch problem {
        case .unknownKey(_, let known):
            let list = "known here: " + known.joined(separator: ", ")
            return place + "unknown key" + (question.isEmpty ? "; " : question + " ") + list
        case .missingKey(let expected):
            return place + "missing; expected \(expected)"
        case .duplicateKey(let first):
            return place + "duplicate key; first on line \(first)"
        case .syntax(let problem):
            return place + "invalid YAML: \(problem)"
        case .value(let found, let expected, _), .text(let found, let expected):
            return place + "found \(found); expected \(expected)" + question
        }
    }
}

/// All that is wrong with a scenario file, in the order of its lines; never empty.
public struct ScenarioFaults: Error, Equatable, Sendable, CustomStringConvertible {
    /// The faults, by line and column.
    public var faults: [ScenarioFault]

    /// One line a fault.
    public var description: String { faults.map(\.description).joined(separator: "\n") }
}
