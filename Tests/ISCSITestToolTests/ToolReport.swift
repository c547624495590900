import Foundation

/// What libiscsi's test tool printed of a run.
struct ToolReport {
    /// One test and what became of it.
    struct Outcome {
        /// Suite and test, as `Read10.Simple`.
        let name: String
        let hasPassed: Bool
        /// Why it, or a part of it, was skipped, in the tool's words. The tool counts what it skips as
        /// passed.
        let skips: [String]
        /// What it printed, for who looks for the reason of a failure.
        let log: [String]
    }

    /// The tests in the order in which they ran.
    private(set) var outcomes: [Outcome] = []
    /// How many tests the summary counts as run, passed and failed; `nil` without a summary.
    private(set) var summary: [Int]?

    /// Takes a report apart.
    init(_ text: String) {
        var suite = ""
        var test: String?
        var log: [String] = []
        for line in text.components(separatedBy: "\n") {
            if line.hasPrefix("Suite: ") {
                suite = String(line.dropFirst(7))
                continue
            }
            var rest = line
            if line.hasPrefix("  Test: "), let end = line.range(of: " ...") {
                test = suite + "." + line[..<end.lowerBound].dropFirst(8)
                log = []
                rest = String(line[end.upperBound...])
            }
            guard let name = test else {
                readSummary(line)
                continue
            }
            guard rest == "passed" || rest == "FAILED" else {
                log.append(rest)
                continue
            }
            let skips = log.compactMap { line in
                line.range(of: "[SKIPPED] ").map { String(line[$0.upperBound...]) }
            }
            outcomes.append(
                Outcome(name: name, hasPassed: rest == "passed", skips: skips, log: log))
            test = nil
        }
    }

    /// `tests  215  215  181  34  0`: in all, run, passed, failed, inactive.
    private mutating func readSummary(_ line: String) {
        let words = line.split(separator: " ")
        if words.count == 6 && words[0] == "tests" {
            summary = words[2...4].compactMap { Int($0) }
        }
    }

    /// The tests that failed.
    var failures: Set<String> { Set(outcomes.filter { !$0.hasPassed }.map(\.name)) }
}
