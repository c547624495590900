import Devices
import Media
import SCSI
import Timebase

/// A copy manager that copies nothing: enough for a disk to say that it has one.
final class NoCopyManager: ThirdPartyCopyHandler {
    /// What it was given to do.
    private(set) var tasks: [SCSITask] = []
    var supportedCommands: [ThirdPartyCopyCommand] = [
        .extendedCopyLID1, .copyStatusLID1, .operatingParameters, .failureDetailsLID1,
    ]
    var refusesServiceActionAsOperationCode = false

    func execute(_ task: SCSITask, receiver: any LogicalUnit, at now: Instant) -> TaskOutcome {
        tasks.append(task)
        return .ended(task.cdb[0] == 0x84 ? .good([0, 0, 0, 0], allocationLength: 4) : .good)
    }

    func thirdPartyCopyDescriptors(
        for receiver: any LogicalUnit
    ) -> [ThirdPartyCopyDescriptor] {
        var stream = ThirdPartyCopyDescriptor()
        stream.thirdPartyCopyDescriptorType = .streamCopyOperations
        stream.parameters = [0, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        return [stream]
    }

    func loseNexus(_ nexus: NexusIdentifier) {}

    func resetLogicalUnit(_ receiver: any LogicalUnit) {}
}
