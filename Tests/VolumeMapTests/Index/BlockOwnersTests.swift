import Testing

@testable import VolumeMap

/// Who owns a block, and which blocks a file owns.
@Suite struct BlockOwnersTests {
    private func owners() -> BlockOwners {
        var maker = HandMadeVolume(blockCount: 1000, start: 1 << 20)
        maker.add(30, with: [.data([.stored(0, at: 10, 5), .hole(5, 9), .stored(14, at: 2, 3)])])
        maker.volume.areas = [MetadataArea(kind: .extentTree, blocks: 7..<9, owner: 30)]
        maker.useClaimed()
        maker.use(500..<501)
        return BlockOwners(maker.volume)
    }

    @Test func everyBlockHasItsUse() {
        let owners = owners()
        #expect(owners.uses(ofBlock: 12) == [.attribute(file: 0, attribute: 0, logical: 2)])
        #expect(owners.uses(ofBlock: 4) == [.attribute(file: 0, attribute: 0, logical: 16)])
        #expect(owners.uses(ofBlock: 8) == [.area(0)])
        #expect(owners.uses(ofBlock: 5) == [.free])
        #expect(owners.uses(ofBlock: 500) == [.lost])
        #expect(owners.uses(ofBlock: 1000) == [.behindFileSystem])
    }

    @Test func bytesOfTheDiskAreThoseOfThePartition() {
        let owners = owners()
        let start: UInt64 = 1 << 20
        #expect(owners.uses(ofDiskByte: start - 1) == [.outside])
        #expect(
            owners.uses(ofDiskByte: start + 15 * 4096 - 1)
                == [.attribute(file: 0, attribute: 0, logical: 4)])
        #expect(owners.uses(ofDiskByte: start + 15 * 4096) == [.free])
        #expect(owners.uses(ofDiskByte: start + 1000 * 4096) == [.behindFileSystem])
        #expect(owners.uses(ofDiskByte: start + 1000 * 4096 + 512) == [.outside])
    }

    @Test func aFileHasItsBlocksInOrder() {
        let found = owners().blocks(ofFile: 0)
        #expect(found.map(\.blocks) == [10..<15, 2..<5, 7..<9])
        #expect(found.map(\.diskBytes.lowerBound) == [10, 2, 7].map { 1 << 20 + $0 * 4096 })
        #expect(found.last?.use == .area(0))
    }
}
