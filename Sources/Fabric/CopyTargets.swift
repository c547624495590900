import CopyManager
import Devices
import Media
import SCSI
import Timebase

extension Fabric: CopyTargetResolver {
    public func copyTarget(
        _ identity: CopyTargetIdentity, for nexus: NexusIdentifier, receiver: any LogicalUnit,
        actsForSender: Bool
    ) -> (any CopyTarget)? {
        guard let unit = mapped(nexus).first(where: { $0.isNamed(by: identity) }) else {
            return nil
        }
        let isReceiver = unit.logicalUnit === receiver
        return FabricCopyTarget(
            fabric: self, unit: unit, rightsOf: isReceiver && actsForSender ? nexus : nil)
    }

    public func knows(_ identity: CopyTargetIdentity) -> Bool {
        units.contains { $0.isNamed(by: identity) }
    }

    public func copyTarget(
        receiver: any LogicalUnit, for nexus: NexusIdentifier, actsForSender: Bool
    ) -> (any CopyTarget)? {
        units.first { $0.logicalUnit === receiver }.map {
            FabricCopyTarget(fabric: self, unit: $0, rightsOf: actsForSender ? nexus : nil)
        }
    }

    public func hasLogicalUnit(_ identity: CopyTargetIdentity) -> Bool {
        units.contains { $0.isNamed(by: identity) }
    }

    public func isMapped(_ logicalUnit: any LogicalUnit, to nexus: NexusIdentifier) -> Bool {
        mapped(nexus).contains { $0.logicalUnit === logicalUnit }
    }

    public func pointInTimeCopy(of logicalUnit: any LogicalUnit) -> (any PointInTimeCopy)? {
        guard let unit = units.first(where: { $0.logicalUnit === logicalUnit }),
            let disk = unit.logicalUnit as? DirectAccessUnit, let origin = unit.origin
        else { return nil }
        return FabricPointInTimeCopy(fabric: self, unit: unit, disk: disk, origin: origin)
    }
}

/// A logical unit as the copy manager reaches it through the fabric.
private final class FabricCopyTarget: CopyTarget {
    private unowned let fabric: Fabric
    private let unit: FabricUnit
    /// The nexus whose reservations the copy manager shares here.
    private let rightsOf: NexusIdentifier?

    init(fabric: Fabric, unit: FabricUnit, rightsOf: NexusIdentifier?) {
        self.fabric = fabric
        self.unit = unit
        self.rightsOf = rightsOf
    }

    var deviceType: PeripheralDeviceType { unit.logicalUnit.identity.deviceType }

    var files: Set<ObjectIdentifier> { unit.logicalUnit.files }

    var logicalUnit: ObjectIdentifier { ObjectIdentifier(unit.logicalUnit) }

    func execute(
        cdb: [UInt8], dataOut: DataBuffer, dataInLength: Int, segment: UInt16, at now: Instant
    ) -> (completion: Completion?, duration: Nanoseconds) {
        var task = SCSITask(nexus: Fabric.copyManagerNexus, cdb: cdb, dataOut: dataOut)
        task.rightsOf = rightsOf
        return fabric.executeForCopy(
            task, on: unit, dataInLength: dataInLength, segment: segment, at: now)
    }
}

/// A static view of a disk that a representation of data keeps. It is a logical unit of the fabric
/// that nobody is shown; it takes the disk's time.
private final class FabricPointInTimeCopy: PointInTimeCopy {
    private let origin: SnapshotOrigin
    private let snapshot: SnapshotMedium
    let target: any CopyTarget

    init(fabric: Fabric, unit: FabricUnit, disk: DirectAccessUnit, origin: SnapshotOrigin) {
        self.origin = origin
        snapshot = origin.takeSnapshot(store: MemoryMedium(byteCount: origin.byteCount))
        let frozen = DirectAccessUnit(
            identity: disk.identity, medium: snapshot, blockLength: disk.blockLength,
            isWriteProtected: true, descriptorSense: disk.senseFormat == .descriptor)
        target = FabricCopyTarget(
            fabric: fabric,
            unit: FabricUnit(
                id: unit.id, logicalUnit: frozen, timing: unit.timing, origin: nil),
            rightsOf: nil)
    }

    func hasChanged(at offset: Int64, count: Int64) -> Bool {
        snapshot.hasPreserved(at: offset, count: count)
    }

    func discard() { origin.remove(snapshot) }
}
