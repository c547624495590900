import ArgumentParser
import CopyManager
import ScenarioRunner
import Styling

/// `sanbench profiles`.
struct Profiles: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List, show and compare the profiles of copy managers.",
        discussion: """
            A profile says what a copy manager supports, which limits it has, and how \
            it deviates from the standard. Without a name all are listed; of one name \
            everything is shown; of several, the keys in which they differ. In place of \
            a name the path of a profile file can stand.

            Examples:
              sanbench profiles
              sanbench profiles lio
              sanbench profiles spc4 lio freebsd-ctl
              sanbench profiles --json scst

            Exit status: 0 done, 2 usage or bad input.
            """)

    @Argument(
        help: "Names of profiles, or paths of profile files.",
        completion: .list(ProfileCatalog.names))
    var names: [String] = []

    @Flag(help: "Write JSON.")
    var json = false

    func run() throws {
        let profiles = try (names.isEmpty ? ProfileCatalog.names : names).map { name in
            try copyManagerProfile(name)
        }
        let style = TextStyle(isColoured: Terminal.wantsColour)
        let report = ProfileReport(profiles, style: style)
        if json {
            Terminal.say(report.json(onlyDifferences: names.count > 1))
        } else if names.isEmpty {
            report.overview.forEach(Terminal.say)
        } else {
            (names.count == 1 ? report.details : report.comparison).forEach(Terminal.say)
        }
    }
}

/// The profile of a name, or of the file at a path.
func copyManagerProfile(_ nameOrPath: String) throws -> CopyManagerProfile {
    switch ProfileCatalog.profile(nameOrPath) {
    case .success(let profile): return profile
    case .failure(let fault): throw InputFault(fault.description)
    }
}
