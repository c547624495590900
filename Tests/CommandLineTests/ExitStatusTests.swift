import Foundation
import Testing

/// 0 done, 1 the run's expectations were not met, 2 usage or bad input; and what is said of it.
@Suite struct ExitStatusTests {
    @Test func aRunThatKeepsItsPromisesIs0() throws {
        let sanbench = try Sanbench()
        try sanbench.write(shortScenario, to: "a.yaml")
        let ended = try sanbench.run("run", "a.yaml")
        #expect(ended.status == 0 && ended.errors == "")
        #expect(ended.output.hasPrefix("short: All of it, on 64 KiB.\n"))
        #expect(ended.output.contains("  passed  1 expectation met\n"))
        #expect(!ended.output.contains("\u{1B}"))
        let quiet = try sanbench.run("run", "--quiet", "a.yaml")
        #expect(quiet.status == 0 && quiet.output == "" && quiet.errors == "")
    }

    @Test func anUnmetExpectationIs1() throws {
        let sanbench = try Sanbench()
        let text = shortScenario + "  - {sometimes: copy_aborted}\n"
        try sanbench.write(text, to: "a.yaml")
        let ended = try sanbench.run("run", "a.yaml")
        #expect(ended.status == 1 && ended.errors == "")
        #expect(ended.output.contains("  not met  a.yaml:17: copy_aborted was to happen\n"))
        #expect(ended.output.contains("repeat it with: sanbench run a.yaml --seed 0\n"))
        let quiet = try sanbench.run("run", "-q", "a.yaml")
        #expect(quiet.status == 1 && quiet.output == "")
        #expect(quiet.errors.contains("  not met  a.yaml:17: copy_aborted was to happen\n"))
    }

    /// One that fails does not keep the others from running.
    @Test func ofSeveralFilesEachIsRun() throws {
        let sanbench = try Sanbench()
        try sanbench.write(shortScenario + "  - {sometimes: copy_aborted}\n", to: "a.yaml")
        try sanbench.write(shortScenario, to: "b.yaml")
        let ended = try sanbench.run("run", "--junit", "r.xml", "a.yaml", "b.yaml")
        #expect(ended.status == 1)
        #expect(ended.output.contains("1 expectation met"))
        let report = String(decoding: try sanbench.bytes("r.xml"), as: UTF8.self)
        #expect(report.contains("<testsuite name=\"a.yaml\" tests=\"1\" failures=\"1\""))
        #expect(report.contains("<testsuite name=\"b.yaml\" tests=\"1\" failures=\"0\""))
    }

    @Test(arguments: [
        (["run"], "Error: Missing expected argument '<files> ...'"),
        (["run", "--bogus", "a.yaml"], "Error: Unknown option '--bogus'"),
        (["frobnicate"], "Error: Unexpected argument 'frobnicate'"),
        (["run", "--seed", "x", "a.yaml"], "Error: The value 'x' is invalid for '--seed <seed>'"),
        (["run", "--seed", "-1", "a.yaml"], "Error: "),
        (
            ["run", "nowhere.yaml"],
            "Error: nowhere.yaml:1:1: found no file; expected a scenario file"
        ),
        (["run", "--case", "x", "a.yaml"], "Error: no case x; known: the files have no cases"),
        (
            ["run", "--case", "x", "Scenarios/serverless-backup/deadline-tie.yaml"],
            "Error: no case x; known: last-write-at-77s, one-nanosecond-later"
        ),
        (
            ["run", "--json", "nowhere/x", "a.yaml"],
            "Error: nowhere/x: a file that can be written expected"
        ),
        (
            ["run", "--junit", "Scenarios", "a.yaml"],
            "Error: Scenarios: a file that can be written expected"
        ),
        (
            ["run", "--directory", "Scenarios", "a.yaml"],
            "Error: a.yaml: Scenarios: an empty directory expected"
        ),
        (
            ["run", "--directory", "a.yaml", "a.yaml"],
            "Error: a.yaml: a.yaml: a directory that can be made expected"
        ),
        (
            ["run", "--directory", "d", "a.yaml", "a.yaml"],
            "Error: --directory keeps the files of one case; 2 are chosen"
        ),
    ])
    func usageAndBadInputAre2(_ arguments: [String], _ text: String) throws {
        let sanbench = try Sanbench()
        try sanbench.write(shortScenario, to: "a.yaml")
        let quoted = arguments.map { "'\($0)'" }.joined(separator: " ")
        let ended = try sanbench.shell("sanbench " + quoted)
        #expect(ended.status == 2, "\(ended.errors)")
        #expect(ended.errors.hasPrefix(text), "\(ended.errors)")
        #expect(!ended.output.contains("passed"))
    }

