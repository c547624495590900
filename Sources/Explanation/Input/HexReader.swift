/// Finds the bytes in what a person pasted: plain pairs of digits, dumps with offsets and
/// characters, and whole outputs of programs, in which CDBs, data and sense data stand between
/// other lines.
///
/// A text is read as an output of a program if one of its lines shows a CDB or is a heading of a
/// dump; then lines without bytes are passed over. In any other text every word must be bytes.
/// `#` and `;` begin comments.
struct HexReader {
    /// The most bytes that are taken from one source.
    static let limit = 1 << 24

    private struct Run {
        var bytes: [UInt8] = []
        var line = 0
        var role = FoundBytes.Role.unknown
        var hasOffsets = false
        /// Whether rows are left out here that are like the last one.
        var isRepeating = false
        /// Whether the offsets have been in base 8, as od writes them.
        var isOctal = false
        var lastRow: [UInt8] = []
    }

    private let source: String
    private let lines: [HexLine]
    private let isOutput: Bool
    private var found: [FoundBytes] = []
    private var run = Run()
    private var headings: [String] = []
    private var hasCommand = false

    /// The runs of bytes in `content`.
    ///
    /// - Parameter source: the file's name, for the places of faults. Bytes of a file whose name
    ///   ends in `.bin`, and content that is no text, are taken as they are.
    /// - Throws: `HexFault` where no bytes are, or something else is among them.
    static func read(
        _ content: [UInt8], from source: String
    ) throws(HexFault) -> [FoundBytes] {
        guard content.count <= 4 * limit else {
            throw HexFault("\(source): \(content.count) bytes; expected at most \(4 * limit)")
        }
        if content.isEmpty {
            throw HexFault(source, line: 1, column: 1, found: "nothing", expected: whatIsExpected)
        }
        if source.hasSuffix(".bin") || !isText(content) {
            return [FoundBytes(bytes: content, origin: source, role: .unknown)]
        }
        var reader = HexReader(content, source)
        return try reader.read()
    }

    private static let whatIsExpected = "bytes in hexadecimal, such as 83 00 0a"

    /// Whether a content is something that can be read on a screen.
    private static func isText(_ content: [UInt8]) -> Bool {
        let controls: Set<UInt8> = [0x09, 0x0A, 0x0C, 0x0D, 0x1B]
        return content.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || controls.contains($0) }
            && String(validating: content, as: UTF8.self) != nil
    }

    private init(_ content: [UInt8], _ source: String) {
        self.source = source
        var text = content[...]
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
        lines = text.split(separator: 0x0A, omittingEmptySubsequences: false).map { HexLine($0) }
        isOutput = lines.contains { $0.command != nil || $0.withoutComment.isHeading }
    }

    private mutating func read() throws(HexFault) -> [FoundBytes] {
        for (index, line) in lines.enumerated() { try read(line, number: index + 1) }
        endRun()
        if found.isEmpty {
            let first = lines.firstIndex { !$0.words.isEmpty }
            let text = first.map { lines[$0].text } ?? "nothing"
            throw HexFault(
                source, line: (first ?? 0) + 1,
                column: first.map { lines[$0].words[0].column } ?? 1,
                found: String(text.prefix(40)), expected: Self.whatIsExpected)
        }
        return found
    }

    private mutating func read(_ raw: HexLine, number: Int) throws(HexFault) {
        if let command = raw.command {
            endRun()
            found.append(
                FoundBytes(bytes: command, origin: "\(source):\(number)", role: .command))
            hasCommand = true
            headings = []
            return
        }
        let line = raw.withoutComment
        guard let first = line.words.first else {
            if isOutput { endRun() }
            return
        }
        if line.words.count == 1 && first.text == [UInt8(ascii: "*")] && run.hasOffsets {
            run.isRepeating = true
            return
        }
        let row = line.row(after: run.bytes.count, hasOffsets: run.hasOffsets)
        if let fault = row.fault {
            // A line of words may begin with one that could be a byte: `de`, `add`.
            guard isOutput && row.goodWords < 2 else { throw self.fault(fault, number) }
            endRun()
            headings.append(line.text)
            return
        }
        try add(row, number, column: first.column)
    }

    private mutating func add(
        _ row: HexLine.Row, _ number: Int, column: Int
    ) throws(HexFault) {
        if let offset = row.offsets.first {
            if offset == 0 && !run.bytes.isEmpty && !row.bytes.isEmpty { endRun() }
            try reach(row.offsets, number, column: column)
        }
        if row.bytes.isEmpty { return }
        if run.bytes.isEmpty {
            run.line = number
            run.role = FoundBytes.Role(headings: headings, followsCommand: hasCommand)
            headings = []
        }
        run.hasOffsets = !row.offsets.isEmpty
        run.bytes += row.bytes
        run.lastRow = row.bytes
        if run.bytes.count > Self.limit { throw tooMany() }
    }

    /// Comes to the offset that a line shows, over rows that were left out as repeated.
    private mutating func reach(
        _ offsets: [Int], _ number: Int, column: Int
    ) throws(HexFault) {
        let target = run.isOctal && offsets.count > 1 ? offsets[1] : offsets[0]
        if run.isRepeating, !run.lastRow.isEmpty {
            if target > Self.limit { throw tooMany() }
            while run.bytes.count < target { run.bytes += run.lastRow }
        }
        run.isRepeating = false
        if let base = offsets.firstIndex(of: run.bytes.count) {
            run.isOctal = base == 1
            return
        }
        throw HexFault(
            source, line: number, column: column, found: "offset \(offsets[0])",
            expected: "offset \(run.bytes.count), as many as there are bytes before")
    }

    private mutating func endRun() {
        if !run.bytes.isEmpty {
            found.append(
                FoundBytes(bytes: run.bytes, origin: "\(source):\(run.line)", role: run.role))
        }
        run = Run()
    }

    private func tooMany() -> HexFault {
        HexFault("\(source): more than \(Self.limit) bytes; expected fewer")
    }

    private func fault(_ word: HexLine.Word, _ line: Int) -> HexFault {
        HexFault(
            source, line: line, column: word.column,
            found: String(String(decoding: word.text, as: UTF8.self).prefix(40)),
            expected: "two hexadecimal digits a byte")
    }
}
