import Devices
import Fabric
import Foundation
import Glibc
import Media
import SCSI
import Testing

/// Disks as files.
@Suite(.serialized) struct DiskFileTests {
    @Test func ddReadsWhatWasWrittenByCommand() throws {
        let bench = try MountedBench()
        let content = distinctBytes(3 << 20, seed: 1)
        try bench.write(content, "disk0", at: 7)
        let copy = bench.folder.path("copy")
        try run(["dd", "if=\(bench.path("disks/disk0.img"))", "of=\(copy)", "bs=1M"])
        let read = try bytes(of: copy)
        #expect(read.count == 8 << 20)
        expectSame(Array(read[7 * 512..<7 * 512 + content.count]), content)
        expectSame(Array(read[..<(7 * 512)]), [UInt8](repeating: 0, count: 7 * 512))
    }

    @Test(arguments: [512, 4096])
    func ddWritesWhatIsReadByCommand(_ blockLength: Int) throws {
        let bench = try MountedBench(blockLength: blockLength)
        let content = distinctBytes(3 << 20, seed: 2)
        let source = bench.folder.path("source")
        try Data(content).write(to: URL(filePath: source))
        let disk = bench.path("disks/disk1.img")
        try run([
            "dd", "if=\(source)", "of=\(disk)", "bs=1M", "seek=2", "conv=notrunc,fsync",
        ])
        let first = UInt64((2 << 20) / blockLength)
        let count = UInt32(content.count / blockLength)
        try expectSame(bench.blocks("disk1", first, count, of: blockLength), content)
        let commands = bench.fabric.withUnit(try bench.unit("disk1")) { $0.writeCount }
        #expect(commands == 3, "a WRITE command for each MiB")
        try expectSame(bench.blocks("disk0", 0, 16), [UInt8](repeating: 0, count: 16 * 512))
    }

    /// Ranges of any alignment, against an array that gets the same.
    @Test(arguments: [512, 4096])
    func unalignedWritesAgainstAModel(_ blockLength: Int) throws {
        let bench = try MountedBench(byteCount: 1 << 20, blockLength: blockLength)
        let file = try OpenedFile(bench.path("disks/disk1.img"), O_RDWR)
        var model = distinctBytes(1 << 20, seed: 3)
        #expect(file.write(model, at: 0) == model.count)
        var random = SeededNumbers(seed: 4)
        for round in 0..<400 {
            let offset = random.below(model.count)
            let longest = round % 4 == 0 ? 20_000 : 700
            let count = min(1 + random.below(longest), model.count - offset)
            let bytes = distinctBytes(count, seed: UInt64(1000 + round))
            #expect(file.write(bytes, at: offset) == count)
            model.replaceSubrange(offset..<offset + count, with: bytes)
            let place = random.below(model.count)
            let length = min(random.below(9000), model.count - place)
            expectSame(file.read(at: place, length).bytes, Array(model[place..<place + length]))
        }
        let blocks = UInt32(model.count / blockLength)
        try expectSame(bench.blocks("disk1", 0, blocks, of: blockLength), model)
    }

    /// The copy manager and others write behind the kernel's back.
    @Test func aReaderSeesWhatTheDiskHoldsNow() throws {
        let bench = try MountedBench()
        let file = try OpenedFile(bench.path("disks/disk0.img"), O_RDONLY)
        for round in 0..<20 {
            let content = distinctBytes(8192, seed: UInt64(100 + round))
            try bench.write(content, "disk0", at: 16)
            expectSame(file.read(at: 16 * 512, 8192).bytes, content)
        }
    }

    @Test func theEndOfTheDisk() throws {
        let bench = try MountedBench(byteCount: 1 << 20)
        let file = try OpenedFile(bench.path("disks/disk0.img"), O_RDWR)
        #expect(lseek(file.descriptor, 0, SEEK_END) == 1 << 20)
        let last = distinctBytes(1000, seed: 5)
        #expect(file.write(last, at: (1 << 20) - 600) == 600)
        expectSame(file.read(at: (1 << 20) - 600, 4096).bytes, Array(last[..<600]))
        #expect(file.write(last, at: 1 << 20) == -Int(ENOSPC))
        expectSame(file.read(at: 1 << 20, 100).bytes, [])
        #expect(ftruncate(file.descriptor, 1 << 20) == 0)
        #expect(ftruncate(file.descriptor, 4096) == -1)
        #expect(errno == EINVAL)
        // Opened as `cp` and a shell's `>` do.
        let path = bench.path("disks/disk0.img")
        #expect(errorOfOpening(path, O_WRONLY | O_TRUNC) == 0)
        #expect(lseek(file.descriptor, 0, SEEK_END) == 1 << 20)
        expectSame(file.read(at: (1 << 20) - 600, 4096).bytes, Array(last[..<600]))
        #expect(errorOfOpening(bench.path("disks/new.img"), O_WRONLY | O_CREAT) == EPERM)
        #expect(errorOfOpening(bench.path("disks/none.img"), O_RDONLY) == ENOENT)
        #expect(unsafe unlink(path) == -1)
    }

