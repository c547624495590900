/// Lets a YAML parser that refuses duplicate keys get past them.
///
/// The first scalar of a key that comes again is replaced by one of a private use plane: the key
/// is another one then, nothing moves, and all marks stay true. `originalName` undoes it.
struct DuplicateKeys {
    /// The text with the keys renamed so far.
    private(set) var text: String
    /// The scalars that were replaced; the replacement of the nth is `firstReplacement + n`.
    private var replaced: [Unicode.Scalar] = []
    private let canRename: Bool

    private static let firstReplacement: UInt32 = 0xF_0000

    /// Takes the text as it is in the file.
    init(text: String) {
        self.text = text
        canRename = !text.unicodeScalars.contains { Self.index(of: $0) != nil }
    }

    /// Renames the key at a place, counted from 1; false if there is none that could be renamed.
    mutating func rename(atLine line: Int, column: Int) -> Bool {
        guard canRename, replaced.count < ReadingLimits.duplicateKeys, line > 0, column > 0,
            let replacement = Unicode.Scalar(Self.firstReplacement + UInt32(replaced.count))
        else { return false }
        var scalars = text.unicodeScalars
        var index = scalars.startIndex
        for _ in 1..<line {
            guard let feed = scalars[index...].firstIndex(of: "\n") else { return false }
            index = scalars.index(after: feed)
        }
        for _ in 1..<column {
            guard index < scalars.endIndex else { return false }
            index = scalars.index(after: index)
        }
        guard index < scalars.endIndex else { return false }
        if scalars[index] == "\"" || scalars[index] == "'" {
            index = scalars.index(after: index)
            guard index < scalars.endIndex else { return false }
        }
        // An escape, an empty key, a tag: replacing its first scalar would not rename it.
        guard Self.isNamed(scalars[index]) else { return false }
        replaced.append(scalars[index])
        scalars.replaceSubrange(index...index, with: CollectionOfOne(replacement))
        text = String(scalars)
        return true
    }

    /// A key's name in the file.
    func originalName(_ name: String) -> String {
        guard let first = name.unicodeScalars.first, let index = Self.index(of: first),
            index < replaced.count
        else { return name }
        var scalars = String.UnicodeScalarView()
        scalars.append(replaced[index])
        scalars.append(contentsOf: name.unicodeScalars.dropFirst())
        return String(scalars)
    }

    private static func index(of scalar: Unicode.Scalar) -> Int? {
        let limit = firstReplacement + UInt32(ReadingLimits.duplicateKeys)
        guard (firstReplacement..<limit).contains(scalar.value) else { return nil }
        return Int(scalar.value - firstReplacement)
    }

    private static func isNamed(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar == "<" || scalar.properties.isAlphabetic
            || scalar.properties.numericType != nil
    }
}