    @Test func aDirectoryThatIsNotEmptyIsRefusedEvenIfNothingWouldBeStored() throws {
        let sanbench = try Sanbench()
        let text = shortScenario.replacing(", store: file", with: "")
        try sanbench.write(text, to: "a.yaml")
        #expect(try sanbench.run("run", "--directory", "Scenarios", "a.yaml").status == 2)
    }

    /// Each fault of a file is named with its place, key and what was expected, before any run.
    @Test func badYAMLIs2() throws {
        let sanbench = try Sanbench()
        try sanbench.write(
            shortScenario.replacing("size: 64KiB", with: "size: 64KB")
                .replacing("quiesce: {on: d0}", with: "quiesce: {onn: d0}"), to: "a.yaml")
        try sanbench.write("schema: [", to: "b.yaml")
        let ended = try sanbench.run("run", "a.yaml", "b.yaml")
        #expect(ended.status == 2 && ended.output == "")
        let lines = ended.errors.split(separator: "\n")
        #expect(lines.contains { $0.contains("a.yaml:5:") && $0.contains("logical_units[0].size") })
        #expect(lines.contains { $0.contains("a.yaml:10:") && $0.contains("did you mean on?") })
        #expect(lines.contains { $0.hasPrefix("b.yaml:1:") })
    }

    @Test func whatCannotBeBuiltIs2() throws {
        let sanbench = try Sanbench()
        let image = shortScenario.replacing(
            "id: d0, type: disk, size: 64KiB", with: "id: d0, type: disk, image: gone.img")
        try sanbench.write(image, to: "a.yaml")
        let ended = try sanbench.run("run", "-q", "a.yaml")
        #expect(ended.status == 2 && ended.errors.hasPrefix("Error: a.yaml:5: d0: gone.img"))
        let huge = shortScenario.replacing("64KiB, store: file", with: "1048576TiB")
        try sanbench.write(huge, to: "b.yaml")
        let refused = try sanbench.run("run", "-q", "b.yaml")
        #expect(refused.status == 2)
        #expect(refused.errors.contains("b.yaml:5:32: logical_units[0].size: found 1048576TiB"))
        let tape = shortScenario.replacing(
            "type: tape, store: file", with: "type: tape, cartridge: gone")
        try sanbench.write(tape, to: "c.yaml")
        #expect(try sanbench.run("run", "-q", "c.yaml").status == 2)
    }

    /// A bench that cannot be built is one case's error: the others are run and reported.
    @Test func whatCannotBeBuiltDoesNotKeepOthersFromRunning() throws {
        let sanbench = try Sanbench()
        try sanbench.write(
            shortScenario.replacing(
                "id: d0, type: disk, size: 64KiB", with: "id: d0, type: disk, image: gone.img"),
            to: "a.yaml")
        try sanbench.write(shortScenario, to: "b.yaml")
        let ended = try sanbench.run("run", "--junit", "r.xml", "a.yaml", "b.yaml")
        #expect(ended.status == 2 && ended.errors.hasPrefix("Error: a.yaml:5: d0: gone.img"))
        #expect(ended.output.contains("1 expectation met"))
        let report = String(decoding: try sanbench.bytes("r.xml"), as: UTF8.self)
        let first = "<testsuite name=\"a.yaml\" tests=\"1\" failures=\"0\" errors=\"1\""
        let second = "<testsuite name=\"b.yaml\" tests=\"1\" failures=\"0\" errors=\"0\""
        #expect(report.contains(first) && report.contains(second), "\(report)")
        #expect(report.contains("<error message=\"a.yaml:5: d0: gone.img"), "\(report)")
    }

    /// Nobody will ever write to it.
    @Test func aPipeIsNoScenario() throws {
        let sanbench = try Sanbench()
        let ended = try sanbench.shell("mkfifo p && timeout 5 sanbench run p")
        #expect(ended.status == 2)
        #expect(
            ended.errors.hasPrefix(
                "Error: p:1:1: found a file that cannot be read; expected a scenario file"))
    }
}
