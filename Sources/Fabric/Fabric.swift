import CopyManager
import Devices
import Media
import SCSI
import Timebase
import Trace

/// The SAN: its logical units, the nexuses that see them, the clock, the random numbers and the
/// faults. Everything happens on one thread, in the order of virtual time.
public final class Fabric: WaitingClock {
    /// Which comes first when a command ends in the instant in which somebody's wait does.
    public enum SameInstant: Sendable {
        /// The command: a write still counts.
        case commandsFirst
        /// The waiting.
        case waitersFirst
    }

    /// The names of all operation codes, by code: a trace asks for one with every command.
    private static let commandNames = (0...UInt8.max).map {
        OperationCode(rawValue: $0).meaning ?? "unknown"
    }

    /// The nexus that the copy manager uses as an initiator.
    static let copyManagerNexus = NexusIdentifier(0)

    /// The trace of all that happens.
    public let trace: Trace
    /// The seed that all random numbers come from.
    public let seed: UInt64
    public var now: Instant { clock }
    /// Nobody else gets at it, so that the compiler sees that no two accesses meet.
    private var clock = Instant.zero
    private var queue = EventQueue()
    private let sameInstant: SameInstant
    private(set) var units: [FabricUnit] = []
    private var maps: [NexusIdentifier: [FabricUnit]] = [:]
    private var faults = FaultPlan()
    private var manager: CopyManager?
    /// The copy manager, which needs the fabric to be there first.
    var copyManager: CopyManager {
        guard let manager else { preconditionFailure("a fabric has a copy manager") }
        return manager
    }

    /// An empty fabric at time zero.
    public init(
        seed: UInt64 = 0, trace: Trace = Trace(), sameInstant: SameInstant = .commandsFirst,
        profile: CopyManagerProfile = CopyManagerProfile()
    ) {
        self.seed = seed
        self.trace = trace
        self.sameInstant = sameInstant
        var tokens = SeededRandom(seed: seed, label: "ROD tokens")
        manager = CopyManager(
            profile: profile, resolver: self, random: { tokens.next() }
        ) { [unowned self] event, time in
            // A step is computed as it begins; what it came to is known when its time has come.
            queue.add(at: time) { $0.record(event) }
        }
    }

    /// The stream of random numbers for one purpose.
    public func random(_ label: String) -> SeededRandom {
        SeededRandom(seed: seed, label: label)
    }

    /// Plans a fault.
    public func add(_ fault: Fault) { faults.add(fault) }

    // MARK: Topology

    /// Puts a logical unit on the fabric.
    ///
    /// - Precondition: no other has this name.
    @discardableResult
    public func add(
        _ logicalUnit: DeviceServer, id: String, timing: DeviceTiming,
        origin: SnapshotOrigin? = nil
    ) -> FabricUnit {
        precondition(unit(id) == nil, "a name for each logical unit")
        logicalUnit.thirdPartyCopy = manager
        logicalUnit.reportedLUNs = { [unowned self] nexus in
            (maps[nexus] ?? []).indices.map { LogicalUnitNumber(UInt16($0)) }
        }
        logicalUnit.abortCommands = { [unowned self, unowned logicalUnit] nexuses, sender in
            abortTasks(of: nexuses, sentTo: logicalUnit, by: sender)
        }
        let unit = FabricUnit(id: id, logicalUnit: logicalUnit, timing: timing, origin: origin)
        units.append(unit)
        return unit
    }

    /// The logical units, in the order in which they came.
    public var logicalUnits: [FabricUnit] { units }

    /// The names of the logical units, in the order in which they came.
    public var logicalUnitNames: [String] { units.map(\.id) }

    /// The logical unit with that name.
    public func unit(_ id: String) -> FabricUnit? { units.first { $0.id == id } }

    /// Lets a nexus see a logical unit, under the next LUN.
    ///
    /// - Precondition: it is not the copy manager's own nexus.
    public func map(_ unit: FabricUnit, to nexus: NexusIdentifier) {
        precondition(nexus != Self.copyManagerNexus, "nexus 0 is the copy manager's")
        maps[nexus, default: []].append(unit)
    }

    /// The nexuses that see something, in the order of their numbers.
    var nexuses: [NexusIdentifier] { maps.keys.sorted() }

    /// The logical units that a nexus sees, by LUN.
    func mapped(_ nexus: NexusIdentifier) -> [FabricUnit] { maps[nexus] ?? [] }

    /// The names of the logical units that a nexus sees, by LUN.
    public func logicalUnitNames(of nexus: NexusIdentifier) -> [String] {
        mapped(nexus).map(\.id)
    }

