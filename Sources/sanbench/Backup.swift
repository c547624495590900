import ArgumentParser
import DeviceSAN
import FileSAN
import Foundation
import ScenarioRunner
import ServerlessBackup
import VolumeMap

/// `sanbench backup`.
struct Backup: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Back up a disk image, the blocks in use, or chosen files to tape.",
        discussion: """
            The disk is an image file, which does not change meanwhile; a tape is a \
            cartridge in a directory, made where nothing is there. Blocks are moved by \
            EXTENDED COPY. What is on tape is a tar archive.

            Both may be SCSI devices of this machine instead, such as /dev/sg0 and \
            /dev/sg1, which one copy manager must reach. Such a disk is watched until \
            nothing has been written to it for a while, and a snapshot is taken by a \
            command that you give.

            Without --files or --image every file goes to tape and every other block \
            in use, so that one tape restores single files, or the volume bit for bit.

            Examples:
              sanbench backup --tape monday images/ntfs-small.img
              sanbench backup --tape monday --append --name noon images/ntfs-small.img
              sanbench backup --tape small --files 'folder/**' images/ntfs-small.img
              sanbench backup --tape a --tape b --image --keep 30d images/ntfs-small.img
              sanbench backup --tape sums --digest images/ntfs-small.img
              sanbench backup --tape c --catalog catalog.db images/ext4-dirty.img

            A backup that was broken off is finished by --resume.

            Exit status: 0 done, 2 usage, bad input or a copy that failed.
            """)

    @Argument(help: "The disk's image file, or a device.", completion: .file())
    var disk: String?

    @Option(help: "The same: the disk.", completion: .file())
    var source: String?

    @Option(
        name: .customLong("tape"),
        help: "A cartridge's directory, or a device; again for the next cartridge.",
        completion: .directory)
    var tapes: [String] = []

    @Option(help: "The backup's name; by default the image's.")
    var name: String?

    @OptionGroup var live: LiveOptions

    @OptionGroup var choice: FileChoice

    @Flag(help: "Every block of the disk, in use or not.")
    var image = false

    @Flag(help: "Decompress what NTFS has compressed; that goes through the server.")
    var expand = false

    @Flag(help: "Make a digest of each file, for which it is read through the server.")
    var digest = false

    @Flag(help: "Behind what is on the cartridge, instead of over it.")
    var append = false

    @Flag(help: "Finish a backup of this name that was broken off.")
    var resume = false

    @Flag(help: "Overwrite a cartridge even if what is on it has not expired.")
    var force = false

    @Option(help: "How long the backup is kept from being overwritten: 12h, 30d.")
    var keep: String?

    @Option(help: "Bytes of a tape record; KiB and MiB are understood.")
    var recordLength: String?

    @Option(help: "Bytes of a new cartridge; GiB and TiB are understood.")
    var capacity = "1TiB"

    @Option(help: "Bytes of a block of the disk: 512 or 4096.")
    var blockSize = 512

    @Option(help: "Record the backup in this catalog.", completion: .file())
    var catalog: String?

    @OptionGroup var cartridges: CartridgeNames

    @Option(help: "The copy manager's profile: see sanbench profiles.")
    var profile = "spc4"

    @Flag(help: "Write JSON.")
    var json = false

    func validate() throws {
        if (disk == nil) == (source == nil) {
            throw ValidationError("one disk is needed, as an argument or by --source")
        }
        if tapes.isEmpty { throw ValidationError("at least one --tape is needed") }
        if image && !choice.files.isEmpty {
            throw ValidationError("--image and --files exclude each other")
        }
        if append && resume { throw ValidationError("--append and --resume exclude each other") }
    }

    func run() throws {
        let path = source ?? disk ?? ""
        try DeviceSAN.requireOneKind([path] + tapes)
        let isLive = DeviceSAN.isDevice(path)
        let live = try isLive ? live.disk(path) : nil
        if !isLive { try self.live.requireNone(path) }
        let known = try catalog.map { _ in try cartridges.cartridges(in: tapes) }
        let san = DeviceSAN(profile: try copyManagerProfile(profile))
        let device = try san.disk(path, blockLength: blockSize, access: .reading)
        let size = try byteCount(capacity, "--capacity", 1 << 20...1 << 60)
        let drives = try tapes.map { try san.tape($0, capacity: Int64(size)) }
        defer { Terminal.showProgress(nil) }
        let source = try live?.source(device, on: san) ?? LiveDisk.Source(unchanging: device)
        let result = Result { try copy(source, to: drives, known) }
        // The snapshot goes, whatever became of the backup.
        let ending = Result { try source.end() }
        let report = try result.get()
        try ending.get()
        try san.close()
        Terminal.showProgress(nil)
        if json { Terminal.say(report.json) } else { report.lines.forEach(Terminal.say) }
    }

    /// Does the backup of a disk that is at rest.
    private func copy(
        _ source: LiveDisk.Source, to drives: [Device], _ known: [CatalogCartridge]?
    ) throws -> BackupReport {
        let time = Int64(Date().timeIntervalSince1970)
        let content: ArchiveContent = image ? .image : choice.files.isEmpty ? .used : .files
        var backup = ArchiveBackup(
            source: source.device, tapes: drives, name: name ?? defaultName(source.report.path),
            options: ArchiveOptions(content: content, isExpanding: expand))
        backup.options.makesDigests = digest
        backup.placement = resume ? .resuming : append ? .appending : .overwriting
        backup.isForced = force
        backup.expires = try keep.map { time + (try seconds($0)) }
        backup.recordLength = try recordLength.map {
            Int(try byteCount($0, "--record-length", 1...1 << 24))
        }
        backup.isChosen = choice.isChosen
        backup.progress = { done, total in
            Terminal.showProgress(
                total > 0 ? "backup \(Int(100 * Double(done) / Double(total))) %" : nil)
        }
        var source = source
        let summary = try source.measured {
            guard let catalog, let known else { return try backup.run(time: time) }
            return try backup.run(
                time: time, recordingIn: Catalog(path: catalog), on: known
            ).summary
        }
        return BackupReport(summary, source: source.report, tapes: tapes)
    }

    /// The disk's name without its folder and ending, as far as a backup may be called so.
    private func defaultName(_ path: String) -> String {
        let file = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        let kept = file.utf8.filter { (0x21...0x7E).contains($0) }.prefix(90)
        return kept.isEmpty ? "backup" : String(decoding: kept, as: UTF8.self)
    }
}
