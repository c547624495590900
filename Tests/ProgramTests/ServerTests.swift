import Foundation
import Testing

/// `sanbench serve`, `status` and `ctl`: what they do to a bench while programs use it.
@Suite struct ServerTests {
    /// Whether a process ends within a minute; its parent may not have asked for its status yet
    /// (proc(5)).
    private func hasEnded(_ process: Int32) -> Bool {
        for _ in 0..<6000 {
            let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
            guard let stat, !stat.contains(") Z ") else { return true }
            usleep(10_000)
        }
        return false
    }

    @Test func itSaysWhatIsWhere() throws {
        let bench = try ServedBench()
        let report = bench.report
        #expect(report.file == ServedBench.standard && report.mount == nil)
        #expect(report.directory == bench.directory.path("served"))
        #expect(
            report.nodes == [
                .init(id: "d0", generic: "/dev/sg0", driver: "/dev/sda"),
                .init(id: "d1", generic: "/dev/sg1", driver: "/dev/sdb"),
                .init(id: "t0", generic: "/dev/sg2", driver: "/dev/st0"),
            ])
        let status = try bench.status()
        #expect(status.process == report.process && status.profile == "spc4")
        #expect(status.logicalUnits.map(\.id) == ["d0", "d1", "t0"])
        #expect(status.logicalUnits.map(\.kind) == ["disk", "disk", "tape"])
        #expect(status.logicalUnits[0].blocks == 131_072)
        #expect(status.nexuses.map(\.logicalUnits) == [["d0", "d1", "t0"]])
        try bench.succeed("printf 1 | dd of=/dev/sdb conv=fsync,notrunc status=none")
        let after = try bench.status()
        #expect(try after.unit("d1").writes == status.unit("d1").writes + 1)
        #expect(try after.unit("d0").writes == 0)
        let text = try bench.sanbench("status")
        #expect(text.output.contains("process \(report.process), served for "))
        // From anywhere: the directory is known by its whole path.
        try bench.succeed("cd / && sg_turs /dev/sg0")
    }

    @Test func inTheBackground() throws {
        let directory = try ScratchDirectory()
        let shell = Shell(directory: directory)
        // Whoever reads what it says gets to the end of it: the server holds nothing of it open.
        let started = try shell(
            "(sanbench serve --background --json --directory served --ready-file ready"
                + " \(ServedBench.standard) 2>&1) | cat")
        #expect(started.status == 0, "\(started)")
        let report = try JSONDecoder().decode(
            ServedBench.Report.self, from: Data(started.output.utf8))
        defer { kill(report.process, SIGKILL) }
        #expect(try directory.text("ready") == started.output)
        let attached = try shell(
            "sanbench exec --attach --directory served -- sg_inq /dev/sg1")
        #expect(attached.output.contains("Unit serial number: d1"), "\(attached)")
        try shell.succeed("sanbench ctl stop --directory served")
        #expect(!FileManager.default.fileExists(atPath: directory.path("served")))
        #expect(hasEnded(report.process))
        #expect(try shell("sanbench status --directory served").status == 2)
        let wrong = try shell("sanbench serve --background --directory served no-such.yaml")
        #expect(wrong.status == 2 && wrong.errors.contains("no-such.yaml"), "\(wrong)")
    }

    /// Without --directory there is a place of their own for the benches of a user, and one that is
    /// served alone needs no name. What `sanbench exec` starts for itself is nobody else's.
    @Test func theOnlyOneIsFound() throws {
        let directory = try ScratchDirectory()
        let shell = Shell(
            environment: ["XDG_RUNTIME_DIR": directory.place.path], directory: directory)
        #expect(try shell("sanbench status").errors.contains("no bench is served there"))
        let bench = ServedBench.standard
        try shell.succeed("sanbench serve --background \(bench)")
        let status = try shell.succeed(
            "sanbench exec \(bench) -- sanbench status --json && sanbench ctl stop")
        #expect(status.contains("\"nexuses\""), "\(status)")
        #expect(try shell("sanbench ctl stop").status == 2)
        #expect(try shell.succeed("ls -A sanbench") == "")
    }

    @Test(arguments: ["TERM", "INT", "ctl"])
    func itStopsCleanly(_ way: String) throws {
        let bench = try ServedBench(options: "--keep kept")
        try bench.succeed("printf 'the last words' | dd of=/dev/sda conv=notrunc status=none")
        try bench.succeed("printf 'on tape' | dd of=/dev/nst0 status=none")
        switch way {
        case "TERM": kill(bench.report.process, SIGTERM)
        case "INT": kill(bench.report.process, SIGINT)
        default: #expect(try bench.sanbench("ctl stop").status == 0)
        }
        #expect(bench.end() == 0)
        #expect(try bench.directory.text("server.err") == "")
        #expect(!FileManager.default.fileExists(atPath: bench.directory.path("served")))
        // Programs do not hang, and the machine's own files are theirs as before.
        let late = try bench("sg_turs /dev/sg0")
        #expect(late.status != 0, "\(late)")
    }

    @Test func aSnapshotIsANewDevice() throws {
        let bench = try ServedBench()
        let old = bytes(4096, seed: 5)
        try bench.directory.write(old, to: "old")
        try bench.directory.write(bytes(4096, seed: 6), to: "new")
        try bench.succeed("dd if=old of=/dev/sda conv=fsync,notrunc status=none")
        let taken = try bench.sanbench("ctl snapshot --of d0 --as s0")
        #expect(taken.status == 0 && taken.output == "/dev/sg3\n", "\(taken)")
        try bench.succeed("dd if=new of=/dev/sda conv=fsync,notrunc status=none")
        try bench.succeed("cmp -n 4096 old /dev/sdc && cmp -n 4096 new /dev/sda")
        try bench.succeed("sg_dd if=/dev/sg3 of=read bs=512 count=8")
        #expect(try bench.directory.read("read") == old)
        #expect(try bench.succeed("lsscsi -g").contains("/dev/sdc   /dev/sg3"))
        #expect(try bench("dd if=new of=/dev/sdc conv=notrunc status=none").status != 0)
        #expect(try bench.status().unit("s0").kind == "snapshot")
        let again = try bench.sanbench("ctl snapshot --of d0 --as s0")
        #expect(again.status == 2 && again.errors.contains("s0 is there already"), "\(again)")
        #expect(try bench.sanbench("ctl snapshot --of t0 --as s1").status == 2)
    }

    @Test func aFaultStrikesAsPlanned() throws {
        let bench = try ServedBench()
        let planned = try bench.sanbench(
            "ctl fault '{on: d1, at: {command: READ(10), nth: 2}, times: 1, fault:"
                + " {check_condition: {sense_key: MEDIUM ERROR, asc: 11h, ascq: 00h}}}'")
        #expect(planned.status == 0, "\(planned)")
        let read = "sg_raw --request=512 /dev/sg1 28 0 0 0 0 5 0 0 1 0"
        try bench.succeed(read)
        let struck = try bench(read)
        #expect(struck.status == 3 && struck.all.contains("Unrecovered read error"), "\(struck)")
        try bench.succeed(read)
        let wrong = try bench.sanbench("ctl fault '{on: d7, at: {command: READ(10)}, fault: {}}'")
        #expect(wrong.status == 2 && wrong.errors.contains("d7"), "\(wrong)")
        // A reset by hand is told to whoever comes next.
        try bench.succeed("sg_turs /dev/sg1")
        #expect(try bench.sanbench("ctl reset d1").status == 0)
        #expect(try bench("sg_turs -v /dev/sg1").errors.lowercased().contains("reset"))
    }

    /// A cartridge that `sanbench backup` wrote is put in by hand, and read by `tar`.
    @Test func cartridgesAreChanged() throws {
        let bench = try ServedBench()
        let image = Shell.top.appendingPathComponent("images/ntfs-small.img").path
        try Shell(directory: bench.directory).succeed("sanbench backup --tape monday \(image)")
        let archived = try Shell(directory: bench.directory).succeed(
            "sanbench archive --tape monday | tar -tf -")
        try bench.succeed("printf 'on the first' | dd of=/dev/nst0 status=none")
        let full = try bench.sanbench("ctl load monday --into t0")
        #expect(full.status == 2 && full.errors.contains("an empty drive expected"), "\(full)")
        #expect(try bench.sanbench("ctl unload t0").status == 0)
        #expect(try bench.status().unit("t0").cartridge == nil)
        #expect(try bench("dd if=/dev/nst0 of=read bs=1k status=none").errors.contains("medium"))
        #expect(try bench.sanbench("ctl unload t0").status == 2)
        #expect(try bench.sanbench("ctl load nothing --into t0").status == 2)
        let loaded = try bench.sanbench("ctl load monday --into t0")
        #expect(loaded.status == 0, "\(loaded)")
        let names = try bench.succeed("tar -b 512 -tf /dev/st0")
        #expect(names == archived && names.contains(".sanbench/volume.img"), "\(names)")
    }

    @Test func oneServerADirectory() throws {
        let bench = try ServedBench()
        let second = try Shell(directory: bench.directory)(
            "sanbench serve --directory served \(ServedBench.standard)")
        #expect(second.status == 2)
        #expect(
            second.errors.contains("process \(bench.report.process) serves a bench from it"),
            "\(second)")
        try bench.succeed("sg_turs /dev/sg0")
        #expect(try bench.status().process == bench.report.process)
        // One that died leaves nothing in the way of the next.
        kill(bench.report.process, SIGKILL)
        // What watches over it ends as it did.
        #expect(bench.end() == SIGKILL)
        let next = try Shell(directory: bench.directory)(
            "sanbench serve --background --directory served \(ServedBench.standard)"
                + " && sanbench ctl stop --directory served")
        #expect(next.status == 0, "\(next)")
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give a directory away"))
    func anotherUsersDirectory() throws {
        let directory = try ScratchDirectory()
        let shell = Shell(directory: directory)
        try shell.succeed("mkdir -m 700 theirs && chown 65534 theirs && mkdir -m 755 open")
        let theirs = try shell("sanbench serve --directory theirs \(ServedBench.standard)")
        #expect(theirs.status == 2)
        #expect(theirs.errors.contains("it belongs to another user"), "\(theirs)")
        let open = try shell("sanbench serve --directory open \(ServedBench.standard)")
        #expect(open.status == 2 && open.errors.contains("(0700) expected"), "\(open)")
        #expect(try shell.succeed("ls theirs open") == "open:\n\ntheirs:\n")
    }
}
