import Foundation
import Testing

/// Every example that --help and the README show is run as it stands there.
@Suite struct ExampleTests {
    /// The subcommands that the help lists, and the command itself.
    private func commands(_ sanbench: Sanbench) throws -> [[String]] {
        let help = try sanbench.run("--help").output
        let parts = help.components(separatedBy: "SUBCOMMANDS:\n")
        let lines = (parts.last ?? "").split(separator: "\n", omittingEmptySubsequences: false)
        let names = lines.prefix { $0.hasPrefix("  ") && !$0.contains("See '") }
            .compactMap { line in line.split(separator: " ").first.map(String.init) }
        #expect(parts.count == 2 && names.contains("run"))
        return [[]] + names.map { [$0] }
    }

    private func examples(in help: String) -> [String] {
        help.split(separator: "\n").filter { $0.hasPrefix("  sanbench ") }
            .map { String($0.drop { $0 == " " }) }
    }

    @Test func everyHelpHasExamplesThatRun() throws {
        let sanbench = try Sanbench()
        for command in try commands(sanbench) {
            let line = (["sanbench"] + command + ["--help"]).joined(separator: " ")
            let help = try sanbench.shell(line)
            #expect(help.status == 0 && help.errors == "")
            #expect(help.output.contains("\nExamples:\n"), "\(line)")
            #expect(help.output.contains("Exit status: 0 "), "\(line)")
            let examples = examples(in: help.output)
            #expect(!examples.isEmpty, "\(line)")
            for example in examples { try check(example, sanbench) }
        }
    }

    @Test func everyLineOfTheReadmeRuns() throws {
        let readme = try String(
            contentsOf: Sanbench.top.appendingPathComponent("README.md"), encoding: .utf8)
        var isCode = false
        let sanbench = try Sanbench()
        for line in readme.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                isCode.toggle()
            } else if isCode {
                let command = line.hasPrefix("$ ") ? line.dropFirst(2) : line
                if command.hasPrefix("sanbench ") { try check(String(command), sanbench) }
                if command.hasPrefix("tools/") { checkTool(String(command)) }
            }
        }
        #expect(!isCode, "a fence of README.md is not closed")
    }

    /// An example whose run is meant to fail says so behind it: `# exit status 1`.
    private func check(_ example: String, _ sanbench: Sanbench) throws {
        let marked = example.components(separatedBy: "# exit status ")
        let wanted = marked.count == 2 ? Int32(marked[1].prefix { $0.isNumber }) : 0
        // Benches that are served lie in the directory of these examples, and nobody else's.
        let ended = try sanbench.shell(
            example, environment: ["XDG_RUNTIME_DIR": sanbench.directory.path])
        #expect(ended.status == wanted, "\(example)\n\(ended.errors)")
    }

    private func checkTool(_ line: String) {
        let name = line.split(separator: " ").first.map(String.init) ?? ""
        let path = Sanbench.top.appendingPathComponent(name).path
        #expect(FileManager.default.isExecutableFile(atPath: path), "\(line)")
    }
}
