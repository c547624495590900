import Devices
import Fabric
import SCSI

/// A logical unit as the mount shows it.
final class ExportedUnit: Sendable {
    let unit: RealTimeUnit
    /// Its file's name, without an ending: its name on the fabric, as far as a file can have it.
    let name: String
    /// Its LUN.
    let lun: Int
    /// Its blocks, if it has some.
    let image: DiskImage?
    /// Whether it is a snapshot of another one.
    let isSnapshot: Bool
    /// What is on its tape, if it is a drive.
    let tape: TapeExport?

    init(_ unit: RealTimeUnit, lun: Int, sender: CommandSender) {
        self.unit = unit
        self.lun = lun
        name = Self.fileName(unit.id)
        let image = DiskImage(unit, sender: sender)
        self.image = image
        isSnapshot = image?.isWriteProtected == true && unit.identity.product == "SNAPSHOT"
        tape =
            unit.identity.deviceType == .sequentialAccess
            ? TapeExport(unit, fabric: sender.fabric) : nil
    }

    /// The folder that its image is in.
    var imageFolder: Node.Folder { isSnapshot ? .snapshots : .disks }

    /// A name without the characters that a file's name cannot have, and none of the two that every
    /// directory has.
    private static func fileName(_ id: String) -> String {
        if id.isEmpty || id == "." || id == ".." { return "_" + id }
        return String(id.map { $0 == "/" || $0 == "\0" ? "_" : $0 })
    }
}
