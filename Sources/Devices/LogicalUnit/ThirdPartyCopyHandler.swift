import SCSI
import Timebase

/// What a device server hands third-party copy commands to: the copy manager, which lives a
/// floor above and reaches other logical units through the fabric.
public protocol ThirdPartyCopyHandler: AnyObject {
    /// Performs a command of 83h or 84h that `receiver` got.
    func execute(_ task: SCSITask, receiver: any LogicalUnit, at now: Instant) -> TaskOutcome

    /// The commands that it performs, ascending.
    var supportedCommands: [ThirdPartyCopyCommand] { get }

    /// Whether a service action that it does not perform ends as an operation code that the logical
    /// unit does not have.
    var refusesServiceActionAsOperationCode: Bool { get }

    /// The third-party copy descriptors of VPD page 8Fh.
    func thirdPartyCopyDescriptors(for receiver: any LogicalUnit) -> [ThirdPartyCopyDescriptor]

    /// What was kept for a nexus is dropped, since the nexus is gone.
    func loseNexus(_ nexus: NexusIdentifier)

    /// The copies that a logical unit was sent end, since it was reset.
    func resetLogicalUnit(_ receiver: any LogicalUnit)
}
