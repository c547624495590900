import ArgumentParser
import FileSAN
import Foundation
import ServerlessBackup

/// `sanbench archive`.
struct Archive: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a backup as it stands on tape to standard output: a tar archive.",
        discussion: """
            What the copy manager wrote is plain tar. This reads the tape's records, of \
            all cartridges in order, and writes their bytes one behind the other.

            Examples:
              sanbench archive --tape small | tar -tvf -
              sanbench archive --tape monday --name noon > noon.tar

            Exit status: 0 done, 2 usage or bad input.
            """)

    @Option(
        name: .customLong("tape"),
        help: "A cartridge's directory; again for the next cartridge of the backup.",
        completion: .directory)
    var tapes: [String] = []

    @Option(help: "The backup's name; not needed where the tape has one alone.")
    var name: String?

    func validate() throws {
        if tapes.isEmpty { throw ValidationError("at least one --tape is needed") }
    }

    func run() throws {
        let san = FileSAN(profile: try copyManagerProfile("spc4"))
        let drives = try tapes.map { try san.addTape($0, isWriteProtected: true) }
        let backup = try BackupOnTape.named(name, on: drives)
        try backup.forEachRecord(on: drives) { Terminal.write(Data($0)) }
        try san.close()
    }
}
