import Devices
import SCSI
import Timebase

/// A copy that goes on in steps, whichever command began it: what the copy manager and those who
/// ask for its results must know of it.
protocol RunningCopy: RunningTask {
    /// What it lives in.
    var context: CopyContext { get }
    /// PRIORITY, 0 first; commands that have no such field count as 1 (SPC-4, PRIORITY field).
    var priority: UInt8 { get }
    /// Segments that were or are being processed.
    var segmentsProcessed: Int { get }
    /// Bytes that were written to destinations by successful commands.
    var bytesWritten: UInt64 { get }
    /// What TRANSFER COUNT says, and in which units.
    var transferred: (count: UInt64, units: TransferCountUnits) { get }
    /// What RECEIVE COPY DATA returns.
    var held: HeldData { get }
    /// When the step in progress ends.
    var stepEnd: Instant { get }
    /// Whether it ended by COPY OPERATION ABORT or by a reset.
    var wasTerminated: Bool { get }
    /// Whether nothing of it is left to be done.
    var hasEnded: Bool { get }

    /// Ends the copy at the end of the step in progress.
    func abort(_ cause: CopyOperation.Abortion)
}

extension CopyOperation: RunningCopy {
    var priority: UInt8 { list.header.priority }
    var transferred: (count: UInt64, units: TransferCountUnits) { (bytesWritten, .bytes) }
}
