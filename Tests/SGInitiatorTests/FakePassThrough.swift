import SCSI
import Timebase

@testable import SGInitiator

/// Answers as it is told, in order, and keeps what came; the last answer stays.
final class FakePassThrough: PassThrough {
    private var results: [PassThroughResult]
    private(set) var sent: [(cdb: [UInt8], seconds: Int32)] = []

    init(_ results: PassThroughResult...) { self.results = results }

    func send(_ request: CommandRequest, seconds: Int32) -> PassThroughResult {
        sent.append((request.cdb, seconds))
        return results.count > 1 ? results.removeFirst() : results[0]
    }
}

/// A clock on which waiting takes no time.
final class FakeClock: WaitingClock {
    private(set) var now = Instant.zero
    private(set) var waits: [Instant] = []
    /// Is called when time has passed.
    var passed: (Instant) -> Void = { _ in }

    func wait(until instant: Instant) {
        waits.append(instant)
        now = max(now, instant)
        passed(now)
    }
}
