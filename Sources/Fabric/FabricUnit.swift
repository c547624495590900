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
    /// When the device serves commands, in the order of time: a step of a copy plans the commands
    /// that it is going to send.
    private var reserved: [(start: Instant, end: Instant)] = []
    /// Commands of initiators are served in the order in which they come.
    private var lastOfInitiators = Instant.zero

    /// When the last command of the WRITE family ended GOOD; `nil` before the first.
    public private(set) var lastWrite: Instant?
    /// How many commands of the WRITE family ended GOOD.
    public private(set) var writeCount: UInt64 = 0

    /// How many commands ended with a status, those of the copy manager included.
    public private(set) var commandCount: UInt64 = 0
    /// How many bytes commands returned.
    public private(set) var bytesIn: UInt64 = 0
    /// How many bytes came with commands that ended GOOD.
    public private(set) var bytesOut: UInt64 = 0

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
        commandCount &+= 1
        bytesIn &+= UInt64(dataIn)
        guard status == .good else { return }
        bytesOut &+= UInt64(dataOut)
        guard OperationCode(rawValue: code).isWriteFamily else { return }
        lastWrite = now
        writeCount += 1
    }

    /// When a command of an initiator that arrives now is served, and when it ends: after those
    /// of initiators that came before it, and in the first gap that the copy manager leaves.
    func serve(byteCount: Int, at now: Instant) -> (start: Instant, end: Instant) {
        // In the order of time: where the first has not passed, none has.
        if let first = reserved.first, first.end <= now { reserved.removeAll { $0.end <= now } }
        let times = reserve(byteCount, from: max(now, lastOfInitiators))
        lastOfInitiators = times.end
        return times
    }

    /// When a command that the copy manager is going to send at `instant` is served.
    func plan(
        byteCount: Int, at instant: Instant, now: Instant
    ) -> (start: Instant, end: Instant) {
        // In the order of time: where the first has not passed, none has.
        if let first = reserved.first, first.end <= now { reserved.removeAll { $0.end <= now } }
        return reserve(byteCount, from: instant)
    }

    /// When a command would end that the copy manager sends at `instant`; nothing is planned.
    func end(ofTransfer byteCount: Int, at instant: Instant) -> Instant {
        gap(for: timing.duration(byteCount: byteCount), from: instant).start
            + timing.duration(byteCount: byteCount)
    }

    private func reserve(
        _ byteCount: Int, from instant: Instant
    ) -> (start: Instant, end: Instant) {
        let duration = timing.duration(byteCount: byteCount)
        let (start, place) = gap(for: duration, from: instant)
        let end = start + duration
        if end > start { reserved.insert((start, end), at: place) }
        return (start, end)
    }

    /// The first time from `instant` on in which the device is free for so long, and its place
    /// among the times that are reserved.
    private func gap(
        for duration: Nanoseconds, from instant: Instant
    ) -> (start: Instant, place: Int) {
        var start = instant
        var place = 0
        for (index, slot) in reserved.enumerated() {
            if start + duration <= slot.start { break }
            start = max(start, slot.end)
            place = index + 1
        }
        return (start, place)
    }
}
