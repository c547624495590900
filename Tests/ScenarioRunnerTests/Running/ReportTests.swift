import Foundation
import ScenarioRunner
import Styling
import Testing

/// What a person reads of a run, word for word: the narration and the table of every case.
///
/// With UPDATE_FIXTURES set in the environment the files are written instead of compared; look at
/// the difference before you keep it.
@Suite struct ReportTests {
    private static let folder = ScenarioFolder.top.appendingPathComponent("Tests/Fixtures/run")
    private static let isUpdating =
        ProcessInfo.processInfo.environment["UPDATE_FIXTURES"] != nil

    @Test func everyCaseReadsAsItDid() throws {
        var names: Set<String> = []
        for (file, setup) in try ScenarioFolder.cases() {
            let run = try OneRun(setup, of: file)
            let text = (run.narration + [""] + run.table).joined(separator: "\n") + "\n"
            let name = setup.title.replacing("/", with: "--") + ".txt"
            names.insert(name)
            let place = Self.folder.appendingPathComponent(name)
            if Self.isUpdating { try Data(text.utf8).write(to: place) }
            let kept = try String(contentsOf: place, encoding: .utf8)
            let lines = { (text: String) in
                text.split(separator: "\n", omittingEmptySubsequences: false)
            }
            let place0 = zip(lines(kept), lines(text)).enumerated().first {
                $0.element.0 != $0.element.1
            }
            #expect(
                kept == text,
                "\(name):\((place0?.offset ?? 0) + 1): \(place0.map { "\($0.element.1)" } ?? "")")
        }
        let there = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(Set(there) == names, "a file for each case, and no others")
    }

    @Test func coloursAreForTerminalsOnly() throws {
        let (file, setup) = try #require(try ScenarioFolder.cases().last)
        let run = try OneRun(setup, of: file)
        #expect(!run.table.joined().contains("\u{1B}"))
        let coloured = RunTable(run.result, style: TextStyle(isColoured: true)).lines
        #expect(coloured.joined().contains("\u{1B}[32mgood"))
        let plain = coloured.map { $0.replacing(/\u{1B}\[[0-9]+m/, with: "") }
        #expect(plain == run.table)
    }
}
