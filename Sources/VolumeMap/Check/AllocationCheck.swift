/// Holds a map against the volume's own allocation bitmap. A map is exact where every block that the
/// bitmap calls used belongs to exactly one of a file's extent, a metadata area, or bad blocks, and no
/// other block belongs to anything.
///
/// The time is that of sorting the extents, and of one look at the bitmap. Of each kind of finding at
/// most `limit` are kept; the counts are of all.
public struct AllocationCheck: Sendable, Equatable {
    /// Blocks that two owners claim.
    public struct DoubleClaim: Equatable, Sendable {
        /// The blocks; where several blocks share an allocation unit, those of the second owner that
        /// lie in a unit of the first.
        public var blocks: Range<UInt64>
        /// The owner that claims from an earlier block on.
        public var first: BlockOwner
        /// The other. It may be the same: an attribute that names a block twice.
        public var second: BlockOwner
    }

    /// Blocks that one owner claims.
    public struct Claim: Equatable, Sendable {
        /// The blocks.
        public var blocks: Range<UInt64>
        /// Who claims them.
        public var owner: BlockOwner
    }

    /// Blocks that at least one owner claims, each counted once.
    public internal(set) var claimedBlocks: UInt64 = 0
    /// Blocks of the units that the bitmap calls used.
    public internal(set) var allocatedBlocks: UInt64 = 0
    /// Blocks that more than one owner claims, each counted once.
    public internal(set) var doubleBlocks: UInt64 = 0
    /// Claimed blocks that the bitmap calls free.
    public internal(set) var freeClaimedBlocks: UInt64 = 0
    /// Used blocks of units that nobody claims a block of.
    public internal(set) var lostBlocks: UInt64 = 0
    /// Claimed blocks that the volume does not have.
    public internal(set) var outsideBlocks: UInt64 = 0

    /// What is claimed twice, ascending.
    public internal(set) var doubleClaims: [DoubleClaim] = []
    /// What is claimed though the bitmap calls it free, ascending.
    public internal(set) var freeClaims: [Claim] = []
    /// What is used and not claimed, ascending and disjoint.
    public internal(set) var lost: [Range<UInt64>] = []
    /// What is claimed behind the volume's last block, ascending.
    public internal(set) var outsideClaims: [Claim] = []
    /// Whether there was more of a kind than was kept.
    public internal(set) var isTruncated = false

    /// Whether bitmap and map agree in every block.
    public var isExact: Bool {
        doubleBlocks == 0 && freeClaimedBlocks == 0 && lostBlocks == 0 && outsideBlocks == 0
    }

    /// Checks a map.
    ///
    /// - Parameter limit: so many findings of each kind are kept.
    public init(_ volume: MappedVolume, limit: Int = 100_000) {
        var sweep = AllocationSweep(volume, limit: limit)
        sweep.run(BlockClaims(volume))
        self = sweep.result
    }

    fileprivate init() {}
}

/// The one pass over all claims in the order of their blocks.
private struct AllocationSweep {
    var result = AllocationCheck()
    let volume: MappedVolume
    let units: AllocationUnits
    let limit: Int

    init(_ volume: MappedVolume, limit: Int) {
        self.volume = volume
        self.limit = limit
        units = AllocationUnits(volume)
    }

    mutating func run(_ claims: BlockClaims) {
        // The claim that reaches furthest so far: whatever begins before its end is claimed twice,
        // and by this one at least, since it also began before.
        var furthest: BlockClaim?
        var doubled: UInt64 = 0
        for claim in claims.claims {
            let reach = furthest?.end ?? 0
            if let before = furthest {
                addDouble(claim, before, &doubled)
            }
            addLost(from: reach, to: claim.first)
            if claim.end > reach {
                let own = max(claim.first, reach)..<claim.end
                result.claimedBlocks += own.upperBound - own.lowerBound
                addFree(own, claim)
                furthest = claim
            }
        }
        addLost(from: furthest?.end ?? 0, to: volume.blockCount)
        result.allocatedBlocks = units.usedBlocks()
        for claim in claims.outside {
            result.outsideBlocks = saturatingSum(result.outsideBlocks, claim.end - claim.first)
            keep(
                AllocationCheck.Claim(blocks: claim.first..<claim.end, owner: claim.owner),
                in: \.outsideClaims)
        }
    }

    private mutating func keep<Element>(
        _ element: Element, in list: WritableKeyPath<AllocationCheck, [Element]>
    ) {
        if result[keyPath: list].count < limit {
            result[keyPath: list].append(element)
        } else {
            result.isTruncated = true
        }
    }

    private mutating func addDouble(
        _ claim: BlockClaim, _ before: BlockClaim, _ doubled: inout UInt64
    ) {
        var end = min(claim.end, before.end)
        if claim.first >= before.end {
            // No block in common; but an allocation unit belongs to one owner as a whole.
            guard units.areShared(before.end - 1, claim.first), !isOneOwner(claim, before) else {
                return
            }
            end = min(claim.end, units.end(ofUnitWith: claim.first))
        }
        let fresh = max(doubled, claim.first)
        if end > fresh { result.doubleBlocks += end - fresh }
        doubled = max(doubled, end)
        keep(
            AllocationCheck.DoubleClaim(
                blocks: claim.first..<end, first: before.owner, second: claim.owner),
            in: \.doubleClaims)
    }

