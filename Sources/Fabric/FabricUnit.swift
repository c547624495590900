import CopyManager
import Devices
import Media
import SCSI
import Timebase

/// A logical unit on the fabric: what it is, how fast it is, and what has happened to it.
public final class FabricUnit {
    /// The name by which scenarios and traces call it.
    public let id: String
    /// The device.
    public let logicalUnit: any LogicalUnit
    /// How long its commands take.
    public let timing: DeviceTiming
    /// For a disk of which snapshots can be taken: its medium.
    public let origin: SnapshotOrigin?
    /// The ports that lead to it.
    public var ports: [TargetPort] = []
    /// The LUN that it has behind its ports.
    public var lun = LogicalUnitNumber(0)
    private var served = ServiceTimes()
    private var counters = UnitCounters()

    /// When the last command of the WRITE family ended GOOD; `nil` before the first.
    public var lastWrite: Instant? { counters.lastWrite }
    /// How many commands of the WRITE family ended GOOD.
    public var writeCount: UInt64 { counters.writes }
    /// How many commands ended with a status, those of the copy manager included.
    public var commandCount: UInt64 { counters.commands }
    /// How many bytes commands returned.
    public var bytesIn: UInt64 { counters.bytesIn }
    /// How many bytes came with commands that ended GOOD.
    public var bytesOut: UInt64 { counters.bytesOut }

    init(
        id: String, logicalUnit: any LogicalUnit, timing: DeviceTiming, origin: SnapshotOrigin?
    ) {
        self.id = id
        self.logicalUnit = logicalUnit
        self.timing = timing
        self.origin = origin
    }

    /// Takes note of a command that ended.
    func note(
        _ code: UInt8, _ status: SCSIStatus, dataOut: Int, dataIn: Int, at now: Instant
    ) {
        counters.note(
            isGood: status == .good, isWrite: OperationCode(rawValue: code).isWriteFamily,
            dataOut: dataOut, dataIn: dataIn, at: now)
    }

    /// When a command of an initiator that arrives now is served, and when it ends: after those
    /// of initiators that came before it, and in the first gap that the copy manager leaves.
    func serve(byteCount: Int, at now: Instant) -> (start: Instant, end: Instant) {
        served.serve(timing.duration(byteCount: byteCount), at: now)
    }

    /// When a command that the copy manager is going to send at `instant` is served.
    func plan(
        byteCount: Int, at instant: Instant, now: Instant
    ) -> (start: Instant, end: Instant) {
        served.plan(timing.duration(byteCount: byteCount), at: instant, now: now)
    }

    /// When a command would end that the copy manager sends at `instant`; nothing is planned.
    func end(ofTransfer byteCount: Int, at instant: Instant) -> Instant {
        served.end(of: timing.duration(byteCount: byteCount), at: instant)
    }
}

/// What commands have come to a logical unit. One value, so that taking note of a command is one
/// access.
private struct UnitCounters {
    var lastWrite: Instant?
    var writes: UInt64 = 0
    var commands: UInt64 = 0
    var bytesIn: UInt64 = 0
    var bytesOut: UInt64 = 0

    mutating func note(
        isGood: Bool, isWrite: Bool, dataOut: Int, dataIn: Int, at now: Instant
    ) {
        commands &+= 1
        bytesIn &+= UInt64(dataIn)
        guard isGood else { return }
        bytesOut &+= UInt64(dataOut)
        guard isWrite else { return }
        lastWrite = now
        writes += 1
    }
}
