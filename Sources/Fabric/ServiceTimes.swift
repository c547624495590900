import Timebase

/// When a device serves commands. One value, so that planning a command is one access.
struct ServiceTimes {
    /// In the order of time: a step of a copy plans the commands that it is going to send.
    private var reserved: [(start: Instant, end: Instant)] = []
    /// Commands of initiators are served in the order in which they come.
    private var lastOfInitiators = Instant.zero

    /// When a command of an initiator that arrives now is served, and when it ends: after those
    /// of initiators that came before it, and in the first gap that the copy manager leaves.
    mutating func serve(
        _ duration: Nanoseconds, at now: Instant
    ) -> (start: Instant, end: Instant) {
        forget(now)
        let times = reserve(duration, from: max(now, lastOfInitiators))
        lastOfInitiators = times.end
        return times
    }

    /// When a command that the copy manager is going to send at `instant` is served.
    mutating func plan(
        _ duration: Nanoseconds, at instant: Instant, now: Instant
    ) -> (start: Instant, end: Instant) {
        forget(now)
        return reserve(duration, from: instant)
    }

    /// When a command would end that the copy manager sends at `instant`; nothing is planned.
    func end(of duration: Nanoseconds, at instant: Instant) -> Instant {
        gap(for: duration, from: instant).start + duration
    }

    /// Forgets what has passed. In the order of time: where the first has not, none has.
    private mutating func forget(_ now: Instant) {
        if let first = reserved.first, first.end <= now { reserved.removeAll { $0.end <= now } }
    }

    private mutating func reserve(
        _ duration: Nanoseconds, from instant: Instant
    ) -> (start: Instant, end: Instant) {
        let (start, place) = gap(for: duration, from: instant)
        let end = start + duration
        if end > start { reserved.insert((start, end), at: place) }
        return (start, end)
    }

    /// The first time from `instant` on in which the device is free for so long, and its place
    /// among the times that are reserved.
    private func gap(
        for duration: Nanoseconds, from instant: Instant
    ) -> (start: Instant, place: Int) {
        var start = instant
        var place = 0
        for (index, slot) in reserved.enumerated() {
            if start + duration <= slot.start { break }
            start = max(start, slot.end)
            place = index + 1
        }
        return (start, place)
    }
}
