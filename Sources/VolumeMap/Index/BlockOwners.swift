/// Who owns which block of a volume, and which blocks a file owns.
public struct BlockOwners: Sendable {
    /// What a block is used for.
    public enum Use: Equatable, Sendable {
        /// It belongs to an attribute, whose value's block `logical` it is.
        case attribute(file: Int, attribute: Int, logical: UInt64)
        /// It belongs to an area.
        case area(Int)
        /// The bitmap calls it used, and nothing claims it.
        case lost
        /// It is free.
        case free
        /// It lies in the partition, but behind the file system's last block.
        case behindFileSystem
        /// It lies outside of the partition.
        case outside
    }

    /// A run of blocks that a file owns.
    public struct FileBlocks: Equatable, Sendable {
        /// What it is used for: `.attribute`, with the first block's `logical`, or `.area`.
        public var use: Use
        /// The blocks of the volume.
        public var blocks: Range<UInt64>
        /// The bytes of the disk.
        public var diskBytes: Range<UInt64>
    }

    private let volume: MappedVolume
    private let claims: [BlockClaim]
    /// The furthest end among the claims up to each; empty where no two claims have a block in
    /// common, since then each claim's own end is that.
    private let reach: [UInt64]
    private let units: AllocationUnits

    /// Sorts all claims of a map: O(n log n), 32 bytes an extent or area.
    public init(_ volume: MappedVolume) {
        self.volume = volume
        units = AllocationUnits(volume)
        claims = BlockClaims(volume).claims
        var furthest: UInt64 = 0
        var isDisjoint = true
        for claim in claims {
            isDisjoint = isDisjoint && claim.first >= furthest
            furthest = max(furthest, claim.end)
        }
        var ends: [UInt64] = []
        if !isDisjoint {
            ends.reserveCapacity(claims.count)
            for claim in claims { ends.append(max(claim.end, ends.last ?? 0)) }
        }
        reach = ends
    }

    /// What a block of the volume is used for; more than one answer where it is claimed twice.
    ///
    /// - Complexity: O(log n) where claims have no blocks in common.
    public func uses(ofBlock block: UInt64) -> [Use] {
        guard block < volume.blockCount else { return [.behindFileSystem] }
        var found: [Use] = []
        var index = firstClaim(behind: block)
        while index > 0 {
            index -= 1
            if claims[index].end > block { found.append(use(claims[index], at: block)) }
            // No claim before this one reaches the block.
            if index == 0 || (reach.isEmpty ? true : reach[index - 1] <= block) { break }
        }
        if !found.isEmpty { return found.reversed() }
        return [isUsed(block) ? .lost : .free]
    }

    /// What a byte of the disk is used for, counted from the disk's first.
    public func uses(ofDiskByte byte: UInt64) -> [Use] {
        guard let block = block(ofDiskByte: byte) else { return [.outside] }
        return uses(ofBlock: block)
    }

    /// The block of the volume that a byte of the disk lies in; nil outside of its partition.
    public func block(ofDiskByte byte: UInt64) -> UInt64? {
        guard byte >= volume.part.start, byte - volume.part.start < volume.part.byteCount else {
            return nil
        }
        return (byte - volume.part.start) / UInt64(volume.blockLength)
    }

    /// The blocks that a file owns, in the order of its attributes and their values, and behind them
    /// the areas that serve it. Holes are none.
    ///
    /// - Parameter file: an index in `MappedVolume.files`.
    public func blocks(ofFile file: Int) -> [FileBlocks] {
        var found: [FileBlocks] = []
        for attribute in volume.files[file].attributes.indices {
            for extent in volume.extents(of: volume.attributes[attribute]) {
                let end = saturatingSum(extent.physical, extent.count)
                guard extent.kind != .hole, extent.count > 0 else { continue }
                found.append(
                    run(
                        .attribute(file: file, attribute: attribute, logical: extent.logical),
                        extent.physical..<end))
            }
        }
        let number = volume.files[file].number
        for (index, area) in volume.areas.enumerated() where area.owner == number {
            found.append(run(.area(index), area.blocks))
        }
        return found
    }

    private func run(_ use: Use, _ blocks: Range<UInt64>) -> FileBlocks {
        let place = { (block: UInt64) in
            saturatingSum(
                volume.part.start, multiplied(block, by: UInt64(volume.blockLength)))
        }
        return FileBlocks(
            use: use, blocks: blocks, diskBytes: place(blocks.lowerBound)..<place(blocks.upperBound)
        )
    }

    private func use(_ claim: BlockClaim, at block: UInt64) -> Use {
        if claim.file == BlockClaim.noFile { return .area(Int(claim.index)) }
        return .attribute(
            file: Int(claim.file), attribute: Int(claim.index),
            logical: saturatingSum(claim.logical, block - claim.first))
    }

    private func isUsed(_ block: UInt64) -> Bool {
        var isUsed = false
        units.forEachRun(in: block..<block + 1, used: true) { _ in isUsed = true }
        return isUsed
    }

    /// How many claims begin at or before a block.
    private func firstClaim(behind block: UInt64) -> Int {
        var low = 0
        var high = claims.count
        while low < high {
            let middle = (low + high) / 2
            if claims[middle].first <= block { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
