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

    /// Which logical unit it is: equal for two ways to the same one.
    var logicalUnit: ObjectIdentifier { get }

    /// Sends a command on behalf of a segment, and tells how long it took.
    ///
    /// - Parameter dataInLength: how many bytes it is to return.
    /// - Returns: no completion where no logical unit answered.
    func execute(
        cdb: [UInt8], dataOut: DataBuffer, dataInLength: Int, segment: UInt16, at now: Instant
    ) -> (completion: Completion?, duration: Nanoseconds)
}

/// By what a CSCD descriptor names a logical unit: by a designator of its own, or by a port that
/// leads to it and the LUN that it has there.
public enum CopyTargetIdentity: Equatable, Sendable {
    /// One of the designators of VPD page 83h (E4h).
    case designator(
        codeSet: CodeSet, association: DesignatorAssociation, type: DesignatorType,
        designator: [UInt8])
    /// A Fibre Channel port by its name, its identifier, or both (E0h, E1h, E2h).
    case fibreChannel(name: UInt64?, identifier: UInt32?, LogicalUnitNumber)
    /// A target on a parallel bus (E3h).
    case parallelInterface(target: UInt8, LogicalUnitNumber)
    /// A SAS port (E9h).
    case sas(address: UInt64, LogicalUnitNumber)
    /// A port reached by IPv6 (EAh).
    case ipv6(address: [UInt8], port: UInt16, protocolNumber: UInt16, LogicalUnitNumber)
}

/// Finds the logical units that CSCD descriptors name; the fabric does it.
public protocol CopyTargetResolver: AnyObject {
    /// The logical unit of that identity, if the nexus that sent the command may reach it: a copy
    /// must not be a way around a LUN map.
    ///
    /// - Parameters:
    ///   - receiver: the logical unit that got the command.
    ///   - actsForSender: whether commands to the receiver have the rights of the nexus that sent
    ///     the command, where reservations are concerned.
    func copyTarget(
        _ identity: CopyTargetIdentity, for nexus: NexusIdentifier, receiver: any LogicalUnit,
        actsForSender: Bool
    ) -> (any CopyTarget)?

    /// Whether there is such a logical unit at all, whoever may reach it.
    func knows(_ identity: CopyTargetIdentity) -> Bool

    /// The logical unit that got the command.
    func copyTarget(
        receiver: any LogicalUnit, for nexus: NexusIdentifier, actsForSender: Bool
    ) -> (any CopyTarget)?

    /// Whether any logical unit that the copy manager serves has that identity, whoever may reach
    /// it: a token that another one made is a remote token.
    func hasLogicalUnit(_ identity: CopyTargetIdentity) -> Bool

    /// Whether a nexus may reach a logical unit by its LUN map.
    func isMapped(_ logicalUnit: any LogicalUnit, to nexus: NexusIdentifier) -> Bool

    /// A static view of a disk as it is now, apart from every map, and without a trace in the
    /// list of logical units; `nil` where none can be made.
    func pointInTimeCopy(of logicalUnit: any LogicalUnit) -> (any PointInTimeCopy)?
}

/// A static view of a disk, which a representation of data keeps.
public protocol PointInTimeCopy: AnyObject {
    /// Reads it as the copy manager.
    var target: any CopyTarget { get }

    /// Whether any block of a range was written on the disk since the view was made.
    ///
    /// - Parameters:
    ///   - offset: the first byte.
    ///   - count: how many bytes.
    func hasChanged(at offset: Int64, count: Int64) -> Bool

    /// Gives the view up: nothing is kept for it any more.
    func discard()
}
