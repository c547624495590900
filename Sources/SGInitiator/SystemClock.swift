import Glibc
import Timebase

/// The machine's own clock, which nobody sets; zero is when it was made. Waiting sleeps.
public final class SystemClock: WaitingClock {
    private let start = ContinuousClock.now

    /// A clock that begins now.
    public init() {}

    /// The longest sleep at once, in microseconds: usleep(3) promises no more than a second.
    private static let longestSleep: Int64 = 999_999

    public var now: Instant {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return Instant(nanoseconds: seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    public func wait(until instant: Instant) {
        while true {
            let left = instant - now
            if left.count <= 0 { return }
            // Rounded up, so that it does not wake too early to sleep no more.
            usleep(UInt32(min((left.count + 999) / 1000, Self.longestSleep)))
        }
    }
}

/// A clock on which waiting is interrupted at intervals, to look at something.
public final class PollingClock: WaitingClock {
    private let clock: any WaitingClock
    private let interval: Nanoseconds
    private let look: () -> Void

    /// Waits on `clock` and calls `look` every `interval` meanwhile, and at the end.
    ///
    /// - Parameter interval: longer than zero.
    public init(_ clock: any WaitingClock, every interval: Nanoseconds, look: @escaping () -> Void)
    {
        precondition(interval.count > 0, "an interval longer than zero expected")
        self.clock = clock
        self.interval = interval
        self.look = look
    }

    public var now: Instant { clock.now }

    public func wait(until instant: Instant) {
        while clock.now < instant {
            clock.wait(until: min(instant, clock.now + interval))
            look()
        }
    }
}
