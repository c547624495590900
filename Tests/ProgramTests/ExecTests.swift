import Foundation
import Testing

/// `sanbench exec`: how it ends, and what it leaves.
@Suite struct ExecTests {
    @Test(arguments: [
        ("true", 0), ("exit 3", 3), ("exit 255", 255), ("kill -KILL $$", 137),
        ("kill -TERM $$", 143), ("sg_turs /dev/sg0", 0), ("sg_raw /dev/sg0 ff 0 0 0 0 0", 9),
    ])
    func theProgramsStatusIsPassedOn(_ line: String, _ status: Int32) throws {
        let directory = try ScratchDirectory()
        let ended = try Shell(directory: directory)(
            "sanbench exec --directory served \(ServedBench.standard) -- sh -c '\(line)'")
        #expect(ended.status == status, "\(ended)")
        #expect(!FileManager.default.fileExists(atPath: directory.path("served")))
    }

    @Test func theProgramHasTheDevicesAndTheStreams() throws {
        let directory = try ScratchDirectory()
        let ended = try Shell(directory: directory)(
            "echo 'in and out' | sanbench exec --directory served \(ServedBench.standard) -- sh -c"
                + " 'cat > /dev/nst0; mt-st -f /dev/nst0 rewind; cat /dev/nst0; echo no >&2'")
        #expect(ended.status == 0 && ended.output == "in and out\n" && ended.errors == "no\n")
        let none = try Shell(directory: directory)(
            "sanbench exec --directory served \(ServedBench.standard) -- no-such-program")
        #expect(none.status == 2 && none.errors.contains("no-such-program"), "\(none)")
        #expect(!FileManager.default.fileExists(atPath: directory.path("served")))
    }

    /// SIGTERM goes on to the program, and what it makes of it is the end.
    @Test func signalsReachTheProgram() throws {
        let directory = try ScratchDirectory()
        let process = try Shell(directory: directory).start(
            "exec sanbench exec --directory served \(ServedBench.standard) -- sh -c"
                + " 'trap \"echo told; exit 5\" TERM; touch ready; while :; do sleep 0.05; done'",
            as: "exec")
        let end = Date() + 120
        while !FileManager.default.fileExists(atPath: directory.path("ready")), Date() < end {
            usleep(5000)
        }
        let server = try directory.text("served/pid").trimmingCharacters(in: .newlines)
        kill(try #require(Int32(server)), SIGTERM)
        process.waitUntilExit()
        #expect(process.terminationStatus == 5)
        #expect(try directory.text("exec.out") == "told\n")
        #expect(!FileManager.default.fileExists(atPath: directory.path("served")))
    }

    /// Disks that are files stay where they are kept, with what programs wrote.
    @Test func whatIsKeptStays() throws {
        let directory = try ScratchDirectory()
        try directory.write(
            Array(
                """
                schema: 1
                scenario: kept
                description: A disk and a tape that are files.
                logical_units:
                  - {id: d0, type: disk, size: 64KiB, store: file}
                  - {id: t0, type: tape, store: file}
                steps: [{quiesce: {on: d0}}]

                """.utf8), to: "kept.yaml")
        let shell = Shell(directory: directory)
        try shell.succeed(
            "sanbench exec --directory served --keep kept kept.yaml -- sh -c"
                + " 'echo on disk > /dev/sda; echo on tape > /dev/st0'")
        #expect(try shell.succeed("cat kept/d0* | head -1") == "on disk\n")
        #expect(try shell.succeed("find kept -type f | xargs cat | grep -ac 'on tape'") == "1\n")
    }
}
