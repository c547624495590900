/// Runs as JUnit XML: a suite for each scenario file, a test case for each case, whose failure
/// holds what was not met, with sense data in words and the command that repeats the run.
public struct JUnitReport {
    /// A case that could not be run.
    private struct Failure {
        var title: String
        var fault: BenchFault
    }

    private struct Suite {
        var file: String
        var results: [RunResult] = []
        var errors: [Failure] = []
    }

    private var suites: [Suite] = []

    /// A report without runs.
    public init() {}

    /// Adds a run.
    public mutating func add(_ result: RunResult) {
        beginSuite(result.file)
        suites[suites.count - 1].results.append(result)
    }

    /// Adds a case that could not be run.
    public mutating func add(_ fault: BenchFault, title: String, file: String) {
        beginSuite(file)
        suites[suites.count - 1].errors.append(Failure(title: title, fault: fault))
    }

    private mutating func beginSuite(_ file: String) {
        if suites.last?.file != file { suites.append(Suite(file: file)) }
    }

    /// The document.
    public var text: String {
        var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<testsuites>"]
        for suite in suites {
            let failures = suite.results.count { !$0.hasPassed }
            lines.append(
                "  <testsuite name=\"\(escaped(suite.file))\""
                    + " tests=\"\(suite.results.count + suite.errors.count)\""
                    + " failures=\"\(failures)\" errors=\"\(suite.errors.count)\" skipped=\"0\""
                    + " time=\"\(seconds(suite.results.reduce(0) { $0 + $1.wallTime }))\">")
            for result in suite.results { lines += testCase(result) }
            for error in suite.errors {
                lines += [
                    "    <testcase classname=\"\(escaped(suite.file))\""
                        + " name=\"\(escaped(error.title))\" time=\"0.000000\">",
                    "      <error message=\"\(escaped(error.fault.description))\"/>",
                    "    </testcase>",
                ]
            }
            lines.append("  </testsuite>")
        }
        lines.append("</testsuites>")
        return lines.joined(separator: "\n") + "\n"
    }

    private func testCase(_ result: RunResult) -> [String] {
        var lines = [
            "    <testcase classname=\"\(escaped(result.file))\" name=\"\(escaped(result.title))\""
                + " time=\"\(seconds(result.wallTime))\">"
        ]
        if !result.hasPassed {
            let message = result.unmet.first?.text ?? ""
            lines.append("      <failure message=\"\(escaped(message))\">")
            for unmet in result.unmet {
                let line = unmet.line.map { ":\($0)" } ?? ""
                lines.append(escaped("\(result.file)\(line): \(unmet.text)"))
            }
            lines.append(escaped("repeat it with: \(result.repeatCommand)"))
            lines.append("      </failure>")
        }
        lines.append("      <system-out>")
        for step in result.steps {
            let ending = step.isGood.map { $0 ? "good" : "failed" } ?? "not run"
            lines.append(
                escaped("\(step.kind.rawValue) \(step.subject): \(ending), \(step.detail)"))
        }
        lines.append("seed \(result.seed), trace sha256 \(result.traceDigest)")
        lines.append("      </system-out>")
        lines.append("    </testcase>")
        return lines
    }

    private func seconds(_ value: Double) -> String {
        let micros = UInt64(max(0, value * 1_000_000))
        let fraction = String(micros % 1_000_000)
        return "\(micros / 1_000_000)." + String(repeating: "0", count: 6 - fraction.count)
            + fraction
    }

    /// Text as XML takes it; characters that XML cannot hold become U+FFFD.
    private func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
            case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
