import Devices
import Media
import SCSI
import Timebase

/// A validated EXTENDED COPY as a state machine: each step moves a bounded amount, and between
/// steps other commands run.
final class CopyOperation: RunningTask {
    private let list: AcceptedParameterList
    private let nexus: NexusIdentifier
    private let receiver: any LogicalUnit
    private let limits: CopyManagerLimits
    private unowned let resolver: any CopyTargetResolver
    private let observe: (CopyEvent, Instant) -> Void
    private let finished: (CopyOperation, Completion) -> Void

    private var bindings: [UInt16: CSCDBinding] = [:]
    private var residue = Residue()
    private var segment = 0
    private var transfer: SegmentTransfer?
    private var bytesOfEarlierSegments: UInt64 = 0
    /// How the copy ends when the time of its last step has passed.
    private var ending: Completion?

    /// Segments that were or are being processed.
    private(set) var segmentsProcessed = 0
    /// Bytes that were written to destinations by successful commands.
    private(set) var bytesWritten: UInt64 = 0

    init(
        list: AcceptedParameterList, nexus: NexusIdentifier, receiver: any LogicalUnit,
        limits: CopyManagerLimits, resolver: any CopyTargetResolver,
        observe: @escaping (CopyEvent, Instant) -> Void,
        finished: @escaping (CopyOperation, Completion) -> Void
    ) {
        self.list = list
        self.nexus = nexus
        self.receiver = receiver
        self.limits = limits
        self.resolver = resolver
        self.observe = observe
        self.finished = finished
    }

    func advance(at now: Instant) -> StepResult {
        // What the step before did counts now that its time has passed.
        segmentsProcessed = min(segment + 1, list.segments.count)
        bytesWritten = bytesOfEarlierSegments + (transfer?.writtenBytes ?? 0)
        if ending == nil && segment == list.segments.count { ending = Completion(status: .good) }
        if var completion = ending {
            completion.senseFormat = receiver.senseFormat
            finished(self, completion)
            return StepResult(duration: .zero, completion: completion)
        }
        var io = CopyIO(segment: segment, start: now)
        do throws(CopyFailure) {
            let isDone = try process(&io)
            try residue.materialize()
            if isDone {
                bytesOfEarlierSegments += transfer?.writtenBytes ?? 0
                transfer = nil
                observe(.segmentEnded(segment, list.segments[segment].name, nil), io.now)
                segment += 1
            }
        } catch {
            let sense = SenseData.copyAborted(
                error, segment: segment, residue: transfer?.informationResidue)
            observe(.segmentEnded(segment, list.segments[segment].name, sense), io.now)
            ending = .check(sense)
        }
        return StepResult(duration: io.duration)
    }

    /// A part of the segment in progress; true when it is done.
    private func process(_ io: inout CopyIO) throws(CopyFailure) -> Bool {
        if transfer == nil {
            observe(.segmentBegan(segment, list.segments[segment]), io.now)
            if case .writeFilemarks(let descriptor) = list.segments[segment] {
                try writeFilemarks(descriptor, &io)
                return true
            }
            transfer = try prepare(list.segments[segment], &io)
        }
        guard var moving = transfer else { return true }
        // The state is put back also when the step fails: the residue in INFORMATION and the
        // transfer count tell what was done before.
        defer { transfer = moving }
        return try moving.step(budget: limits.stepByteCount, &residue, &io)
    }

    private func prepare(
        _ descriptor: SegmentDescriptor, _ io: inout CopyIO
    ) throws(CopyFailure) -> SegmentTransfer? {
        var context = SegmentContext(
            residue: residue, limits: limits, inlineData: list.inlineData)
        let bind = { (id: CSCDDescriptorID, byte: Int, io: inout CopyIO) throws(CopyFailure) in
            try self.binding(id, at: byte, byte == 4 ? .source : .destination, &io)
        }
        switch descriptor {
        case .blockToStream(let segment):
            context.source = try bind(segment.source, 4, &io)
            context.destination = try bind(segment.destination, 6, &io)
            return try context.transfer(segment)
        case .streamToBlock(let segment):
            context.source = try bind(segment.source, 4, &io)
            context.destination = try bind(segment.destination, 6, &io)
            return try context.transfer(segment)
        case .blockToBlock(let segment):
            context.source = try bind(segment.source, 4, &io)
            context.destination = try bind(segment.destination, 6, &io)
            return try context.transfer(segment)
        case .inlineToStream(let segment):
            context.destination = try bind(segment.destination, 6, &io)
            return try context.transfer(segment)
        case .streamToDiscard(let segment):
            context.source = try bind(segment.source, 4, &io)
            return try context.transfer(segment)
        case .writeFilemarks:
            return nil
        default:
            throw CopyFailure(.unsupportedSegmentDescriptor)
        }
    }

    private func writeFilemarks(
        _ descriptor: WriteFilemarksSegment, _ io: inout CopyIO
    ) throws(CopyFailure) {
        let binding = try binding(descriptor.destination, at: 6, .destination, &io)
        guard binding.deviceClass == .stream else {
            throw CopyFailure(.invalidOperationForCopy, at: .segment(6))
        }
        var command = WriteFilemarks6CDB()
        command.immed = descriptor.immediate
        command.filemarkCount = descriptor.filemarkCount
        _ = try io.demand(command.encoded(), to: binding, .destination)
    }

    /// The device that a CSCD descriptor ID stands for, found on its first use.
    private func binding(
        _ id: CSCDDescriptorID, at byte: Int, _ side: CopySide, _ io: inout CopyIO
    ) throws(CopyFailure) -> CSCDBinding {
        if let known = bindings[id.rawValue] { return known }
        let finder = CSCDFinder(
            list: list, nexus: nexus, receiver: receiver, resolver: resolver)
        let found = try finder.find(id, at: byte, side, &io)
        bindings[id.rawValue] = found
        return found
    }
}

/// What a copy operation tells those who watch it.
public enum CopyEvent {
    /// A segment begins, counted from 0.
    case segmentBegan(Int, SegmentDescriptor)
    /// A segment ended, well or with sense data.
    case segmentEnded(Int, String, SenseData?)
}
