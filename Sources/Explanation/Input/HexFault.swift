/// Input in which no bytes can be found, and where.
public struct HexFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// `list.txt:3:10: found zz; expected two hexadecimal digits a byte`.
    public let description: String

    init(_ source: String, line: Int, column: Int, found: String, expected: String) {
        description = "\(source):\(line):\(column): found \(found); expected \(expected)"
    }

    /// A fault that is not one of a place in a text.
    init(_ description: String) { self.description = description }
}
