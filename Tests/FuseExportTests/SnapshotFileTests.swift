import Foundation
import Glibc
import Media
import Testing

/// Snapshots as files.
@Suite(.serialized) struct SnapshotFileTests {
    private func mediumInFile(_ folder: PrivateFolder) -> (Int64) throws -> any BlockMedium {
        var number = 0
        return { byteCount in
            number += 1
            return try FileMedium(creating: folder.path("medium\(number)"), byteCount: byteCount)
        }
    }

    @Test(arguments: [false, true])
    func aSnapshotAppearsAndStaysAsItWas(_ isInFile: Bool) throws {
        let folder = try PrivateFolder()
        defer { folder.remove() }
        let bench =
            isInFile
            ? try MountedBench(medium: mediumInFile(folder)) : try MountedBench()
        let before = distinctBytes(8 << 20, seed: 70)
        let disk = try OpenedFile(bench.path("disks/disk0.img"), O_RDWR)
        var done = 0
        while done < before.count {
            let part = Array(before[done..<done + (1 << 20)])
            #expect(disk.write(part, at: done) == part.count)
            done += part.count
        }
        let path = bench.path("snapshots/snap.img")
        #expect(errorOfOpening(path, O_RDONLY) == ENOENT)
        #expect(try FileManager.default.contentsOfDirectory(atPath: bench.path("snapshots")) == [])
        try bench.takeSnapshot(of: "disk0", as: "snap")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: bench.path("snapshots"))
                == ["snap.img"])
        #expect(errorOfOpening(path, O_RDWR) == EROFS)
        let snapshot = try OpenedFile(path, O_RDONLY)
        let after = distinctBytes(8 << 20, seed: 71)
        var random = SeededNumbers(seed: 72)
        for _ in 0..<60 {
            let offset = random.below(after.count - 100_000)
            let count = 1 + random.below(100_000)
            #expect(disk.write(Array(after[offset..<offset + count]), at: offset) == count)
            expectSame(
                snapshot.read(at: offset, count).bytes, Array(before[offset..<offset + count]))
        }
        try expectSame(bytes(of: path), before)
        #expect(try bytes(of: bench.path("disks/disk0.img")) != before)
        // It can be mapped shared, which a disk cannot.
        let script = """
            import mmap, os, sys
            f = os.open(sys.argv[1], os.O_RDONLY)
            m = mmap.mmap(f, 0, flags=mmap.MAP_SHARED, prot=mmap.PROT_READ)
            sys.stdout.buffer.write(m[:])
            """
        try expectSame(run(["python3", "-c", script, path]).output, before)
    }

    /// Reads of a snapshot while its disk is written over, many at once.
    @Test func readersDuringWriting() throws {
        let folder = try PrivateFolder()
        defer { folder.remove() }
        let bench = try MountedBench(byteCount: 4 << 20, medium: mediumInFile(folder))
        let before = distinctBytes(4 << 20, seed: 80)
        for part in 0..<4 {
            let bytes = Array(before[part << 20..<(part + 1) << 20])
            try bench.write(bytes, "disk0", at: UInt64(part << 11))
        }
        try bench.takeSnapshot(of: "disk0", as: "snap")
        let writer = Thread {
            for round in 0..<64 {
                let bytes = distinctBytes(64 << 10, seed: UInt64(81 + round))
                try? bench.write(bytes, "disk0", at: UInt64(round * 128))
            }
        }
        writer.start()
        let path = bench.path("snapshots/snap.img")
        repeat {
            // Past the page cache, so that each reading asks the server.
            let copy = bench.folder.path("copy")
            try run(["dd", "if=\(path)", "of=\(copy)", "bs=256k", "iflag=direct"])
            try expectSame(bytes(of: copy), before)
        } while !writer.isFinished
    }
}
