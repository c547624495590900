import Foundation
import Testing
import WireBytes

/// Starts `SGProbe` with CSGCapture preloaded, and keeps what it printed and what the library got.
struct Probe {
    /// Lines of answers: see CSGCapture.h.
    var rules: [String]

    init(_ rules: String...) { self.rules = rules }

    private static func beside(_ name: String) -> URL? {
        [Bundle.main.executableURL, URL(fileURLWithPath: CommandLine.arguments[0])]
            .compactMap { $0?.deletingLastPathComponent().appendingPathComponent(name) }
            .first { FileManager.default.fileExists(atPath: $0.path) }
    }

    /// Sends one command.
    ///
    /// - Returns: the lines that the probe printed, by their first word, and the commands that came,
    ///   as CSGCapture records them.
    func send(
        _ cdb: String, dataOut: String = "-", dataInLength: Int = 0, path: String = "/dev/sg0",
        milliseconds: Int = 5000
    ) throws -> (lines: [String], commands: [String]) {
        let library = try #require(
            Self.beside("libCSGCapture.so"), "libCSGCapture.so is not beside the tests")
        let probe = try #require(Self.beside("SGProbe"), "SGProbe is not beside the tests")
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("sanbench-probe-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = ["answers", "record", "output"].map { folder.appendingPathComponent($0) }
        try Data((rules.joined(separator: "\n") + "\n").utf8).write(to: files[0])
        try Data().write(to: files[1])
        try Data().write(to: files[2])
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "timeout", "60", "env", "LD_PRELOAD=" + library.path,
            "SGCAPTURE_ANSWERS=" + files[0].path, "SGCAPTURE_RECORD=" + files[1].path, probe.path,
            path, cdb, dataOut, String(dataInLength), String(milliseconds),
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: files[2])
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let texts = try files[1...].map {
            String(decoding: try Data(contentsOf: $0), as: UTF8.self)
        }
        let parts = texts.map { $0.split(separator: "\n").map(String.init) }
        return (parts[1].filter { !$0.hasPrefix("milliseconds") }, parts[0])
    }
}
