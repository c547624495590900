import Foundation
import Testing

/// `sanbench serve --mount`: one bench by both ways in, to different programs at once.
@Suite(
    installed("fusermount3", "sg_inq"),
    .enabled(
        if: FileManager.default.isWritableFile(atPath: "/dev/fuse"),
        "this machine lets nobody mount"))
struct MountedServerTests {
    @Test func bothWaysLeadToTheSameDevices() throws {
        let place = try ScratchDirectory()
        let mount = place.path("bench")
        try FileManager.default.createDirectory(
            atPath: mount, withIntermediateDirectories: false)
        let bench = try ServedBench(options: "--mount \(mount)")
        #expect(bench.report.mount == mount)
        // The other programs know nothing of the preload library.
        let others = Shell(directory: place)
        let (first, second) = (bytes(100_000, seed: 91), bytes(70_000, seed: 92))
        try bench.directory.write(first, to: "first")
        try place.write(second, to: "second")
        try bench.succeed("dd if=first of=/dev/sda bs=1000 seek=3 conv=fsync,notrunc status=none")
        try others.succeed(
            "dd if=bench/disks/d0.img bs=1000 skip=3 count=100 of=read status=none")
        #expect(try place.read("read") == first)
        try others.succeed(
            "dd if=second of=bench/disks/d1.img bs=1000 seek=5 conv=fsync,notrunc status=none")
        try bench.succeed("dd if=/dev/sdb bs=1000 skip=5 count=70 of=read status=none")
        #expect(try bench.directory.read("read") == second)
        #expect(try others.succeed("sg_inq bench/sg/t0").contains("Unit serial number: t0"))
        try bench.succeed("dd if=first of=/dev/nst0 bs=1000 status=none")
        #expect(try bench.sanbench("ctl snapshot --of d0 --as s0").status == 0)
        let names = try others.succeed("find bench -type f")
        for name in ["snapshots/", "tapes/t0", "status/"] {
            #expect(names.contains("bench/\(name)"), "\(names)")
        }
        #expect(try bench.sanbench("ctl stop").status == 0)
        #expect(bench.end() == 0)
        #expect(try others.succeed("ls -A bench") == "", "it is unmounted")
    }
}