    /// An initiator's way to a logical unit, if the nexus sees it.
    public func initiator(_ nexus: NexusIdentifier, to unit: FabricUnit) -> FabricInitiator? {
        guard mapped(nexus).contains(where: { $0 === unit }) else { return nil }
        return FabricInitiator(fabric: self, nexus: nexus, unit: unit)
    }

    // MARK: Time

    /// Lets `action` happen at an instant, or now if that has passed.
    public func schedule(at time: Instant, _ action: @escaping () -> Void) {
        queue.add(at: max(time, now)) { _ in action() }
    }

    public func wait(until instant: Instant) { run(until: instant) { false } }

    /// Runs events until `isDone` says so, at the latest until an instant, to which the clock then
    /// comes.
    func run(until instant: Instant, or isDone: () -> Bool) {
        let waiter: EventQueue.Rank = sameInstant == .commandsFirst ? .late : .early
        while !isDone() {
            guard let first = queue.first, (first.time, first.rank) < (instant, waiter) else {
                clock = max(clock, instant)
                return
            }
            runNext()
        }
    }

    /// Runs until nothing is left to happen.
    public func runToTheEnd() { while runNext() {} }

    /// Runs at most `count` events, whenever they happen: a bound for what might never end.
    ///
    /// - Returns: whether nothing is left to happen.
    public func run(events count: Int) -> Bool {
        for _ in 0..<count where !runNext() { return true }
        return queue.first == nil
    }

    /// Brings the clock to an instant of the real clock, and lets at most `limit` of the events
    /// happen that are due by then.
    ///
    /// - Returns: when the next event is due, which may have passed; `nil` where nothing is planned.
    func advance(to instant: Instant, limit: Int) -> Instant? {
        var left = limit
        while left > 0, let first = queue.first, first.time <= instant {
            runNext()
            left -= 1
        }
        clock = max(clock, instant)
        return queue.first?.time
    }

    @discardableResult
    private func runNext() -> Bool {
        guard let event = queue.take() else { return false }
        clock = max(clock, event.time)
        event.action(self)
        return true
    }

    // MARK: Commands

    /// Sends a command; `completed` is called when it has ended, with `nil` where no logical unit
    /// answered.
    ///
    /// - Parameter dataInLength: how much the initiator's Data-In Buffer holds, for the time that
    ///   the transfer takes.
    public func submit(
        _ task: SCSITask, to unit: FabricUnit, dataInLength: Int = 0,
        completed: @escaping (Completion?) -> Void
    ) {
        let issued = now
        let times = unit.serve(byteCount: task.dataOut.count + dataInLength, at: now)
        queue.add(at: times.end) { fabric in
            fabric.perform(task, unit, issued, completed)
        }
    }

    private func perform(
        _ task: SCSITask, _ unit: FabricUnit, _ issued: Instant,
        _ completed: @escaping (Completion?) -> Void
    ) {
        let effect = strike(unit, task.cdb.first ?? 0, nil, at: now)
        if let effect {
            report(effect, unit)
            if !effect.performsCommand {
                finish(task, unit, issued, effect.completion(of: unit), completed)
                return
            }
        }
        switch unit.logicalUnit.execute(task, at: now) {
        case .ended(let completion):
            // Nearly always there is no fault, and nothing that would have to be copied.
            finish(
                task, unit, issued, effect == nil ? completion : effect.changed(completion),
                completed)
        case .running(let operation):
            run(operation) { [unowned self] completion in
                finish(task, unit, issued, completion, completed)
            }
        case .background(let completion, let operation):
            finish(task, unit, issued, completion, completed)
            run(operation) { _ in }
        }
    }

    /// Sends a command for the copy manager, which waits for it.
    ///
    /// What it does is done at once, so that a step of a copy is one with what it moves; that it
    /// has ended is known when its time has come.
    func executeForCopy(
        _ task: SCSITask, on unit: FabricUnit, dataInLength: Int, segment: UInt16,
        at start: Instant
    ) -> (Completion?, Nanoseconds) {
        let code = task.cdb.first ?? 0
        let expected = task.dataOut.count + dataInLength
        let effect = strike(
            unit, code, segment, at: unit.end(ofTransfer: expected, at: start))
        let completion: Completion?
        if let effect, !effect.performsCommand {
            completion = effect.completion(of: unit)
        } else if case .ended(let ended) = unit.logicalUnit.execute(task, at: start) {
            completion = effect.changed(ended)
        } else {
            completion = .check(.illegalRequest, .invalidOperationCode)
        }
        let moved = task.dataOut.count + moved(completion, expected: dataInLength)
        let end = unit.plan(byteCount: moved, at: start, now: now).end
        let ended = completion.map {
            (status: $0.status, event: event(task, unit, segment, issued: start, $0))
        }
        queue.add(at: end) { fabric in
            if let effect { fabric.report(effect, unit) }
            guard let ended else { return }
            unit.note(
                code, ended.status, dataOut: ended.event.dataOut, dataIn: ended.event.dataIn,
                at: fabric.now)
            fabric.trace.emit(.command(ended.event), at: fabric.now)
        }
        return (completion, end - start)
    }

