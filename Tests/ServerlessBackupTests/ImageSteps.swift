@testable import ServerlessBackup

extension SmallSAN {
    /// A backup of a disk as an image, which overwrites what is on the tapes.
    func imageBackup(
        of disk: String = "d0", to tapes: [String] = ["t0"], name: String = "n", record: Int
    ) throws -> ArchiveBackup {
        var backup = ArchiveBackup(
            source: try device(disk), tapes: try tapes.map(device), name: name,
            options: ArchiveOptions(content: .image))
        backup.recordLength = record
        backup.isForced = true
        return backup
    }

    /// Restores the only backup on tapes to a disk.
    @discardableResult
    func restore(from tapes: [String] = ["t0"], to disk: String = "d1") throws -> RestoreSummary {
        let devices = try tapes.map(device)
        let found = try BackupOnTape.named(nil, on: devices)
        return try DiskRestore(found, from: devices, to: device(disk)).volume()
    }
}
