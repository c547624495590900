import Devices
import Fabric
import Foundation
import Glibc
import Media
import SCSI
import Testing

@testable import FuseExport

/// Mounting, unmounting, and what is left of servers that died.
@Suite(.serialized) struct MountTests {
    private func isMountPoint(_ path: String) -> Bool {
        let mounts = (try? String(contentsOfFile: "/proc/self/mounts", encoding: .utf8)) ?? ""
        return mounts.contains(" \(path) ")
    }

    @Test func itStopsCleanly() throws {
        let bench = try MountedBench()
        #expect(isMountPoint(bench.mountPoint))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: bench.mountPoint).sorted()
                == ["disks", "sg", "snapshots", "status", "tapes"])
        #expect(throws: MountError.self) { try bench.export.mount(at: bench.mountPoint) }
        #expect(try bench.export.unmount() == .complete)
        #expect(!isMountPoint(bench.mountPoint))
        #expect(try bench.export.unmount() == nil)
        // And begins again.
        try bench.export.mount(at: bench.mountPoint)
        let file = try OpenedFile(bench.path("disks/disk0.img"), O_RDONLY)
        expectSame(file.read(at: 0, 512).bytes, [UInt8](repeating: 0, count: 512))
    }

    @Test func itStopsWhileFilesAreOpen() throws {
        let bench = try MountedBench()
        let file = try OpenedFile(bench.path("disks/disk0.img"), O_RDWR)
        let content = distinctBytes(5000, seed: 1)
        #expect(file.write(content, at: 100) == 5000)
        #expect(try bench.export.unmount() == .whileBusy)
        #expect(!isMountPoint(bench.mountPoint))
        #expect(file.read(at: 0, 512).failure == ENOTCONN)
        #expect(file.write(content, at: 0) == -Int(ENOTCONN))
        try expectSame(Array(bench.blocks("disk0", 0, 10)[100..<5100]), content)
    }

    @Test func somebodyElseUnmountsIt() throws {
        let bench = try MountedBench()
        try run(["umount", bench.mountPoint])
        #expect(try bench.export.unmount() == .alreadyGone)
    }

    @Test func whatIsWrittenIsFlushed() throws {
        let bench = try MountedBench()
        let file = try OpenedFile(bench.path("disks/disk0.img"), O_RDWR)
        #expect(file.write([1, 2, 3], at: 0) == 3)
        bench.fail(
            .synchronizeCache16, of: "disk0", .checkCondition(SenseData(.mediumError, .writeError)))
        #expect(throws: MountError.self) { try bench.export.unmount() }
        #expect(!isMountPoint(bench.mountPoint))
    }

    @Test func noSuchPlace() throws {
        let folder = try PrivateFolder()
        defer { folder.remove() }
        let export = FuseExport(
            fabric: RealTimeFabric(Fabric(seed: 1)), nexus: MountedBench.nexus)
        do {
            try export.mount(at: folder.path("none"))
            Issue.record("it mounts nowhere")
        } catch {
            #expect(error.description.contains(folder.path("none")))
            #expect(error.description.contains("No such file"))
        }
        #expect(try FuseMount.cleanUpStale(at: folder.path("none")) == false)
    }

    /// The mount of a process that was killed says ENOTCONN, and is cleaned up.
    @Test func aDeadServersMount() throws {
        let folder = try PrivateFolder()
        defer { folder.remove() }
        let place = folder.path("mount")
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
        let image = folder.path("image")
        try run(["truncate", "--size=4M", image])
        try run(["mkntfs", "--quiet", "--quick", "--force", image])
        // Any server's mount dies so; this one's program can be killed by itself.
        let driver = Process()
        driver.executableURL = URL(filePath: "/usr/bin/env")
        driver.arguments = ["ntfs-3g", "-o", "no_detach", image, place]
        driver.standardInput = FileHandle.nullDevice
        driver.standardOutput = FileHandle.nullDevice
        driver.standardError = FileHandle.nullDevice
        try driver.run()
        for _ in 0..<6000 where !isMountPoint(place) && driver.isRunning { usleep(10_000) }
        #expect(isMountPoint(place))
        #expect(try FuseMount.cleanUpStale(at: place) == false, "it lives")
        kill(driver.processIdentifier, SIGKILL)
        driver.waitUntilExit()
        var status = stat()
        #expect(unsafe stat(place, &status) == -1)
        #expect(errno == ENOTCONN)
        #expect(try FuseMount.cleanUpStale(at: place))
        #expect(!isMountPoint(place))
        #expect(try FuseMount.cleanUpStale(at: place) == false)
        let export = FuseExport(
            fabric: RealTimeFabric(Fabric(seed: 1)), nexus: MountedBench.nexus)
        try export.mount(at: place)
        #expect(try export.unmount() == .complete)
    }
}
