import CopyManager
import Devices
import Media
import SCSI
import Timebase

extension Fabric: CopyTargetResolver {
    public func copyTarget(
        codeSet: CodeSet, association: DesignatorAssociation, type: DesignatorType,
        designator: [UInt8],
        for nexus: NexusIdentifier
    ) -> (any CopyTarget)? {
        let unit = mapped(nexus).first { unit in
            unit.logicalUnit.identity.designators.contains {
                $0.codeSet == codeSet && $0.association == association
                    && $0.designatorType == type && $0.designator == designator
            }
        }
        return unit.map { FabricCopyTarget(fabric: self, unit: $0) }
    }

    public func copyTarget(receiver: any LogicalUnit) -> (any CopyTarget)? {
        units.first { $0.logicalUnit === receiver }
            .map { FabricCopyTarget(fabric: self, unit: $0) }
    }
}

/// A logical unit as the copy manager reaches it through the fabric.
private final class FabricCopyTarget: CopyTarget {
    private unowned let fabric: Fabric
    private let unit: FabricUnit

    init(fabric: Fabric, unit: FabricUnit) {
        self.fabric = fabric
        self.unit = unit
    }

    var deviceType: PeripheralDeviceType { unit.logicalUnit.identity.deviceType }

    var files: Set<ObjectIdentifier> { unit.logicalUnit.files }

    func execute(
        cdb: [UInt8], dataOut: DataBuffer, dataInLength: Int, segment: UInt16, at now: Instant
    ) -> (completion: Completion?, duration: Nanoseconds) {
        let task = SCSITask(nexus: Fabric.copyManagerNexus, cdb: cdb, dataOut: dataOut)
        return fabric.executeForCopy(
            task, on: unit, dataInLength: dataInLength, segment: segment, at: now)
    }
}
