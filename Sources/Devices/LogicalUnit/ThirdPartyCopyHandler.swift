import SCSI
import Timebase

/// What a device server hands third-party copy commands to: the copy manager, which lives a
/// floor above and reaches other logical units through the fabric.
public protocol ThirdPartyCopyHandler: AnyObject {
    /// Begins an EXTENDED COPY(LID1) that `receiver` got.
    func extendedCopy(
        _ task: SCSITask, parameterList: [UInt8], receiver: any LogicalUnit, at now: Instant
    ) -> TaskOutcome

    /// Answers a RECEIVE COPY RESULTS command that `receiver` got.
    func receiveCopyResults(
        _ task: SCSITask, command: ReceiveCopyResultsCDB, receiver: any LogicalUnit
    ) -> Completion

    /// The third-party copy descriptors of VPD page 8Fh.
    var thirdPartyCopyDescriptors: [ThirdPartyCopyDescriptor] { get }
}
