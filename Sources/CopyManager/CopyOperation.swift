import Devices
import Media
import SCSI
import Timebase

/// A validated EXTENDED COPY as a state machine: each step moves a bounded amount, and between
/// steps other commands run.
final class CopyOperation: RunningTask {
    let list: AcceptedParameterList
    let context: CopyContext
    private let finished: (CopyOperation, Completion) -> Void
    /// Whom a copy must let pass, and until when.
    private let mustWait: (CopyOperation, Instant) -> Instant?

    private var bindings: [UInt16: CSCDBinding] = [:]
    private var residue = Residue()
    private var segment = 0
    private var work: (any SegmentWork)?
    private var bytesOfEarlierSegments: UInt64 = 0
    /// The 15h segments that were reached, which wait until all others are done.
    private var moves: [Int] = []
    /// How the copy ends when the time of its last step has passed.
    private var ending: Completion?
    private var abortion: Abortion?
    private var isResolved = false

    /// The representations of data that this copy uses and makes.
    let rods: OperationRODs
    /// What RECEIVE COPY DATA returns.
    private(set) var held: HeldData
    /// Segments that were or are being processed.
    private(set) var segmentsProcessed = 0
    /// Bytes that were written to destinations by successful commands.
    private(set) var bytesWritten: UInt64 = 0
    /// When the step in progress ends.
    private(set) var stepEnd = Instant.zero
    /// Whether it ended by COPY OPERATION ABORT or by a reset.
    private(set) var wasTerminated = false
    /// Whether nothing of it is left to be done.
    private(set) var hasEnded = false

    init(
        list: AcceptedParameterList, context: CopyContext, rods: OperationRODs,
        mustWait: @escaping (CopyOperation, Instant) -> Instant?,
        finished: @escaping (CopyOperation, Completion) -> Void
    ) {
        self.list = list
        self.context = context
        self.rods = rods
        self.mustWait = mustWait
        self.finished = finished
        held = HeldData(
            limit: context.profile.enforced.heldDataLimit,
            retention: context.profile.switches.hddRetention)
    }

    /// What ends a copy from outside.
    enum Abortion {
        /// COPY OPERATION ABORT or a reset: the copy's command ends with sense data.
        case command
        /// Task management: the copy's command is no more.
        case taskManagement
    }

    /// Ends the copy at the end of the step in progress.
    func abort(_ cause: Abortion) { abortion = cause }

    func advance(at now: Instant) -> StepResult {
        // What the step before did counts now that its time has passed.
        let isUntouched = abortion != nil && work == nil && ending == nil
        segmentsProcessed = min(isUntouched ? segment : segment + 1, list.segments.count)
        bytesWritten = bytesOfEarlierSegments + (work?.writtenBytes ?? 0)
        if ending == nil {
            if abortion != nil {
                wasTerminated = true
                fail(CopyFailure(.abortedByCommand), at: now)
            } else if segment == list.segments.count && moves.isEmpty {
                succeed(at: now)
            }
        }
        if var completion = ending, moves.isEmpty || wasTerminated {
            completion.senseFormat = context.receiver.senseFormat
            hasEnded = true
            stepEnd = max(stepEnd, now)
            rods.end(at: now)
            finished(self, completion)
            // Also one whose last step went on when it was aborted.
            if abortion == .taskManagement { return .aborted }
            return StepResult(duration: .zero, completion: completion)
        }
        if let later = mustWait(self, now) {
            stepEnd = later
            return StepResult(duration: later - now)
        }
        let isMoving = ending != nil || segment == list.segments.count
        var io = CopyIO(
            segment: isMoving ? moves[0] : segment, start: now,
            busyRetries: context.profile.subcommandRetries)
        if isMoving {
            moveRegistration(&io)
        } else {
            advanceSegment(&io)
        }
        stepEnd = now + io.duration
        return StepResult(duration: io.duration)
    }

    private func advanceSegment(_ io: inout CopyIO) {
        if !isResolved {
            isResolved = true
            do throws(CopyFailure) {
                try resolveEarly(&io)
            } catch {
                ending = .check(context.profile.sense(error))
                return
            }
        }
        do throws(CopyFailure) {
            let isDone = try process(&io)
            try residue.materialize()
            if isDone {
                bytesOfEarlierSegments += work?.writtenBytes ?? 0
                work = nil
                context.observe(.segmentEnded(segment, name(segment), nil), io.now)
                segment += 1
            }
        } catch {
            fail(error, at: io.now)
        }
    }

    private func name(_ segment: Int) -> String { list.segments[segment].descriptor.name }

    private func fail(_ failure: CopyFailure, at instant: Instant) {
        let number = min(segment, list.segments.count - 1)
        guard number >= 0 else {
            ending = .check(context.profile.sense(failure))
            return
        }
        let sense = context.profile.sense(
            failure,
            in: list.segments[number].failed(number, residue: work?.informationResidue))
        // A copy may be aborted before its next segment begins.
        if segment < list.segments.count && !(wasTerminated && work == nil) {
            context.observe(.segmentEnded(number, name(number), sense), instant)
        }
        ending = .check(sense)
    }

    /// All segments are done; what was asked of tokens can still fail.
    private func succeed(at now: Instant) {
        do throws(CopyFailure) {
            try rods.finish(at: now)
            ending = success
        } catch {
            fail(error, at: now)
        }
    }

