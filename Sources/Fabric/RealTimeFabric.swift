import Devices
import Dispatch
import Media
import SCSI
import Synchronization
import Timebase

/// A fabric on the real clock, which many threads use at once.
///
/// The fabric itself is as it ever is: a queue of events on one thread at a time. A lock makes it
/// one, whoever enters brings its clock to the real one, and what is due happens there. What is
/// planned for later, and copies that go on, are run from a queue of their own, a few events each
/// time, so that commands are served between the steps of a copy.
public final class RealTimeFabric: Sendable {
    /// How many events happen before the lock is given to others: enough for a command and what
    /// was due before it, few enough that a copy's steps do not keep a command waiting.
    public static let eventsPerTurn = 8

    private struct State {
        let fabric: Fabric
        /// Whether events are being run from the queue.
        var isRunning = false
        /// When they will next be run.
        var wakesAt: Instant?
    }

    private let state: Mutex<State>
    private let start = ContinuousClock.now
    private let queue = DispatchQueue(label: "sanbench.fabric", qos: .userInitiated)

    /// Takes over a fabric; time begins now.
    ///
    /// - Parameter fabric: nobody else uses it from now on.
    public init(_ fabric: sending Fabric) {
        state = Mutex(State(fabric: fabric))
    }

    /// The time since this fabric was made.
    public var now: Instant {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return Instant(nanoseconds: seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    /// Uses the fabric. No other thread does so meanwhile, and its clock shows the real time.
    ///
    /// `body` must not wait, and must not let the fabric run: what it submits happens when it has
    /// returned.
    public func withFabric<Result, Failure: Error>(
        _ body: (Fabric) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        try state.withLock { state throws(Failure) in
            // One look at the clock: what comes due while this lasts is the next one's.
            let time = now
            _ = state.fabric.advance(to: time, limit: Self.eventsPerTurn)
            defer { turn(&state, at: time) }
            return try body(state.fabric)
        }
    }

    /// Sends a command.
    ///
    /// - Parameters:
    ///   - unit: the logical unit's place among the fabric's.
    ///   - dataInLength: how much the initiator's Data-In Buffer holds.
    ///   - completed: is called when the command has ended, on any thread, this one included, with
    ///     the fabric's lock held: it must not use this object. Data that is still in a file is to
    ///     be read there and then; afterwards the file may have changed. It gets `nil` where no
    ///     logical unit answered.
    public func submit(
        _ task: SCSITask, to unit: RealTimeUnit, dataInLength: Int = 0,
        completed: @escaping @Sendable (Completion?) -> Void
    ) {
        withFabric { fabric in
            fabric.submit(
                task, to: fabric.units[unit.index], dataInLength: dataInLength,
                completed: completed)
        }
    }

    /// Uses one logical unit and what the fabric knows of it, as `withFabric` uses all of it.
    public func withUnit<Result, Failure: Error>(
        _ unit: RealTimeUnit, _ body: (FabricUnit) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        try withFabric { fabric throws(Failure) in try body(fabric.units[unit.index]) }
    }

    /// What a nexus sees, in the order of its LUNs.
    public func logicalUnits(of nexus: NexusIdentifier) -> [RealTimeUnit] {
        withFabric { fabric in
            fabric.mapped(nexus).map { unit in
                RealTimeUnit(unit, index: fabric.units.firstIndex { $0 === unit } ?? 0)
            }
        }
    }

    /// Lets a few of the events happen that are due, and sees to it that the rest will.
    private func turn(_ state: inout State, at time: Instant) {
        guard let next = state.fabric.advance(to: time, limit: Self.eventsPerTurn) else { return }
        if next <= time {
            if state.isRunning { return }
            state.isRunning = true
            queue.async { [self] in runDue() }
        } else if next < state.wakesAt ?? .farthest {
            state.wakesAt = next
            let delay = DispatchTimeInterval.nanoseconds(Int(clamping: (next - time).count))
            queue.asyncAfter(deadline: .now() + delay, qos: .userInitiated, flags: []) { [self] in
                wake(next)
            }
        }
    }

    private func wake(_ instant: Instant) {
        state.withLock { state in
            if state.wakesAt == instant { state.wakesAt = nil }
            turn(&state, at: now)
        }
    }

    private func runDue() {
        var isDone = false
        while !isDone {
            // The lock is given up after every turn: it goes to whoever has waited for it.
            isDone = state.withLock { state in
                let time = now
                let next = state.fabric.advance(to: time, limit: Self.eventsPerTurn)
                if let next, next <= time { return false }
                state.isRunning = false
                turn(&state, at: now)
                return true
            }
        }
    }
}

/// A logical unit of a fabric on the real clock: its place and what never changes of it.
public struct RealTimeUnit: Sendable {
    /// Its place among the fabric's logical units.
    let index: Int
    /// Its name on the fabric.
    public let id: String
    /// What it is called.
    public let identity: LogicalUnitIdentity
    /// The logical block length in bytes; `nil` for what has no blocks.
    public let blockLength: Int?

    init(_ unit: FabricUnit, index: Int) {
        self.index = index
        id = unit.id
        identity = unit.logicalUnit.identity
        blockLength = (unit.logicalUnit as? DirectAccessUnit)?.blockLength
    }
}

/// An initiator on the real clock: a call waits until its command has ended.
public final class RealTimeInitiator: Initiator, Sendable {
    private let fabric: RealTimeFabric
    private let nexus: NexusIdentifier
    private let unit: RealTimeUnit

    /// The way of a nexus to a logical unit.
    public init(_ fabric: RealTimeFabric, nexus: NexusIdentifier, to unit: RealTimeUnit) {
        self.fabric = fabric
        self.nexus = nexus
        self.unit = unit
    }

    public func execute(_ request: CommandRequest) -> Reply {
        let box = ReplyBox()
        let task = SCSITask(
            nexus: nexus, cdb: request.cdb, dataOut: DataBuffer(request.dataOut))
        let limit = request.dataInLength
        fabric.submit(task, to: unit, dataInLength: limit) { completion in
            box.put(Reply(completion, limit: limit))
        }
        return box.wait(request.timeout) ?? Reply(transportFailure: .timedOut)
    }
}

/// Where a thread waits for a reply.
private final class ReplyBox: Sendable {
    private let reply = Mutex<Reply?>(nil)
    private let arrived = DispatchSemaphore(value: 0)

    func put(_ value: Reply) {
        reply.withLock { $0 = value }
        arrived.signal()
    }

    func wait(_ timeout: Nanoseconds) -> Reply? {
        let time = DispatchTimeInterval.nanoseconds(Int(clamping: timeout.count))
        _ = arrived.wait(timeout: .now() + time)
        return reply.withLock { $0 }
    }
}
