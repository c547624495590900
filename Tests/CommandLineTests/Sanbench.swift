import Foundation
import Testing

/// The executable, run as people run it: as a process, in a directory where only the scenarios and
/// the images of this repository are.
final class Sanbench {
    /// What a process left.
    struct Ended {
        var status: Int32
        var output: String
        var errors: String
        var bytes: Data
    }

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

    let directory: URL
    private let executable: URL

    init() throws {
        executable = try #require(Self.executable, "sanbench is not beside the tests")
        directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("sanbench-cli-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
        for name in ["Scenarios", "images"] {
            try FileManager.default.createSymbolicLink(
                at: directory.appendingPathComponent(name),
                withDestinationURL: Self.top.appendingPathComponent(name))
        }
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    /// The path of something in the directory.
    func place(_ name: String) -> String { directory.appendingPathComponent(name).path }

    /// A scenario file.
    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: directory.appendingPathComponent(name))
    }

    func bytes(_ name: String) throws -> Data {
        try Data(contentsOf: directory.appendingPathComponent(name))
    }

    /// Runs it with arguments.
    func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Ended {
        try start(executable, arguments, environment)
    }

    /// Runs a line of a shell that finds `sanbench` on its PATH.
    func shell(_ line: String, environment: [String: String] = [:]) throws -> Ended {
        let folder = executable.deletingLastPathComponent().path
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return try start(
            URL(fileURLWithPath: "/bin/sh"), ["-c", line],
            environment.merging(["PATH": folder + ":" + path]) { $1 })
    }

    /// Output goes to files: neither side can ever wait for the other.
    private func start(
        _ program: URL, _ arguments: [String], _ environment: [String: String]
    ) throws -> Ended {
        let files = try ["output", "errors"].map { name in
            let place = FileManager.default.temporaryDirectory
                .appendingPathComponent("sanbench-\(name)-\(UUID().uuidString)")
            try Data().write(to: place)
            return (place, try FileHandle(forWritingTo: place))
        }
        defer { for file in files { try? FileManager.default.removeItem(at: file.0) } }
        let process = Process()
        // A run that hangs must fail its test, not stop all of them.
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["timeout", "60", program.path] + arguments
        process.environment = ProcessInfo.processInfo.environment
            .merging(environment) { $1 }
        process.currentDirectoryURL = directory
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = files[0].1
        process.standardError = files[1].1
        try process.run()
        process.waitUntilExit()
        let content = try files.map { try Data(contentsOf: $0.0) }
        return Ended(
            status: process.terminationStatus,
            output: String(decoding: content[0], as: UTF8.self),
            errors: String(decoding: content[1], as: UTF8.self), bytes: content[0])
    }
}

/// A short scenario: quiet, snapshot, tape, a second disk.
let shortScenario = """
    schema: 1
    scenario: short
    description: All of it, on 64 KiB.
    logical_units:
      - {id: d0, type: disk, size: 64KiB, store: file}
      - {id: d1, type: disk, size: 64KiB, store: file}
      - {id: t0, type: tape, store: file}
    workloads: [{on: d0, burst: {writes: 9, gap: 1ms, sizes: {4KiB: 1}}}]
    steps:
      - quiesce: {on: d0}
      - snapshot: {of: d0, as: s0}
      - backup: {from: s0, to: t0, record: 32KiB}
      - restore: {from: t0, to: d1}
      - verify: {of: d1, against: s0}
    expect:
      - {verify: identical}

    """
