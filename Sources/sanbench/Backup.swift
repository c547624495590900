import ArgumentParser
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

    @Argument(help: "The disk's image file.", completion: .file())
    var disk: String

    @Option(
        name: .customLong("tape"), help: "A cartridge's directory; again for the next cartridge.",
        completion: .directory)
    var tapes: [String] = []

    @Option(help: "The backup's name; by default the image's.")
    var name: String?

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

    @Option(help: "The copy manager's profile: see sanbench profiles.")
    var profile = "spc4"

    @Flag(help: "Write JSON.")
    var json = false

    func validate() throws {
        if tapes.isEmpty { throw ValidationError("at least one --tape is needed") }
        if image && !choice.files.isEmpty {
            throw ValidationError("--image and --files exclude each other")
        }
        if append && resume { throw ValidationError("--append and --resume exclude each other") }
    }

    func run() throws {
        let san = FileSAN(profile: try copyManagerProfile(profile))
        let source = try san.addDisk(disk, blockLength: blockSize, access: .reading)
        let size = try byteCount(capacity, "--capacity", 1 << 20...1 << 60)
        let drives = try tapes.map { try san.addTape($0, capacity: Int64(size)) }
        let time = Int64(Date().timeIntervalSince1970)
        let content: ArchiveContent = image ? .image : choice.files.isEmpty ? .used : .files
        var backup = ArchiveBackup(
            source: source, tapes: drives, name: name ?? defaultName,
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
        defer { Terminal.showProgress(nil) }
        let summary: ArchiveSummary
        if let catalog {
            summary = try backup.run(
                time: time, recordingIn: Catalog(path: catalog), on: tapes.map(cartridge(at:))
            ).summary
        } else {
            summary = try backup.run(time: time)
        }
        try san.close()
        Terminal.showProgress(nil)
        let report = BackupReport(summary, tapes: tapes)
        if json { Terminal.say(report.json) } else { report.lines.forEach(Terminal.say) }
    }

    /// The image's name without its folder and ending, as far as a backup may be called so.
    private var defaultName: String {
        let file = URL(fileURLWithPath: disk).deletingPathExtension().lastPathComponent
        let kept = file.utf8.filter { (0x21...0x7E).contains($0) }.prefix(90)
        return kept.isEmpty ? "backup" : String(decoding: kept, as: UTF8.self)
    }
}

/// A number of bytes from the command line.
func byteCount(
    _ text: String, _ option: String, _ range: ClosedRange<UInt64>
) throws -> UInt64 {
    let units: [(String, UInt64)] = [
        ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40), ("", 1),
    ]
    for (unit, factor) in units where text.hasSuffix(unit) {
        guard let number = UInt64(text.dropLast(unit.count)) else { break }
        let (count, overflow) = number.multipliedReportingOverflow(by: factor)
        if overflow || !range.contains(count) { break }
        return count
    }
    throw InputFault(
        "\(option): found \(text); expected \(range.lowerBound) to \(range.upperBound) bytes, such"
            + " as 65536, 64KiB or 1MiB")
}

/// A time from the command line, in seconds.
func seconds(_ text: String) throws -> Int64 {
    let units: [(Character, Int64)] = [("s", 1), ("m", 60), ("h", 3600), ("d", 86400)]
    guard let unit = units.first(where: { $0.0 == text.last }),
        let number = Int64(text.dropLast()), number >= 0, number <= 100_000_000
    else {
        throw InputFault("--keep: found \(text); expected a time such as 90m, 12h or 30d")
    }
    return number * unit.1
}
