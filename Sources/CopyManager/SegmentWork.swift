import SCSI
import Timebase

/// A segment that is being processed, in steps.
protocol SegmentWork {
    /// What INFORMATION would say; `nil` where it would not be valid.
    var informationResidue: Int64? { get }

    /// Bytes that were written to the destination.
    var writtenBytes: UInt64 { get }

    /// Moves about `budget` bytes.
    ///
    /// - Returns: whether the segment is done.
    mutating func step(
        budget: Int, _ residue: inout Residue, _ held: inout HeldData, _ io: inout CopyIO
    ) throws(CopyFailure) -> Bool
}

extension SegmentTransfer: SegmentWork {}
