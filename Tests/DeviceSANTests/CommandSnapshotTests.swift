import Foundation
import SCSI
import SGInitiator
import ServerlessBackup
import Testing
import Timebase

@testable import DeviceSAN

/// Snapshots by commands of the shell.
@Suite struct CommandSnapshotTests {
    private final class Disk: Initiator {
        func execute(_ request: CommandRequest) -> Reply { Reply(status: .good, dataIn: [7]) }
    }

    private func snapshot(
        _ command: String, removal: String? = nil, clock: FakeClock = FakeClock(),
        open: @escaping (String) throws(DeviceFault) -> any Initiator = { _ in Disk() }
    ) -> CommandSnapshot {
        CommandSnapshot(
            of: "/dev/sg0", command: command, removal: removal, clock: clock, open: open)
    }

    private func reason(_ snapshot: CommandSnapshot) -> String {
        do {
            _ = try snapshot.takeSnapshot()
            return "taken"
        } catch {
            return error.description
        }
    }

    @Test func theCommandSaysWhereTheSnapshotIs() throws {
        var opened: [String] = []
        let snapshot = snapshot("echo \" $SANBENCH_SOURCE-snapshot \"; echo") {
            opened.append($0)
            return Disk()
        }
        let reply = try snapshot.takeSnapshot().execute(CommandRequest(cdb: [0]))
        #expect(reply.dataIn == [7])
        #expect(opened == ["/dev/sg0-snapshot"] && snapshot.path == "/dev/sg0-snapshot")
    }

    @Test func theOtherCommandRemovesIt() throws {
        let folder = try ScratchFolder()
        let removal = "echo $SANBENCH_SOURCE $SANBENCH_SNAPSHOT >>\(folder.path)/log"
        let snapshot = snapshot("echo /dev/sg5", removal: removal)
        try snapshot.remove()
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/log"))
        _ = try snapshot.takeSnapshot()
        try snapshot.remove()
        try snapshot.remove()
        let log = try String(contentsOfFile: folder.path + "/log", encoding: .utf8)
        #expect(log == "/dev/sg0 /dev/sg5\n")
        let failing = self.snapshot("echo /dev/sg5", removal: "exit 3")
        _ = try failing.takeSnapshot()
        #expect(throws: BackupError.self) { try failing.remove() }
        #expect(failing.path == "/dev/sg5", "it is still there")
    }

    @Test(arguments: [
        ("exit 4", "no snapshot: exit 4: ended with exit status 4; 0 expected"),
        ("echo /dev/sg5; exit 1", "no snapshot: echo /dev/sg5; exit 1: ended with exit status 1;"),
        ("kill -9 $$", "no snapshot: kill -9 $$: ended with signal 9; 0 expected"),
        ("true", "no snapshot: true: printed 0 lines; one expected"),
        ("echo a; echo b", "no snapshot: echo a; echo b: printed 2 lines; one expected"),
        ("/nowhere/program", "no snapshot: /nowhere/program: ended with exit status 127;"),
    ])
    func commandsThatFailAreNamed(_ command: String, _ text: String) {
        let found = reason(snapshot(command))
        #expect(found.hasPrefix(text), "\(found)")
    }

    /// The node of a new device takes a moment to appear.
    @Test func theNodeIsWaitedFor() throws {
        let clock = FakeClock()
        let late = snapshot("echo /dev/sg5", clock: clock) { path throws(DeviceFault) in
            if clock.now < .zero + .seconds(2) { throw DeviceFault(path, "not there") }
            return Disk()
        }
        _ = try late.takeSnapshot()
        #expect(clock.now == .zero + .seconds(2))
        let never = snapshot("echo /dev/sg5", clock: clock) { path throws(DeviceFault) in
            throw DeviceFault(path, "not there")
        }
        #expect(reason(never) == "no snapshot: echo /dev/sg5: /dev/sg5: not there")
        #expect(clock.now == .zero + .seconds(12))
    }
}
