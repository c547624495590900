import Devices
import Media
import SCSI
import Timebase

extension Fabric {
    /// Takes a snapshot of a disk and puts it on the fabric as a logical unit of its own, which
    /// every nexus sees that sees the disk.
    ///
    /// - Parameters:
    ///   - disk: a disk of which snapshots can be taken.
    ///   - id: the snapshot's name.
    ///   - store: where old content goes; as long as the disk's medium.
    /// - Returns: `nil` for a device that is not such a disk.
    public func takeSnapshot(
        of disk: FabricUnit, id: String, store: any BlockMedium
    ) -> FabricUnit? {
        guard let origin = disk.origin, let unit = disk.logicalUnit as? DirectAccessUnit
        else { return nil }
        let number = units.count
        var identity = unit.identity
        identity.product = "SNAPSHOT"
        identity.serialNumber += "-S\(number)"
        identity.naa = freeDesignator(like: identity.naa, from: number)
        let snapshot = DirectAccessUnit(
            identity: identity, medium: origin.takeSnapshot(store: store),
            blockLength: unit.blockLength, isWriteProtected: true)
        let added = add(snapshot, id: id, timing: disk.timing)
        for nexus in nexuses where mapped(nexus).contains(where: { $0 === disk }) {
            map(added, to: nexus)
        }
        trace.emit(.snapshot(origin: disk.id, unit: id), at: now)
        return added
    }

    /// An NAA designator that no logical unit has. The last two bytes are vendor specific in every
    /// format: they tell snapshots from their disks and from one another.
    private func freeDesignator(like naa: [UInt8], from first: Int) -> [UInt8] {
        var number = first
        while true {
            var candidate = naa
            candidate[naa.count - 2] ^= 0x80 | UInt8(truncatingIfNeeded: number >> 8)
            candidate[naa.count - 1] ^= UInt8(truncatingIfNeeded: number)
            if !units.contains(where: { $0.logicalUnit.identity.naa == candidate }) {
                return candidate
            }
            number += 1
        }
    }
}
