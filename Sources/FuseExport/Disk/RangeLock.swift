import Dispatch
import Synchronization

/// A lock of ranges of a disk's bytes. Ranges that overlap exclude each other, except that any
/// number may be held shared. Nobody waits on a thread: what is to be done under the lock is called
/// when its range is free, in the order in which it was asked for.
final class RangeLock: Sendable {
    /// A range that is held.
    struct Hold: Sendable {
        fileprivate let number: UInt64
        fileprivate let range: Range<Int64>
        fileprivate let isExclusive: Bool

        fileprivate func excludes(_ other: Hold) -> Bool {
            (isExclusive || other.isExclusive) && range.overlaps(other.range)
        }
    }

    private struct Waiting {
        let hold: Hold
        let body: @Sendable (Hold) -> Void
    }

    private struct State {
        var lastNumber: UInt64 = 0
        var held: [Hold] = []
        /// In the order in which they came.
        var waiting: [Waiting] = []
    }

    private let state = Mutex(State())
    private let queue: DispatchQueue

    /// - Parameter queue: where those are called that had to wait.
    init(queue: DispatchQueue) { self.queue = queue }

    /// Calls `body` when the range is free: at once on this thread, or later on the queue. It holds
    /// the range until somebody releases it.
    ///
    /// - Parameter range: not empty.
    func acquire(
        _ range: Range<Int64>, exclusively isExclusive: Bool,
        _ body: @escaping @Sendable (Hold) -> Void
    ) {
        let hold: Hold? = state.withLock { state in
            state.lastNumber += 1
            let hold = Hold(number: state.lastNumber, range: range, isExclusive: isExclusive)
            // Nobody overtakes one that waits for the same range: it would wait for ever.
            if state.held.contains(where: hold.excludes)
                || state.waiting.contains(where: { hold.excludes($0.hold) })
            {
                state.waiting.append(Waiting(hold: hold, body: body))
                return nil
            }
            state.held.append(hold)
            return hold
        }
        if let hold { body(hold) }
    }

    /// Gives a range free.
    func release(_ hold: Hold) {
        let granted: [Waiting] = state.withLock { state in
            guard let index = state.held.firstIndex(where: { $0.number == hold.number }) else {
                preconditionFailure("a range is released once")
            }
            state.held.swapAt(index, state.held.count - 1)
            state.held.removeLast()
            if state.waiting.isEmpty { return [] }
            var granted: [Waiting] = []
            var left: [Waiting] = []
            for next in state.waiting {
                if state.held.contains(where: next.hold.excludes)
                    || left.contains(where: { next.hold.excludes($0.hold) })
                {
                    left.append(next)
                } else {
                    state.held.append(next.hold)
                    granted.append(next)
                }
            }
            state.waiting = left
            return granted
        }
        // Not on this thread: one that releases within would call the next, and so on.
        for next in granted { queue.async { next.body(next.hold) } }
    }
}
