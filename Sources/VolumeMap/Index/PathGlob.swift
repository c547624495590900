/// A pattern of paths.
///
/// | in the pattern | matches |
/// |---|---|
/// | `*` | any characters of one name, or none |
/// | `?` | one character of a name |
/// | `[a-z_]`, `[!a-z]` | one character that is in the set, or is not; `]` counts as its first |
/// | `**` as a whole name | any directories, or none |
/// | `\` and a character | that character |
///
/// A pattern is for the whole path from the root on: `*.txt` matches names in the root only,
/// `**/*.txt` everywhere. A slash in front does not count. A byte of a name that is no valid UTF-8 is
/// a character.
public struct PathGlob: Sendable, Equatable {
    /// What one character of a name has to be.
    private enum Token: Sendable, Equatable {
        case character(UInt32)
        case anyOne
        case anyNumber
        case set(ranges: [ClosedRange<UInt32>], isNegated: Bool)
    }

    private enum Component: Sendable, Equatable {
        case name([Token])
        /// `**`
        case directories
    }

    private let components: [Component]
    /// Whether letters that differ in their case only are the same.
    public let ignoresCase: Bool

    /// A pattern; every text is one. A `[` that no `]` follows is a character.
    public init(_ pattern: String, ignoringCase: Bool = false) {
        ignoresCase = ignoringCase
        var parts: [Component] = []
        for part in Self.split(Array(pattern.unicodeScalars.map(\.value))) {
            if part == [Self.star, Self.star] {
                // Two in a row match what one does.
                if parts.last != .directories { parts.append(.directories) }
            } else {
                parts.append(.name(Self.tokens(part, ignoringCase)))
            }
        }
        components = parts
    }

    private static let star = UInt32(UInt8(ascii: "*"))
    private static let slash = UInt32(UInt8(ascii: "/"))
    private static let backslash = UInt32(UInt8(ascii: "\\"))

    /// Whether a path matches.
    public func matches(_ path: some Collection<UInt8>) -> Bool {
        let names = Self.names(path, ignoresCase)
        return matches(names[...])
    }

    /// Whether a path or one of the directories that it lies in matches: what a person means who names
    /// a directory.
    public func covers(_ path: some Collection<UInt8>) -> Bool {
        let names = Self.names(path, ignoresCase)
        return names.isEmpty
            ? matches(names[...]) : (1...names.count).contains { matches(names[..<$0]) }
    }

    private static func names(_ path: some Collection<UInt8>, _ folded: Bool) -> [[UInt32]] {
        path.split(separator: UInt8(ascii: "/")).map { folded ? foldedUnits($0) : nameUnits($0) }
    }

    /// Cuts a pattern at its slashes; empty parts do not count. A slash cannot be escaped.
    private static func split(_ pattern: [UInt32]) -> [[UInt32]] {
        pattern.split(separator: slash).map { Array($0) }
    }

    private static func tokens(_ part: [UInt32], _ folded: Bool) -> [Token] {
        var tokens: [Token] = []
        var index = 0
        while index < part.count {
            let unit = part[index]
            index += 1
            switch unit {
            case star:
                if tokens.last != .anyNumber { tokens.append(.anyNumber) }
            case UInt32(UInt8(ascii: "?")):
                tokens.append(.anyOne)
            case UInt32(UInt8(ascii: "[")):
                if let (set, end) = self.set(part, from: index, folded) {
                    tokens.append(set)
                    index = end
                } else {
                    tokens.append(.character(unit))
                }
            case backslash where index < part.count:
                tokens.append(.character(folded ? foldedUnit(part[index]) : part[index]))
                index += 1
            default:
                tokens.append(.character(folded ? foldedUnit(unit) : unit))
            }
        }
        return tokens
    }

    /// The set that begins behind a `[`, and the index behind its `]`.
    private static func set(
        _ part: [UInt32], from start: Int, _ folded: Bool
    ) -> (Token, Int)? {
        var index = start
        var isNegated = false
        if index < part.count,
            ["!", "^"].contains(where: { UInt32(UInt8(ascii: $0)) == part[index] })
        {
            isNegated = true
            index += 1
        }
        let first = index
        var ranges: [ClosedRange<UInt32>] = []
        while index < part.count {
            if part[index] == UInt32(UInt8(ascii: "]")), index > first {
                return (.set(ranges: ranges, isNegated: isNegated), index + 1)
            }
            if part[index] == backslash, index + 1 < part.count { index += 1 }
            let low = part[index]
            index += 1
            var high = low
            if index + 1 < part.count, part[index] == UInt32(UInt8(ascii: "-")),
                part[index + 1] != UInt32(UInt8(ascii: "]"))
            {
                high = part[index + 1]
                index += 2
            }
            if low <= high { ranges.append(low...high) }
            // A range of letters holds those of the other case too.
            if folded, low <= high, high - low < 0x400 {
                for unit in low...high where foldedUnit(unit) != unit {
                    ranges.append(foldedUnit(unit)...foldedUnit(unit))
                }
            }
        }
        return nil
    }

    /// Matches names against components; where a `**` took too little, it takes one more. Only the
    /// last one has to be tried again, as with `*`: O(names × components).
    private func matches(_ names: ArraySlice<[UInt32]>) -> Bool {
        var name = names.startIndex
        var component = 0
        var retry: (name: Int, component: Int)?
        while name < names.endIndex {
            if component < components.count, components[component] == .directories {
                component += 1
                retry = (name, component)
                continue
            }
            if component < components.count, case .name(let tokens) = components[component],
                Self.matches(names[name], tokens)
            {
                name += 1
                component += 1
                continue
            }
            guard let again = retry else { return false }
            retry = (again.name + 1, again.component)
            (name, component) = (again.name + 1, again.component)
        }
        return components[component...].allSatisfy { $0 == .directories }
    }

    private static func matches(_ name: [UInt32], _ tokens: [Token]) -> Bool {
        var index = 0
        var token = 0
        var retry: (index: Int, token: Int)?
        while index < name.count {
            if token < tokens.count {
                if tokens[token] == .anyNumber {
                    token += 1
                    retry = (index, token)
                    continue
                }
                if matches(name[index], tokens[token]) {
                    index += 1
                    token += 1
                    continue
                }
            }
            guard let again = retry else { return false }
            retry = (again.index + 1, again.token)
            (index, token) = (again.index + 1, again.token)
        }
        return tokens[token...].allSatisfy { $0 == .anyNumber }
    }

    private static func matches(_ unit: UInt32, _ token: Token) -> Bool {
        switch token {
        case .character(let wanted): unit == wanted
        case .anyOne: true
        case .anyNumber: false
        case .set(let ranges, let isNegated):
            ranges.contains { $0.contains(unit) } != isNegated
        }
    }
}

/// The units of a name in lower case, so that names that differ in case only are equal.
func foldedUnits(_ bytes: some Collection<UInt8>) -> [UInt32] {
    nameUnits(bytes).map(foldedUnit)
}

/// A character in lower case; itself where lower case has several characters.
func foldedUnit(_ unit: UInt32) -> UInt32 {
    if unit < 0x80 {
        return unit >= 0x41 && unit <= 0x5A ? unit + 0x20 : unit
    }
    guard let scalar = Unicode.Scalar(unit) else { return unit }
    let lower = scalar.properties.lowercaseMapping.unicodeScalars
    return lower.count == 1 ? lower.first.map(\.value) ?? unit : unit
}
