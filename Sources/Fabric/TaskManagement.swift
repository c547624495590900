import CopyManager
import Devices
import SCSI

// What happens to logical units and nexuses without a command (SAM-5, Task management functions
// and events).

extension Fabric {
    /// A logical unit reset: the copies that it was sent end as by COPY OPERATION ABORT, nothing is
    /// kept of them and of earlier ones, the tokens of its data are revoked, and every nexus is
    /// told: 29/03. A copy that was sent to another logical unit goes on, and meets the unit
    /// attention if it reads or writes this one: a disk is simply asked again, but a tape has lost
    /// its position.
    public func reset(_ unit: FabricUnit) {
        copyManager.resetLogicalUnit(unit.logicalUnit)
        (unit.logicalUnit as? DeviceServer)?.resetLogicalUnit()
    }

    /// The loss of an I_T nexus: its copies go on, what was kept of earlier ones goes, and it is
    /// told when it is back: 29/07. What a copy that goes on comes to is kept as ever.
    public func lose(_ nexus: NexusIdentifier) {
        copyManager.loseNexus(nexus)
        for unit in mapped(nexus) { (unit.logicalUnit as? DeviceServer)?.loseNexus(nexus) }
    }

    /// ABORT TASK SET: the copies that a nexus sent to a logical unit end without a status, those
    /// that go on in the background too.
    ///
    /// - Parameter completed: is called when the function is complete: nothing that the copies sent
    ///   is going on any more.
    public func abortTaskSet(
        of nexus: NexusIdentifier, on unit: FabricUnit, completed: @escaping () -> Void = {}
    ) {
        let (_, end) = copyManager.abortCopies(of: [nexus], sentTo: unit.logicalUnit)
        guard let end else { return completed() }
        run(end) { _ in completed() }
    }

    /// What PREEMPT AND ABORT does to the nexuses that it preempts: their copies end without a
    /// status, and they are told that somebody else cleared them.
    ///
    /// - Returns: what the command has to wait for; `nil` where there was no copy.
    func abortTasks(
        of nexuses: [NexusIdentifier], sentTo logicalUnit: DeviceServer,
        by sender: NexusIdentifier
    ) -> (any RunningTask)? {
        let (aborted, end) = copyManager.abortCopies(of: nexuses, sentTo: logicalUnit)
        for nexus in aborted where nexus != sender {
            logicalUnit.establishUnitAttention(.commandsClearedByAnotherInitiator, for: nexus)
        }
        return end
    }
}