    /// How many bytes a command returned, for the time that it took: a record may be shorter than
    /// what was asked for, and a filemark or the end of data has no bytes at all. Failures take the
    /// time of what was asked for.
    private func moved(_ completion: Completion?, expected: Int) -> Int {
        guard let completion else { return expected }
        if let sense = completion.sense, sense.filemark || sense.key == .blankCheck { return 0 }
        return completion.dataIn.isEmpty ? expected : min(expected, completion.dataIn.count)
    }

    /// Runs a task, step by step, until it has ended.
    func run(_ operation: any RunningTask, _ completed: @escaping (Completion) -> Void) {
        let step = operation.advance(at: now)
        queue.add(at: now + step.duration) { fabric in
            if let completion = step.completion {
                completed(completion)
            } else if !step.isAborted {
                fabric.run(operation, completed)
            }
        }
    }

    private func strike(
        _ unit: FabricUnit, _ code: UInt8, _ segment: UInt16?, at end: Instant
    ) -> Fault.Effect? {
        if faults.isEmpty { return nil }
        return faults.strike(unit: unit.id, code: code, segment: segment, at: end)
    }

    private func report(_ effect: Fault.Effect, _ unit: FabricUnit) {
        trace.emit(.fault(unit: unit.id, fault: effect.text), at: now)
    }

    private func finish(
        _ task: SCSITask, _ unit: FabricUnit, _ issued: Instant, _ completion: Completion?,
        _ completed: (Completion?) -> Void
    ) {
        if let completion {
            unit.note(
                task.cdb.first ?? 0, completion.status, dataOut: task.dataOut.count,
                dataIn: completion.dataIn.count, at: now)
            trace.emit(
                .command(event(task, unit, nil, issued: issued, completion)), at: now)
        }
        completed(completion)
    }

    private func event(
        _ task: SCSITask, _ unit: FabricUnit, _ segment: UInt16?, issued: Instant,
        _ completion: Completion
    ) -> CommandEvent {
        CommandEvent(
            unit: unit.id, nexus: task.nexus.number, segment: segment,
            name: Self.commandNames[Int(task.cdb.first ?? 0)],
            cdb: task.cdb, issued: issued, dataOut: task.dataOut.count,
            dataIn: completion.dataIn.count, status: completion.status.rawValue,
            sense: completion.senseBytes)
    }

    private func record(_ event: CopyEvent) {
        switch event {
        case .segmentBegan(let number, let descriptor):
            trace.emit(
                .segment(
                    SegmentEvent(number: number, name: descriptor.name, hasEnded: false)),
                at: now)
        case .segmentEnded(let number, let name, let sense):
            trace.emit(
                .segment(
                    SegmentEvent(number: number, name: name, hasEnded: true, sense: sense?.text)),
                at: now)
        }
    }
}

extension Fault.Effect {
    /// What an initiator sees, written as the logical unit writes it; `nil` for no answer.
    func completion(of unit: FabricUnit) -> Completion? {
        switch self {
        case .checkCondition(let sense):
            var completion = Completion.check(sense)
            completion.senseFormat = unit.logicalUnit.senseFormat
            return completion
        case .busy: return Completion(status: .busy)
        case .unreachable, .dataIn: return nil
        }
    }

    /// Whether the logical unit gets the command all the same.
    var performsCommand: Bool {
        if case .dataIn = self { true } else { false }
    }

    /// For the trace.
    var text: String {
        switch self {
        case .checkCondition(let sense): "CHECK CONDITION " + sense.text
        case .busy: "BUSY"
        case .unreachable: "unreachable"
        case .dataIn(let count): "data-in of \(count) bytes"
        }
    }
}

extension Fault.Effect? {
    /// What is left of a completion that a fault changes on its way to the initiator.
    func changed(_ completion: Completion) -> Completion {
        guard case .dataIn(let count) = self else { return completion }
        var changed = completion
        let missing = count - changed.dataIn.count
        if missing > 0 {
            changed.dataIn.append(.zeros(count: missing))
        } else {
            changed.dataIn = changed.dataIn.takeFirst(max(0, count))
        }
        return changed
    }
}
