import ArgumentParser
import BenchServer
import Foundation
import ScenarioRunner

/// Which bench a command is about.
struct BenchChoice: ParsableArguments {
    @Option(help: "The directory that the bench is served from; by default the one there is.")
    var directory: String?

    /// The directory of a bench that is served.
    var served: ServerDirectory {
        get throws { try directory.map(ServerDirectory.init(path:)) ?? ServerDirectory.only() }
    }
}

/// A case of a scenario file, for what it says of a bench.
///
/// - Parameter name: the case's name; nil for the first.
func scenarioCase(
    _ name: String?, of file: String
) throws -> (scenario: String, setup: ScenarioCase) {
    switch Scenario.read(file: file) {
    case .failure(let faults): throw InputFault(faults.description)
    case .success(let scenario):
        if let setup = scenario.cases.first(where: { name == nil || $0.name == name }) {
            return (scenario.name, setup)
        }
        let known = scenario.cases.compactMap(\.name).joined(separator: ", ")
        throw InputFault(
            "\(file): no case \(name ?? ""); known: \(known.isEmpty ? "none" : known)")
    }
}

/// `sanbench serve`.
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve a bench to programs that know nothing of it.",
        discussion: """
            The disks, tapes and copy manager that a file describes run on the real clock. \
            Programs reach them as /dev/sg0, /dev/sda, /dev/nst0 and so on, through a library \
            that sanbench exec preloads; or as files of a mounted file system, or both. \
            Only the user who serves a bench can use it.

            It serves until it is stopped: by SIGINT, SIGTERM or sanbench ctl stop. Then all \
            that was written is on stable storage.

            Examples:
              sanbench serve --background Scenarios/benches/two-disks-and-a-tape.yaml
              sanbench status
              sanbench ctl stop

            Exit status: 0 stopped as asked, 2 usage, bad input or a medium that failed.
            """)

    @Argument(help: "The file that describes the bench: a scenario's topology.")
    var bench: String

    @Option(name: .customLong("case"), help: "The case of a file that has several.")
    var caseName: String?

    @Option(help: "The nexus that programs come through; by default the file's first.")
    var nexus: String?

    @Option(help: "Keep disks and cartridges that are files in this directory, new or empty.")
    var keep: String?

    @Option(help: "The directory for the sockets: new, or empty and with mode 0700.")
    var directory: String?

    @Option(help: "Mount the bench at this directory, which is there.", completion: .directory)
    var mount: String?

    @Flag(inversion: .prefixedNo, help: "Serve /dev nodes through the preload library.")
    var sg = true

    @Flag(help: "Serve in the background; end when the bench is ready.")
    var background = false

    /// Set by --background for the process that it starts.
    @Flag(help: .hidden)
    var inBackground = false

    @Option(help: "Write this file when the bench is ready, with its status.")
    var readyFile: String?

    @Flag(help: "Say what is where as JSON.")
    var json = false

    func validate() throws {
        if !sg && mount == nil {
            throw ValidationError("--no-sg without --mount would serve nothing")
        }
    }

    func run() throws {
        let (name, setup) = try scenarioCase(caseName, of: bench)
        let place = try directory.map(ServerDirectory.init(path:)) ?? .forBench(name)
        if background {
            let report = try BackgroundServer.start(
                arguments: CommandLine.arguments.dropFirst().filter { $0 != "--background" })
            Terminal.say(json ? report.json : report.text)
            do {
                try writeReadyFile(report)
            } catch {
                // Nobody would know of the server.
                _ = try? ControlClient(place).ask(.stop)
                throw error
            }
            return
        }
        var options = BenchServer.Options()
        options.nexus = nexus
        options.keeping = keep
        options.hasSG = sg
        options.mount = mount
        let server = try BenchServer(file: bench, case: setup, directory: place, options: options)
        Signals.replace { _ in server.askToStop() }
        let report = ServingReport(server)
        Terminal.say(json ? report.json : report.text)
        do {
            try writeReadyFile(report)
        } catch {
            _ = try? server.stop()
            throw error
        }
        if inBackground { BackgroundServer.leaveStandardError() }
        server.waitUntilAsked()
        if let note = try server.stop() { Terminal.complain(note) }
    }

    /// With --background the file is this process's: what it starts has another one to write.
    private func writeReadyFile(_ report: ServingReport) throws {
        guard let readyFile else { return }
        let file = try OutputFile(readyFile)
        file.write(Array((report.json + "\n").utf8)[...])
        try file.close()
    }
}
