import FileSAN
import SGInitiator
import ServerlessBackup
import Timebase
import Trace

/// A disk that others write to: it is watched until it is quiet, and a snapshot is read in its place.
public struct LiveDisk {
    /// How often the counts of the disk are looked at.
    public static let pollInterval = Nanoseconds.milliseconds(100)

    /// The wait for a quiet period; nil for none.
    public var watch: QuiesceWatch?
    /// The command that takes a snapshot; nil to read the disk itself, which must not be written
    /// meanwhile.
    public var snapshotCommand: String?
    /// The command that removes it.
    public var removalCommand: String?
    /// Is told what is waited for.
    public var progress: (String) -> Void = { _ in }

    /// A disk that is watched by default, and of which no snapshot is taken.
    public init() { watch = QuiesceWatch() }

    /// What is backed up, and what was done to have it.
    public struct Source {
        /// The device to be read.
        public var device: Device
        /// What was done.
        public var report: SourceReport
        private let snapshot: CommandSnapshot?
        private let isLive: Bool

        /// An image file's device, which does not change.
        public init(unchanging device: Device) {
            self.device = device
            report = SourceReport(path: device.name)
            (snapshot, isLive) = (nil, false)
        }

        fileprivate init(device: Device, report: SourceReport, snapshot: CommandSnapshot?) {
            self.device = device
            self.report = report
            self.snapshot = snapshot
            isLive = true
        }

        /// Does the backup, and takes note of how long it took.
        public mutating func measured<Result>(_ backup: () throws -> Result) rethrows -> Result {
            let clock = SystemClock()
            let result = try backup()
            // An image file's time is the program's own, and would differ from run to run.
            if isLive { report.backupSeconds = (clock.now - .zero).inSeconds }
            return result
        }

        /// Removes the snapshot, where one was taken.
        public func end() throws { try snapshot?.remove() }
    }

    /// Waits until the disk is quiet and takes the snapshot.
    ///
    /// - Throws: `BackupError.noQuietPeriod` at the timeout, `.noSnapshot`, and what names the path.
    ///
    /// - Parameter disk: the disk itself, named by its path.
    public func source(_ disk: Device, on san: DeviceSAN) throws -> Source {
        let path = disk.name
        let clock = SystemClock()
        var report = SourceReport(path: path)
        if let watch { report.quiesce = try wait(watch, path, clock) }
        guard let snapshotCommand else {
            return Source(device: disk, report: report, snapshot: nil)
        }
        let snapshot = CommandSnapshot(
            of: path, command: snapshotCommand, removal: removalCommand)
        progress("taking a snapshot of \(path)")
        let start = clock.now
        do {
            let initiator = try snapshot.takeSnapshot()
            let taken = snapshot.path ?? path
            report.snapshot = SourceReport.Snapshot(
                path: taken, seconds: (clock.now - start).inSeconds)
            return Source(
                device: try san.add(initiator, path: taken), report: report, snapshot: snapshot)
        } catch {
            // What was taken and cannot be read is of no use to anybody.
            try? snapshot.remove()
            throw error
        }
    }

    private func wait(
        _ watch: QuiesceWatch, _ path: String, _ clock: SystemClock
    ) throws -> SourceReport.Quiesce {
        let counters = try DiskCounters(of: path, clock: clock)
        let start = clock.now
        let polling = PollingClock(clock, every: Self.pollInterval) {
            counters.poll()
            let waited = (clock.now - start).count / Nanoseconds.seconds(1).count
            progress(
                "waiting until nothing is written to \(path) for \(watch.idleFor):"
                    + " \(waited) s, at most \(watch.timeout)")
        }
        let trace = Trace()
        let restarts = RestartCount()
        trace.add(restarts)
        do {
            try watch.wait(for: path, activity: counters, clock: polling, trace: trace)
        } catch {
            // That nothing could be read is why it was never quiet.
            if let failure = counters.failure { throw failure }
            throw error
        }
        return SourceReport.Quiesce(
            idleSeconds: watch.idleFor.inSeconds, timeoutSeconds: watch.timeout.inSeconds,
            waitedSeconds: (clock.now - start).inSeconds, restarts: restarts.count)
    }
}

extension Nanoseconds {
    /// The length in seconds.
    public var inSeconds: Double { Double(count) / 1e9 }
}

/// Counts how often a quiet period began anew.
private final class RestartCount: TraceSink {
    private(set) var count = 0

    func record(_ event: TraceEvent) {
        if case .quiesce(let quiesce) = event.kind, quiesce.state == .restarted { count += 1 }
    }
}
