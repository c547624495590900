import Devices
import SCSI
import Timebase

/// The copy manager: checks EXTENDED COPY parameter lists, runs them, and answers for them.
public final class CopyManager: ThirdPartyCopyHandler {
    /// What it can do.
    public let limits: CopyManagerLimits
    private unowned let resolver: any CopyTargetResolver
    private let observe: (CopyEvent, Instant) -> Void
    private var results: CopyResults
    /// Copies without list identifiers, which only count.
    private var unnamedCopies = 0

    /// A copy manager.
    ///
    /// - Parameters:
    ///   - resolver: who finds the logical units that CSCD descriptors name.
    ///   - observe: is told of every segment that begins or ends, and when; the instant may be
    ///     one that has yet to come.
    public init(
        limits: CopyManagerLimits = CopyManagerLimits(), resolver: any CopyTargetResolver,
        observe: @escaping (CopyEvent, Instant) -> Void = { _, _ in }
    ) {
        self.limits = limits
        self.resolver = resolver
        self.observe = observe
        results = CopyResults(limit: limits.keptResultsPerNexus)
    }

    public func extendedCopy(
        _ task: SCSITask, parameterList: [UInt8], receiver: any LogicalUnit, at now: Instant
    ) -> TaskOutcome {
        if parameterList.isEmpty { return .ended(.good) }
        let check = ParameterListCheck(bytes: parameterList, limits: limits)
        do {
            let header = try check.header()
            let name = CopyName(
                nexus: task.nexus, receiver: ObjectIdentifier(receiver),
                listIdentifier: header.listIdentifier)
            let hasName = header.listIDUsage != .noListIdentifier
            if hasName && results.running[name] != nil {
                return .ended(.check(.illegalRequest, .operationInProgress))
            }
            let list = try check.accept(header)
            guard results.running.count + unnamedCopies < Int(limits.totalConcurrentCopies)
            else { return .ended(Completion(status: .busy)) }
            return .running(begin(list, task.nexus, receiver, hasName ? name : nil))
        } catch {
            return .ended(.check(error.sense))
        }
    }

    private func begin(
        _ list: AcceptedParameterList, _ nexus: NexusIdentifier, _ receiver: any LogicalUnit,
        _ name: CopyName?
    ) -> CopyOperation {
        let operation = CopyOperation(
            list: list, nexus: nexus, receiver: receiver, limits: limits, resolver: resolver,
            observe: observe
        ) { [unowned self] operation, completion in end(operation, name, completion) }
        if let name {
            results.begin(name, operation)
        } else {
            unnamedCopies += 1
        }
        return operation
    }

    private func end(_ operation: CopyOperation, _ name: CopyName?, _ completion: Completion) {
        guard let name else {
            unnamedCopies -= 1
            return
        }
        results.end(
            name,
            CopyResult(
                name: name, segmentsProcessed: operation.segmentsProcessed,
                bytesWritten: operation.bytesWritten, status: completion.status,
                senseBytes: completion.senseBytes, hasDetails: completion.status != .good))
    }

    // MARK: RECEIVE COPY RESULTS

    public func receiveCopyResults(
        _ task: SCSITask, command: ReceiveCopyResultsCDB, receiver: any LogicalUnit
    ) -> Completion {
        let name = CopyName(
            nexus: task.nexus, receiver: ObjectIdentifier(receiver),
            listIdentifier: command.listIdentifier)
        switch command.serviceAction {
        case .operatingParameters:
            return .good(
                limits.operatingParameters.encoded(),
                allocationLength: command.allocationLength)
        case .copyStatus:
            return copyStatus(name, command.allocationLength)
        case .failureDetails:
            return failureDetails(name, command.allocationLength)
        default:
            return .invalidCDB(byte: 1, bit: 4)
        }
    }

    private func copyStatus(_ name: CopyName, _ allocationLength: UInt32) -> Completion {
        var data = CopyStatusLID1Data()
        let bytesWritten: UInt64
        if let operation = results.running[name] {
            data.copyManagerStatus = .inProgress
            data.segmentsProcessed = UInt16(clamping: operation.segmentsProcessed)
            bytesWritten = operation.bytesWritten
        } else if let result = results.result(name), result.hasStatus {
            data.copyManagerStatus = result.status == .good ? .completed : .completedWithErrors
            data.segmentsProcessed = UInt16(clamping: result.segmentsProcessed)
            bytesWritten = result.bytesWritten
            // A cut answer does not count as read (SPC-4 6.24.1).
            if allocationLength >= 12 { results.dropStatus(name) }
        } else {
            return .invalidCDB(byte: 2)
        }
        (data.transferCountUnits, data.transferCount) = TransferCountUnits.fitting(bytesWritten)
        return .good(data.encoded(), allocationLength: allocationLength)
    }

    private func failureDetails(_ name: CopyName, _ allocationLength: UInt32) -> Completion {
        guard results.running[name] == nil, let result = results.result(name) else {
            return .invalidCDB(byte: 2)
        }
        guard result.hasDetails else {
            return .good([0, 0, 0, 0], allocationLength: allocationLength)
        }
        var data = CopyFailureDetailsLID1Data()
        data.extendedCopyCommandStatus = result.status.rawValue
        data.senseData = result.senseBytes
        let bytes = data.encoded()
        if allocationLength == 0 || allocationLength >= UInt32(bytes.count) {
            results.dropDetails(name)
        }
        return .good(bytes, allocationLength: allocationLength)
    }
}
