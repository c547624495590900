import Testing

@testable import VolumeMap

/// The map against the volume's own bitmap.
@Suite struct AllocationCheckTests {
    private func volume(_ change: (inout HandMadeVolume) -> Void = { _ in }) -> MappedVolume {
        var maker = HandMadeVolume(blockCount: 1000)
        maker.addRoot()
        maker.add(30, with: [.data([.stored(0, at: 10, 5), .hole(5, 9), .stored(14, at: 2, 3)])])
        maker.add(31, with: [.data([.unwritten(0, at: 900, 100)]), .data([.stored(0, at: 20, 1)])])
        maker.volume.areas = [MetadataArea(kind: .bootSector, blocks: 0..<1)]
        maker.useClaimed()
        change(&maker)
        return maker.volume
    }

    @Test func aMapThatAgreesIsExact() {
        let check = AllocationCheck(volume())
        #expect(check.isExact)
        #expect(check.claimedBlocks == 110)
        #expect(check.allocatedBlocks == 110)
    }

    @Test func doubleClaimsNameBothOwners() {
        let map = volume { maker in
            maker.add(40, with: [.data([.stored(0, at: 12, 4)])])
            maker.use(12..<16)
        }
        let check = AllocationCheck(map)
        #expect(!check.isExact)
        #expect(check.doubleBlocks == 3)
        #expect(
            check.doubleClaims == [
                .init(
                    blocks: 12..<15, first: .attribute(file: 1, attribute: 0),
                    second: .attribute(file: 3, attribute: 3))
            ])
        #expect(map.text(of: check.doubleClaims[0].second) == "file 40, $DATA")
    }

    @Test func freeClaimsLostAndOutsideBlocksAreRanges() {
        let map = volume { maker in
            maker.add(40, with: [.data([.stored(0, at: 995, 10)])])
            maker.volume.areas.append(MetadataArea(kind: .extentTree, blocks: 50..<60, owner: 40))
            maker.use(100..<120)
            maker.use(130..<131)
            maker.use(52..<54)
        }
        let check = AllocationCheck(map)
        let tree = BlockOwner.area(1)
        #expect(
            check.freeClaims == [
                .init(blocks: 50..<52, owner: tree), .init(blocks: 54..<60, owner: tree),
            ])
        #expect(check.freeClaimedBlocks == 8)
        #expect(check.lost == [100..<120, 130..<131])
        #expect(check.lostBlocks == 21)
        #expect(check.outsideBlocks == 5)
        #expect(check.outsideClaims.map(\.blocks) == [1000..<1005])
        #expect(check.doubleBlocks == 5)
        #expect(map.text(of: tree) == "extent tree of file 40")
    }

    /// Four blocks a unit, the first at block 1: one file may claim parts of it, two may not.
    @Test func anAllocationUnitBelongsToOneFile() {
        var maker = HandMadeVolume(.ext4, blockCount: 400)
        maker.volume.blocksPerAllocationUnit = 4
        maker.volume.firstAllocatableBlock = 1
        maker.volume.allocation.unitCount = 100
        maker.add(20, with: [.data([.stored(0, at: 1, 1), .hole(1, 1), .stored(2, at: 3, 1)])])
        maker.volume.areas = [MetadataArea(kind: .superblock, blocks: 0..<1)]
        maker.use(0..<1)
        #expect(AllocationCheck(maker.volume).isExact)
        maker.add(21, with: [.data([.stored(0, at: 4, 3)])])
        maker.use(1..<3)
        let check = AllocationCheck(maker.volume)
        #expect(check.doubleClaims.map(\.blocks) == [4..<5])
        #expect(check.lost == [9..<13])
        #expect(check.lostBlocks == 4)
        #expect(check.allocatedBlocks == 12)
        #expect(check.freeClaimedBlocks == 0)
    }

    @Test func theNumberOfFindingsIsBounded() {
        var maker = HandMadeVolume(blockCount: 1000)
        for block in stride(from: 0, to: 1000, by: 2) {
            maker.use(UInt64(block)..<UInt64(block) + 1)
        }
        let check = AllocationCheck(maker.volume, limit: 10)
        #expect(check.lost.count == 10)
        #expect(check.lostBlocks == 500)
        #expect(check.isTruncated)
        #expect(!AllocationCheck(maker.volume).isTruncated)
    }

    /// Block by block, the slow way, gives the same numbers; and who owns a block agrees with it.
    @Test(arguments: 0..<6) func countsAreThoseOfEachBlock(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        for _ in 0..<40 {
            let count = UInt64.random(in: 1...90, using: &random)
            var maker = HandMadeVolume(blockCount: count)
            var claimed = [Int](repeating: 0, count: Int(count))
            for number in 0..<UInt64.random(in: 0...8, using: &random) {
                let first = UInt64.random(in: 0..<count, using: &random)
                let length = min(count - first, UInt64.random(in: 1...12, using: &random))
                maker.add(number, with: [.data([.stored(0, at: first, length)])])
                for block in first..<first + length { claimed[Int(block)] += 1 }
            }
            for block in 0..<count where Bool.random(using: &random) {
                maker.use(block..<block + 1)
            }
            let map = maker.volume
            let used = (0..<count).map { map.allocation.isUsed($0) }
            let check = AllocationCheck(map)
            let blocks = (0..<Int(count))
            #expect(check.claimedBlocks == UInt64(blocks.count { claimed[$0] > 0 }))
            #expect(check.allocatedBlocks == UInt64(used.count { $0 }))
            #expect(check.doubleBlocks == UInt64(blocks.count { claimed[$0] > 1 }))
            #expect(
                check.freeClaimedBlocks == UInt64(blocks.count { claimed[$0] > 0 && !used[$0] }))
            let lost = blocks.filter { claimed[$0] == 0 && used[$0] }
            #expect(check.lost.flatMap { $0 }.map(Int.init) == lost)
            let owners = BlockOwners(map)
            for block in blocks {
                let uses = owners.uses(ofBlock: UInt64(block))
                #expect(uses.count == max(1, claimed[block]))
                if claimed[block] == 0 { #expect(uses == [used[block] ? .lost : .free]) }
            }
            var next: UInt64 = 0
            map.forEachUse { span in
                #expect(span.blocks.lowerBound == next)
                next = span.blocks.upperBound
                let place = Int(span.blocks.lowerBound)
                #expect((span.owner != nil) == (claimed[place] > 0))
            }
            #expect(next == count)
        }
    }
}
