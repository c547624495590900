import ArgumentParser
import DeviceSAN
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

    @OptionGroup var source: TapeOptions

    @Option(
        help: "The image file to restore to, made where it is missing; or a device.",
        completion: .file())
    var disk: String?

    @Option(help: "The folder to restore files to.", completion: .directory)
    var folder: String?

    @OptionGroup var choice: FileChoice

    @Flag(help: "Finish a restore to this disk that was broken off.")
    var resume = false

    @Option(
        help: "Look up in this catalog what the backup holds, instead of reading it from tape.",
        completion: .file())
    var catalog: String?

    @OptionGroup var cartridges: CartridgeNames

    @Option(help: "The copy manager's profile: see sanbench profiles.")
    var profile = "spc4"

    @Flag(help: "Write JSON.")
    var json = false

    func validate() throws {
        try source.requireTape()
        if (disk == nil) == (folder == nil) {
            throw ValidationError("either --disk or --folder is needed")
        }
        if resume && (disk == nil || !choice.files.isEmpty) {
            throw ValidationError("--resume finishes the restore of a whole disk")
        }
    }

    func run() throws {
        if let disk { try DeviceSAN.requireOneKind([disk] + source.tapes) }
        let san = DeviceSAN(profile: try copyManagerProfile(profile))
        let drives = try source.drives(on: san)
        let found = try catalog.map { try known(in: $0, drives) }
        let backup = try found?.backup ?? BackupOnTape.named(source.name, on: drives)
        let isChosen = choice.isChosen
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
        let known = try cartridges.cartridges(in: source.tapes).map(\.identifier)
        let backups = try catalog.backups().filter {
            source.name == nil || $0.header.name == source.name
        }
        .filter {
            $0.parts.map(\.cartridge.identifier) == known
        }
        guard let backup = backups.last(where: { $0.state != .overwritten }) else {
            throw InputFault("\(path): no backup \(source.name ?? "") on the cartridges given")
        }
        if source.name == nil, backups.count > 1 {
            throw InputFault(
                "\(path): \(backups.count) backups on the cartridge; --name says which")
        }
        return (backup.onTape, try catalog.members(of: backup.number))
    }

    private func restore(
        _ backup: BackupOnTape, _ members: [ArchivedMember]?, _ drives: [Device],
        to path: String, _ san: DeviceSAN, _ isChosen: ([UInt8]) -> Bool
    ) throws -> RestoreReport {
        let geometry = backup.header.geometry
        let isThere = FileManager.default.fileExists(atPath: path)
        if !isThere && !choice.files.isEmpty {
            throw InputFault(
                "\(path): the disk whose files are restored expected; nothing is there")
        }
        let target = try san.disk(
            path, blockLength: geometry.blockLength,
            access: isThere ? .updating : .creating(byteCount: geometry.byteCount))
        var restore = DiskRestore(backup, from: drives, to: target)
        restore.isResuming = resume
        restore.progress = { done, total in
            Terminal.showProgress(
                total > 0 ? "restore \(Int(100 * Double(done) / Double(total))) %" : nil)
        }
        if choice.files.isEmpty {
            return RestoreReport(try restore.volume(members: members), to: path)
        }
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
