import Foundation
import Testing

/// Lines of a shell, each in a process of its own, in a directory of their own.
struct Shell {
    /// What a process left.
    struct Ended {
        var status: Int32
        var output: String
        var errors: String
        /// Both together, for programs that say things here and there.
        var all: String { output + errors }
    }

    /// What a line's environment has beside that of the tests.
    var environment: [String: String] = [:]
    let directory: ScratchDirectory

    static let top: URL = {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { url.deleteLastPathComponent() }
        return url
    }()

    /// Beside the bundle of the tests, into which SwiftPM builds it along with them.
    static let executable: URL? = {
        let places = [Bundle.main.executableURL, URL(fileURLWithPath: CommandLine.arguments[0])]
            .compactMap { $0?.deletingLastPathComponent().appendingPathComponent("sanbench") }
        return places.first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }()

    /// Where programs are found; those for the administrator too.
    static let path: String = {
        let present = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return present + ":/usr/sbin:/sbin"
    }()

    /// Starts a line that finds `sanbench` on its PATH. Output goes to files: neither side can ever
    /// wait for the other.
    ///
    /// - Parameters:
    ///   - seconds: after which it is ended: what hangs must fail its test, not stop all of them.
    ///   - name: what the files are called.
    func start(_ line: String, seconds: Int = 60, as name: String) throws -> Process {
        let executable = try #require(Self.executable, "sanbench is not beside the tests")
        let folder = executable.deletingLastPathComponent().path
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // Only what the line runs has the environment: not what watches over it.
        process.arguments =
            ["timeout", "\(seconds)", "env"] + environment.map { "\($0.key)=\($0.value)" }.sorted()
            + ["/bin/sh", "-c", line]
        process.environment = ProcessInfo.processInfo.environment
            .merging(["PATH": folder + ":" + Self.path, "LC_ALL": "C"]) { $1 }
        process.currentDirectoryURL = directory.place
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try directory.output(name + ".out")
        process.standardError = try directory.output(name + ".err")
        try process.run()
        return process
    }

    /// Runs a line to its end.
    func callAsFunction(_ line: String) throws -> Ended {
        let name = "line-\(UUID().uuidString.prefix(8))"
        let process = try start(line, as: name)
        process.waitUntilExit()
        defer {
            for end in [".out", ".err"] {
                try? FileManager.default.removeItem(atPath: directory.path(name + end))
            }
        }
        return Ended(
            status: process.terminationStatus, output: try directory.text(name + ".out"),
            errors: try directory.text(name + ".err"))
    }

    /// Runs a line that must end with status 0, and returns its output.
    @discardableResult
    func succeed(
        _ line: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> String {
        let ended = try self(line)
        #expect(
            ended.status == 0, "\(line)\n\(ended.errors)", sourceLocation: sourceLocation)
        return ended.output
    }
}

/// A condition for a test: that programs are installed.
func installed(_ programs: String...) -> ConditionTrait {
    let folders = Shell.path.split(separator: ":")
    let missing = programs.filter { program in
        !folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
    }
    return .enabled(
        if: missing.isEmpty,
        "not installed: \(missing.joined(separator: ", ")); tools/setup installs them")
}
