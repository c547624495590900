import Foundation
import SCSI
import SGInitiator
import ServerlessBackup
import Synchronization
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
        let output = try ShellLine(command, ["SANBENCH_SOURCE": source]).run()
        let lines = output.split(separator: "\n").map {
            $0.trimmingCharacters(in: .whitespaces)
        }.filter { !$0.isEmpty }
        guard let path = lines.first, lines.count == 1 else {
            throw .noSnapshot(
                "\(command): printed \(lines.count) lines; one expected, the path of the"
                    + " snapshot's device")
        }
        self.path = path
        if let removal {
            let line = ShellLine(
                removal, ["SANBENCH_SOURCE": source, "SANBENCH_SNAPSHOT": path])
            Self.removals.withLock { $0[path] = line }
        }
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
        guard let path, let line = Self.removals.withLock({ $0.removeValue(forKey: path) })
        else { return }
        _ = try line.run()
        self.path = nil
    }

    /// How the snapshots are removed that are there now, by their paths.
    private static let removals = Mutex<[String: ShellLine]>([:])

    /// Removes all snapshots that are there: the program is about to end.
    public static func removeAll() {
        let lines = removals.withLock { all in
            defer { all = [:] }
            return all.values.map { $0 }
        }
        // Nobody is left who could do anything about a failure; the command itself has said it.
        for line in lines { _ = try? line.run() }
    }
}
