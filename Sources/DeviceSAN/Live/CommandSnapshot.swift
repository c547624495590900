import Foundation
import SCSI
import SGInitiator
import ServerlessBackup
import Timebase

/// Takes snapshots by a command: a volume manager's, or a disk array's.
///
/// A shell runs the command with `SANBENCH_SOURCE` set to the disk's path. It prints the path of the
/// snapshot's device, and ends with 0. The snapshot must be a device that takes SCSI commands: the
/// copy manager reads it.
public final class CommandSnapshot: SnapshotProvider {
    /// How long the snapshot's node may take to appear after the command has ended.
    public static let nodeTimeout = Nanoseconds.seconds(10)
    /// How often it is looked for.
    static let nodeInterval = Nanoseconds.milliseconds(100)

    private let source: String
    private let command: String
    private let removal: String?
    private let clock: any WaitingClock
    private let open: (String) throws(DeviceFault) -> any Initiator
    /// The path that the command printed; nil before, and after its removal.
    public private(set) var path: String?

    /// A snapshot to be taken.
    ///
    /// - Parameters:
    ///   - source: the disk's path.
    ///   - command: takes the snapshot.
    ///   - removal: removes it; `SANBENCH_SNAPSHOT` is its path then.
    public convenience init(of source: String, command: String, removal: String?) {
        self.init(of: source, command: command, removal: removal, clock: SystemClock()) {
            path throws(DeviceFault) in try SGInitiator(path: path)
        }
    }

    init(
        of source: String, command: String, removal: String?, clock: any WaitingClock,
        open: @escaping (String) throws(DeviceFault) -> any Initiator
    ) {
        self.source = source
        self.command = command
        self.removal = removal
        self.clock = clock
        self.open = open
    }

    public func takeSnapshot() throws(BackupError) -> any Initiator {
        let output = try run(command, ["SANBENCH_SOURCE": source])
        let lines = output.split(separator: "\n").map {
            $0.trimmingCharacters(in: .whitespaces)
        }.filter { !$0.isEmpty }
        guard let path = lines.first, lines.count == 1 else {
            throw .noSnapshot(
                "\(command): printed \(lines.count) lines; one expected, the path of the"
                    + " snapshot's device")
        }
        self.path = path
        let deadline = clock.now + Self.nodeTimeout
        while true {
            do throws(DeviceFault) {
                return try open(path)
            } catch {
                if clock.now >= deadline {
                    throw .noSnapshot("\(command): \(error)")
                }
                clock.wait(until: clock.now + Self.nodeInterval)
            }
        }
    }

    /// Removes the snapshot, if one was taken and a command for it was given.
    public func remove() throws(BackupError) {
        guard let path, let removal else { return }
        _ = try run(removal, ["SANBENCH_SOURCE": source, "SANBENCH_SNAPSHOT": path])
        self.path = nil
    }

    /// Runs a line of the shell; what it says on standard error is seen by who runs this program.
    private func run(
        _ command: String, _ variables: [String: String]
    ) throws(BackupError) -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        process.environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        let bytes: Data
        do {
            try process.run()
            bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        } catch {
            throw .noSnapshot("\(command): \(error.localizedDescription)")
        }
        process.waitUntilExit()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            let how = process.terminationReason == .exit ? "exit status" : "signal"
            throw .noSnapshot(
                "\(command): ended with \(how) \(process.terminationStatus); 0 expected")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
