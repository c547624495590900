import ArgumentParser
import DeviceSAN
import ServerlessBackup
import VolumeMap

/// `sanbench verify`.
struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare a disk image with a backup on tape, or with another image.",
        discussion: """
            Against a tape, every byte that the backup took from the disk is compared \
            with what is at its place; with --digests the files are compared with the \
            digests that the backup made, and their contents on tape are not read. What \
            is compared goes through the server.

            Examples:
              sanbench verify --tape monday --name noon noon.img
              sanbench verify --tape sums --files 'folder/**' noon.img
              sanbench verify --tape sums --digests noon.img
              sanbench verify --against images/ntfs-small.img --used noon.img
              sanbench verify --against images/ntfs-small.img whole.img

            Exit status: 0 identical, 1 different, 2 usage or bad input.
            """)

    @Argument(help: "The disk's image file, or a device.", completion: .file())
    var disk: String

    @OptionGroup var source: TapeOptions

    @Option(help: "The image file, or device, to compare with.", completion: .file())
    var against: String?

    @Flag(help: "Only the blocks that the other image's volumes have in use.")
    var used = false

    @Flag(help: "Compare with the digests that were made at backup time.")
    var digests = false

    @OptionGroup var choice: FileChoice

    @Option(help: "Bytes of a block of the disk, where no tape says it: 512 or 4096.")
    var blockSize = 512

    func validate() throws {
        if source.tapes.isEmpty == (against == nil) {
            throw ValidationError("either --tape or --against is needed")
        }
        if used && against == nil { throw ValidationError("--used goes with --against") }
        if (digests || !choice.files.isEmpty) && source.tapes.isEmpty {
            throw ValidationError("--digests and --files go with --tape")
        }
    }

    func run() throws {
        let san = DeviceSAN(profile: try copyManagerProfile("spc4"))
        defer { Terminal.showProgress(nil) }
        let problems = try against.map { try compare($0, san) } ?? compareWithTape(san)
        Terminal.showProgress(nil)
        problems.forEach(Terminal.say)
        if !problems.isEmpty { throw ExitCode(1) }
    }

    private func compare(_ other: String, _ san: DeviceSAN) throws -> [String] {
        let subject = try san.disk(disk, blockLength: blockSize, access: .reading)
        let reference = try san.disk(other, blockLength: blockSize, access: .reading)
        let verify = ImageVerify(disk: subject, reference: reference) { done, total in
            Terminal.showProgress(
                total > 0 ? "verify \(Int(100 * Double(done) / Double(total))) %" : nil)
        }
        let difference: Difference?
        if used {
            let found = try verify.runOfBlocksInUse()
            difference = found.difference
            if difference == nil {
                Terminal.say("identical in the \(found.byteCount) bytes in use")
            }
        } else {
            difference = try verify.run()
            if difference == nil { Terminal.say("identical") }
        }
        guard let difference else { return [] }
        let owners = try verify.owners(of: difference).joined(separator: "; ")
        return ["different: " + (owners.isEmpty ? "" : owners + ": ") + difference.text]
    }

    private func compareWithTape(_ san: DeviceSAN) throws -> [String] {
        let drives = try source.drives(on: san)
        let backup = try BackupOnTape.named(source.name, on: drives)
        let subject = try san.disk(
            disk, blockLength: backup.header.geometry.blockLength, access: .reading)
        let isChosen = choice.isChosen
        if digests {
            var members: [ArchivedMember] = []
            try backup.forEachMember(on: drives) {
                if isChosen($0.volumePath) { members.append($0) }
            }
            let result = try DigestVerify(disk: subject).run(members)
            if result.compared == 0 {
                throw InputFault("\(backup.header.name) has no digests of such files")
            }
            if result.mismatches.isEmpty {
                Terminal.say("identical: the digests of \(result.compared) files and streams")
            }
            return result.mismatches.map { "different: \(FileName(bytes: $0.path)): \($0.problem)" }
        }
        var verify = TapeVerify(backup, on: drives, with: subject)
        verify.progress = { Terminal.showProgress("verify \($0 >> 20) MiB") }
        let found = try verify.run(isChosen: isChosen)
        if found.difference == nil { Terminal.say("identical: \(found.byteCount) bytes") }
        return found.difference.map { ["different: " + $0.text] } ?? []
    }
}
