import Foundation
import Testing

/// Where output goes, and where it does not.
@Suite struct OutputTests {
    private static let quietDisk = "Scenarios/serverless-backup/quiet-disk.yaml"

    private func sanbenchWithScenario() throws -> Sanbench {
        let sanbench = try Sanbench()
        try sanbench.write(shortScenario, to: "a.yaml")
        return sanbench
    }

    @Test func jsonOnStandardOutputIsAllThatIsThere() throws {
        let sanbench = try sanbenchWithScenario()
        let piped = try sanbench.run("run", "--json", "-", "a.yaml")
        let filed = try sanbench.run("run", "--json", "trace.jsonl", "a.yaml")
        #expect(piped.status == 0 && piped.errors == "" && filed.status == 0)
        #expect(try piped.bytes == sanbench.bytes("trace.jsonl"))
        #expect(filed.output.contains("passed"))
        // sha256sum says of the file what the table says of the trace.
        let sum = try sanbench.shell("sha256sum trace.jsonl").output.prefix(64)
        #expect(sum.count == 64 && filed.output.contains("sha256 \(sum)\n"))
    }

    @Test func twoRunsAreByteIdentical() throws {
        let sanbench = try Sanbench()
        for name in ["one", "two"] {
            #expect(try sanbench.run("run", "-q", "--json", name, Self.quietDisk).status == 0)
        }
        #expect(try sanbench.bytes("one") == sanbench.bytes("two"))
        _ = try sanbench.run("run", "-q", "--seed", "8", "--json", "three", Self.quietDisk)
        #expect(try sanbench.bytes("one") != sanbench.bytes("three"))
    }

