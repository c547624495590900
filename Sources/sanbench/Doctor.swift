import ArgumentParser
import DeviceSAN
import Styling

/// `sanbench doctor`.
struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what this machine offers, and what is missing.",
        discussion: """
            Looks for SCSI devices and asks each who it is, how large, and what its copy manager \
            can do; for what the bench needs to give its devices to other programs: the preload \
            library, FUSE, loop devices; and for the programs that tests and examples use. Nothing \
            is changed.

            Examples:
              sanbench doctor
              sanbench doctor --json

            Exit status: 0 the bench can work here, 1 no program could be given its devices, 2 \
            usage.
            """)

    @Argument(help: "Devices to ask; all that there are by default.", completion: .file())
    var devices: [String] = []

    @Flag(help: "Write JSON.")
    var json = false

    func run() throws {
        let survey = MachineSurvey(devices: devices)
        let report = MachineReport(survey, style: TextStyle(isColoured: Terminal.wantsColour))
        if json { Terminal.say(report.json) } else { report.lines.forEach(Terminal.say) }
        if !survey.canWork { throw ExitCode(1) }
    }
}
