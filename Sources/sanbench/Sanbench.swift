import ArgumentParser

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

            Exit status: 0 done, 1 the run's expectations were not met, 2 usage or bad input.
            """,
        subcommands: [Run.self])

    /// Usage and bad input end with 2, as the exit status table says; the parser's own code for
    /// them is 64.
    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            let code = exitCode(for: error)
            let text = fullMessage(for: error)
            if !text.isEmpty { code == .success ? print(text) : Terminal.complain(text) }
            let isUsage = code == .validationFailure || error is InputFault
            Terminal.exit(isUsage ? 2 : code.rawValue)
        }
    }
}

/// Input that cannot be used.
struct InputFault: Error, CustomStringConvertible {
    let description: String
}
