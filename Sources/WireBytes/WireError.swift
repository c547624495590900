/// What is wrong with bytes that were to be decoded, and where.
///
/// The offset counts from the first byte of the outermost structure that was given, so that it can
/// be put into a field pointer or shown to a person without further arithmetic.
public struct WireError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What happened to the bytes.
    public enum Problem: Equatable, Sendable {
        /// The bytes end before the field does: `expected` bytes are needed, `found` are there.
        case truncated(expected: Int, found: Int)
        /// The field holds `found`, but the structure exists only with `expected`.
        case unexpectedValue(expected: UInt64, found: UInt64)
        /// A length field says something that its structure cannot be.
        case impossibleLength(found: Int, expected: String)
        /// The text is not what was expected there.
        case malformedText(String)
    }

    /// The structure's name, as the standard names it.
    public var structure: String
    /// The field's name, as the standard names it.
    public var field: String
    /// The offset of the field's first byte.
    public var offset: Int
    /// What is wrong.
    public var problem: Problem

    /// Creates an error about one field.
    public init(structure: String, field: String, offset: Int, problem: Problem) {
        self.structure = structure
        self.field = field
        self.offset = offset
        self.problem = problem
    }

    public var description: String {
        let place = "\(structure): \(field) at byte \(offset): "
        switch problem {
        case .truncated(let expected, let found):
            return place + "\(expected) bytes expected, \(found) found"
        case .unexpectedValue(let expected, let found):
            return place + "\(hexadecimal(expected)) expected, \(hexadecimal(found)) found"
        case .impossibleLength(let found, let expected):
            return place + "\(expected) expected, \(found) found"
        case .malformedText(let what):
            return place + what
        }
    }
}
