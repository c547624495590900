extension AdditionalSenseCode {
    /// The texts of all assigned codes (T10, SCSI ASC/ASCQ assignments; SPC-4 annex F.2), as that
    /// list writes them.
    ///
    /// The assignments stand in two texts, one line a code: `ASC/ASCQ text`. Where a qualifier is a
    /// number that the device chooses, the list's NN, a line is `ASC/first-last text`; a line for
    /// one code of the range goes before it.
    static let names: [AdditionalSenseCode: String] = {
        var names: [AdditionalSenseCode: String] = [:]
        for line in assignmentLines {
            for (code, text) in assignments(line) where names[code] == nil { names[code] = text }
        }
        return names
    }()

    /// The lines of both texts.
    static let assignmentLines: [Substring] =
        assignments00To33.split(separator: "\n") + assignments34To7F.split(separator: "\n")

    /// The codes of one line with their text; none where the line has another form.
    static func assignments(_ line: Substring) -> [(AdditionalSenseCode, String)] {
        let parts = line.split(separator: " ", maxSplits: 1)
        guard parts.count == 2 else { return [] }
        let numbers = parts[0].split { $0 == "/" || $0 == "-" }.map { UInt8($0, radix: 16) }
        guard 2...3 ~= numbers.count, let code = numbers[0], let first = numbers[1],
            let last = numbers[numbers.count - 1], first <= last
        else { return [] }
        return (first...last).map { (AdditionalSenseCode(code, $0), String(parts[1])) }
    }
}
