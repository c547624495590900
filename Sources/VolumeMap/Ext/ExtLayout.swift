/// Where the superblock's copies and the group descriptors lie: what follows from the superblock
/// alone.
///
/// A group that has a copy of the superblock begins
///
///     superblock (1 block)
///     group descriptors, or with meta_bg one block of them
///     reserved group descriptors (s_reserved_gdt_blocks), not with meta_bg
///
/// Source: Linux, Documentation/filesystems/ext4/blockgroup.rst and group_descr.rst.
struct ExtLayout: Sendable {
    let superblock: ExtSuperblock
    /// The blocks that there are: those of the superblock, at most those of the part.
    let blockCount: UInt64
    /// The groups that begin within these.
    let groupCount: Int

    init(superblock: ExtSuperblock, blockCount: UInt64) {
        self.superblock = superblock
        self.blockCount = blockCount
        let first = UInt64(superblock.firstDataBlock)
        let size = UInt64(superblock.blocksPerGroup)
        groupCount = blockCount > first ? Int((blockCount - first + size - 1) / size) : 0
    }

    /// Group descriptors in a block.
    var descriptorsPerBlock: Int { superblock.blockLength / superblock.descriptorSize }

    /// Blocks that hold all descriptors once.
    var descriptorBlockCount: Int {
        let perBlock = UInt64(descriptorsPerBlock)
        return Int((superblock.groupCount + perBlock - 1) / perBlock)
    }

    /// Blocks of an inode table.
    var inodeTableBlocks: UInt64 {
        let length = UInt64(superblock.blockLength)
        let bytes = UInt64(superblock.inodesPerGroup) * UInt64(superblock.inodeSize)
        return (bytes + length - 1) / length
    }

    /// The blocks of a group, as far as there are.
    func blocks(ofGroup group: Int) -> Range<UInt64> {
        let size = UInt64(superblock.blocksPerGroup)
        let first = UInt64(superblock.firstDataBlock) + UInt64(group) * size
        return first..<max(first, min(blockCount, first + size))
    }

    /// The block of a group where its copy of the superblock would be. With bigalloc and blocks of
    /// 1 KiB group 0 begins at block 0, and its superblock is in block 1 all the same.
    func superblockBlock(ofGroup group: Int) -> UInt64 {
        let first = blocks(ofGroup: group).lowerBound
        return first == 0 && superblock.blockLength == 1024 ? 1 : first
    }

    /// Whether a group begins with a copy of the superblock.
    func hasSuperblock(_ group: Int) -> Bool {
        if group == 0 { return true }
        if superblock.compatible.contains(.sparseSuper2) {
            return superblock.backupGroups.0 == group || superblock.backupGroups.1 == group
        }
        if group == 1 || !superblock.readOnly.contains(.sparseSuper) { return true }
        return [3, 5, 7].contains { Self.isPower(group, of: $0) }
    }

    private static func isPower(_ value: Int, of base: Int) -> Bool {
        var rest = value
        while rest % base == 0 { rest /= base }
        return rest == 1
    }

    /// Whether descriptors of these blocks lie behind the superblocks, not in their meta groups.
    private var oldDescriptorBlocks: Int {
        guard superblock.incompatible.contains(.metaBlockGroups) else {
            return descriptorBlockCount
        }
        return min(descriptorBlockCount, Int(superblock.firstMetaGroup))
    }

    /// Where the n-th block of group descriptors lies, the copies too, the first copy first.
    func descriptorPlaces(_ index: Int) -> [UInt64] {
        if index < oldDescriptorBlocks {
            // The first two that have a copy are enough: there are as many as superblocks.
            let groups = [0] + (1..<max(1, groupCount)).lazy.filter(hasSuperblock).prefix(1)
            return groups.map { superblockBlock(ofGroup: $0) + 1 + UInt64(index) }
        }
        let first = index * descriptorsPerBlock
        let copies = [first, first + 1, first + descriptorsPerBlock - 1]
        var seen: [UInt64] = []
        for group in copies where group < groupCount {
            let block = superblockBlock(ofGroup: group) + (hasSuperblock(group) ? 1 : 0)
            if !seen.contains(block) { seen.append(block) }
        }
        return seen
    }

    /// The areas at a group's beginning.
    func areas(ofGroup group: Int) -> [MetadataArea] {
        var areas: [MetadataArea] = []
        var next = superblockBlock(ofGroup: group)
        let end = blocks(ofGroup: group).upperBound
        func take(_ kind: MetadataArea.Kind, _ count: Int, owner: UInt64? = nil) {
            let stop = min(end, next + UInt64(count))
            if next < stop {
                areas.append(MetadataArea(kind: kind, blocks: next..<stop, owner: owner))
            }
            next = stop
        }
        let copy = hasSuperblock(group)
        if next == 1, blocks(ofGroup: group).lowerBound == 0 {
            areas.append(MetadataArea(kind: .bootSector, blocks: 0..<1))
        }
        if copy { take(.superblock, 1) }
        let meta = group / descriptorsPerBlock
        if !superblock.incompatible.contains(.metaBlockGroups) {
            guard copy else { return areas }
            take(.groupDescriptors, oldDescriptorBlocks)
            take(
                .reservedGroupDescriptors, Int(superblock.reservedDescriptorBlocks),
                owner: superblock.compatible.contains(.resizeInode) ? 7 : nil)
        } else if meta < oldDescriptorBlocks {
            if copy { take(.groupDescriptors, oldDescriptorBlocks) }
        } else if [0, 1, descriptorsPerBlock - 1].contains(group % descriptorsPerBlock) {
            take(.groupDescriptors, 1)
        }
        return areas
    }
}
