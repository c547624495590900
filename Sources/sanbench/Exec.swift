import ArgumentParser
import BenchServer
import Glibc

/// `sanbench exec`.
struct Exec: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a program on a bench, as if its disks and tapes were this machine's.",
        discussion: """
            Starts the bench that a file describes, runs the program, stops the bench, and ends \
            with the program's exit status. With --attach the program runs on a bench that is \
            being served.

            Examples:
              sanbench exec Scenarios/benches/two-disks-and-a-tape.yaml -- sg_inq /dev/sg0
              sanbench exec Scenarios/benches/two-disks-and-a-tape.yaml -- lsscsi -g

            Exit status: 0 and all others as the program says; 2 usage, bad input, or a medium that \
            failed.
            """)

    @Argument(help: "The file that describes the bench: a scenario's topology.")
    var bench: String?

    @Option(name: .customLong("case"), help: "The case of a file that has several.")
    var caseName: String?

    @Option(help: "The nexus that the program comes through; by default the file's first.")
    var nexus: String?

    @Option(help: "Keep disks and cartridges that are files in this directory, new or empty.")
    var keep: String?

    @Flag(help: "Use the bench that is served, instead of starting one.")
    var attach = false

    @Option(help: "The directory that the bench is served from.", completion: .directory)
    var directory: String?

    @Argument(
        parsing: .postTerminator, help: "After --: the program and its arguments.",
        completion: .shellCommand("command"))
    var command: [String] = []

    func validate() throws {
        if command.isEmpty { throw ValidationError("a program is needed, after --") }
        if attach != (bench == nil) {
            throw ValidationError("either a bench's file or --attach is needed")
        }
    }

    func run() throws {
        guard let bench else {
            let served = try directory.map(ServerDirectory.init(path:)) ?? .only()
            guard case .status(let bench) = try ControlClient(served).ask(.status), bench.sg != nil
            else {
                throw InputFault(
                    "\(served.path): it is served without /dev nodes (--no-sg); programs would reach"
                        + " this machine's own")
            }
            throw ExitCode(try Self.run(command, on: served))
        }
        let (_, setup) = try scenarioCase(caseName, of: bench)
        var options = BenchServer.Options()
        options.nexus = nexus
        options.keeping = keep
        let place = try directory.map(ServerDirectory.init(path:)) ?? .temporary()
        let server = try BenchServer(
            file: bench, case: setup, directory: place, options: options)
        let result: Result<Int32, any Error> = Result { try Self.run(command, on: place) }
        if let note = try server.stop() { Terminal.complain(note) }
        let status = try result.get()
        if status != 0 { throw ExitCode(status) }
    }

    /// Runs the program; signals are passed on to it.
    private static func run(_ command: [String], on place: ServerDirectory) throws -> Int32 {
        try PreloadedProgram(on: place).run(command) { send in
            // A terminal's Ctrl-C reaches the program by itself; it decides what that means.
            Signals.replace { if $0 != SIGINT { send($0) } }
        }
    }
}
