import Testing
import VolumeMap

/// Reading bytes of a part of a disk by whole blocks.
@Suite struct DiskPartTests {
    /// A disk whose byte `n` is a function of `n`, so that a read of the wrong place shows.
    final class CountingDisk: BlockReader {
        let blockLength = 512
        let blockCount: UInt64
        private(set) var reads: [Range<UInt64>] = []

        init(blockCount: UInt64) { self.blockCount = blockCount }

        static func byte(at place: UInt64) -> UInt8 {
            UInt8(truncatingIfNeeded: (place &* 0x9E37_79B9_7F4A_7C15) >> 32)
        }

        func read(_ blocks: Range<UInt64>) -> [UInt8] {
            reads.append(blocks)
            return (blocks.lowerBound * 512..<blocks.upperBound * 512).map(Self.byte)
        }
    }

    @Test(arguments: [
        (0, 512), (0, 1), (511, 2), (513, 1022), (1000, 5000), (700, 4 << 20), (0, 5 << 20),
    ])
    func bytesAreThoseOfTheirPlace(offset: UInt64, count: Int) throws {
        let disk = CountingDisk(blockCount: 20_000)
        let part = DiskPart(start: 1536, byteCount: 19_000 * 512)
        let bytes = try part.read(disk, at: offset, count: count)
        let places = 1536 + offset..<1536 + offset + UInt64(count)
        #expect(bytes == places.map(CountingDisk.byte))
        #expect(disk.reads.allSatisfy { $0.count * 512 <= DiskPart.largestRead })
    }

    @Test(arguments: [
        (UInt64(1024), 1), (1023, 2), (UInt64.max, 1), (UInt64.max - 100, 200),
    ])
    func whatLiesOutsideIsNotRead(offset: UInt64, count: Int) {
        let disk = CountingDisk(blockCount: 100)
        let part = DiskPart(start: 512, byteCount: 1024)
        #expect(throws: BlockReadFailure.self) { try part.read(disk, at: offset, count: count) }
        #expect(disk.reads.isEmpty)
    }

    @Test func aPartBeyondTheDiskIsNotRead() {
        let disk = CountingDisk(blockCount: 2)
        let part = DiskPart(start: 512, byteCount: 1024)
        #expect(throws: BlockReadFailure.self) { try part.read(disk, at: 0, count: 1024) }
        #expect(disk.reads.isEmpty)
    }
}
