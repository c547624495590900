import Foundation
import Testing

/// libiscsi's test tool, run on a bench by `sanbench exec`.
struct TestTool {
    private static let top: URL = {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { url.deleteLastPathComponent() }
        return url
    }()

    /// Beside the bundle of the tests, into which SwiftPM builds it along with them.
    private static let executable: URL? = {
        let places = [Bundle.main.executableURL, URL(fileURLWithPath: CommandLine.arguments[0])]
            .compactMap { $0?.deletingLastPathComponent().appendingPathComponent("sanbench") }
        return places.first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }()

    private static let program = "/usr/bin/iscsi-test-cu"

    /// tools/setup installs it.
    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: program) }

    /// Runs a family of tests on the first disk of a new bench.
    ///
    /// - Parameters:
    ///   - family: what the tool's `-t` takes: FAMILY, FAMILY.SUITE or FAMILY.SUITE.TEST.
    ///   - profile: the profile of the bench's copy manager.
    static func run(_ family: String, profile: String) throws -> ToolReport {
        let executable = try #require(executable, "sanbench is not beside the tests")
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("sanbench-libiscsi-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let text = try String(
            contentsOf: top.appendingPathComponent("Scenarios/benches/libiscsi.yaml"),
            encoding: .utf8)
        try #require(text.contains("{profile: libiscsi}"))
        let bench = folder.appendingPathComponent("bench.yaml")
        try text.replacing("{profile: libiscsi}", with: "{profile: \(profile)}")
            .write(to: bench, atomically: true, encoding: .utf8)
        let output = folder.appendingPathComponent("output")
        try Data().write(to: output)
        let file = try FileHandle(forWritingTo: output)
        let process = Process()
        // A run that hangs must fail its test, not stop all of them.
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "timeout", "120", executable.path, "exec", bench.path, "--", program, "--dataloss",
            "--Verbose-scsi", "--test=" + family, "/dev/sg0",
        ]
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = file
        process.standardError = file
        try process.run()
        process.waitUntilExit()
        let printed = String(decoding: try Data(contentsOf: output), as: UTF8.self)
        let report = ToolReport(printed)
        let counts = try #require(report.summary, "no summary: \(printed.suffix(2000))")
        // What was taken apart is all that the tool counted.
        let failed = report.failures.count
        #expect(counts == [report.outcomes.count, report.outcomes.count - failed, failed])
        #expect(process.terminationStatus == (failed == 0 ? 0 : 1))
        return report
    }
}
