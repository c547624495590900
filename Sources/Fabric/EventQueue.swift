import HeapModule
import Timebase

/// What is to happen, in the order of time.
struct EventQueue {
    /// Which of the things of one instant comes first.
    enum Rank: UInt8, Comparable {
        /// Before what devices do.
        case early
        /// What devices and workloads do.
        case normal
        /// After what devices do.
        case late

        static func < (left: Rank, right: Rank) -> Bool { left.rawValue < right.rawValue }
    }

    /// One thing that is to happen.
    struct Event: Comparable {
        let time: Instant
        let rank: Rank
        /// Events of one instant and rank happen in the order in which they were planned.
        let number: UInt64
        /// Gets the fabric that it happens on, so that no event need hold a reference to it.
        let action: (Fabric) -> Void

        static func < (left: Event, right: Event) -> Bool {
            if left.time != right.time { return left.time < right.time }
            if left.rank != right.rank { return left.rank < right.rank }
            return left.number < right.number
        }

        static func == (left: Event, right: Event) -> Bool { left.number == right.number }
    }

    private var heap = Heap<Event>()
    private var next: UInt64 = 0

    /// The first event's place in time.
    var first: (time: Instant, rank: Rank)? { heap.min.map { ($0.time, $0.rank) } }

    /// Plans an event.
    mutating func add(
        at time: Instant, rank: Rank = .normal, _ action: @escaping (Fabric) -> Void
    ) {
        heap.insert(Event(time: time, rank: rank, number: next, action: action))
        next += 1
    }

    /// Takes the first event.
    mutating func take() -> Event? { heap.popMin() }
}
