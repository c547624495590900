/// Input in which no bytes can be found, and where.
public struct HexFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// `list.txt:3:10: found zz; expected two hexadecimal digits a byte`.
    public let description: String

    init(_ source: String, line: Int, column: Int, found: String, expected: String) {
        description =
            "\(source):\(line):\(column): found \(Self.shown(found)); expected \(expected)"
    }

    /// What was found as it can be shown: a terminal would take controls for commands.
    private static func shown(_ text: String) -> String {
        var shown = ""
        for scalar in text.unicodeScalars {
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            shown.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
        }
        return shown
    }

    /// A fault that is not one of a place in a text.
    init(_ description: String) { self.description = description }
}
