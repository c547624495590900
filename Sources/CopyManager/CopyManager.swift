import Devices
import Media
import SCSI
import Timebase
import WireBytes

/// The copy manager: checks what third-party copy commands bring, runs copies, and answers for
/// them.
public final class CopyManager: ThirdPartyCopyHandler {
    /// What it can do, and how it deviates.
    public let profile: CopyManagerProfile
    unowned let resolver: any CopyTargetResolver
    let observe: (CopyEvent, Instant) -> Void
    var results: CopyResults
    let rods: RODStore
    /// All copies that have not ended, in the order in which they began.
    private(set) var operations: [any RunningCopy] = []

    /// A copy manager.
    ///
    /// - Parameters:
    ///   - profile: what it can do.
    ///   - resolver: who finds the logical units that CSCD descriptors name.
    ///   - random: gives the bytes of tokens that nobody can guess.
    ///   - observe: is told of every segment that begins or ends, and when; the instant may be
    ///     one that has yet to come.
    public init(
        profile: CopyManagerProfile = CopyManagerProfile(), resolver: any CopyTargetResolver,
        random: @escaping () -> UInt64 = RODStore.countingNumbers(),
        observe: @escaping (CopyEvent, Instant) -> Void = { _, _ in }
    ) {
        self.profile = profile
        self.resolver = resolver
        self.observe = observe
        rods = RODStore(profile: profile, resolver: resolver, random: random)
        results = CopyResults(
            limit: profile.enforced.keptResultsPerNexus,
            retention: profile.resultRetentionSeconds.map { .seconds(Int64($0)) },
            keepsFailures: !profile.quirks.forgetsFailedCopies)
    }

    public var supportedCommands: [ThirdPartyCopyCommand] { profile.commands }

    public var refusesServiceActionAsOperationCode: Bool {
        profile.quirks.refusesServiceActionAsOperationCode
    }

    public func execute(
        _ task: SCSITask, receiver: any LogicalUnit, at now: Instant
    ) -> TaskOutcome {
        guard task.cdb.count >= 16, let command = ThirdPartyCopyCommand(cdb: task.cdb),
            profile.supports(command)
        else {
            return .ended(.invalidCDB(byte: 1, bit: 4))
        }
        let call = ThirdPartyCopyCall(
            command: command, task: task, receiver: receiver, now: now)
        do throws(CopyFailure) {
            switch command {
            case .extendedCopyLID1, .extendedCopyLID4: return try extendedCopy(call)
            case .populateToken: return try populateToken(call)
            case .writeUsingToken: return try writeUsingToken(call)
            case .copyOperationAbort: return abort(call)
            case .reportAllRODTokens: return .ended(reportAllRODTokens(call))
            case .operatingParameters: return .ended(operatingParameters(call))
            case .copyStatusLID1: return .ended(copyStatus(call))
            case .copyDataLID1: return .ended(copyData(call))
            case .failureDetailsLID1: return .ended(failureDetails(call))
            default: return .ended(copyReport(call))
            }
        } catch {
            return .ended(.check(profile.sense(error)))
        }
    }

    /// The parameter list of a command that sends one; `nil` where its length is zero, which
    /// asks for nothing and is no error.
    func parameterList(
        _ call: ThirdPartyCopyCall, length: UInt32
    ) throws(CopyFailure) -> [UInt8]? {
        if length == 0 { return nil }
        guard Int(length) <= call.task.dataOut.count else {
            throw CopyFailure(.parameterListTruncated, at: .cdb(10))
        }
        var data = call.task.dataOut
        guard let bytes = try? data.takeFirst(Int(length)).bytes() else {
            throw CopyFailure(.parameterListTruncated, at: .cdb(10))
        }
        return bytes
    }

    // MARK: EXTENDED COPY

    private func extendedCopy(_ call: ThirdPartyCopyCall) throws(CopyFailure) -> TaskOutcome {
        // The two CDBs have the length at the same place.
        let length = UInt32(call.task.cdb.bigEndian(at: 10, count: 4))
        guard let bytes = try parameterList(call, length: length) else { return .ended(.good) }
        let check = ParameterListCheck(
            bytes: bytes, format: call.command == .extendedCopyLID4 ? .lid4 : .lid1,
            profile: profile
        ) { header in self.formatInUse(call.name(header.listIdentifier)) }
        let list = try check.acceptInDialect()
        let hasName =
            list.header.usage != .noListIdentifier && !profile.quirks.ignoresListIdentifiers
        guard hasRoom(forIdentified: hasName) else {
            return .ended(Completion(status: .busy))
        }
        let name = hasName ? call.name(list.header.listIdentifier) : nil
        let operation = begin(list, call, name)
        guard list.header.isImmediate else { return .running(operation) }
        return .background(Completion(status: .good), operation)
    }

    private func formatInUse(_ name: CopyName) -> CopyHeader.Format? {
        results.running[name].map { $0.command == .extendedCopyLID1 ? .lid1 : .lid4 }
    }

    /// Whether another copy may begin.
    func hasRoom(forIdentified isIdentified: Bool) -> Bool {
        let limits = profile.enforced
        if operations.count >= Int(limits.totalConcurrentCopies) { return false }
        return !isIdentified
            || results.running.count < Int(limits.maximumIdentifiedConcurrentCopies)
    }