    /// What is there is emptied, not replaced: a device stays a device, a link stays a link.
    @Test(arguments: ["--json", "--junit"]) func aFileStaysTheFileThatItIs(_ option: String) throws
    {
        let sanbench = try sanbenchWithScenario()
        try sanbench.write(String(repeating: "old\n", count: 99_999), to: "target")
        try FileManager.default.createSymbolicLink(
            atPath: sanbench.place("link"), withDestinationPath: "target")
        #expect(try sanbench.run("run", "-q", option, "link", "a.yaml").status == 0)
        let target = String(decoding: try sanbench.bytes("target"), as: UTF8.self)
        #expect(!target.isEmpty && !target.contains("old"))
        let link = try FileManager.default.attributesOfItem(atPath: sanbench.place("link"))
        #expect(link[.type] as? FileAttributeType == .typeSymbolicLink)
        #expect(
            try sanbench.shell(
                "mkfifo pipe; cat pipe >read & sanbench run -q \(option) pipe a.yaml && wait && test -p pipe"
            ).status == 0)
        #expect(try sanbench.bytes("read").count == target.utf8.count || option == "--junit")
    }

    @Test(arguments: ["--json", "--junit"]) func aFullDiskIsNamed(_ option: String) throws {
        let sanbench = try sanbenchWithScenario()
        let ended = try sanbench.run("run", "-q", option, "/dev/full", "a.yaml")
        #expect(ended.status == 2)
        #expect(ended.errors == "Error: /dev/full: a file that can be written expected\n")
        let attributes = try FileManager.default.attributesOfItem(atPath: "/dev/full")
        #expect(attributes[.type] as? FileAttributeType == .typeCharacterSpecial)
    }

    @Test func aFullStandardOutputIsNamed() throws {
        let sanbench = try sanbenchWithScenario()
        let ended = try sanbench.shell("sanbench run a.yaml >/dev/full")
        #expect(ended.status == 2)
        #expect(ended.errors == "Error: standard output: a file that can be written expected\n")
    }

    /// With the signal's default and with it ignored, as programs started by some others have it.
    @Test(arguments: ["", "trap '' PIPE; "]) func aReaderThatGoesAwayIsNoFailure(
        _ before: String
    ) throws {
        let sanbench = try Sanbench()
        let ended = try sanbench.shell(
            before + "(sanbench run \(Self.quietDisk) --junit r.xml; echo $? >status) | head -n 1")
        #expect(ended.output.hasPrefix("quiet-disk: ") && ended.errors == "")
        #expect(String(decoding: try sanbench.bytes("status"), as: UTF8.self) == "0\n")
        #expect(try sanbench.bytes("r.xml").count > 100)
        let trace = try sanbench.shell(
            before + "(sanbench run --json - \(Self.quietDisk); echo $? >status) | head -c 9")
        #expect(trace.output == "{\"time\":0" && trace.errors == "")
    }

    private static let hasScript: Bool = {
        let found = try? Sanbench().shell("command -v script")
        return found?.status == 0
    }()

    @Test(.enabled(if: hasScript, "script(1) is not installed"))
    func coloursAreForTerminalsThatWantThem() throws {
        let sanbench = try sanbenchWithScenario()
        let line = "script -qec 'sanbench run a.yaml' /dev/null"
        let plain = ["TERM": "xterm", "NO_COLOR": ""]
        #expect(try sanbench.shell(line, environment: plain).output.contains("\u{1B}[32m"))
        for change in [["NO_COLOR": "1"], ["TERM": "dumb"]] {
            let environment = plain.merging(change) { $1 }
            let ended = try sanbench.shell(line, environment: environment)
            #expect(ended.output.contains("passed") && !ended.output.contains("\u{1B}[3"))
        }
    }

    @Test func theDirectoryKeepsDisksAndCartridges() throws {
        let sanbench = try sanbenchWithScenario()
        #expect(try sanbench.run("run", "-q", "--directory", "kept/here", "a.yaml").status == 0)
        let disks = try ["d0", "d1"].map { try sanbench.bytes("kept/here/\($0).disk") }
        #expect(disks[0].count == 65536 && disks[0] == disks[1])
        #expect(disks[0].contains { $0 != 0 })
        let names = try FileManager.default.contentsOfDirectory(
            atPath: sanbench.place("kept/here"))
        #expect(Set(names) == ["d0.disk", "d1.disk", "s0.snapshot", "t0.cartridge"])
        // Once more into the same directory would mix two runs.
        let again = try sanbench.run("run", "-q", "--directory", "kept/here", "a.yaml")
        #expect(again.status == 2 && again.errors.contains("an empty directory expected, 4 files"))
    }

    /// A cartridge that was kept is another scenario's input, and stays as it is.
    @Test func aCartridgeThatAScenarioNamesIsNotChanged() throws {
        let sanbench = try sanbenchWithScenario()
        #expect(try sanbench.run("run", "-q", "--directory", "kept", "a.yaml").status == 0)
        let before = try sanbench.bytes("kept/t0.cartridge/partition-0.log")
        try sanbench.write(
            """
            schema: 1
            scenario: again
            logical_units:
              - {id: d1, type: disk, size: 64KiB, store: file}
              - {id: d2, type: disk, size: 128KiB}
              - {id: t0, type: tape, cartridge: kept/t0.cartridge}
            steps:
              - restore: {from: t0, to: d1, name: short}
              - backup: {from: d2, to: t0, name: other}
            expect:
              - {step: restore, result: good}
              - {step: backup, result: good}
            """, to: "b.yaml")
        for run in 1...2 {
            let ended = try sanbench.run("run", "-q", "--directory", "run\(run)", "b.yaml")
            #expect(ended.status == 0, "\(ended.errors)")
        }
        #expect(try sanbench.bytes("kept/t0.cartridge/partition-0.log") == before)
        #expect(try sanbench.bytes("run1/t0.cartridge/partition-0.log") != before)
        #expect(try sanbench.bytes("run1/d1.disk") == sanbench.bytes("kept/d1.disk"))
    }

    @Test func nothingIsLeftBehind() throws {
        let sanbench = try sanbenchWithScenario()
        try FileManager.default.createDirectory(
            atPath: sanbench.place("tmp"), withIntermediateDirectories: false)
        let environment = ["TMPDIR": sanbench.place("tmp")]
        #expect(try sanbench.run("run", "-q", "a.yaml", environment: environment).status == 0)
        _ = try sanbench.shell("sanbench run a.yaml | head -n 1", environment: environment)
        try sanbench.write(
            shortScenario.replacing("type: tape, store: file", with: "type: tape, cartridge: x"),
            to: "b.yaml")
        #expect(try sanbench.run("run", "-q", "b.yaml", environment: environment).status == 2)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: sanbench.place("tmp")) == [])
    }
}
