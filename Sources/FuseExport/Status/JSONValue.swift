/// A JSON value (RFC 8259), to be written.
indirect enum JSONValue: Sendable {
    case null
    case truth(Bool)
    /// A whole number, in decimal digits.
    case number(String)
    case text(String)
    case list([JSONValue])
    /// Members in the order in which they are written.
    case object([(name: String, value: JSONValue)])

    /// A whole number.
    static func of(_ number: some BinaryInteger) -> JSONValue { .number(String(number)) }

    /// The value as a file's content: with a line end.
    var document: [UInt8] {
        var text = ""
        append(to: &text, indent: "")
        return Array((text + "\n").utf8)
    }

    private func append(to text: inout String, indent: String) {
        switch self {
        case .null: text += "null"
        case .truth(let value): text += value ? "true" : "false"
        case .number(let digits): text += digits
        case .text(let value): Self.append(value, to: &text)
        case .list(let values):
            let lines = values.map { ("", $0) }
            append(lines, between: ("[", "]"), to: &text, indent: indent)
        case .object(let members):
            append(members, between: ("{", "}"), to: &text, indent: indent)
        }
    }

    private func append(
        _ members: [(name: String, value: JSONValue)], between signs: (String, String),
        to text: inout String, indent: String
    ) {
        let inner = indent + "  "
        text += signs.0
        for (index, member) in members.enumerated() {
            text += (index == 0 ? "\n" : ",\n") + inner
            if signs.0 == "{" {
                Self.append(member.name, to: &text)
                text += ": "
            }
            member.value.append(to: &text, indent: inner)
        }
        text += (members.isEmpty ? "" : "\n" + indent) + signs.1
    }

    private static func append(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"", "\\":
                text += "\\"
                text.unicodeScalars.append(scalar)
            case "\u{0}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
