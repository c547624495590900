import ServerlessBackup
import Styling
import VolumeMap

/// The steps of a scenario that work with archives, of whole disks and of files.
struct ArchiveSteps {
    /// Is told of long work: what, how many bytes, of how many.
    let progress: (String, UInt64, UInt64) -> Void

    /// Backs up what a step asks for.
    func backup(
        _ step: BackupStep, source: Device, tapes: [Device], time: Int64
    ) throws -> ArchiveSummary {
        var backup = ArchiveBackup(
            source: source, tapes: tapes, name: step.name,
            options: ArchiveOptions(content: step.content, isExpanding: step.expand))
        backup.recordLength = step.record
        // A run's cartridges are its own copies: nobody loses what is on them.
        backup.isForced = true
        let globs = step.files.map { PathGlob($0) }
        backup.isChosen = { path in globs.contains { $0.covers(path) } }
        backup.progress = { [progress] in progress("backup", $0, $1) }
        return try backup.run(time: time)
    }

    /// A backup in words.
    static func detail(of summary: ArchiveSummary) -> String {
        let parts = [
            detail(summary.commands, summary.memberCount, summary.header.content),
            counted(Int(summary.records), "tape record")
                + " of \(summary.header.recordLength) bytes",
            "\(grouped(summary.inlineBytes)) B sent along",
        ]
        let cartridges =
            summary.spans.count > 1 ? ", on \(summary.spans.count) cartridges" : ""
        return parts.joined(separator: ", ") + cartridges
    }

    /// A restore in words.
    static func detail(of summary: RestoreSummary, _ content: ArchiveContent) -> String {
        detail(summary.commands, summary.memberCount, content)
    }

    /// An image has no members to be counted.
    private static func detail(
        _ commands: Int, _ members: Int, _ content: ArchiveContent
    ) -> String {
        counted(commands, "EXTENDED COPY command")
            + (content == .image ? "" : ", " + counted(members, "member"))
    }

    /// Restores what a step asks for.
    func restore(
        _ step: RestoreStep, _ backup: BackupOnTape, tapes: [Device], target: Device
    ) throws -> RestoreSummary {
        var restore = DiskRestore(backup, from: tapes, to: target)
        restore.progress = { [progress] in progress("restore", $0, $1) }
        if step.files.isEmpty { return try restore.volume() }
        let globs = step.files.map { PathGlob($0) }
        let done = try restore.files { path in globs.contains { $0.covers(path) } }
        if let first = done.withoutBlocks.first {
            throw BackupError.notAnArchive(
                "\(FileName(bytes: first)) has no blocks of its own: it lies in the volume's"
                    + " records, and is restored with the volume or to a directory")
        }
        return done.summary
    }
}
