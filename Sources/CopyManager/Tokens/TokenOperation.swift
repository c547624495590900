import Devices
import SCSI
import Timebase

/// A POPULATE TOKEN or WRITE USING TOKEN that goes on in steps. It has no segments; what it moves is
/// counted in logical blocks of the logical unit that got the command.
class TokenOperation: RunningCopy {
    /// What such a command does.
    struct Order {
        let context: CopyContext
        /// The time that its checks took of the logical unit.
        let delay: Nanoseconds
        /// Whom a copy must let pass, and until when.
        let mustWait: (any RunningCopy, Instant) -> Instant?
        /// Is told when it has ended.
        let finished: (TokenOperation, Completion) -> Void
    }

    private let order: Order
    private var hasWaited = false
    private var abortion: CopyOperation.Abortion?
    private var ending: Completion?

    private(set) var bytesWritten: UInt64 = 0
    private(set) var transferred: (count: UInt64, units: TransferCountUnits) = (0, .logicalBlocks)
    private(set) var stepEnd = Instant.zero
    private(set) var wasTerminated = false
    private(set) var hasEnded = false

    init(_ order: Order) { self.order = order }

    final var context: CopyContext { order.context }
    final var priority: UInt8 { 1 }
    final var segmentsProcessed: Int { 0 }
    final var held: HeldData { HeldData(limit: 0, retention: .newest) }

    // MARK: What each of the two does

    /// The tokens that it made.
    var tokens: [RODTokenDescriptor] { [] }
    /// Blocks that were written, or that the token stands for.
    var blocks: UInt64 { 0 }
    /// Bytes that were written.
    var writtenBytes: UInt64 { 0 }
    /// Whether less was done than was asked for.
    var isPartial: Bool { false }

    /// Does a part of it; true with the last.
    func step(_ io: inout CopyIO) throws(CopyFailure) -> Bool { true }

    /// It has ended.
    func end(at now: Instant, isGood: Bool) {}

    // MARK: Steps

    final func abort(_ cause: CopyOperation.Abortion) { abortion = cause }

    final func advance(at now: Instant) -> StepResult {
        // What the step before did counts now that its time has passed.
        bytesWritten = writtenBytes
        transferred.count = blocks
        if ending == nil && abortion != nil {
            wasTerminated = true
            ending = failed(CopyFailure(.abortedByCommand))
        }
        if var completion = ending {
            completion.senseFormat = context.receiver.senseFormat
            hasEnded = true
            end(at: now, isGood: completion.status == .good)
            order.finished(self, completion)
            // Also one whose last step went on when it was aborted.
            if abortion == .taskManagement { return .aborted }
            return StepResult(duration: .zero, completion: completion)
        }
        if let later = order.mustWait(self, now) {
            stepEnd = later
            return StepResult(duration: later - now)
        }
        var duration = order.delay
        if hasWaited {
            duration = perform(at: now)
        }
        hasWaited = true
        stepEnd = now + duration
        return StepResult(duration: duration)
    }

    private func perform(at now: Instant) -> Nanoseconds {
        var io = CopyIO(
            segment: 0, start: now, busyRetries: context.profile.subcommandRetries)
        do throws(CopyFailure) {
            if try step(&io) { ending = .good }
        } catch {
            ending = failed(error)
        }
        return io.duration
    }

    private func failed(_ failure: CopyFailure) -> Completion {
        .check(context.profile.senseOfTokenCommand(failure))
    }
}

extension CopyManagerProfile {
    /// The sense data of a token command that failed. A command that the copy manager sent and that
    /// did not succeed is reported as in a copy: COPY ABORTED, with what the device said, but
    /// without the number of a segment.
    func senseOfTokenCommand(_ failure: CopyFailure) -> SenseData {
        switch failure.condition {
        case .unreachableCSCD, .notReachable, .thirdPartyDeviceFailure, .beyondCapacity,
            .writeProtected, .dataUnderrun, .dataOverrun, .abortedByCommand:
            let place = FailedSegment(number: 0, listOffset: 0, residue: nil)
            var sense = sense(failure, in: place)
            sense.segment = nil
            return sense
        default:
            return sense(failure)
        }
    }
}
