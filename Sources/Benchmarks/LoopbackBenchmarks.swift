import BenchServer
import Foundation
import ScenarioRunner

/// What a program that knows nothing of the bench gets from it through the SG mock: round trips and
/// READs by SG_IO, in turn with what lies below them, and with tgtd over loopback iSCSI.
struct LoopbackBenchmarks {
    let rounds: Int
    let work: WorkDirectory

    /// Round trips in a batch, READs of 4 KiB, READs of 1 MiB.
    private static let roundTrips = 50_000
    private static let smallReads = 50_000
    private static let largeReads = 2000
    /// The disk's size in blocks.
    private static let span = 65536

    private static let bench = """
        schema: 1
        scenario: loopback-bench
        logical_units:
          - {id: d0, type: disk, size: 32MiB}
        """

    /// The rows of the table.
    func run() throws -> [[String]] {
        let setup = try Scenario.read(text: Self.bench, file: "loopback-bench.yaml").get().cases[0]
        let directory = try ServerDirectory(path: work.new("kept-server"))
        let server = try BenchServer(
            file: "loopback-bench.yaml", case: setup, directory: directory)
        defer { _ = try? server.stop() }
        let client = try RoundTripClient(environment: PreloadedProgram(on: directory).environment)
        // Every block is there: what was never written would cost no copy.
        try client.fill("/dev/sda", megabytes: 32)
        return try roundTrips(client) + reads(client, server)
    }

    private func roundTrips(_ client: RoundTripClient) throws -> [[String]] {
        let count = Self.roundTrips
        var rows: [[String]] = []
        for (peer, name, reach) in [
            ("memory", "SG_IO TEST UNIT READY, against a futex in memory", 0.8 as Double?),
            ("socket", "the same, against a Unix socket", nil),
        ] {
            let result = try SideBySide(rounds: rounds).measure(
                prepare: {}, { try client.time(["sg", "\(count)", "/dev/sg0"]) },
                peer: { try client.time([peer, "\(count)"]) })
            let each = { (times: [Double]) in
                decimal(median(times) / Double(count) * 1e6, 2) + " us"
            }
            rows.append(
                row(name, each(result.ours), each(result.peers), result.ratio, reach))
        }
        return rows
    }

    private func reads(_ client: RoundTripClient, _ server: BenchServer) throws -> [[String]] {
        let target = try ISCSIPeer(work: work, megabytes: 32)
        defer { target?.stop() }
        var rows: [[String]] = []
        for (name, blocks, count) in [
            ("READ of 4 KiB", 8, Self.smallReads), ("READ of 1 MiB", 2048, Self.largeReads),
        ] {
            let arguments = ["\(blocks)", "\(Self.span)"]
            let ours = { try client.time(["read", "\(count)", "/dev/sg0"] + arguments) }
            let speed = { (times: [Double]) in
                let each = Double(count) / median(times)
                return
                    "\(decimal(each, 0))/s, \(decimal(each * Double(blocks) * 512 / 1e9, 2)) GB/s"
            }
            let copied = try SideBySide(rounds: rounds).measure(
                prepare: {}, ours,
                peer: { try client.time(["copy", "\(count)", "-"] + arguments) })
            rows.append(
                row(
                    name + ", against memcpy", speed(copied.ours), speed(copied.peers),
                    copied.ratio, nil))
            guard let target else { continue }
            let served = try SideBySide(rounds: min(rounds, 3)).measure(
                prepare: {}, ours, peer: { try target.seconds(forReads: count, blocks: blocks) })
            rows.append(
                row(
                    name + ", against tgtd", speed(served.ours), speed(served.peers),
                    served.ratio, 5))
        }
        return rows
    }

    private func row(
        _ name: String, _ ours: String, _ peer: String, _ ratio: Double, _ reach: Double?
    ) -> [String] {
        [
            name, ours, peer, decimal(ratio, 2), reach.map { "at least \(decimal($0, 2))" } ?? "",
            reach.map { ratio >= $0 ? "reached" : "missed" } ?? "",
        ]
    }
}

/// The program that sends the commands, and times them: beside this one.
struct RoundTripClient {
    private let environment: [String: String]
    private let program: String

    /// A client with what it needs to find a bench.
    init(environment: [String: String]) throws {
        self.environment = environment
        let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent()
        program = folder.appendingPathComponent("roundtrips").path
        guard FileManager.default.isExecutableFile(atPath: program) else {
            throw BenchmarkFault("\(program): build the product roundtrips first")
        }
    }

    /// The seconds of one batch.
    func time(_ arguments: [String]) throws -> Double {
        let output = try captured(program, arguments, environment: environment)
        guard let seconds = Double(output.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw BenchmarkFault("roundtrips \(arguments.joined(separator: " ")): \(output)")
        }
        return seconds
    }

    /// Writes every block of a disk.
    func fill(_ path: String, megabytes: Int) throws {
        _ = try captured(
            "/bin/dd",
            ["if=/dev/urandom", "of=" + path, "bs=1M", "count=\(megabytes)", "conv=notrunc"],
            environment: environment)
    }
}

/// What a program writes to its standard output.
func captured(
    _ program: String, _ arguments: [String], environment: [String: String] = [:]
) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    let awaitEnd = try process.start()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    awaitEnd()
    guard process.terminationStatus == 0 else {
        throw BenchmarkFault(
            "\(program) \(arguments.joined(separator: " ")) ended with status"
                + " \(process.terminationStatus)")
    }
    return String(decoding: data, as: UTF8.self)
}
