/// A line of text in words, and the bytes that they are.
struct HexLine {
    /// A word and where it stands.
    struct Word {
        var text: [UInt8]
        /// From 1.
        var column: Int
        /// How many separators stand before it.
        var gap: Int
    }

    /// What a line of a dump holds.
    struct Row {
        /// The number in front, by the bases that it can be read in; empty where there is none.
        var offsets: [Int] = []
        var bytes: [UInt8] = []
        /// The first word that is no byte, where it should be one.
        var fault: Word?
        /// How many words were bytes before the fault.
        var goodWords = 0
    }

    let words: [Word]
    /// The line as it was read, comments included.
    private let line: ArraySlice<UInt8>

    private static let separators = Set(" \t\r,{}[]\"".utf8)

    /// Splits at blanks and at what separates bytes in the source text of programs.
    init(_ line: ArraySlice<UInt8>) {
        var words: [Word] = []
        var gap = 0
        var isOpen = false
        var skipsEscape = false
        for (distance, byte) in line.enumerated() {
            let next = line.index(line.startIndex, offsetBy: distance + 1)
            let beginsEscape =
                byte == UInt8(ascii: "\\") && next < line.endIndex && line[next] == 0x78
            if skipsEscape || beginsEscape || Self.separators.contains(byte) {
                skipsEscape = beginsEscape
                if isOpen { gap = 0 }
                isOpen = false
                gap += 1
            } else if isOpen {
                words[words.count - 1].text.append(byte)
            } else {
                words.append(Word(text: [byte], column: distance + 1, gap: gap))
                isOpen = true
            }
        }
        self.words = words
        self.line = line
    }

    private init(words: [Word], of line: ArraySlice<UInt8>) {
        self.words = words
        self.line = line
    }

    /// The line without what stands behind `#` or `;`, at its start or after a blank.
    var withoutComment: HexLine { endingBeforeComment(from: 0) }

    private func endingBeforeComment(from first: Int) -> HexLine {
        let end = words.dropFirst(first).firstIndex {
            [UInt8(ascii: "#"), UInt8(ascii: ";")].contains($0.text[0])
        }
        return end.map { HexLine(words: Array(words[..<$0]), of: line) } ?? self
    }

    /// The text of the words, one blank between two.
    var text: String { Self.text(of: words) }

    private static func text(of words: [Word]) -> String {
        words.map { String(decoding: $0.text, as: UTF8.self) }.joined(separator: " ")
    }

    /// The bytes at the end of a line that shows a CDB: `cdb to send: Inquiry [12 00 00 00 60 00]`.
    /// A comment may follow them; a line that is all comment may show one too.
    var command: [UInt8]? {
        let words = endingBeforeComment(from: 1).words
        let text = Self.text(of: words).lowercased()
        guard text.contains("cdb") || text.contains("sg_raw") else { return nil }
        var bytes: [UInt8] = []
        for word in words.reversed() {
            guard let byte = Self.bytes(of: word.text), byte.count == 1 else { break }
            bytes.append(byte[0])
        }
        return bytes.count >= 6 ? bytes.reversed() : nil
    }

    /// Whether it is a line that programs print above a dump.
    var isHeading: Bool {
        let text = text.lowercased()
        let hasWord = words.contains { word in
            word.text.count { ($0 | 0x20) >= 0x67 && ($0 | 0x20) <= 0x7A } >= 2
        }
        let signs = ["in hex", "scsi status", "sense key", "bytes of data", "parameter list"]
        return hasWord && (text.hasSuffix(":") || signs.contains(where: text.contains))
    }

    /// The bytes of a line of a dump.
    ///
    /// - Parameters:
    ///   - expected: how many bytes came before, so that an offset can be told from a byte.
    ///   - hasOffsets: whether the lines before had offsets.
    func row(after expected: Int, hasOffsets: Bool) -> Row {
        var row = Row()
        var rest = words[...]
        var characterGap = Int.max
        if let found = offset(after: expected, hasOffsets: hasOffsets) {
            row.offsets = found.values
            characterGap = found.characterGap
            rest = rest.dropFirst()
        }
        for (index, word) in zip(rest.indices, rest) {
            if !row.offsets.isEmpty {
                // What follows the bytes shows them as characters.
                // Programs show 16 bytes a line; a person may write more, with one blank between.
                let isFull = row.bytes.count >= 16 && word.gap > 1
                let isBehindGap = index > rest.startIndex && word.gap >= characterGap
                if word.text[0] == UInt8(ascii: "|") { break }
                if isBehindGap || isFull, showsCharacters(from: index, of: row.bytes) { break }
            }
            guard let bytes = Self.bytes(of: word.text) else {
                row.fault = word
                break
            }
            row.bytes += bytes
            row.goodWords += 1
        }
        return row
    }

