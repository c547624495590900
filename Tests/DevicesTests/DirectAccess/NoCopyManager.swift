import Devices
import SCSI
import Timebase

/// A copy manager that copies nothing: enough for a disk to say that it has one.
final class NoCopyManager: ThirdPartyCopyHandler {
    private(set) var parameterLists: [[UInt8]] = []

    func extendedCopy(
        _ task: SCSITask, parameterList: [UInt8], receiver: any LogicalUnit, at now: Instant
    ) -> TaskOutcome {
        parameterLists.append(parameterList)
        return .ended(.good)
    }

    func receiveCopyResults(
        _ task: SCSITask, command: ReceiveCopyResultsCDB, receiver: any LogicalUnit
    ) -> Completion {
        .good([0, 0, 0, 0], allocationLength: command.allocationLength)
    }

    var thirdPartyCopyDescriptors: [ThirdPartyCopyDescriptor] {
        var stream = ThirdPartyCopyDescriptor()
        stream.thirdPartyCopyDescriptorType = .streamCopyOperations
        stream.parameters = [0, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        return [stream]
    }
}
