import BenchServer
import Foundation
import Glibc
import ScenarioRunner

/// A disk's image through the mount, in turn with the same file through libfuse's own example of a
/// file system that passes everything through, built here from its documentation.
struct FuseBenchmarks {
    let rounds: Int
    let work: WorkDirectory

    private static let megabytes = 512
    private static let bench = """
        schema: 1
        scenario: fuse-bench
        logical_units:
          - {id: d0, type: disk, size: \(megabytes)MiB, store: file}
        """
    private static let example = "/usr/share/doc/libfuse3-dev/examples/passthrough_ll.c"

    /// The rows of the table.
    func run() throws -> [[String]] {
        let setup = try Scenario.read(text: Self.bench, file: "fuse-bench.yaml").get().cases[0]
        let manager = FileManager.default
        let mount = work.new("kept-mount")
        let files = work.new("kept-files")
        try manager.createDirectory(atPath: mount, withIntermediateDirectories: false)
        var options = BenchServer.Options()
        options.hasSG = false
        options.mount = mount
        options.keeping = files
        let server = try BenchServer(
            file: "fuse-bench.yaml", case: setup,
            directory: ServerDirectory(path: work.new("kept-fuse")), options: options)
        defer { _ = try? server.stop() }
        let peer = try passThrough(files)
        defer { peer.stop() }
        let ours = mount + "/disks/d0.img"
        let theirs = peer.path + "/d0.disk"
        return [
            try row("image written in 1 MiB, against a passthrough", ours, theirs, isWriting: true),
            try row("image read in 1 MiB, against a passthrough", ours, theirs, isWriting: false),
        ]
    }

    private func row(
        _ name: String, _ ours: String, _ theirs: String, isWriting: Bool
    ) throws -> [String] {
        let copy = { (path: String) in
            let ends =
                isWriting
                ? ["if=/dev/zero", "of=" + path, "conv=notrunc"] : ["if=" + path, "of=/dev/null"]
            return try seconds {
                _ = try captured("/bin/dd", ends + ["bs=1M", "count=\(Self.megabytes)"])
            }
        }
        return try SideBySide(rounds: rounds).measure(
            prepare: { flushFileSystems() }, { try copy(ours) }, peer: { try copy(theirs) }
        ).row(name, byteCount: Self.megabytes << 20, reach: 0.9)
    }

    /// The peer, mounted. Like ours it keeps the kernel from caching.
    private func passThrough(_ source: String) throws -> PassThroughPeer {
        let program = work.new("kept-passthrough")
        let flags = try captured("/usr/bin/pkg-config", ["fuse3", "--cflags", "--libs"])
        _ = try captured(
            "/usr/bin/gcc",
            ["-O2", "-w", "-o", program, Self.example]
                + flags.split(whereSeparator: \.isWhitespace).map(String.init))
        let path = work.new("kept-peer")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        return try PassThroughPeer(program, source, at: path)
    }
}

/// libfuse's passthrough_ll, mounted.
private final class PassThroughPeer {
    let path: String
    private let process: Process

    init(_ program: String, _ source: String, at path: String) throws {
        self.path = path
        process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["-f", "-o", "source=\(source),cache=never", path]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        for _ in 0..<1000 {
            if FileManager.default.fileExists(atPath: path + "/d0.disk") { return }
            usleep(10_000)
        }
        stop()
        throw BenchmarkFault("\(program): it did not mount \(source)")
    }

    func stop() {
        _ = try? captured("/bin/umount", [path])
        process.waitUntilExit()
    }
}
