import Devices
import Media
import SCSI
import Timebase

/// A logical unit as the copy manager reaches it: as an initiator of its own, through the same
/// checks and faults as any other.
public protocol CopyTarget: AnyObject {
    /// The kind of device that standard INQUIRY data reports.
    var deviceType: PeripheralDeviceType { get }

    /// The files that data read from it may still lie in.
    var files: Set<ObjectIdentifier> { get }

    /// Sends a command on behalf of a segment, and tells how long it took.
    ///
    /// - Parameter dataInLength: how many bytes it is to return.
    /// - Returns: no completion where no logical unit answered.
    func execute(
        cdb: [UInt8], dataOut: DataBuffer, dataInLength: Int, segment: UInt16, at now: Instant
    ) -> (completion: Completion?, duration: Nanoseconds)
}

/// Finds the logical units that CSCD descriptors name; the fabric does it.
public protocol CopyTargetResolver: AnyObject {
    /// The logical unit with exactly this designator in its VPD page 83h, if the nexus that sent
    /// the EXTENDED COPY may reach it: a copy must not be a way around a LUN map.
    func copyTarget(
        codeSet: CodeSet, association: DesignatorAssociation, type: DesignatorType,
        designator: [UInt8],
        for nexus: NexusIdentifier
    ) -> (any CopyTarget)?

    /// The logical unit that got the command.
    func copyTarget(receiver: any LogicalUnit) -> (any CopyTarget)?
}
