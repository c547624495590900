import Foundation
import Testing

/// A bench that `sanbench serve` serves, and programs that run on it.
final class ServedBench: Sendable {
    /// What the server says when it is ready.
    struct Report: Decodable {
        struct Node: Decodable, Equatable {
            var id: String
            var generic: String
            var driver: String?
        }
        var file: String
        var process: Int32
        var directory: String
        var environment: [String: String]
        var nodes: [Node]
        var mount: String?
    }

    struct NotServed: Error, CustomStringConvertible { var description: String }

    static let standard = Shell.top.appendingPathComponent(
        "Scenarios/benches/two-disks-and-a-tape.yaml"
    ).path
    /// For how long a server may live, in seconds, whatever becomes of the tests.
    private static let longestLife = 1800
    /// How long a server may take until it is ready, in seconds.
    private static let patience = 120.0

    let directory: ScratchDirectory
    let report: Report
    private let server: Process
    /// Programs that see the bench's devices.
    let programs: Shell

    /// Serves a bench.
    ///
    /// - Parameters:
    ///   - file: the bench's.
    ///   - options: of `sanbench serve`.
    init(_ file: String = ServedBench.standard, options: String = "") throws {
        directory = try ScratchDirectory()
        server = try Shell(directory: directory).start(
            "exec sanbench serve --directory served --ready-file ready \(options) \(file)",
            seconds: Self.longestLife, as: "server")
        let end = Date() + Self.patience
        while (try? directory.text("ready"))?.hasSuffix("\n") != true {
            guard server.isRunning, Date() < end else {
                server.terminate()
                throw NotServed(description: (try? directory.text("server.err")) ?? "")
            }
            usleep(5000)
        }
        report = try JSONDecoder().decode(Report.self, from: Data(directory.read("ready")))
        programs = Shell(environment: report.environment, directory: directory)
    }

    deinit {
        guard server.isRunning else { return }
        // Not to what watches over it: signals may be blocked where that was started.
        kill(report.process, SIGTERM)
        server.waitUntilExit()
    }

    /// Waits until the server has ended, and returns its exit status.
    func end() -> Int32 {
        server.waitUntilExit()
        return server.terminationStatus
    }

    /// Runs a line of a shell whose programs see the bench's devices.
    func callAsFunction(_ line: String) throws -> Shell.Ended { try programs(line) }

    /// Runs such a line, which must end with status 0, and returns its output.
    @discardableResult
    func succeed(
        _ line: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> String { try programs.succeed(line, sourceLocation: sourceLocation) }

    /// Runs `sanbench` with the words of a line, about this bench.
    func sanbench(_ line: String) throws -> Shell.Ended {
        try Shell(directory: directory)("sanbench \(line) --directory served")
    }

    /// How the bench is.
    func status() throws -> Status {
        let ended = try sanbench("status --json")
        #expect(ended.status == 0, "\(ended.errors)")
        return try JSONDecoder().decode(Status.self, from: Data(ended.output.utf8))
    }

    /// What `sanbench status --json` writes, as far as tests look at it.
    struct Status: Decodable {
        struct Unit: Decodable {
            struct Cartridge: Decodable {
                var volume: String
                var objects: Int64
            }
            var id: String
            var kind: String
            var naa: String
            var blocks: UInt64?
            var cartridge: Cartridge?
            var commands: UInt64
            var writes: UInt64
        }
        struct Nexus: Decodable {
            var id: String
            var logicalUnits: [String]
        }
        var process: Int32
        var profile: String
        var logicalUnits: [Unit]
        var nexuses: [Nexus]

        func unit(_ id: String) throws -> Unit {
            try #require(logicalUnits.first { $0.id == id })
        }
    }
}

/// Serves one bench to all tests of a suite.
struct ServedBenchTrait: SuiteTrait, TestScoping {
    var file = ServedBench.standard

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let bench = try ServedBench(file)
        try await ServedBench.$current.withValue(bench) { try await function() }
        kill(bench.report.process, SIGTERM)
        #expect(bench.end() == 0)
    }
}

extension ServedBench {
    /// The bench of the suite that runs.
    @TaskLocal static var current: ServedBench?

    /// The bench of the suite that runs.
    static var shared: ServedBench { get throws { try #require(current) } }
}

extension Trait where Self == ServedBenchTrait {
    /// One bench for the suite.
    static var served: Self { ServedBenchTrait() }
}
