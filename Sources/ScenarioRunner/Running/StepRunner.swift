import Fabric
import Media
import SCSI
import ServerlessBackup
import Styling
import Timebase
import Trace

/// Does a scenario's steps, one after the other, as a server does them: through initiators.
final class StepRunner {
    private let bench: Bench
    private let trace: Trace
    private let progress: (String, UInt64, UInt64) -> Void
    /// The ways to the snapshots that were taken, as their provider gave them.
    private var snapshots: [String: any Initiator] = [:]
    /// Bytes of files' content that a backup decompressed.
    private var expanded: UInt64 = 0
    /// What RECEIVE COPY STATUS said of the last EXTENDED COPY.
    private(set) var copyResults: CopyStatusLID1Data?

    init(
        _ bench: Bench, trace: Trace, progress: @escaping (String, UInt64, UInt64) -> Void
    ) {
        self.bench = bench
        self.trace = trace
        self.progress = progress
    }

    /// Does one step.
    func run(_ step: Step) throws(BenchFault) -> StepOutcome {
        let begin = bench.fabric.now
        let clock = ContinuousClock()
        let wallBegin = clock.now
        var outcome = StepOutcome(
            kind: step.kind, subject: step.subject, isGood: true, detail: "")
        tell(outcome, isGood: nil)
        do {
            try perform(step.action, &outcome)
        } catch let error as BackupError {
            outcome.isGood = false
            outcome.detail = error.description
            switch error {
            case .stream(let failure):
                outcome.copiedBytes = failure.copiedBytes
                copyResults = failure.status
            case .restore(let failure):
                outcome.copiedBytes = failure.copiedBytes
                copyResults = failure.status
            default: break
            }
        } catch let fault as BenchFault {
            throw fault
        } catch {
            throw BenchFault("\(error)")
        }
        outcome.end = bench.fabric.now
        outcome.virtualTime = outcome.end - begin
        outcome.wallTime = (clock.now - wallBegin) / .seconds(1)
        tell(outcome, isGood: outcome.isGood)
        return outcome
    }

    private func tell(_ outcome: StepOutcome, isGood: Bool?) {
        let detail = isGood == nil ? outcome.subject : outcome.detail
        trace.emit(
            .step(StepEvent(name: outcome.kind.rawValue, detail: detail, isGood: isGood)),
            at: bench.fabric.now)
    }

    private func perform(_ action: Step.Action, _ outcome: inout StepOutcome) throws {
        // The results of an earlier EXTENDED COPY say nothing of this step's.
        if [.backup, .restore].contains(outcome.kind) { copyResults = nil }
        switch action {
        case .quiesce(let step): try quiesce(step, &outcome)
        case .snapshot(let step): try snapshot(step, &outcome)
        case .backup(let step): try backup(step, &outcome)
        case .restore(let step): try restore(step, &outcome)
        case .verify(let step): try verify(step, &outcome)
        case .wait(let time):
            bench.fabric.wait(until: bench.fabric.now + time)
            outcome.detail = "\(time) have passed"
        case .copy(let step):
            let done = try CopyStepRunner(bench).run(step)
            copyResults = done.results
            outcome.isGood = done.reply.isGood
            outcome.detail = done.text
            outcome.copiedBytes = done.copiedBytes
            outcome.controlBytes = UInt64(done.parameterList.count)
        }
    }

    private func device(_ id: String) throws -> Device {
        Device(name: id, initiator: try snapshots[id] ?? bench.initiator(to: id))
    }

    private func quiesce(_ step: QuiesceStep, _ outcome: inout StepOutcome) throws {
        guard let unit = bench.fabric.unit(step.disk) else {
            throw BenchFault("\(step.disk) is not on the fabric")
        }
        try QuiesceWatch(idleFor: step.idleFor, timeout: step.timeout).wait(
            for: step.disk, activity: FabricWriteActivity(unit), clock: bench.fabric,
            trace: trace)
        outcome.detail = "no write for \(step.idleFor)"
    }

