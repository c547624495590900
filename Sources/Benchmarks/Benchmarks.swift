import ArgumentParser
import Foundation
import Media
import ScenarioRunner
import VolumeMap

/// Measures sanbench side by side with a named peer, in turn, several times in one run.
@main
struct Benchmarks: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure sanbench side by side with cp, and its simulation in real time.",
        discussion: """
            Copies of an image by segment descriptors 02h, 00h and 01h are timed in turn with
            `cp --reflink=never` of the same file, each round anew, without a final flush on either
            side. Lists of many segment descriptors are checked, and copied, in memory. The simulations
            run in this process.

            With --maps volumes of many files are mapped instead, in turn with other people's listers,
            and backed up file by file, in turn with cp. They are made once, and kept in .build/bench.

            With --programs unmodified programs are measured that use a bench: through the SG mock, in
            turn with shared memory, a Unix socket, memcpy and tgtd; and through the mount, in turn with
            libfuse's own passthrough.

            Examples:
              tools/bench --rounds 3 --size 256
              tools/bench --maps
              tools/bench --programs

            Exit status: 0 done, 2 usage, or something that cannot be measured here.
            """)

    /// Whatever fails ends with 2; the parser's own code for usage is 64.
    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            let code = exitCode(for: error)
            let stream = code == .success ? FileHandle.standardOutput : FileHandle.standardError
            stream.write(Data((fullMessage(for: error) + "\n").utf8))
            Benchmarks.exit(withError: code == .success ? nil : ExitCode(2))
        }
    }

    @Option(help: "MiB of the image that is copied.")
    var size = 1024

    @Option(help: "How often both sides run; medians are printed.")
    var rounds = 7

    @Option(help: "A directory on the file system that is to be measured.")
    var directory = NSTemporaryDirectory()

    @Flag(help: "Measure maps and backups of volumes, and nothing else.")
    var maps = false

    @Option(help: "How many files the volumes that are mapped have.")
    var files = 100_000

    @Flag(help: "Measure the ways in for other programs, and nothing else.")
    var programs = false

    private func measurePrograms() throws {
        let work = try WorkDirectory(in: directory)
        defer { work.remove() }
        var table = [["what", "sanbench", "peer", "ratio", "reach", ""]]
        table += try LoopbackBenchmarks(rounds: rounds, work: work).run()
        table += try FuseBenchmarks(rounds: rounds, work: work).run()
        print("\(rounds) rounds in turn, medians; ratio is speed against the peer's")
        print("")
        printTable(table)
    }

    private func measureVolumes() throws {
        let maps = MapBenchmarks(rounds: rounds, files: files)
        let table = try [MapBenchmarks.head] + maps.run()
        print("\(rounds) rounds in turn, warm cache, medians; a map has paths and extents")
        print("")
        printTable(table)
        let work = try WorkDirectory(in: directory)
        defer { work.remove() }
        let backups = FileBackupBenchmarks(rounds: rounds, work: work)
        var rows = [["backups of files", "sanbench", "cp and sync", "ratio", "reach", ""]]
        for kind in [FileSystemKind.ntfs, .ext4] {
            let image = try maps.volume(kind)
            rows += try backups.backup(of: image, kind, "\(kind.text), \(files) files")
        }
        rows += try backups.plan()
        print("")
        printTable(rows)
    }

    func validate() throws {
        guard (50...5_000_000).contains(files) else {
            throw ValidationError("--files: 50 to 5000000 expected, \(files) found")
        }
        guard (1...65536).contains(size) else {
            throw ValidationError("--size: 1 to 65536 expected, \(size) found")
        }
        guard (1...1000).contains(rounds) else {
            throw ValidationError("--rounds: 1 to 1000 expected, \(rounds) found")
        }
    }

    func run() throws {
        ProcessMemory.keepFreedMemory()
        if maps { return try measureVolumes() }
        if programs { return try measurePrograms() }
        let work = try WorkDirectory(in: directory)
        defer { work.remove() }
        let copies = try CopyBenchmarks(work: work, byteCount: size << 20)
        var table = [
            [
                "what", "sanbench", "peer", "ratio", "reach", "",
            ]
        ]
        for (name, reach, side) in copies.sides {
            let measured = try SideBySide(rounds: rounds).measure(
                prepare: {
                    try work.clean(); flushFileSystems()
                }, side,
                peer: { try copies.copyWithCp() })
            table.append(measured.row(name, byteCount: size << 20, reach: reach))
        }
        table += try SegmentBenchmarks(rounds: rounds).run()
        table += try SimulationBenchmarks(rounds: rounds).run()
        print("\(size) MiB, \(rounds) rounds in turn, medians; ratio is speed against the peer's")
        print("")
        printTable(table)
    }
}

/// Aligns the columns of a table.
private func printTable(_ rows: [[String]]) {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    for row in rows {
        let cells = row.enumerated().map { column, cell in
            let pad = String(repeating: " ", count: widths[column] - cell.count)
            return column == 0 ? cell + pad : pad + cell
        }
        print(cells.joined(separator: "  "))
    }
}