    @Test func holesAreZeros() throws {
        let bench = try MountedBench()
        let path = bench.path("disks/disk0.img")
        let file = try OpenedFile(path, O_RDWR)
        var model = distinctBytes(1 << 20, seed: 6)
        #expect(file.write(model, at: 0) == model.count)
        try run(["fallocate", "--punch-hole", "--offset=1000", "--length=70000", path])
        model.replaceSubrange(1000..<71_000, with: [UInt8](repeating: 0, count: 70_000))
        try expectSame(bench.blocks("disk0", 0, 2048), model)
        try run(["fallocate", "--zero-range", "--offset=500000", "--length=4096", path])
        model.replaceSubrange(500_000..<504_096, with: [UInt8](repeating: 0, count: 4096))
        try expectSame(bench.blocks("disk0", 0, 2048), model)
        try run(["fallocate", "--length=16777216", path], expecting: 1)
        try run(["fallocate", "--collapse-range", "--length=4096", path], expecting: 1)
    }

    @Test func privateMappingsWork() throws {
        let bench = try MountedBench()
        let content = distinctBytes(64 << 10, seed: 7)
        try bench.write(content, "disk0", at: 0)
        let script = """
            import mmap, os, sys
            f = os.open(sys.argv[1], os.O_RDONLY)
            m = mmap.mmap(f, 65536, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ)
            sys.stdout.buffer.write(m[:])
            """
        let path = bench.path("disks/disk0.img")
        try expectSame(run(["python3", "-c", script, path]).output, content)
    }

    @Test func directIOWorks() throws {
        let bench = try MountedBench()
        let content = distinctBytes(1 << 20, seed: 8)
        try bench.write(content, "disk0", at: 0)
        let disks = bench.path("disks/")
        try run([
            "dd", "if=\(disks)disk0.img", "of=\(disks)disk1.img", "bs=64k", "count=16",
            "iflag=direct", "oflag=direct", "conv=notrunc",
        ])
        try expectSame(bench.blocks("disk1", 0, 2048), content)
    }

    /// What a program gets for what a device says.
    @Test func sensesBecomeErrors() throws {
        let bench = try MountedBench()
        let file = try OpenedFile(bench.path("disks/disk0.img"), O_RDWR)
        let check = { Fault.Effect.checkCondition(SenseData($0, $1)) }
        let cases: [(Fault.Effect, Int32)] = [
            (check(.mediumError, .unrecoveredReadError), EIO),
            (check(.hardwareError, .unrecoveredReadError), EIO),
            (check(.illegalRequest, .invalidFieldInCDB), EREMOTEIO),
            (check(.notReady, .mediumNotPresent), ENOMEDIUM),
            (.unreachable, ENOLINK),
            (.dataIn(count: 100), EIO),
            // These are told to nobody: a disk driver asks again.
            (check(.unitAttention, .powerOnOrReset), 0),
            (.busy, 0),
        ]
        // The power on is told with the first command that reaches the disk.
        #expect(file.read(at: 0, 512).failure == 0)
        for (effect, expected) in cases {
            bench.fail(.read16, of: "disk0", effect)
            let (read, failure) = file.read(at: 0, 4096)
            #expect(failure == expected, "\(effect)")
            #expect(read.count == (expected == 0 ? 4096 : 0), "\(effect)")
        }
        bench.fail(.write16, of: "disk0", check(.dataProtect, .writeProtected))
        #expect(file.write([1, 2, 3], at: 0) == -Int(EROFS))
        bench.fail(.write16, of: "disk0", check(.recoveredError, .writeError))
        #expect(file.write(distinctBytes(512, seed: 1), at: 0) == 512)
        bench.fail(.read16, of: "disk0", check(.mediumError, .unrecoveredReadError))
        #expect(file.write([1, 2, 3], at: 0) == -Int(EIO), "of the block around it")
        #expect(file.write([1, 2, 3], at: 0) == 3)
        bench.fail(.synchronizeCache16, of: "disk0", check(.mediumError, .writeError))
        #expect(fsync(file.descriptor) == -1)
        #expect(errno == EIO)
        #expect(fsync(file.descriptor) == 0)
    }

    @Test func aReservationOfAnotherKeepsPrograms() throws {
        let bench = try MountedBench()
        let file = try OpenedFile(bench.path("disks/disk0.img"), O_RDWR)
        #expect(file.read(at: 0, 512).failure == 0)
        let other = NexusIdentifier(2)
        bench.fabric.withFabric { fabric in
            if let unit = fabric.unit("disk0") { fabric.map(unit, to: other) }
        }
        let initiator = RealTimeInitiator(bench.fabric, nexus: other, to: try bench.unit("disk0"))
        let key: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 1]
        let nothing = [UInt8](repeating: 0, count: 8)
        // PERSISTENT RESERVE OUT: REGISTER, then RESERVE, Exclusive Access.
        for (action, type, list) in [
            (0x00 as UInt8, 0x00 as UInt8, nothing + key), (0x01, 0x03, key + nothing),
        ] {
            let cdb: [UInt8] = [0x5F, action, type, 0, 0, 0, 0, 0, 24, 0]
            let request = CommandRequest(cdb: cdb, dataOut: list + nothing)
            _ = initiator.execute(CommandRequest(cdb: [0, 0, 0, 0, 0, 0]))
            #expect(initiator.execute(request).isGood)
        }
        #expect(file.read(at: 0, 512).failure == EBADE)
        #expect(file.write([1], at: 0) == -Int(EBADE))
    }
}

/// A small generator of numbers that are the same in each run.
struct SeededNumbers {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func below(_ limit: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(truncatingIfNeeded: (state >> 8) % UInt64(limit))
    }
}
