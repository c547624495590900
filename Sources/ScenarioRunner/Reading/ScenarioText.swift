/// A scenario file's text, once it is known to be text that may be given to a YAML parser.
struct ScenarioText {
    /// The text.
    let string: String

    /// Checks a file's bytes; nil if they must not go any further, which the log then explains.
    init?(bytes: [UInt8], log: FaultLog) {
        guard bytes.count <= ReadingLimits.fileSize else {
            log.add(
                .text(
                    found: "more than \(ReadingLimits.fileSize) bytes",
                    expected: "at most \(ReadingLimits.fileSize) bytes (4 MiB)"
                ),
                line: 1,
                column: 1
            )
            return nil
        }
        guard let string = String(validating: bytes, as: UTF8.self) else {
            let place = Self.placeOfMalformedText(bytes)
            log.add(
                .text(found: "bytes that are no UTF-8", expected: "text in UTF-8"),
                line: place.line,
                column: place.column
            )
            return nil
        }
        self.string = string
        guard Self.checkCharacters(string, log), Self.checkAliases(string, log) else { return nil }
    }

    /// The line and column of the first byte that does not belong to a character.
    private static func placeOfMalformedText(_ bytes: [UInt8]) -> (line: Int, column: Int) {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var (line, column) = (1, 1)
        while case .scalarValue(let scalar) = decoder.decode(&iterator) {
            column += 1
            if scalar == "\n" { (line, column) = (line + 1, 1) }
        }
        return (line, column)
    }

    /// Refuses control characters, and tabs as indentation; all of them are reported.
    private static func checkCharacters(_ text: String, _ log: FaultLog) -> Bool {
        var (line, column) = (1, 1)
        var isIndentation = true
        var isGood = true
        var previous: Unicode.Scalar = "\n"
        for scalar in text.unicodeScalars {
            var found: String?
            var expected = "text"
            if scalar == "\t" {
                if isIndentation {
                    found = "a tab as indentation"
                    expected = "blanks"
                }
            } else if previous == "\r" && scalar != "\n" {
                found = "a carriage return within a line"
                expected = "a line feed, or both"
            } else if !isAllowed(scalar) {
                found = "the character U+\(String(scalar.value, radix: 16, uppercase: true))"
            }
            if let found {
                log.add(.text(found: found, expected: expected), line: line, column: column)
                isGood = false
            }
            // One fault a line is enough for a row of tabs.
            isIndentation = isIndentation && scalar == " "
            previous = scalar
            column += 1
            if scalar == "\n" { (line, column, isIndentation) = (line + 1, 1, true) }
        }
        return isGood
    }

    /// The characters that YAML allows, without its rarer line ends: an editor would not count
    /// those as lines, and faults name lines.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A, 0x0D, 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF: true
        case 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x1_0000...: true
        default: false
        }
    }

    private static func checkAliases(_ text: String, _ log: FaultLog) -> Bool {
        var counts: [UInt8: Int] = [:]
        var previous: UInt8 = 0
        for byte in text.utf8 {
            // Every anchor and every alias begins so; not all that begins so is one.
            if isAnchorCharacter(byte) { counts[previous, default: 0] += 1 }
            previous = byte
        }
        let hasAnchors = counts[UInt8(ascii: "&"), default: 0] > 0
        let aliases = counts[UInt8(ascii: "*"), default: 0]
        guard hasAnchors && aliases > ReadingLimits.aliasLikeWords else { return true }
        log.add(
            .text(
                found: "anchors (&name) and \(aliases) aliases (*name)",
                expected: "no anchors and no aliases"
            ),
            line: 1,
            column: 1
        )
        return false
    }

    private static func isAnchorCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }
}
