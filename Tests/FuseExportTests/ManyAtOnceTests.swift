import Fabric
import Foundation
import Glibc
import Synchronization
import Testing

/// Many readers and writers at once, and many slow commands.
@Suite(.serialized) struct ManyAtOnceTests {
    /// Each thread has a part of the disk to itself, whose ends share blocks with its neighbours',
    /// and knows what is in it.
    @Test func writersWhoseRangesMeetInBlocks() throws {
        let bench = try MountedBench(byteCount: 1 << 20, blockLength: 4096)
        let path = bench.path("disks/disk1.img")
        let size = 51_113
        let failures = Mutex<[String]>([])
        let threads = (0..<16).map { number in
            Thread {
                do {
                    let file = try OpenedFile(path, O_RDWR)
                    var model = distinctBytes(size, seed: UInt64(300 + number))
                    var random = SeededNumbers(seed: UInt64(400 + number))
                    let start = number * size
                    guard file.write(model, at: start) == size else { throw Failed() }
                    for round in 0..<60 {
                        let offset = random.below(size)
                        let count = min(1 + random.below(6000), size - offset)
                        let bytes = distinctBytes(count, seed: UInt64(number * 1000 + round))
                        guard file.write(bytes, at: start + offset) == count else { throw Failed() }
                        model.replaceSubrange(offset..<offset + count, with: bytes)
                        let place = random.below(size)
                        let length = min(1 + random.below(9000), size - place)
                        let expected = Array(model[place..<place + length])
                        if file.read(at: start + place, length).bytes != expected {
                            throw Failed()
                        }
                    }
                    if file.read(at: start, size).bytes != model { throw Failed() }
                } catch {
                    failures.withLock { $0.append("thread \(number): \(error)") }
                }
            }
        }
        for thread in threads { thread.start() }
        while !threads.allSatisfy(\.isFinished) { usleep(1000) }
        #expect(failures.withLock { $0 } == [])
    }

    private struct Failed: Error {}

    /// More slow commands than there are threads to take requests keep nobody else waiting.
    @Test func slowCommandsHoldNoThread() throws {
        let slow = DeviceTiming(perCommand: .milliseconds(400), perMebibyte: .zero)
        let bench = try MountedBench(timing: slow)
        let path = bench.path("disks/disk0.img")
        let threads = (0..<20).map { number in
            Thread {
                if let file = try? OpenedFile(path, O_RDONLY) {
                    _ = file.read(at: number * 4096, 4096)
                }
            }
        }
        for thread in threads { thread.start() }
        usleep(200_000)
        #expect(try bytes(of: bench.path("status/disk0.json")).count > 100)
        // Behind commands that hold their threads it would come with the last of them.
        #expect(threads.count(where: \.isFinished) < threads.count / 2)
        while !threads.allSatisfy(\.isFinished) { usleep(1000) }
    }
}