    private func snapshot(_ step: SnapshotStep, _ outcome: inout StepOutcome) throws {
        let provider = FabricSnapshots(bench, of: step.source, as: step.id)
        snapshots[step.id] = try provider.takeSnapshot()
        outcome.detail = "\(step.id) is a logical unit"
    }

    private func backup(_ step: BackupStep, _ outcome: inout StepOutcome) throws {
        let source = try device(step.source)
        let tapes = try step.tapes.map(device)
        defer { count([source] + tapes, &outcome) }
        let summary = try ArchiveSteps(progress: progress).backup(
            step, source: source, tapes: tapes,
            time: bench.fabric.now.nanoseconds / 1_000_000_000)
        // What was read as payload is counted where it was read.
        expanded = summary.serverBytes - min(summary.serverBytes, source.payloadBytes)
        outcome.copiedBytes = summary.copiedBytes
        outcome.detail = ArchiveSteps.detail(of: summary)
    }

    private func restore(_ step: RestoreStep, _ outcome: inout StepOutcome) throws {
        let tapes = try step.tapes.map(device)
        let target = try device(step.disk)
        defer { count(tapes + [target], &outcome) }
        let backup = try BackupOnTape.named(step.name, on: tapes)
        let summary = try ArchiveSteps(progress: progress).restore(
            step, backup, tapes: tapes, target: target)
        outcome.copiedBytes = summary.copiedBytes
        outcome.detail = ArchiveSteps.detail(of: summary, backup.header.content)
    }

    private func verify(_ step: VerifyStep, _ outcome: inout StepOutcome) throws {
        let disk = try device(step.subject)
        let reference = try device(step.reference)
        defer { count([disk, reference], &outcome) }
        let verify = ImageVerify(
            disk: disk, reference: reference,
            progress: { [progress] in progress("verify", $0, $1) })
        let difference: Difference?
        var extent = "bit for bit"
        switch step.blocks {
        case .all: difference = try verify.run()
        case .used:
            let used = try verify.runOfBlocksInUse()
            difference = used.difference
            extent = "bit for bit, in the \(grouped(used.byteCount)) B in use"
        }
        outcome.isIdentical = difference == nil
        outcome.isGood = difference == nil
        outcome.detail = difference.map { "different: " + $0.text } ?? "identical, " + extent
    }

    private func count(_ devices: [Device], _ outcome: inout StepOutcome) {
        outcome.serverBytes = devices.reduce(0) { $0 + $1.payloadBytes } + expanded
        expanded = 0
        outcome.controlBytes = devices.reduce(0) { $0 + $1.controlBytes }
    }
}

/// `1 tape record`, `2 tape records`.
func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)" + (count == 1 ? "" : "s")
}

extension Step {
    /// What the step works on.
    var subject: String {
        switch action {
        case .quiesce(let step): step.disk
        case .snapshot(let step): "\(step.source) as \(step.id)"
        case .backup(let step): "\(step.source) to \(step.tapes.joined(separator: ", "))"
        case .restore(let step): "\(step.tapes.joined(separator: ", ")) to \(step.disk)"
        case .verify(let step): "\(step.subject) against \(step.reference)"
        case .wait(let time): "\(time)"
        case .copy(let step): "sent to \(step.receiver)"
        }
    }
}

/// The engine's view of when a disk was last written: the fabric's own record.
final class FabricWriteActivity: WriteActivity {
    private let unit: FabricUnit

    init(_ unit: FabricUnit) { self.unit = unit }

    var lastWrite: Instant? { unit.lastWrite }
}

/// The engine's way to a snapshot: the fabric's copy-on-write.
final class FabricSnapshots: SnapshotProvider {
    private let bench: Bench
    private let source: String
    private let id: String

    init(_ bench: Bench, of source: String, as id: String) {
        self.bench = bench
        self.source = source
        self.id = id
    }

    func takeSnapshot() throws(BackupError) -> any Initiator {
        do {
            _ = try bench.takeSnapshot(of: source, as: id)
            return try bench.initiator(to: id)
        } catch {
            throw .noSnapshot(error.description)
        }
    }
}
