import SCSI
import Timebase
import Trace

/// Reads the trace for what expectations speak of.
final class EventTally: TraceSink {
    /// The events that happened at least once.
    private(set) var seen: Set<EventName> = []
    /// The status of the last EXTENDED COPY.
    private(set) var copyStatus: SCSIStatus?
    /// The sense data of the last EXTENDED COPY.
    private(set) var copySense: [UInt8] = []
    /// How each watch ended.
    private(set) var quiesceEnds: [(end: QuiesceEnd, at: Instant)] = []
    private let tapes: Set<String>
    private var runningCopies = 0

    init(tapes: Set<String>) { self.tapes = tapes }

    func record(_ event: TraceEvent) {
        switch event.kind {
        case .command(let command):
            record(command)
        case .segment(let segment):
            if !segment.hasEnded && segment.number == 0 {
                seen.insert(.copyStarted)
                runningCopies += 1
            }
        case .fault:
            seen.insert(.faultInjected)
        case .snapshot:
            seen.insert(.snapshotCreated)
        case .quiesce(let quiesce):
            if quiesce.state == .quiet {
                seen.insert(.quiesceReached)
                quiesceEnds.append((.quiet, event.time))
            } else if quiesce.state == .timedOut {
                seen.insert(.quiesceTimedOut)
                quiesceEnds.append((.timedOut, event.time))
            }
        case .run, .burst, .step:
            break
        }
    }

    private func record(_ command: CommandEvent) {
        let code = OperationCode(rawValue: command.cdb.first ?? 0)
        let isGood = command.status == SCSIStatus.good.rawValue
        let isTape = tapes.contains(command.unit)
        if code == .extendedCopy {
            copyStatus = SCSIStatus(rawValue: command.status)
            copySense = command.sense
            if isGood { seen.insert(.copyCompleted) }
            // One that was refused, or that met a unit attention, never began.
            if !isGood && runningCopies > 0 { seen.insert(.copyAborted) }
            runningCopies = max(0, runningCopies - 1)
        } else if isTape {
            if code == .write6 || code == .writeFilemarks6, isGood || warnsOfTheEnd(command) {
                seen.insert(.tapeWritten)
            }
            if warnsOfTheEnd(command) { seen.insert(.earlyWarning) }
        } else if code.isWriteFamily && isGood && command.nexus >= WorkloadDriver.firstNexus {
            seen.insert(.writeCompleted)
            if runningCopies > 0 { seen.insert(.writeDuringCopy) }
        }
    }

    private func warnsOfTheEnd(_ command: CommandEvent) -> Bool {
        guard command.status == SCSIStatus.checkCondition.rawValue,
            let sense = try? SenseData(command.sense)
        else { return false }
        return sense.eom && sense.key == .noSense && sense.code == .endOfPartition
    }
}
