import Foundation

/// A directory for one test, removed at its end.
final class ScratchDirectory {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/sanbench-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of something in the directory.
    func place(_ name: String) -> String { path + "/" + name }
}

/// Runs a program of the PATH to its end. Its output goes to files: neither side can ever wait for
/// the other.
func runProgram(
    _ command: [String]
) throws -> (status: Int32, output: String, errors: String) {
    let directory = try ScratchDirectory()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.standardInput = FileHandle.nullDevice
    let files = try ["output", "errors"].map { name in
        let place = URL(fileURLWithPath: directory.place(name))
        try Data().write(to: place)
        return (place, try FileHandle(forWritingTo: place))
    }
    process.standardOutput = files[0].1
    process.standardError = files[1].1
    try process.run()
    process.waitUntilExit()
    let texts = try files.map { String(decoding: try Data(contentsOf: $0.0), as: UTF8.self) }
    return (process.terminationStatus, texts[0], texts[1])
}