    /// GOOD; with G_SENSE it says how much was done.
    private var success: Completion {
        guard list.header.reportsGoodSense else { return Completion(status: .good) }
        var sense = SenseData(.completed, .extendedCopyInformationAvailable)
        sense.segment = UInt16(clamping: list.segments.count)
        return Completion(status: .good, sense: sense)
    }
}

// MARK: One segment

extension CopyOperation {
    /// A part of the segment in progress; true when it is done.
    private func process(_ io: inout CopyIO) throws(CopyFailure) -> Bool {
        if work == nil {
            let accepted = list.segments[segment].descriptor
            context.observe(.segmentBegan(segment, accepted), io.now)
            if try control(accepted, &io) { return true }
            work = try prepare(accepted, &io)
        }
        guard var moving = work else { return true }
        // The state is put back also when the step fails: the residue in INFORMATION and the
        // transfer count tell what was done before.
        defer { work = moving }
        return try moving.step(
            budget: context.profile.enforced.stepByteCount, &residue, &held, &io)
    }

    /// Does a segment that moves no data; false for one that does.
    private func control(
        _ descriptor: SegmentDescriptor, _ io: inout CopyIO
    ) throws(CopyFailure) -> Bool {
        let executor = ControlExecutor(profile: context.profile)
        switch descriptor {
        case .verify(let segment):
            if let named = list.cscd(segment.source), case .rod = named.descriptor {
                try rods.verify(named, at: io.now)
                return true
            }
            let binding = try finder.find(
                segment.source, at: 4, .source, &io, clearsUnitAttentions: false)
            try executor.verify(segment, binding, &io)
        case .writeFilemarks(let segment):
            try executor.writeFilemarks(segment, bind(segment.destination, 6, &io), &io)
        case .space(let segment):
            try executor.space(segment, bind(segment.destination, 6, &io), &io)
        case .locate(let segment):
            try executor.locate(segment, bind(segment.destination, 6, &io), &io)
        case .registerKey(let segment):
            try executor.registerKey(segment, bind(segment.destination, 6, &io), &io)
        case .sourceITNexus:
            moves.append(self.segment)
        case .rodFromRanges(let segment):
            try rods.populate(segment, &io)
        case .rodFromRange(let segment):
            try rods.populate(segment, &io)
        default:
            return false
        }
        return true
    }

    private func prepare(
        _ descriptor: SegmentDescriptor, _ io: inout CopyIO
    ) throws(CopyFailure) -> (any SegmentWork)? {
        var place = SegmentContext(
            residue: residue, profile: context.profile, inlineData: list.inlineData,
            fastCopyOnly: descriptor.fastCopyOnly)
        if let source = descriptor.source { place.source = try bind(source, 4, &io) }
        if let destination = descriptor.destination {
            place.destination = try bind(destination, 6, &io)
        }
        switch descriptor {
        case .tapeImage(let segment): return try place.image(segment)
        case .blockImage(let segment): return try place.image(segment, &io)
        default: return try place.transfer(of: descriptor)
        }
    }

    /// Performs the next of the 15h segments, after all others and also after an error.
    private func moveRegistration(_ io: inout CopyIO) {
        let number = moves.removeFirst()
        guard case .sourceITNexus(let descriptor) = list.segments[number].descriptor else { return }
        do throws(CopyFailure) {
            let binding = try bind(descriptor.destination, 6, &io)
            try ControlExecutor(profile: context.profile).moveRegistration(
                descriptor, binding, &io)
        } catch {
            // An earlier error is the one that is reported.
            if ending != nil { return }
            ending = .check(
                context.profile.sense(error, in: list.segments[number].failed(number)))
        }
    }

    /// The device that a CSCD descriptor ID stands for, found on its first use.
    private func bind(
        _ id: CSCDDescriptorID, _ byte: Int, _ io: inout CopyIO
    ) throws(CopyFailure) -> CSCDBinding {
        let side: CopySide = byte == 4 ? .source : .destination
        // A representation of data may have grown since it was used last.
        if let named = list.cscd(id), case .rod = named.descriptor {
            return try rods.binding(named, side, &io)
        }
        if let known = bindings[id.rawValue] { return known }
        let found = try finder.find(id, at: byte, side, &io)
        bindings[id.rawValue] = found
        return found
    }

    /// Finds all devices of the list, where the copy manager does so before the first segment.
    private func resolveEarly(_ io: inout CopyIO) throws(CopyFailure) {
        guard context.profile.quirks.resolvesCSCDsEarly else { return }
        for named in list.cscdDescriptors {
            if case .rod = named.descriptor { continue }
            _ = try finder.find(
                CSCDDescriptorID(rawValue: UInt16(clamping: named.id)), at: 4, .source, &io)
        }
    }

    private var finder: CSCDFinder {
        CSCDFinder(
            list: list, nexus: context.nexus, receiver: context.receiver,
            resolver: context.resolver, profile: context.profile)
    }
}

/// What a copy operation lives in.
struct CopyContext {
    /// The nexus that sent the command.
    let nexus: NexusIdentifier
    /// The logical unit that got the command.
    let receiver: any LogicalUnit
    let profile: CopyManagerProfile
    unowned let resolver: any CopyTargetResolver
    /// Is told of every segment that begins or ends, and when.
    let observe: (CopyEvent, Instant) -> Void
}

/// What a copy operation tells those who watch it.
public enum CopyEvent {
    /// A segment begins, counted from 0.
    case segmentBegan(Int, SegmentDescriptor)
    /// A segment ended, well or with sense data.
    case segmentEnded(Int, String, SenseData?)
}
