import CopyManager
import Devices
import SCSI

// What happens to logical units and nexuses without a command (SAM-5, Task management functions
// and events).

extension Fabric {
    /// A logical unit reset: the copies that it was sent end as by COPY OPERATION ABORT, what was
    /// kept of earlier ones goes, and every nexus is told.
    public func reset(_ unit: FabricUnit) {
        copyManager.resetLogicalUnit(unit.logicalUnit)
        (unit.logicalUnit as? DeviceServer)?.resetLogicalUnit()
    }

    /// The loss of an I_T nexus: its copies go on, and what was kept of earlier ones goes.
    public func lose(_ nexus: NexusIdentifier) {
        copyManager.loseNexus(nexus)
        for unit in mapped(nexus) { (unit.logicalUnit as? DeviceServer)?.loseNexus(nexus) }
    }

    /// ABORT TASK SET: the copies that a nexus sent to a logical unit end without a status.
    public func abortTaskSet(of nexus: NexusIdentifier, on unit: FabricUnit) {
        _ = copyManager.abortCopies(of: [nexus], sentTo: unit.logicalUnit)
    }

    /// What PREEMPT AND ABORT does to the nexuses that it preempts: their copies end without a
    /// status, and they are told that somebody else cleared them.
    func abortTasks(of nexuses: [NexusIdentifier], sentTo logicalUnit: DeviceServer) {
        for nexus in copyManager.abortCopies(of: nexuses, sentTo: logicalUnit) {
            logicalUnit.establishUnitAttention(.commandsClearedByAnotherInitiator, for: nexus)
        }
    }
}
