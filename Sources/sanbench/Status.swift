import ArgumentParser
import BenchServer

/// `sanbench status`.
struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say how a bench is that is served.",
        discussion: """
            Its logical units with what went through them, its nexuses, and the copies that are \
            running.

            Examples:
              sanbench serve --background Scenarios/benches/two-disks-and-a-tape.yaml
              sanbench status
              sanbench status --json
              sanbench ctl stop

            Exit status: 0 done, 2 usage, or no such bench.
            """)

    @OptionGroup var choice: BenchChoice

    @Flag(help: "Write JSON.")
    var json = false

    func run() throws {
        let reply = try ControlClient(try choice.served).ask(.status)
        guard case .status(let status) = reply else {
            throw InputFault("a status expected; \(reply) found")
        }
        Terminal.say(json ? jsonLine(status) : status.text)
    }
}
