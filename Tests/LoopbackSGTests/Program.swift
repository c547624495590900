import Foundation
import Testing

/// Another program, which `tools/setup` installs.
struct Program {
    /// What a process left.
    struct Ended {
        var status: Int32
        var output: String
        var errors: String
    }

    struct Missing: Error, CustomStringConvertible {
        var name: String
        var description: String { "\(name) is missing; tools/setup installs it" }
    }

    let place: URL

    init(_ name: String) throws {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders = path.split(separator: ":").map(String.init) + ["/usr/sbin", "/sbin"]
        let places = folders.map { URL(fileURLWithPath: $0).appendingPathComponent(name) }
        guard
            let place = places.first(where: {
                FileManager.default.isExecutableFile(atPath: $0.path)
            })
        else { throw Missing(name: name) }
        self.place = place
    }

    /// Starts it: the process, and where its output goes, so that neither side can wait for the
    /// other.
    func start(
        _ arguments: [String], in directory: ScratchDirectory, environment: [String: String]
    ) throws -> Process {
        let output = try directory.write([], to: "standard-output")
        let errors = try directory.write([], to: "standard-error")
        let process = Process()
        // A run that hangs must fail its test, not stop all of them.
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["timeout", "60", "env"] + environment.map { "\($0.key)=\($0.value)" }.sorted()
            + [place.path] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["LC_ALL": "C"]) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        return process
    }

    /// Runs it to its end.
    func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Ended {
        let directory = try ScratchDirectory()
        let process = try start(arguments, in: directory, environment: environment)
        process.waitUntilExit()
        return Ended(
            status: process.terminationStatus, output: try directory.read("standard-output"),
            errors: try directory.read("standard-error"))
    }
}

/// A directory for one test, removed with the value.
final class ScratchDirectory: Sendable {
    let place: URL

    init() throws {
        // Short: a socket's path must fit into 107 bytes.
        place = FileManager.default.temporaryDirectory
            .appendingPathComponent("sanbench-sg-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(at: place) }

    /// Writes a file, and says where it is.
    @discardableResult
    func write(_ bytes: [UInt8], to name: String) throws -> URL {
        let file = place.appendingPathComponent(name)
        try Data(bytes).write(to: file)
        return file
    }

    func read(_ name: String) throws -> String {
        String(
            decoding: try Data(contentsOf: place.appendingPathComponent(name)), as: UTF8.self)
    }
}