    /// Whether two claims may share an allocation unit: those of one file, with the areas that serve
    /// it, and those of the file system itself, which packs its own structures.
    private func isOneOwner(_ left: BlockClaim, _ right: BlockClaim) -> Bool {
        fileNumber(left) == fileNumber(right)
    }

    private func fileNumber(_ claim: BlockClaim) -> UInt64? {
        if claim.file == BlockClaim.noFile {
            guard let number = volume.areas[Int(claim.index)].owner else { return nil }
            let file = volume.file(number: number).map { volume.files[$0] }
            return file?.isMetadata ?? false ? nil : number
        }
        let file = volume.files[Int(claim.file)]
        return file.isMetadata ? nil : file.number
    }

    private mutating func addFree(_ blocks: Range<UInt64>, _ claim: BlockClaim) {
        units.forEachRun(in: blocks, used: false) { run in
            result.freeClaimedBlocks += run.upperBound - run.lowerBound
            keep(AllocationCheck.Claim(blocks: run, owner: claim.owner), in: \.freeClaims)
        }
    }

    private mutating func addLost(from: UInt64, to: UInt64) {
        // A unit with a claimed block is not lost.
        let first = from == 0 ? 0 : units.end(ofUnitWith: from - 1)
        let end = to == volume.blockCount ? to : units.start(ofUnitWith: to)
        guard first < end else { return }
        units.forEachRun(in: first..<end, used: true) { run in
            result.lostBlocks += run.upperBound - run.lowerBound
            keep(run, in: \.lost)
        }
    }
}

/// Blocks and the bits of the allocation bitmap that stand for them.
struct AllocationUnits {
    private let bytes: [UInt8]
    /// The first block that has a bit.
    private let first: UInt64
    /// Blocks of a unit.
    private let blocksPerUnit: UInt64
    private let blockCount: UInt64
    /// Units that have a bit and at least one block.
    private let unitCount: UInt64

    init(_ volume: MappedVolume) {
        bytes = volume.allocation.bytes
        first = min(volume.firstAllocatableBlock, volume.blockCount)
        blockCount = volume.blockCount
        blocksPerUnit = UInt64(max(1, volume.blocksPerAllocationUnit))
        let room = blockCount - first
        let units = room / blocksPerUnit + (room % blocksPerUnit == 0 ? 0 : 1)
        unitCount = min(volume.allocation.unitCount, units)
    }

    /// The block behind the last of the unit that a block lies in.
    func end(ofUnitWith block: UInt64) -> UInt64 {
        guard block >= first else { return block + 1 }
        let end = multiplied((block - first) / blocksPerUnit + 1, by: blocksPerUnit)
        return min(blockCount, saturatingSum(first, end))
    }

    /// The first block of the unit that a block lies in.
    func start(ofUnitWith block: UInt64) -> UInt64 {
        block < first ? block : block - (block - first) % blocksPerUnit
    }

    /// Whether two blocks, the first before the second, lie in one unit.
    func areShared(_ left: UInt64, _ right: UInt64) -> Bool {
        left >= first && (left - first) / blocksPerUnit == (right - first) / blocksPerUnit
    }

    /// Blocks of used units.
    func usedBlocks() -> UInt64 {
        var count: UInt64 = 0
        forEachRun(in: 0..<blockCount, used: true) { count += $0.upperBound - $0.lowerBound }
        return count
    }

    /// Gives the longest runs of blocks within `blocks` whose bits are all set, or all clear. A unit
    /// without a bit is free; a block before the first that has one is neither.
    func forEachRun(in blocks: Range<UInt64>, used: Bool, _ body: (Range<UInt64>) -> Void) {
        let start = max(blocks.lowerBound, first)
        guard start < blocks.upperBound else { return }
        let behind = (blocks.upperBound - 1 - first) / blocksPerUnit + 1
        var unit = (start - first) / blocksPerUnit
        while unit < behind {
            let from = firstUnit(from: unit, to: behind, used: used)
            if from == behind { return }
            let to = firstUnit(from: from, to: behind, used: !used)
            body(
                max(
                    start, first + from * blocksPerUnit)..<min(
                        blocks.upperBound, first + to * blocksPerUnit))
            unit = to
        }
    }

    /// The first unit from `from` on whose bit is set, or clear; `to` where there is none before it.
    private func firstUnit(from: UInt64, to: UInt64, used: Bool) -> UInt64 {
        let known = min(unitCount, UInt64(bytes.count) * 8)
        let span = bytes.span
        let skipped: UInt8 = used ? 0 : 0xFF
        var unit = from
        while unit < min(to, known) {
            let byte = span[Int(unit / 8)]
            // Most bytes are all clear or all set.
            if byte == skipped, unit % 8 == 0 {
                unit += 8
                continue
            }
            if (byte >> UInt8(unit % 8) & 1 != 0) == used { return unit }
            unit += 1
        }
        // Behind the last bit everything is free.
        if !used { return min(to, max(from, min(unit, known))) }
        return to
    }
}
