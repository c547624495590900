import Timebase

/// A clock on which waiting takes no time.
final class FakeClock: WaitingClock {
    private(set) var now = Instant.zero
    /// Is called when time has passed, with the seconds since zero.
    var passed: (Double) -> Void = { _ in }

    func wait(until instant: Instant) {
        now = max(now, instant)
        passed(Double(now.nanoseconds) / 1e9)
    }
}