    private func begin(
        _ list: AcceptedParameterList, _ call: ThirdPartyCopyCall, _ name: CopyName?
    ) -> CopyOperation {
        let context = CopyContext(
            nexus: call.task.nexus, receiver: call.receiver, profile: profile,
            resolver: resolver, observe: observe)
        let operation = CopyOperation(
            list: list, context: context,
            rods: OperationRODs(store: rods, list: list, context: context),
            mustWait: { [unowned self] in higherPriority($0, $1) }
        ) { [unowned self] operation, completion in
            end(operation, call.command, name, completion)
        }
        enter(operation, call.command, name, isBackground: list.header.isImmediate)
        return operation
    }

    /// A copy begins.
    func enter(
        _ copy: any RunningCopy, _ command: ThirdPartyCopyCommand, _ name: CopyName?,
        isBackground: Bool
    ) {
        operations.append(copy)
        guard let name else { return }
        results.begin(
            name,
            CopyResults.Running(operation: copy, command: command, isBackground: isBackground))
    }

    /// A copy has ended.
    func leave(_ copy: any RunningCopy) { operations.removeAll { $0 === copy } }

    /// Until when a copy leaves the way to those of higher priority (SPC-4, PRIORITY field).
    func higherPriority(_ operation: any RunningCopy, _ now: Instant) -> Instant? {
        let others = operations.filter { $0.priority < operation.priority }
        // One that ends a step at this instant may be about to begin another.
        return others.map { max($0.stepEnd, now) + Nanoseconds(1) }.max()
    }

    private func end(
        _ operation: CopyOperation, _ command: ThirdPartyCopyCommand, _ name: CopyName?,
        _ completion: Completion
    ) {
        leave(operation)
        guard let name else { return }
        var result = CopyResult(name: name, command: command)
        result.segmentsProcessed = operation.segmentsProcessed
        result.bytesWritten = operation.bytesWritten
        result.transferCount = operation.bytesWritten
        result.status = operation.wasTerminated ? .taskAborted : completion.status
        result.senseBytes = completion.senseBytes
        result.operationStatus =
            operation.wasTerminated
            ? .terminated : completion.status == .good ? .completed : .completedWithErrors
        result.held = CopyResult.HeldBytes(
            bytes: operation.held.bytes, hasDiscarded: operation.held.hasDiscarded)
        result.tokens = operation.rods.createdTokens
        result.ended = operation.stepEnd
        result.hasDetails = completion.status != .good
        result.mayDrop = operation.list.header.usage == .mayDropResults
        results.end(result)
    }

    // MARK: COPY OPERATION ABORT and what else ends copies

    private func abort(_ call: ThirdPartyCopyCall) -> TaskOutcome {
        let name = call.name(UInt32(call.task.cdb.bigEndian(at: 2, count: 4)))
        guard let copy = results.running[name] else { return .ended(.invalidCDB(byte: 2)) }
        copy.operation.abort(.command)
        return .running(EndOfCopies([copy.operation]))
    }

    /// A nexus is gone: what was kept for it is dropped; its copies go on.
    public func loseNexus(_ nexus: NexusIdentifier) { results.lose(nexus) }

    /// A logical unit was reset: the copies that it was sent end, and nothing is kept for it, nor
    /// of them when they have ended. The views of its data that tokens stood for are gone too: the
    /// tokens are revoked. Copies that only read or write it are not its tasks.
    public func resetLogicalUnit(_ receiver: any LogicalUnit) {
        for operation in operations where operation.context.receiver === receiver {
            operation.abort(.command)
        }
        results.reset(ObjectIdentifier(receiver))
        rods.revokeTokens(of: receiver)
    }

    /// Task management aborts what some nexuses sent to a logical unit: their copies end, and
    /// nobody is told a status.
    ///
    /// - Returns: the nexuses that had a copy running there, and a task that ends when nothing that
    ///   their copies sent is going on any more; `nil` where there was no copy.
    public func abortCopies(
        of nexuses: [NexusIdentifier], sentTo receiver: any LogicalUnit
    ) -> (nexuses: [NexusIdentifier], end: (any RunningTask)?) {
        let copies = operations.filter {
            $0.context.receiver === receiver && nexuses.contains($0.context.nexus)
        }
        for copy in copies { copy.abort(.taskManagement) }
        return (
            nexuses.filter { nexus in copies.contains { $0.context.nexus == nexus } },
            copies.isEmpty ? nil : EndOfCopies(copies)
        )
    }
}

/// One third-party copy command that a logical unit got.
struct ThirdPartyCopyCall {
    let command: ThirdPartyCopyCommand
    let task: SCSITask
    let receiver: any LogicalUnit
    let now: Instant

    /// The name of the copy that the command begins or asks about.
    func name(_ listIdentifier: UInt32) -> CopyName {
        CopyName(
            nexus: task.nexus, receiver: ObjectIdentifier(receiver),
            listIdentifier: listIdentifier)
    }

    /// ALLOCATION LENGTH, which all commands of 84h have at the same place.
    var allocationLength: UInt32 { UInt32(task.cdb.bigEndian(at: 10, count: 4)) }
}

/// What aborts copies: it ends when all of them have.
private final class EndOfCopies: RunningTask {
    private let operations: [any RunningCopy]

    init(_ operations: [any RunningCopy]) { self.operations = operations }

    func advance(at now: Instant) -> StepResult {
        guard let last = operations.filter({ !$0.hasEnded }).map(\.stepEnd).max() else {
            return StepResult(duration: .zero, completion: .good)
        }
        // The copy's own event of that instant may be behind this one.
        return StepResult(duration: last > now ? last - now : Nanoseconds(1))
    }
}
