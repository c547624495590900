import Foundation
import Media
import Testing

@testable import ServerlessBackup

/// Images larger than what a program may hold in memory.
@Suite struct LargeImageTests {
    /// The most memory that this process has had, in bytes.
    private func peakMemory() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        return try #require(Int(line.filter(\.isNumber))) * 1024
    }

    @Test func memoryIsBounded() throws {
        let directory = try ScratchDirectory()
        let size: Int64 = 1 << 30
        let disk = try FileMedium(creating: directory.place("disk"), byteCount: size)
        let block = distinctBlocks(byteCount: 4096)
        for place in [0, 1 << 20, size / 2, size - 4096] {
            try disk.write(DataBuffer(block), at: place)
        }
        let target = try FileMedium(creating: directory.place("target"), byteCount: size)
        let tape = try Cartridge.create(
            at: directory.place("tape"),
            CartridgeManifest(volumeIdentifier: "A", capacity: 1 << 40, earlyWarning: 1 << 40))
        let san = SmallSAN()
        san.addDisk("d0", medium: disk)
        san.addDisk("d1", medium: target)
        san.addTape("t0", medium: tape)
        let before = try peakMemory()
        let summary = try san.imageBackup(record: 1 << 20).run(time: 0)
        #expect(summary.copiedBytes == UInt64(size) && tape.objectCount == 1026)
        try san.restore()
        for place in [0, 1 << 20, size / 2, size - 4096] {
            #expect(try target.read(at: place, count: 4096).bytes() == block)
        }
        let growth = try peakMemory() - before
        #expect(growth < 200 << 20, "\(growth) bytes")
    }
}
