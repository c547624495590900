import Foundation
import Glibc

/// tgtd with a disk in memory, on loopback, and libiscsi's iscsi-perf as its initiator: one command
/// at a time, as SG_IO has it.
final class ISCSIPeer {
    private static let controlPort = "\(100 + getpid() % 10000)"
    private static let portal = "127.0.0.1:32601"
    private static let name = "iqn.2026-01.invalid.sanbench:peer"
    /// Seconds that iscsi-perf measures.
    private static let duration = 2

    private let daemon: Process
    private let store: String

    /// Starts it; nil where tgtd or iscsi-perf is not installed, or where this user may not.
    init?(work: WorkDirectory, megabytes: Int) throws {
        let manager = FileManager.default
        for program in ["/usr/sbin/tgtd", "/usr/sbin/tgtadm", "/usr/bin/iscsi-perf"]
        where !manager.isExecutableFile(atPath: program) {
            print("\(program) is not there: nothing is measured against tgtd")
            return nil
        }
        if getuid() != 0 {
            print("tgtd is root's: nothing is measured against it")
            return nil
        }
        // In memory, as our disk is.
        store = "/dev/shm/sanbench-bench-\(getpid())"
        guard
            manager.createFile(
                atPath: store,
                contents: Data((0..<megabytes << 20).map { UInt8(truncatingIfNeeded: $0 >> 9) }))
        else { throw BenchmarkFault("\(store): a file that can be written expected") }
        daemon = Process()
        daemon.executableURL = URL(fileURLWithPath: "/usr/sbin/tgtd")
        daemon.arguments = ["-f", "-C", Self.controlPort, "--iscsi", "portal=" + Self.portal]
        daemon.standardOutput = FileHandle.nullDevice
        daemon.standardError = FileHandle.nullDevice
        try daemon.run()
        do {
            try configure()
        } catch {
            stop()
            throw error
        }
    }

    private func configure() throws {
        let target = ["--lld", "iscsi", "--mode", "target", "--tid", "1"]
        // It takes a moment until the daemon listens.
        var isThere = false
        for _ in 0..<100 where !isThere {
            usleep(20_000)
            isThere = (try? administer(target + ["--op", "new", "-T", Self.name])) != nil
        }
        guard isThere else { throw BenchmarkFault("tgtd does not answer") }
        try administer([
            "--lld", "iscsi", "--mode", "logicalunit", "--op", "new", "--tid", "1", "--lun", "1",
            "-b", store,
        ])
        try administer(target + ["--op", "bind", "-I", "ALL"])
    }

    private func administer(_ arguments: [String]) throws {
        _ = try captured("/usr/sbin/tgtadm", ["-C", Self.controlPort] + arguments)
    }

    /// How long so many READs would take at the rate that iscsi-perf finds.
    func seconds(forReads count: Int, blocks: Int) throws -> Double {
        // It ends with status 1 also where all went well.
        let output = try captured(
            "/bin/sh",
            [
                "-c",
                "/usr/bin/iscsi-perf -m 1 -b \(blocks) -t \(Self.duration)"
                    + " iscsi://\(Self.portal)/\(Self.name)/1 2>&1; true",
            ])
        guard let rate = Self.rate(in: output), rate > 0 else {
            throw BenchmarkFault("iscsi-perf: a rate expected; \(output.suffix(200)) found")
        }
        return Double(count) / rate
    }

    /// The last `iops average N` of what iscsi-perf says.
    static func rate(in output: String) -> Double? {
        var rate: Double?
        let words = output.split(whereSeparator: \.isWhitespace)
        for (place, word) in words.enumerated() where word == "average" && place + 1 < words.count {
            rate = Double(words[place + 1]) ?? rate
        }
        return rate
    }

    /// Ends it.
    func stop() {
        // SIGTERM does not end it while it has targets.
        kill(daemon.processIdentifier, SIGKILL)
        daemon.waitUntilExit()
        try? FileManager.default.removeItem(atPath: store)
    }
}
