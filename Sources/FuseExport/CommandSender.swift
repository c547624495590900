import Devices
import Dispatch
import Fabric
import Media
import SCSI
import Synchronization

/// Sends commands for file operations, and calls with what they came to when the fabric's lock is
/// free again: what is done then may take its time, and may send the next command.
struct CommandSender: Sendable {
    /// How often a command is sent again that met a unit attention: there may be one for a power
    /// on, one for a reset and one for changed parameters, and somebody may cause more meanwhile.
    static let unitAttentionRetries = 8
    /// How often a command is sent again that met BUSY or TASK SET FULL.
    static let busyRetries = 100
    /// How long after BUSY a command is sent again, in milliseconds.
    static let busyDelay = 50

    let fabric: RealTimeFabric
    let nexus: NexusIdentifier
    let queue: DispatchQueue

    /// What is done with data that still is in a file when a command ends.
    enum FilePieces: Sendable {
        /// It is read before anything else happens on the fabric.
        case readAtOnce
        /// It is left where it is, for whoever does not mind what is written to it meanwhile.
        case left
    }

    /// Sends a command once.
    ///
    /// - Parameter ended: is called once, without the fabric's lock: on this thread where the
    ///   command ended at once, on the queue otherwise.
    func send(
        _ task: SCSITask, to unit: RealTimeUnit, dataInLength: Int = 0,
        filePieces: FilePieces = .readAtOnce,
        _ ended: @escaping @Sendable (Completion?) -> Void
    ) {
        let handoff = Handoff()
        fabric.submit(task, to: unit, dataInLength: dataInLength) { [queue] completion in
            var completion = completion
            if filePieces == .readAtOnce {
                completion = Self.withDataInMemory(completion, limit: dataInLength)
            }
            if handoff.isTooLate(for: completion) {
                queue.async { [completion] in ended(completion) }
            }
        }
        if let outcome = handoff.take() { ended(outcome.completion) }
    }

    /// Sends a command as a disk driver does: again after a unit attention, and after a while where
    /// the logical unit is busy.
    func sendPatiently(
        _ task: SCSITask, to unit: RealTimeUnit, dataInLength: Int = 0,
        filePieces: FilePieces = .readAtOnce, attempt: Int = 0,
        _ ended: @escaping @Sendable (Completion?) -> Void
    ) {
        send(task, to: unit, dataInLength: dataInLength, filePieces: filePieces) { completion in
            let again: @Sendable () -> Void = {
                sendPatiently(
                    task, to: unit, dataInLength: dataInLength, filePieces: filePieces,
                    attempt: attempt + 1, ended)
            }
            switch completion?.status {
            case .checkCondition
            where completion?.sense?.key == .unitAttention
                && attempt < Self.unitAttentionRetries:
                again()
            case .busy where attempt < Self.busyRetries,
                .taskSetFull where attempt < Self.busyRetries:
                queue.asyncAfter(
                    deadline: .now() + .milliseconds(Self.busyDelay), execute: again)
            default: ended(completion)
            }
        }
    }

    private static func withDataInMemory(_ completion: Completion?, limit: Int) -> Completion? {
        guard var completion else { return nil }
        if completion.dataIn.count > limit {
            completion.dataIn = completion.dataIn.takeFirst(limit)
        }
        do {
            try completion.dataIn.materialize()
            return completion
        } catch {
            var failed = Completion.check(.mediumError, .unrecoveredReadError)
            failed.senseFormat = completion.senseFormat
            return failed
        }
    }
}

/// Where a completion is left that comes while its command is still being sent.
private final class Handoff: Sendable {
    struct Outcome: Sendable {
        let completion: Completion?
    }

    private enum State: Sendable {
        case sending
        case ended(Outcome)
        case sent
    }

    private let state = Mutex(State.sending)

    /// Leaves the completion for the sender; says whether the sender has gone already.
    func isTooLate(for completion: Completion?) -> Bool {
        state.withLock { state in
            if case .sent = state { return true }
            state = .ended(Outcome(completion: completion))
            return false
        }
    }

    /// What the command came to, where it has ended; from now on it is too late for that.
    func take() -> Outcome? {
        state.withLock { state in
            defer { state = .sent }
            if case .ended(let outcome) = state { return outcome }
            return nil
        }
    }
}
