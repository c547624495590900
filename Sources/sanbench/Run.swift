import ArgumentParser
import ScenarioRunner
import Styling
import Trace

/// `sanbench run`.
struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run scenario files and hold them to what they expect.",
        discussion: """
            Shows what happens as it happens, in virtual time, then a table of the \
            steps. The same file and seed give the same trace, byte for byte.

            Examples:
              sanbench run Scenarios/serverless-backup/quiet-disk.yaml
              sanbench run --case exact Scenarios/xcopy/block-to-stream.yaml
              sanbench run --seed 12 --json trace.jsonl Scenarios/*/quiet-disk.yaml
              sanbench run --quiet --junit report.xml Scenarios/*/*.yaml

            Exit status: 0 all expectations were met, 1 some were not, 2 usage or \
            bad input.
            """)

    @Argument(help: "Scenario files.", completion: .file(extensions: ["yaml"]))
    var files: [String]

    @Option(name: .customLong("case"), help: "Run only the case of this name.")
    var caseName: String?

    @Option(help: "The seed, in place of the scenario's own.")
    var seed: UInt64?

    @Option(help: "Write the trace as JSON lines to this file; - for standard output.")
    var json: String?

    @Option(help: "Write a JUnit report to this file; - for standard output.")
    var junit: String?

    @Option(help: "Keep disks and cartridges that are files in this new directory.")
    var directory: String?

    @Flag(name: .shortAndLong, help: "Say only what was not met.")
    var quiet = false

    func run() throws {
        let cases = try selectedCases()
        if directory != nil && cases.count > 1 {
            throw InputFault(
                "--directory keeps the files of one case; \(cases.count) are chosen")
        }
        let lines = try json.map { try OutputFile($0) }
        let reportFile = try junit.map { try OutputFile($0) }
        var report = JUnitReport()
        var hasFailed = false
        var faults: [String] = []
        for (scenario, setup) in cases {
            do throws(BenchFault) {
                let result = try run(setup, of: scenario, lines)
                report.add(result)
                if !result.hasPassed { hasFailed = true }
            } catch {
                // The other cases and the report of them are not lost to this one.
                report.add(error, title: setup.title, file: scenario.file)
                faults.append(error.description)
            }
        }
        reportFile?.write(Array(report.text.utf8)[...])
        try lines?.close()
        try reportFile?.close()
        if !faults.isEmpty { throw InputFault(faults.joined(separator: "\n")) }
        if hasFailed { throw ExitCode(1) }
    }

    private func selectedCases() throws -> [(Scenario, ScenarioCase)] {
        var selected: [(Scenario, ScenarioCase)] = []
        var faults: [String] = []
        var names: [String] = []
        for file in files {
            switch Scenario.read(file: file) {
            case .failure(let found):
                faults.append(found.description)
            case .success(let scenario):
                names += scenario.cases.compactMap(\.name)
                for setup in scenario.cases where caseName == nil || setup.name == caseName {
                    selected.append((scenario, setup))
                }
            }
        }
        if !faults.isEmpty { throw InputFault(faults.joined(separator: "\n")) }
        if let caseName, selected.isEmpty {
            let known = names.isEmpty ? "the files have no cases" : names.joined(separator: ", ")
            throw InputFault("no case \(caseName); known: \(known)")
        }
        return selected
    }

    private func run(
        _ setup: ScenarioCase, of scenario: Scenario, _ lines: OutputFile?
    ) throws(BenchFault) -> RunResult {
        let style = TextStyle(isColoured: Terminal.wantsColour)
        let isSilent = quiet || json == "-" || junit == "-"
        if !isSilent { Terminal.say(setup.title + ": " + setup.description.firstLine) }
        let narrator = Narrator(style: style) { line in
            Terminal.showProgress(nil)
            Terminal.say(line)
        }
        let runner = CaseRunner(
            file: scenario.file, case: setup, seed: seed,
            directory: directory.map { RunDirectory(keeping: $0) } ?? RunDirectory())
        // A run that ends in the middle leaves no progress behind either.
        defer { Terminal.showProgress(nil) }
        let result = try runner.run(
            sinks: isSilent ? [] : [narrator], lines: { lines?.write($0) },
            progress: { what, done, of in
                Terminal.showProgress(
                    of > 0 ? "\(what) \(Int(100 * Double(done) / Double(of))) %" : nil)
            })
        Terminal.showProgress(nil)
        if !isSilent {
            Terminal.say("")
            RunTable(result, style: style).lines.forEach(Terminal.say)
            Terminal.say("")
        } else if !result.hasPassed {
            RunTable(result, style: style).lines.forEach(Terminal.complain)
        }
        return result
    }

}

extension String {
    /// The text up to its first line end.
    fileprivate var firstLine: String {
        split(separator: "\n", maxSplits: 1).first.map(String.init) ?? ""
    }
}
