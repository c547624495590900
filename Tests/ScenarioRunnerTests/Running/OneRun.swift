import Foundation
import ScenarioRunner
import Styling
import Trace

/// One run of one case, with all that it gave.
struct OneRun {
    var result: RunResult
    var lines: [UInt8]
    var narration: [String]

    /// - Parameters:
    ///   - name: the file as reports call it.
    ///   - seed: in place of the scenario's own.
    init(_ setup: ScenarioCase, of name: String, seed: UInt64? = nil) throws {
        var bytes: [UInt8] = []
        var told: [String] = []
        let narrator = Narrator(style: TextStyle(isColoured: false)) { told.append($0) }
        result = try CaseRunner(file: name, case: setup, seed: seed)
            .run(sinks: [narrator], lines: { bytes += $0 })
        lines = bytes
        narration = told
        // Real time is the one thing that differs from run to run.
        for index in result.steps.indices { result.steps[index].wallTime = 0 }
        result.wallTime = 0
    }

    /// Runs the one case of a text.
    init(text: String) throws {
        let scenario = try Scenario.read(text: text, file: "dir/a.yaml").get()
        try self.init(scenario.cases[0], of: "dir/a.yaml")
    }

    /// The lines but the first, which names the seed.
    var events: ArraySlice<UInt8> { lines.drop { $0 != 0x0A } }

    /// The table, without colour.
    var table: [String] { RunTable(result, style: TextStyle(isColoured: false)).lines }
}

/// The scenarios at the top of the package.
enum ScenarioFolder {
    static let top: URL = {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { url.deleteLastPathComponent() }
        return url
    }()

    /// Each file by its path from the top, in order.
    static func files() throws -> [String] {
        let folder = top.appendingPathComponent("Scenarios").path
        return try FileManager.default.subpathsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".yaml") }.sorted().map { "Scenarios/" + $0 }
    }

    /// Every case of every file.
    static func cases() throws -> [(file: String, setup: ScenarioCase)] {
        try files().flatMap { file in
            try Scenario.read(file: top.appendingPathComponent(file).path).get().cases
                .map { (file, $0) }
        }
    }
}
