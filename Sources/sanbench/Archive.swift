import ArgumentParser
import DeviceSAN
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

    @OptionGroup var source: TapeOptions

    func validate() throws { try source.requireTape() }

    func run() throws {
        let san = DeviceSAN(profile: try copyManagerProfile("spc4"))
        let drives = try source.drives(on: san)
        let backup = try BackupOnTape.named(source.name, on: drives)
        try backup.forEachRecord(on: drives) { Terminal.write(Data($0)) }
        try san.close()
    }
}
