import ArgumentParser
import FileSAN
import Foundation
import ServerlessBackup
import VolumeMap

/// `sanbench restore`.
struct Restore: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Restore a backup from tape: a disk, chosen files to their blocks, or a folder.",
        discussion: """
            To a disk image the copy manager moves the blocks; what is restored to a \
            folder goes through the server, and is counted. A disk that is only half \
            restored bears a mark in its first block until the rest is there.

            Examples:
              sanbench restore --tape monday --name noon --disk noon.img
              sanbench restore --tape small --folder out
              sanbench restore --tape sums --files links --folder some
              sanbench restore --tape sums --files 'fragmented/*' --disk noon.img
              sanbench restore --tape a --tape b --disk whole.img
              sanbench restore --tape c --catalog catalog.db --disk ext.img

            A restore that was broken off is finished by --resume.

            Exit status: 0 done, 1 some files could not be restored, 2 usage, bad \
            input or a copy that failed.
            """)

    @Option(
        name: .customLong("tape"),
        help: "A cartridge's directory; again for the next cartridge of the backup.",
        completion: .directory)
    var tapes: [String] = []

    @Option(help: "The backup's name; not needed where the tape has one alone.")
    var name: String?

    @Option(help: "The image file to restore to; made where it is missing.", completion: .file())
    var disk: String?

    @Option(help: "The folder to restore files to.", completion: .directory)
    var folder: String?

    @Option(help: "Only the files whose paths match; ** spans folders. May be given again.")
    var files: [String] = []

    @Flag(help: "Finish a restore to this disk that was broken off.")
    var resume = false

    @Option(
        help: "Look up in this catalog what the backup holds, instead of reading it from tape.",
        completion: .file())
    var catalog: String?

    @Option(help: "The copy manager's profile: see sanbench profiles.")
    var profile = "spc4"

    @Flag(help: "Write JSON.")
    var json = false

    func validate() throws {
        if tapes.isEmpty { throw ValidationError("at least one --tape is needed") }
        if (disk == nil) == (folder == nil) {
            throw ValidationError("either --disk or --folder is needed")
        }
        if resume && (disk == nil || !files.isEmpty) {
            throw ValidationError("--resume finishes the restore of a whole disk")
        }
    }

    func run() throws {
        let san = FileSAN(profile: try copyManagerProfile(profile))
        let drives = try tapes.map { try san.addTape($0, isWriteProtected: true) }
        let found = try catalog.map { try known(in: $0, drives) }
        let backup = try found?.backup ?? BackupOnTape.named(name, on: drives)
        let globs = files.map { PathGlob($0) }
        func isChosen(_ path: [UInt8]) -> Bool {
            globs.isEmpty || globs.contains { $0.covers(path) }
        }
        defer { Terminal.showProgress(nil) }
        var report: RestoreReport
        if let disk {
            report = try restore(backup, found?.members, drives, to: disk, san, isChosen)
        } else {
            report = try extract(backup, found?.members, drives, to: folder ?? "", isChosen)
        }
        try san.close()
        Terminal.showProgress(nil)
        report.name = backup.header.name
        if json { Terminal.say(report.json) } else { report.lines.forEach(Terminal.say) }
        if !report.notes.isEmpty { throw ExitCode(1) }
    }

    /// The backup as a catalog knows it. What is on the tapes is not looked at.
    private func known(
        in path: String, _ drives: [Device]
    ) throws -> (backup: BackupOnTape, members: [ArchivedMember]) {
        let catalog = try Catalog(path: path, mustExist: true)
        let backups = try catalog.backups().filter { name == nil || $0.header.name == name }
            .filter {
                $0.parts.map(\.cartridge.identifier) == tapes.map { cartridge(at: $0).identifier }
            }
        guard let backup = backups.last(where: { $0.state != .overwritten }) else {
            throw InputFault("\(path): no backup \(name ?? "") on the cartridges given")
        }
        if name == nil, backups.count > 1 {
            throw InputFault(
                "\(path): \(backups.count) backups on the cartridge; --name says which")
        }
        return (backup.onTape, try catalog.members(of: backup.number))
    }

    private func restore(
        _ backup: BackupOnTape, _ members: [ArchivedMember]?, _ drives: [Device],
        to path: String, _ san: FileSAN, _ isChosen: ([UInt8]) -> Bool
    ) throws -> RestoreReport {
        let geometry = backup.header.geometry
        let isThere = FileManager.default.fileExists(atPath: path)
        if !isThere && !files.isEmpty {
            throw InputFault(
                "\(path): the disk whose files are restored expected; nothing is there")
        }
        let target = try san.addDisk(
            path, blockLength: geometry.blockLength,
            access: isThere ? .updating : .creating(byteCount: geometry.byteCount))
        var restore = DiskRestore(backup, from: drives, to: target)
        restore.isResuming = resume
        restore.progress = { done, total in
            Terminal.showProgress(
                total > 0 ? "restore \(Int(100 * Double(done) / Double(total))) %" : nil)
        }
        if files.isEmpty { return RestoreReport(try restore.volume(members: members), to: path) }
        let done = try restore.files(members: members, isChosen: isChosen)
        var report = RestoreReport(done.summary, to: path)
        report.notes = done.withoutBlocks.map {
            "\(FileName(bytes: $0)): lies in the volume's records; --folder restores it"
        }
        if report.memberCount == 0 && report.notes.isEmpty {
            throw InputFault("no file in \(backup.header.name) matches")
        }
        return report
    }

    private func extract(
        _ backup: BackupOnTape, _ members: [ArchivedMember]?, _ drives: [Device],
        to path: String, _ isChosen: ([UInt8]) -> Bool
    ) throws -> RestoreReport {
        let sink = try DirectorySink(path: path)
        let summary = try FileExtraction(backup, from: drives).run(
            members: members, to: sink, isChosen: isChosen,
            progress: { Terminal.showProgress("restore \($0 >> 20) MiB") })
        try sink.finish()
        if summary.memberCount == 0 {
            throw InputFault("no file in \(backup.header.name) matches")
        }
        var report = RestoreReport(summary, to: path)
        report.notes = sink.refused.map { "\(FileName(bytes: $0.path)): \($0.reason)" }
        return report
    }
}
