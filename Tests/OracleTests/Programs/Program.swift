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

    private let place: URL

    /// - Throws: `Missing`: without the oracle nothing is shown.
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

    /// Runs it in a directory. Output goes to files: neither side can ever wait for the other.
    func run(
        _ arguments: [String], in directory: ScratchDirectory, environment: [String: String] = [:]
    ) throws -> Ended {
        let output = try directory.write([], to: "standard-output")
        let errors = try directory.write([], to: "standard-error")
        let process = Process()
        // A run that hangs must fail its test, not stop all of them.
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["timeout", "60", "env"] + environment.map { "\($0.key)=\($0.value)" }.sorted()
            + [place.path] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["LC_ALL": "C"]) { $1 }
        process.currentDirectoryURL = directory.place
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        return Ended(
            status: process.terminationStatus,
            output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }
}

/// A directory for one test, removed with the value.
final class ScratchDirectory {
    let place: URL

    init() throws {
        place = FileManager.default.temporaryDirectory
            .appendingPathComponent("sanbench-oracle-\(UUID().uuidString)")
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
}
