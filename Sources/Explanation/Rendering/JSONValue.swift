/// A value that is written as JSON, its members in the order in which they are given.
enum JSONValue {
    case text(String)
    case number(Int)
    case truth(Bool)
    case null
    case list([JSONValue])
    case object([(String, JSONValue)])

    /// The text, of several lines, each level two blanks further in.
    func written(indent: String = "") -> String {
        let inner = indent + "  "
        switch self {
        case .text(let text): return Self.quoted(text)
        case .number(let number): return String(number)
        case .truth(let truth): return truth ? "true" : "false"
        case .null: return "null"
        case .list(let elements):
            if elements.isEmpty { return "[]" }
            let lines = elements.map { inner + $0.written(indent: inner) }
            return "[\n" + lines.joined(separator: ",\n") + "\n" + indent + "]"
        case .object(let members):
            if members.isEmpty { return "{}" }
            let lines = members.map {
                inner + Self.quoted($0.0) + ": " + $0.1.written(indent: inner)
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n" + indent + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            // A terminal takes C1 controls for commands, though JSON allows them.
            case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
