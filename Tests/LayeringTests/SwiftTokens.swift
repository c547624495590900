/// One word or sign of a Swift file; comments and what stands between words are left out.
struct SwiftToken: Equatable {
    enum Kind {
        /// A keyword, a name or a number.
        case word
        /// A name between backquotes, which is never a keyword.
        case quotedName
        /// A string literal; its interpolations follow as tokens of their own.
        case string
        /// A single character of punctuation.
        case sign
    }

    var kind: Kind
    var text: String
    /// The line where it begins; the file's first is 1.
    var line: Int

    func isWord(_ text: String) -> Bool { kind == .word && self.text == text }
    func isSign(_ text: String) -> Bool { kind == .sign && self.text == text }
}

/// The words and signs of a Swift file, so that no rule mistakes a comment or a string for code.
func swiftTokens(of text: String) -> [SwiftToken] {
    var scanner = SwiftScanner(text)
    scanner.scanCode(insideInterpolation: false)
    return scanner.tokens
}

private struct SwiftScanner {
    private(set) var tokens: [SwiftToken] = []
    private let bytes: [UInt8]
    private var at = 0
    private var line = 1

    init(_ text: String) { bytes = Array(text.utf8) }

    private func byte(_ ahead: Int = 0) -> UInt8? {
        at + ahead < bytes.count ? bytes[at + ahead] : nil
    }

    private func isNext(_ text: String) -> Bool { bytes[at...].starts(with: text.utf8) }

    private mutating func advance() {
        if byte() == UInt8(ascii: "\n") { line += 1 }
        at += 1
    }

    private mutating func append(
        _ kind: SwiftToken.Kind,
        from start: Int,
        to end: Int,
        at line: Int
    ) {
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
        tokens.append(SwiftToken(kind: kind, text: text, line: line))
    }

    /// Reads to the end, or to the parenthesis that closes the interpolation.
    mutating func scanCode(insideInterpolation: Bool) {
        var depth = 0
        while let next = byte() {
            if isNext("//") {
                while let next = byte(), next != UInt8(ascii: "\n") { at += 1 }
            } else if isNext("/*") {
                skipBlockComment()
            } else if let hashes = hashesBefore("\"") {
                scanString(hashes: hashes)
            } else if let hashes = hashesBefore("/"), hashes > 0 || beginsRegularExpression {
                skipRegularExpression(hashes: hashes)
            } else if next == UInt8(ascii: "`") {
                scanQuotedName()
            } else if isWordByte(next) {
                let start = at
                while let next = byte(), isWordByte(next) { at += 1 }
                append(.word, from: start, to: at, at: line)
            } else if [0x20, 0x09, 0x0A, 0x0D].contains(next) {
                advance()
            } else {
                if next == UInt8(ascii: "(") { depth += 1 }
                if next == UInt8(ascii: ")") { depth -= 1 }
                at += 1
                if insideInterpolation && depth < 0 { return }
                append(.sign, from: at - 1, to: at, at: line)
            }
        }
    }

    private func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            true
        default:
            false
        }
    }

    /// How many `#` stand here before `delimiter`; nil where something else follows them.
    private func hashesBefore(_ delimiter: Unicode.Scalar) -> Int? {
        var count = 0
        while byte(count) == UInt8(ascii: "#") { count += 1 }
        return byte(count) == UInt8(ascii: delimiter) ? count : nil
    }

    private mutating func skipBlockComment() {
        var depth = 0
        repeat {
            if isNext("/*") {
                depth += 1
                at += 2
            } else if isNext("*/") {
                depth -= 1
                at += 2
            } else {
                advance()
            }
        } while depth > 0 && at < bytes.count
    }

    private mutating func scanString(hashes: Int) {
        let firstLine = line
        let padding = String(repeating: "#", count: hashes)
        at += hashes
        // Two quotation marks alone are an empty string, not the beginning of a long one.
        let isLong = isNext("\"\"\"")
        let quote = isLong ? "\"\"\"" : "\""
        let (end, escape) = (quote + padding, "\\" + padding)
        at += quote.utf8.count
        let start = at
        while at < bytes.count, !isNext(end) {
            if isNext(escape + "(") {
                at += escape.utf8.count + 1
                scanCode(insideInterpolation: true)
            } else if isNext(escape) {
                at += escape.utf8.count
                advance()
            } else {
                advance()
            }
        }
        append(.string, from: start, to: min(at, bytes.count), at: firstLine)
        at += end.utf8.count
    }

    /// A slash is a regular expression where an operand must come, if another slash closes it on
    /// the same line; else it divides.
    private var beginsRegularExpression: Bool {
        guard let next = byte(1), ![0x20, 0x09, 0x0A, 0x2F, 0x2A].contains(next) else {
            return false
        }
        let operandsBefore = ["return", "in", "case", "if", "else", "try", "await", "unsafe", "is"]
        if let last = tokens.last {
            switch last.kind {
            case .word where !operandsBefore.contains(last.text), .quotedName, .string: return false
            case .sign where [")", "]", "}", "?", "!", "."].contains(last.text): return false
            default: break
            }
        }
        let rest = bytes[(at + 1)...].prefix { $0 != UInt8(ascii: "\n") }
        return rest.contains(UInt8(ascii: "/"))
    }

    private mutating func skipRegularExpression(hashes: Int) {
        let end = "/" + String(repeating: "#", count: hashes)
        at += end.utf8.count
        while at < bytes.count, !isNext(end) {
            if byte() == UInt8(ascii: "\\") { at += 1 }
            advance()
        }
        at += end.utf8.count
    }

    private mutating func scanQuotedName() {
        at += 1
        let start = at
        while let next = byte(), next != UInt8(ascii: "`") { advance() }
        append(.quotedName, from: start, to: at, at: line)
        at += 1
    }
}
