extension ArchiveBackup {
    /// Brings the tape to where the backup goes on or begins.
    ///
    /// - Parameter found: what is there of it, where it is resumed.
    func place(_ guarding: CartridgeGuard, _ found: BackupOnTape?) throws(BackupError) {
        let drive = TapeDrive(device: tapes[(found?.spans.last?.cartridge ?? 1) - 1])
        switch placement {
        case .overwriting:
            try guarding.requireOverwritable(drive)
            try drive.rewind()
        case .appending:
            let contents = try CartridgeContents(drive)
            try drive.spaceToEndOfData()
            if try drive.position().isPastEarlyWarning {
                throw .unsuitable(
                    device: drive.device.name, what: "the cartridge is full",
                    expected: "room for another backup")
            }
            // What was broken off would swallow what stands behind it.
            if !contents.isEnded { try drive.writeFilemarks(1) }
        case .resuming:
            guard let last = found?.spans.last else { return }
            let end = last.firstObject + last.recordCount
            if last.cartridge > 1, last.recordCount == 0 {
                // The filemark behind a label may be lost: it is written again.
                try drive.locate(end - 1)
                try drive.writeFilemarks(1)
            } else {
                try drive.locate(end)
            }
        }
    }

    /// Finds what is on tape of a backup that was broken off.
    ///
    /// - Parameter wanted: its header, if it were begun now.
    func brokenOff(_ wanted: ArchiveHeader) throws(BackupError) -> BackupOnTape {
        let first = tapes[0]
        guard let last = try CartridgeContents(on: first).backups.last,
            !last.header.isContinuation, last.header.name == name
        else {
            throw .unsuitable(
                device: first.name, what: "the last backup on the cartridge is not \(name)",
                expected: "a backup \(name) that was broken off")
        }
        var same = wanted
        same.time = last.header.time
        same.expires = last.header.expires
        guard same == last.header else {
            throw .unsuitable(
                device: first.name,
                what: "the backup \(name) was made of another state of the disk, or in another way",
                expected: "the snapshot and the settings with which it was begun")
        }
        // On each of the others the part that continues it is the last thing, if it is there.
        var found = BackupOnTape(last)
        for tape in tapes.dropFirst() {
            guard let part = try CartridgeContents(on: tape).backups.last,
                found.isContinued(by: part.header)
            else { break }
            found.add(part)
        }
        return found
    }

    /// Ends a backup of which everything is on tape: one that has its filemark is not resumed.
    func end(_ found: BackupOnTape, _ copier: StreamCopier) throws(BackupError) {
        if found.isEnded {
            throw .unsuitable(
                device: tapes[0].name, what: "the backup \(name) is complete",
                expected: "one that was broken off")
        }
        try copier.end()
    }
}
