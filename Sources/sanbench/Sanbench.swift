import ArgumentParser
import Media

/// The command line.
@main
struct Sanbench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sanbench",
        abstract: "A storage area network in one process, to test and teach serverless backup.",
        discussion: """
            Examples:
              sanbench run Scenarios/serverless-backup/quiet-disk.yaml
              sanbench run --junit report.xml Scenarios/*/*.yaml
              sanbench map images/ntfs-small.img
              sanbench backup --force --tape cartridge images/ntfs-small.img
              sanbench restore --tape cartridge --disk new.img
              sanbench explain 84 03 00 00 00 00 00 00 00 00 00 00 04 00 00 00
              sanbench profiles

            Exit status: 0 done, 1 expectations were not met, 2 usage or bad input.
            """,
        subcommands: [
            Run.self, Map.self, Backup.self, Restore.self, Verify.self, Archive.self,
            ListBackups.self, Find.self, Show.self, CatalogCommand.self, Explain.self,
            Profiles.self, Doctor.self, Serve.self, Exec.self, Status.self, Control.self,
        ])

    /// Usage and bad input end with 2, as the exit status table says; the parser's own code for
    /// them is 64.
    static func main() {
        ProcessMemory.keepFreedMemory()
        Terminal.outliveReaders()
        let signals = Signals.take()
        defer { withExtendedLifetime(signals) {} }
        do {
            var command = try parseAsRoot()
            try command.run()
            try Terminal.checkOutput()
        } catch {
            let code = exitCode(for: error)
            let text = fullMessage(for: error)
            if !text.isEmpty { code == .success ? Terminal.say(text) : Terminal.complain(text) }
            // Only a run says 1 itself.
            Terminal.exit(code == .success || error is ExitCode ? code.rawValue : 2)
        }
    }
}

/// Input that cannot be used, or a place where output cannot go.
struct InputFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    /// A place that cannot be written.
    init(unwritable path: String) { self.init("\(path): a file that can be written expected") }
}