    /// Whether the words from one on, which a gap stands before, show bytes as characters: every
    /// byte as itself or as another sign, whatever pairs of digits they spell. Else they are more
    /// bytes, of a row that has a gap in it.
    private func showsCharacters(from index: Int, of bytes: [UInt8]) -> Bool {
        let word = words[index]
        let end = line.startIndex + word.column - 1
        // The first characters may be blanks, or signs at which words are split.
        for start in (end - word.gap)...end where Self.shows(line[start...], bytes) { return true }
        if words[index...].allSatisfy({ Self.bytes(of: $0.text) != nil }) { return false }
        // Other programs have other signs, and may frame or part the characters.
        return line[end...].count <= bytes.count + 2
    }

    private static func shows(_ text: ArraySlice<UInt8>, _ bytes: [UInt8]) -> Bool {
        var text = text
        while let last = text.last, last == 0x0D || last == 0x20 { text.removeLast() }
        guard text.count <= bytes.count else { return false }
        for (sign, byte) in zip(text, bytes) {
            let isPrintable = (0x20...0x7E).contains(byte)
            if sign != (isPrintable ? byte : UInt8(ascii: ".")) { return false }
        }
        // Blanks at the end may be gone.
        return bytes[text.count...].allSatisfy { $0 == 0x20 }
    }

    /// The offset that begins the line, in the bases that it may be written in, and how wide the
    /// gap is behind which the characters follow.
    private func offset(
        after expected: Int, hasOffsets: Bool
    ) -> (values: [Int], characterGap: Int)? {
        guard let first = words.first else { return nil }
        if first.text.last == UInt8(ascii: ":") {
            // xxd, with two blanks before the characters.
            return Self.number(first.text.dropLast(), base: 16).map { ([$0], 2) }
        }
        guard let value = Self.number(first.text[...], base: 16), first.text.count >= 2 else {
            return nil
        }
        let values = [value] + [Self.number(first.text[...], base: 8)].compactMap(\.self)
        let isPlausible = values.contains(expected) || value == 0 || hasOffsets
        guard isPlausible else { return nil }
        if words.count == 1 {
            // hexdump and od end with the length alone.
            return hasOffsets && first.text.count >= 4 ? (values, 3) : nil
        }
        // sg3_utils, with four blanks before the characters.
        if words[1].gap >= 3 { return ([value], 3) }
        // hexdump -C and od -t x1, with pairs of digits behind longer offsets.
        let isLong = first.text.count >= 4 && words[1].text.count == 2
        return isLong ? (values, 3) : nil
    }

    private static func number(_ text: ArraySlice<UInt8>, base: Int) -> Int? {
        guard !text.isEmpty, text.count <= 15, text.allSatisfy({ digit($0) != nil }) else {
            return nil
        }
        return Int(String(decoding: text, as: UTF8.self), radix: base)
    }

    /// The bytes of a word: pairs of digits, `0x83`, `83h`.
    private static func bytes(of word: [UInt8]) -> [UInt8]? {
        var digits = word[...]
        if digits.count > 2 && digits[0] == 0x30 && digits[1] | 0x20 == 0x78 {
            digits = digits.dropFirst(2)
        } else if digits.count == 3 && digits[2] | 0x20 == 0x68 {
            digits = digits.dropLast()
        }
        guard digits.count % 2 == 0, !digits.isEmpty else { return nil }
        var bytes: [UInt8] = []
        var index = digits.startIndex
        while index < digits.endIndex {
            guard let high = digit(digits[index]), let low = digit(digits[index + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
            index += 2
        }
        return bytes
    }

    private static func digit(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
