import ArgumentParser
import BenchServer
import Foundation

/// `sanbench ctl`.
struct Control: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ctl",
        abstract: "Change a bench while it is served.",
        discussion: """
            Examples:
              sanbench serve --background Scenarios/benches/two-disks-and-a-tape.yaml
              sanbench ctl snapshot --of d0 --as s0
              sanbench ctl fault '{on: d1, at: {command: WRITE(10)}, fault: {busy: true}}'
              sanbench ctl unload t0
              sanbench ctl reset d0
              sanbench ctl stop

            Exit status: 0 done, 2 usage, no such bench, or what it refuses.
            """,
        subcommands: [
            Snapshot.self, PlanFault.self, Load.self, Unload.self, Reset.self, Stop.self,
        ])

    /// Asks for a snapshot.
    struct Snapshot: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a snapshot of a disk; its /dev/sgN is said.")

        @OptionGroup var choice: BenchChoice

        @Option(name: .customLong("of"), help: "The disk.")
        var disk: String

        @Option(name: .customLong("as"), help: "The snapshot's name.")
        var name: String

        func run() throws {
            let reply = try ControlClient(try choice.served)
                .ask(.snapshot(of: disk, named: name))
            if case .node(let node) = reply { Terminal.say(node) }
        }
    }

    /// Plans a fault.
    struct PlanFault: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "fault",
            abstract: "Plan a fault, written as in a scenario file.")

        @OptionGroup var choice: BenchChoice

        @Argument(help: "A mapping with the keys on, at, times and fault.")
        var fault: String

        func run() throws { _ = try ControlClient(try choice.served).ask(.fault(fault)) }
    }

    /// Loads a cartridge.
    struct Load: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a cartridge into an empty drive.")

        @OptionGroup var choice: BenchChoice

        @Argument(help: "The cartridge's directory.", completion: .directory)
        var cartridge: String

        @Option(help: "The tape drive.")
        var into: String

        func run() throws {
            let path = URL(fileURLWithPath: cartridge).standardizedFileURL.path
            _ = try ControlClient(try choice.served).ask(.load(cartridge: path, into: into))
        }
    }

    /// Unloads a cartridge.
    struct Unload: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take the cartridge out of a drive by hand.")

        @OptionGroup var choice: BenchChoice

        @Argument(help: "The tape drive.")
        var tape: String

        func run() throws { _ = try ControlClient(try choice.served).ask(.unload(tape)) }
    }

    /// Resets a logical unit.
    struct Reset: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Reset a logical unit.")

        @OptionGroup var choice: BenchChoice

        @Argument(help: "The logical unit.")
        var unit: String

        func run() throws { _ = try ControlClient(try choice.served).ask(.reset(unit)) }
    }

    /// Stops the server.
    struct Stop: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stop serving; return when all that was written is on stable storage.")

        @OptionGroup var choice: BenchChoice

        func run() throws {
            let served = try choice.served
            let server = served.server
            _ = try ControlClient(served).ask(.stop)
            while let server, served.server == server { usleep(10_000) }
        }
    }
}
