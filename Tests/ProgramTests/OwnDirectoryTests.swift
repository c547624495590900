import Foundation
import Testing

/// What a server takes for its own, and what programs on a bench cannot reach.
@Suite struct OwnDirectoryTests {
    private let bench = ServedBench.standard

    @Test func whatElseIsInADirectoryStays() throws {
        let shell = Shell(directory: try ScratchDirectory())
        try shell.succeed("mkdir -m 700 own && mkdir own/root && echo precious > own/root/file")
        let ended = try shell("sanbench exec --directory own \(bench) -- true")
        #expect(ended.status == 2)
        #expect(ended.errors.contains("an empty directory expected"))
        #expect(try shell.succeed("cat own/root/file; ls own") == "precious\nroot\n")
    }

    @Test func aKilledServerLeavesItsDirectoryToTheNext() throws {
        let shell = Shell(directory: try ScratchDirectory())
        let serve = "sanbench serve --background --directory own \(bench)"
        defer { _ = try? shell("sanbench ctl stop --directory own") }
        try shell.succeed("\(serve) && kill -9 $(cat own/pid) && sleep 0.2 && \(serve)")
        // A process that lives is no server for that.
        try shell.succeed("sanbench ctl stop --directory own; mkdir -m 700 other")
        try shell.succeed("touch other/lock && echo 1 > other/pid")
        try shell.succeed("sanbench exec --directory other \(bench) -- true")
    }

    @Test func ofServersStartedAtOnceOneServes() throws {
        let shell = Shell(directory: try ScratchDirectory())
        defer { _ = try? shell("sanbench ctl stop --directory own") }
        let statuses = try shell.succeed(
            """
            for number in 1 2 3; do
              (sanbench serve --background --directory own \(bench) > /dev/null 2>&1
              echo $? >> statuses) &
            done; wait; sort statuses
            """)
        #expect(statuses == "0\n2\n2\n")
        try shell.succeed("sanbench exec --attach --directory own -- sg_turs /dev/sg1")
    }

    @Test func whatTheBenchLacksIsNotThisMachines() throws {
        let shell = Shell(directory: try ScratchDirectory())
        for name in ["sg77", "sdq", "sdq1", "st7", "nst7", "bsg/9:0:0:0", "char/21:77"] {
            let ended = try shell(
                "sanbench exec \(bench) -- dd if=/dev/zero of=/dev/\(name) count=1")
            #expect(ended.status == 1, "\(name): \(ended.errors)")
            #expect(ended.errors.contains("No such file or directory"), "\(name)")
            #expect(!FileManager.default.fileExists(atPath: "/dev/\(name)"), "\(name)")
        }
        // A bench that ends under a program takes its names with it.
        let ended = try shell(
            """
            sanbench serve --background --directory own \(bench) > /dev/null
            sanbench exec --attach --directory own -- sh -c 'stat -c %F /dev/sg0
              sanbench ctl stop --directory own; echo x > /dev/sg0; stat -c %F /dev/sg0'
            """)
        #expect(ended.status == 1)
        #expect(ended.output == "character special file\n")
        #expect(!FileManager.default.fileExists(atPath: "/dev/sg0"))
    }

    @Test func whereNobodyServesNoProgramRuns() throws {
        let shell = Shell(directory: try ScratchDirectory())
        let ended = try shell("sanbench exec --attach --directory nowhere -- echo ran")
        #expect(ended.status == 2)
        #expect(ended.output == "")
        #expect(ended.errors.contains("no bench is served from it"))
    }
}
