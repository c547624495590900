import SCSI
import Timebase
import Trace

/// Tells when a disk was last written. On the bench the fabric's own record; on a server the
/// kernel's per-disk counters.
public protocol WriteActivity: AnyObject {
    /// When the last command of the WRITE family ended GOOD; `nil` where none has been seen.
    var lastWrite: Instant? { get }
}

/// Waits for a period without writes.
///
/// What counts is the end of a command of the WRITE family. The period begins with the watch or
/// with the last write, whichever is later; a period that ends exactly at the timeout is quiet.
public struct QuiesceWatch: Sendable {
    /// How long there must be no write.
    public var idleFor: Nanoseconds
    /// How long to wait for such a period to end.
    public var timeout: Nanoseconds

    /// The period that backup programs wait for.
    public static let defaultIdle = Nanoseconds.seconds(3)
    /// The time that they wait at most.
    public static let defaultTimeout = Nanoseconds.seconds(80)

    /// A watch for a period of `idleFor` within `timeout`.
    public init(idleFor: Nanoseconds = defaultIdle, timeout: Nanoseconds = defaultTimeout) {
        self.idleFor = idleFor
        self.timeout = timeout
    }

    /// Returns when the period has passed.
    ///
    /// - Parameters:
    ///   - unit: the disk's name, for the trace.
    ///   - trace: gets each change of the watch.
    /// - Throws: `BackupError.noQuietPeriod` at the timeout.
    public func wait(
        for unit: String, activity: any WriteActivity, clock: any WaitingClock, trace: Trace
    ) throws(BackupError) {
        let start = clock.now
        let deadline = start + timeout
        var quietAt = start + idleFor
        let tell = { (state: QuiesceEvent.State) in
            trace.emit(
                .quiesce(QuiesceEvent(unit: unit, state: state, quietAt: quietAt)),
                at: clock.now)
        }
        tell(.waiting)
        while true {
            let moved = max(start, activity.lastWrite ?? start) + idleFor
            if moved != quietAt {
                quietAt = moved
                tell(.restarted)
            }
            if quietAt <= clock.now {
                tell(.quiet)
                return
            }
            if quietAt > deadline {
                clock.wait(until: deadline)
                tell(.timedOut)
                throw .noQuietPeriod(idleFor: idleFor, timeout: timeout, at: clock.now)
            }
            clock.wait(until: quietAt)
        }
    }
}

/// Makes a static view of a disk. On the bench the fabric's copy-on-write; on a server a command
/// or a volume manager.
public protocol SnapshotProvider: AnyObject {
    /// Takes a snapshot now and makes it known as a logical unit.
    func takeSnapshot() throws(BackupError) -> any Initiator
}
