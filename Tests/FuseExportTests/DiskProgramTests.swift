import Foundation
import Glibc
import Testing

/// Programs that make, check and use file systems, and disk images, on a disk's file.
@Suite(.serialized) struct DiskProgramTests {
    /// Files of several lengths, each with its own bytes, in a new directory.
    private func makeFiles(in directory: String) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for (number, length) in [0, 1, 700, 4096, 70_000, 2_000_000].enumerated() {
            files["file\(number)"] = distinctBytes(length, seed: UInt64(50 + number))
        }
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        for (name, content) in files {
            try Data(content).write(to: URL(filePath: directory + "/" + name))
        }
        return files
    }

    private func expectFiles(_ files: [String: [UInt8]], in directory: String) throws {
        for (name, content) in files {
            try expectSame(bytes(of: directory + "/" + name), content, "\(name)")
        }
    }

    @Test(.enabled(if: isInstalled("mkfs.ext4"), "mkfs.ext4 is not installed"))
    func ext4IsMadeAndChecked() throws {
        let bench = try MountedBench(byteCount: 64 << 20)
        let disk = bench.path("disks/disk0.img")
        let source = bench.folder.path("source")
        let files = try makeFiles(in: source)
        try run(["mkfs.ext4", "-q", "-d", source, disk])
        try run(["e2fsck", "-f", "-n", disk])
        for (name, content) in files {
            let printed = try run(["debugfs", "-R", "cat /\(name)", disk])
            expectSame(printed.output, content, "\(name)")
        }
        // What it checks is what commands read.
        #expect(try bench.blocks("disk0", 2, 2)[56...57] == [0x53, 0xEF], "s_magic")
    }

    @Test(.enabled(if: LoopMount.reasonAgainst == nil, LoopMount.reasonAgainst))
    func ext4IsMountedThroughALoopDevice() throws {
        let bench = try MountedBench(byteCount: 64 << 20)
        let disk = bench.path("disks/disk0.img")
        try run(["mkfs.ext4", "-q", disk])
        let place = bench.folder.path("loop")
        try FileManager.default.createDirectory(
            atPath: place, withIntermediateDirectories: false)
        try run(["mount", "-o", "loop", disk, place])
        var isMounted = true
        defer { if isMounted { _ = try? run(["umount", "-l", place], expecting: nil) } }
        let files = try makeFiles(in: place + "/sub")
        try expectFiles(files, in: place + "/sub")
        try run(["umount", place])
        isMounted = false
        try run(["e2fsck", "-f", "-n", disk])
        for (name, content) in files {
            let printed = try run(["debugfs", "-R", "cat /sub/\(name)", disk])
            expectSame(printed.output, content, "\(name)")
        }
    }

    @Test(.enabled(if: isInstalled("ntfs-3g"), "ntfs-3g is not installed"))
    func ntfsIsMadeMountedAndChecked() throws {
        let bench = try MountedBench(byteCount: 64 << 20)
        let disk = bench.path("disks/disk0.img")
        try run(["mkntfs", "--quiet", "--quick", "--force", disk])
        let place = bench.folder.path("ntfs")
        try FileManager.default.createDirectory(
            atPath: place, withIntermediateDirectories: false)
        var files: [String: [UInt8]] = [:]
        try withNTFS(disk, at: place) { files = try makeFiles(in: place + "/sub") }
        try run(["ntfsfix", "--no-action", disk])
        try withNTFS(disk, at: place) { try expectFiles(files, in: place + "/sub") }
        #expect(
            String(decoding: try bench.blocks("disk0", 0, 1)[3..<7], as: UTF8.self) == "NTFS")
    }

    /// Runs ntfs-3g in the foreground: its end then says that it has let go of the disk.
    private func withNTFS(_ disk: String, at place: String, _ body: () throws -> Void) throws {
        let driver = Process()
        driver.executableURL = URL(filePath: "/usr/bin/env")
        driver.arguments = ["ntfs-3g", "-o", "no_detach", disk, place]
        driver.standardInput = FileHandle.nullDevice
        driver.standardOutput = FileHandle.nullDevice
        driver.standardError = FileHandle.nullDevice
        try driver.run()
        defer {
            if driver.isRunning {
                _ = try? run(["fusermount3", "-u", "-z", place], expecting: nil)
                driver.waitUntilExit()
            }
        }
        for _ in 0..<6000 where !isMountPoint(place) && driver.isRunning { usleep(10_000) }
        try #require(isMountPoint(place), "ntfs-3g does not mount")
        try body()
        for _ in 0..<6000 where isMountPoint(place) {
            if try run(["fusermount3", "-u", place], expecting: nil).status != 0 {
                usleep(10_000)
            }
        }
        driver.waitUntilExit()
    }

    private func isMountPoint(_ path: String) -> Bool {
        var (inside, outside) = (stat(), stat())
        return unsafe stat(path, &inside) == 0 && stat(path + "/..", &outside) == 0
            && inside.st_dev != outside.st_dev
    }

    @Test(.enabled(if: isInstalled("qemu-img"), "qemu-img is not installed"))
    func qemuConvertsInAndOut() throws {
        let bench = try MountedBench(byteCount: 16 << 20)
        var content = [UInt8](repeating: 0, count: 16 << 20)
        content.replaceSubrange(1 << 20..<3 << 20, with: distinctBytes(2 << 20, seed: 60))
        content.replaceSubrange(9_000_000..<9_300_000, with: distinctBytes(300_000, seed: 61))
        let raw = bench.folder.path("raw.img")
        try Data(content).write(to: URL(filePath: raw))
        let image = bench.folder.path("image.qcow2")
        try run(["qemu-img", "convert", "-f", "raw", "-O", "qcow2", raw, image])
        // What was there before must go where the image has nothing.
        try bench.write(distinctBytes(1 << 20, seed: 62), "disk0", at: 10_000)
        let disk = bench.path("disks/disk0.img")
        let into = ["qemu-img", "convert", "-n", "-f", "qcow2", "-O", "raw", image, disk]
        try run(into)
        try expectSame(bench.blocks("disk0", 0, 32_768), content)
        let back = bench.folder.path("back.qcow2")
        try run(["qemu-img", "convert", "-f", "raw", "-O", "qcow2", disk, back])
        try run(["qemu-img", "compare", "-f", "raw", "-F", "qcow2", raw, back])
        try run(["qemu-img", "convert", "-n", "-t", "none", "-T", "none"] + into.dropFirst(3))
        try expectSame(bench.blocks("disk0", 0, 32_768), content)
        // Without -n it would cut the file and expect zeros where the disk holds old blocks.
        let cutting = ["qemu-img", "convert", "-f", "qcow2", "-O", "raw", image, disk]
        #expect(try run(cutting, expecting: nil).status != 0)
    }
}

/// Whether a file can be mounted through a loop device here.
enum LoopMount {
    /// Found by trying, once, with a plain file.
    static let reasonAgainst: Comment? = {
        guard geteuid() == 0 else { return "only root mounts" }
        do {
            let folder = try PrivateFolder()
            defer { folder.remove() }
            let (image, place) = (folder.path("image"), folder.path("place"))
            try FileManager.default.createDirectory(
                atPath: place, withIntermediateDirectories: false)
            for command in [
                ["truncate", "--size=8M", image], ["mkfs.ext4", "-q", image],
                ["mount", "-o", "loop", image, place], ["umount", place],
            ] {
                let result = try run(command, expecting: nil)
                if result.status != 0 { return "\(command[0]) fails here: \(result.errors)" }
            }
            return nil
        } catch {
            return "nothing can be mounted here: \(error)"
        }
    }()
}
