import Dispatch
import Fabric
import Media
import Synchronization
import Testing

@testable import FuseExport

/// A disk's image without a mount, where what happens in between can be chosen. A kernel lets no
/// two writes of a file in at once; whoever comes another way must not need that.
@Suite(.serialized) struct DiskImageTests {
    private let queue = DispatchQueue(label: "test.images")

    private func image(_ id: String, _ bench: MountedBench) throws -> DiskImage {
        let sender = CommandSender(
            fabric: bench.fabric, nexus: MountedBench.nexus, queue: queue)
        return try #require(DiskImage(try bench.unit(id), sender: sender))
    }

    /// Parts of one block, all of which are on their way at once.
    @Test func partsOfABlockAreNotLost() throws {
        let slow = DeviceTiming(perCommand: .milliseconds(2), perMebibyte: .zero)
        let bench = try MountedBench(byteCount: 1 << 20, timing: slow)
        let image = try image("disk0", bench)
        let content = distinctBytes(512, seed: 500)
        let group = DispatchGroup()
        let failures = Mutex<[ErrorNumber]>([])
        for start in stride(from: 0, to: 512, by: 64) {
            group.enter()
            image.write(DataBuffer(Array(content[start..<start + 64])), at: Int64(start)) {
                if case .failure(let failure) = $0 { failures.withLock { $0.append(failure) } }
                group.leave()
            }
        }
        #expect(group.wait(timeout: .now() + 30) == .success)
        #expect(failures.withLock { $0 } == [])
        try expectSame(bench.blocks("disk0", 0, 1), content)
    }

    /// A read of a snapshot has ended, and nobody has looked at its data when the disk is written.
    @Test func dataOfASnapshotDoesNotChange() throws {
        let folder = try PrivateFolder()
        defer { folder.remove() }
        let number = Mutex(0)
        let bench = try MountedBench(medium: { byteCount in
            let name = number.withLock { number in
                number += 1
                return "medium\(number)"
            }
            return try FileMedium(creating: folder.path(name), byteCount: byteCount)
        })
        let old = distinctBytes(128 << 10, seed: 501)
        let new = distinctBytes(128 << 10, seed: 502)
        try bench.write(old, "disk0", at: 0)
        try bench.takeSnapshot(of: "disk0", as: "snap")
        let group = DispatchGroup()
        let read = Mutex<[UInt8]>([])
        group.enter()
        try image("snap", bench).read(at: 100, count: 100_000) { result in
            try? bench.write(new, "disk0", at: 0)
            if let data = try? result.get(), let bytes = try? data.bytes() {
                read.withLock { $0 = bytes }
            }
            group.leave()
        }
        #expect(group.wait(timeout: .now() + 30) == .success)
        expectSame(read.withLock { $0 }, Array(old[100..<100_100]))
        try expectSame(bench.blocks("disk0", 0, 256), new)
    }

    /// What is read is held until it has been used: a write through the image waits.
    @Test func aWriteWaitsForAReadersData() throws {
        let folder = try PrivateFolder()
        defer { folder.remove() }
        let number = Mutex(0)
        let bench = try MountedBench(medium: { byteCount in
            let name = number.withLock { number in
                number += 1
                return "medium\(number)"
            }
            return try FileMedium(creating: folder.path(name), byteCount: byteCount)
        })
        let image = try image("disk0", bench)
        let old = distinctBytes(4096, seed: 503)
        try bench.write(old, "disk0", at: 0)
        let group = DispatchGroup()
        let read = Mutex<[UInt8]>([])
        group.enter()
        image.read(at: 0, count: 4096) { result in
            group.enter()
            image.write(DataBuffer(distinctBytes(4096, seed: 504)), at: 0) { _ in group.leave() }
            if let data = try? result.get(), let bytes = try? data.bytes() {
                read.withLock { $0 = bytes }
            }
            group.leave()
        }
        #expect(group.wait(timeout: .now() + 30) == .success)
        expectSame(read.withLock { $0 }, old)
        try expectSame(bench.blocks("disk0", 0, 8), distinctBytes(4096, seed: 504))
    }
}
