import CopyManager
import FileSAN
import Foundation
import SCSI
import ServerlessBackup
import VolumeMap

/// Backups of files, side by side with `cp`, and their planning.
struct FileBackupBenchmarks {
    let rounds: Int
    let work: WorkDirectory

    /// A generated volume to a cartridge, every file and every other block in use, against `cp -a`
    /// of the same files from where the volume is mounted; and, for what it is worth, against `cp`
    /// of the whole image, which knows of no files. A backup ends with a filemark, which is a flush,
    /// so that the copies are flushed too. Speeds are of the bytes that the backup has on tape.
    func backup(of image: String, _ kind: FileSystemKind, _ name: String) throws -> [[String]] {
        let volume = try MountedVolume(image, kind, at: work.new("kept-mount"))
        var rows: [[String]] = []
        let result = Result {
            rows.append(
                try row(name + ", against cp -a", reach: 0.7, image) {
                    // NTFS has names too long for other file systems: cp goes on without them.
                    try CopyBenchmarks.run(
                        "/bin/sh",
                        [
                            "-c", "/bin/cp -a \"$0\" \"$1\" 2>/dev/null; test -d \"$1\"",
                            volume.path, work.new("copy"),
                        ])
                })
            rows.append(
                try row(name + ", against cp of the image", reach: nil, image) {
                    try CopyBenchmarks.runCp(from: image, to: work.new("copy"))
                })
        }
        try volume.unmount()
        try result.get()
        try FileManager.default.removeItem(atPath: volume.path)
        return rows
    }

    private func row(
        _ name: String, reach: Double?, _ image: String, peer: () throws -> Void
    ) throws -> [String] {
        var moved: UInt64 = 0
        let result = try SideBySide(rounds: rounds).measure(
            prepare: {
                try work.clean()
                flushFileSystems()
            },
            { try seconds { moved = try backUp(image) } },
            peer: {
                try seconds {
                    try peer()
                    try CopyBenchmarks.run("/bin/sync", ["-f", work.new("copy")])
                }
            })
        let ours = Double(moved) / median(result.ours)
        let theirs = Double(moved) / median(result.peers)
        return [
            name, "\(decimal(median(result.ours), 3)) s, \(decimal(ours / 1e9, 2)) GB/s",
            "\(decimal(median(result.peers), 3)) s, \(decimal(theirs / 1e9, 2)) GB/s",
            decimal(ours / theirs, 2), reach.map { "at least \(decimal($0, 2))" } ?? "",
            reach.map { ours / theirs >= $0 ? "reached" : "missed" } ?? "",
        ]
    }

    /// A backup of every file and every other block in use.
    ///
    /// - Returns: how many bytes it has on tape.
    private func backUp(_ image: String) throws -> UInt64 {
        let san = FileSAN(profile: CopyManagerProfile())
        let source = try san.addDisk(image, access: .reading)
        let tape = try san.addTape(work.new("cartridge"), capacity: 1 << 40)
        let backup = ArchiveBackup(
            source: source, tapes: [tape], name: "bench",
            options: ArchiveOptions(content: .used))
        let summary = try backup.run(time: 0)
        return summary.copiedBytes + summary.inlineBytes
    }

    /// A million extents of four blocks each, cut into lists.
    func plan() throws -> [[String]] {
        let count = 1_000_000
        let rules = StreamRules(
            recordLength: 65536, blockLength: 512, segments: 1020, descriptorBytes: 65_000,
            inlineBytes: 65536, blocksPerSegment: 65535)
        let device = Device(name: "bench", initiator: NoInitiator())
        var times: [Double] = []
        for _ in 0...rounds {
            var lists = 0
            times.append(
                try seconds {
                    var planner = StreamPlanner(rules: rules) { (_, _) throws(BackupError) in [] }
                    for number in 0..<UInt64(count) {
                        // Every second block range is far from the one before.
                        let place = (number * 7919) % 4_000_000
                        try planner.add(.disk(start: place * 4096, count: 2048))
                        while planner.isFull, let list = try planner.take(isEnd: false, of: device)
                        { lists += list.segments.count }
                    }
                    while let list = try planner.take(isEnd: true, of: device) {
                        lists += list.segments.count
                    }
                })
            guard lists >= count else { throw BenchmarkFault("extents were lost: \(lists)") }
        }
        let speed = Double(count) / median(Array(times.dropFirst()))
        return [
            [
                "extents planned a second", "\(Int(speed))", "", "", "at least 1000000",
                speed >= 1_000_000 ? "reached" : "missed",
            ]
        ]
    }
}

/// A way to no device: planning sends nothing.
private final class NoInitiator: Initiator {
    func execute(_ request: CommandRequest) -> Reply { Reply(transportFailure: .unreachable) }
}
