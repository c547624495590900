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
    /// Commands wait until then, because earlier ones are being served.
    var busyUntil = Instant.zero

    /// When the last command of the WRITE family ended GOOD; `nil` before the first.
    public private(set) var lastWrite: Instant?
    /// How many commands of the WRITE family ended GOOD.
    public private(set) var writeCount: UInt64 = 0

    init(
        id: String, logicalUnit: any LogicalUnit, timing: DeviceTiming, origin: SnapshotOrigin?
    ) {
        self.id = id
        self.logicalUnit = logicalUnit
        self.timing = timing
        self.origin = origin
    }

    /// Takes note of a command that ended.
    func note(_ code: UInt8, _ status: SCSIStatus, at now: Instant) {
        guard status == .good, OperationCode(rawValue: code).isWriteFamily else { return }
        lastWrite = now
        writeCount += 1
    }

    /// When a command that arrives now is served, and when it ends.
    func serve(byteCount: Int, at now: Instant) -> (start: Instant, end: Instant) {
        let start = max(now, busyUntil)
        let end = start + timing.duration(byteCount: byteCount)
        busyUntil = end
        return (start, end)
    }
}
