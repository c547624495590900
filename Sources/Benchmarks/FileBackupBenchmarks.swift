import CopyManager
import FileSAN
import SCSI
import ServerlessBackup

/// Backups of files, side by side with `cp`, and their planning.
struct FileBackupBenchmarks {
    let rounds: Int
    let work: WorkDirectory

    /// A generated volume to a cartridge, every block in use, against `cp` of the image, whose holes
    /// it leaves out too. A backup ends with a filemark, which is a flush, so that the copy is flushed
    /// too. Speeds are of the bytes that the backup has on tape.
    func backup(of image: String, _ name: String) throws -> [String] {
        var moved: UInt64 = 0
        let result = try SideBySide(rounds: rounds).measure(
            prepare: {
                try work.clean()
                flushFileSystems()
            },
            {
                try seconds {
                    let san = FileSAN(profile: CopyManagerProfile())
                    let source = try san.addDisk(image, access: .reading)
                    let tape = try san.addTape(work.new("cartridge"), capacity: 1 << 40)
                    let backup = ArchiveBackup(
                        source: source, tapes: [tape], name: "bench",
                        options: ArchiveOptions(content: .used))
                    let summary = try backup.run(time: 0)
                    moved = summary.copiedBytes + summary.inlineBytes
                }
            },
            peer: {
                try seconds {
                    try CopyBenchmarks.runCp(from: image, to: work.new("copy"))
                    try CopyBenchmarks.run("/bin/sync", [work.new("copy")])
                }
            })
        let ours = Double(moved) / median(result.ours)
        let peer = Double(moved) / median(result.peers)
        return [
            name, "\(decimal(median(result.ours), 3)) s, \(decimal(ours / 1e9, 2)) GB/s",
            "\(decimal(median(result.peers), 3)) s, \(decimal(peer / 1e9, 2)) GB/s",
            decimal(ours / peer, 2), "at least 0.70", ours / peer >= 0.7 ? "reached" : "missed",
        ]
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
