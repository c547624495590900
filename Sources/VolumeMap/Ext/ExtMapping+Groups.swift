import WireBytes

// MARK: Group descriptors and bitmaps

extension ExtMapping {
    /// Reads the group descriptors, each block of them once; where a descriptor is damaged, its copy.
    mutating func readGroups() {
        groups = Array(repeating: nil, count: layout.groupCount)
        let count = (layout.groupCount + layout.descriptorsPerBlock - 1) / layout.descriptorsPerBlock
        let places = (0..<count).map { layout.descriptorPlaces($0) }
        var start = 0
        while start < count {
            let first = places[start].first ?? 0
            var end = start + 1
            while end < count, places[end].first == first + UInt64(end - start),
                UInt64(end - start) < blocks.largestRead
            {
                end += 1
            }
            let range = first..<first + UInt64(end - start)
            let (bytes, bad) = readTolerantly(range, as: "group descriptors")
            for index in start..<end {
                let block = first + UInt64(index - start)
                let offset = (index - start) * blocks.blockLength
                decodeGroups(
                    index, bytes.span.extracting(offset..<offset + blocks.blockLength),
                    at: block, isBad: bad.contains(block), copies: places[index].dropFirst())
            }
            start = end
        }
        findTables()
    }

    private mutating func decodeGroups(
        _ index: Int, _ bytes: Span<UInt8>, at block: UInt64, isBad: Bool, copies: ArraySlice<UInt64>
    ) {
        let size = superblock.descriptorSize
        let first = index * layout.descriptorsPerBlock
        var copy: [UInt8]?
        for slot in 0..<min(layout.descriptorsPerBlock, layout.groupCount - first) {
            let part = slot * size..<(slot + 1) * size
            if !isBad {
                let (group, problem) = judge(bytes.extracting(part), group: first + slot)
                groups[first + slot] = group
                guard let problem else { continue }
                findings.add(
                    "group descriptor \(first + slot)",
                    at: blocks.byte(of: block) + UInt64(part.lowerBound), problem)
            }
            if copy == nil, let place = copies.first(where: { $0 < blocks.blockCount }) {
                copy = try? blocks.read(place..<place + 1)
            }
            if let copy {
                let (group, problem) = judge(
                    copy.span.extracting(part), group: first + slot)
                if problem == nil { groups[first + slot] = group }
            }
        }
    }

    /// A descriptor, and what is wrong with it.
    private func judge(_ bytes: Span<UInt8>, group number: Int) -> (ExtGroup, String?) {
        let group = ExtGroup(bytes, hasChecksums: superblock.hasDescriptorChecksums)
        if let expected = ExtGroup.checksum(
            of: bytes, group: UInt32(truncatingIfNeeded: number), superblock: superblock)
        {
            let found = bytes.littleEndian16(at: 0x1E)
            if found != expected {
                return (group, checksumProblem(UInt32(found), UInt32(expected)))
            }
        }
        if !isValid(group.blockBitmap) {
            return (group, "bg_block_bitmap is block \(group.blockBitmap), outside of the volume")
        }
        if !isValid(group.inodeBitmap) {
            return (group, "bg_inode_bitmap is block \(group.inodeBitmap), outside of the volume")
        }
        if !isValid(group.inodeTable, count: layout.inodeTableBlocks) {
            return (group, "bg_inode_table is block \(group.inodeTable), outside of the volume")
        }
        return (group, nil)
    }

    /// Finds the groups whose inode table can be read. A table that lies in another's is not: else
    /// a volume of a few blocks could hold billions of inodes.
    private mutating func findTables() {
        hasTable = groups.map { group in
            group.map { isValid($0.inodeTable, count: layout.inodeTableBlocks) } ?? false
        }
        let order = groups.indices.filter { hasTable[$0] }.sorted {
            (groups[$0]?.inodeTable ?? 0, $0) < (groups[$1]?.inodeTable ?? 0, $1)
        }
        var end: UInt64 = 0
        for index in order {
            let first = groups[index]?.inodeTable ?? 0
            if first < end {
                hasTable[index] = false
                findings.add(
                    "inode table of group \(index)", at: blocks.byte(of: first),
                    "it lies in another group's")
            } else {
                end = first + layout.inodeTableBlocks
            }
        }
    }

    /// The areas of all groups: what the layout says and what the descriptors say.
    mutating func addGroupAreas() {
        for index in groups.indices {
            volume.areas += layout.areas(ofGroup: index)
            guard let group = groups[index] else { continue }
            if isValid(group.blockBitmap) {
                addArea(.blockBitmap, group.blockBitmap..<group.blockBitmap + 1)
            }
            if isValid(group.inodeBitmap) {
                addArea(.inodeBitmap, group.inodeBitmap..<group.inodeBitmap + 1)
            }
            if hasTable[index] {
                addArea(
                    .inodeTable, group.inodeTable..<group.inodeTable + layout.inodeTableBlocks)
            }
        }
        if superblock.incompatible.contains(.multipleMountProtection),
            isValid(superblock.protectionBlock)
        {
            let block = superblock.protectionBlock
            addArea(.multipleMountProtection, block..<block + 1)
        }
    }
}

extension ExtMapping {
    /// Reads the bitmaps of all groups, sorted by place.
    mutating func readBitmaps() {
        let clusterBytes = Int(superblock.blocksPerGroup) / superblock.clusterRatio / 8
        let inodeBytes = Int(superblock.inodesPerGroup) / 8
        var used = [UInt8](repeating: 0, count: groups.count * clusterBytes)
        inodeBits = [UInt8](repeating: 0, count: groups.count * inodeBytes)
        hasDamagedBitmap = groups.map { $0 == nil }
        var wanted: [(block: UInt64, group: Int, ofInodes: Bool)] = []
        for (index, group) in groups.enumerated() {
            guard let group else { continue }
            if group.flags.contains(.blocksUninitialized) {
                computeBitmap(of: index, group, into: &used, at: index * clusterBytes)
            } else if isValid(group.blockBitmap) {
                wanted.append((group.blockBitmap, index, false))
            }
            if group.flags.contains(.inodesUninitialized) { continue }
            if isValid(group.inodeBitmap) {
                wanted.append((group.inodeBitmap, index, true))
            } else {
                hasDamagedBitmap[index] = true
            }
        }
        wanted.sort { ($0.block, $0.group) < ($1.block, $1.group) }
        for piece in blocks.pieces(of: wanted.map(\.block), gap: 16) {
            let first = wanted[piece.lowerBound].block
            let range = first..<wanted[piece.upperBound - 1].block + 1
            let (bytes, bad) = readTolerantly(range, as: "bitmaps")
            for item in wanted[piece] {
                let offset = Int(item.block - first) * blocks.blockLength
                let count = item.ofInodes ? inodeBytes : clusterBytes
                if bad.contains(item.block) {
                    if item.ofInodes { hasDamagedBitmap[item.group] = true }
                    continue
                }
                let part = bytes[offset..<offset + count]
                checkBitmap(
                    bytes.span.extracting(offset..<offset + count), of: item.group,
                    ofInodes: item.ofInodes, at: item.block)
                let place = item.group * count
                if item.ofInodes {
                    inodeBits.replaceSubrange(place..<place + count, with: part)
                } else {
                    used.replaceSubrange(place..<place + count, with: part)
                }
            }
        }
        let ratio = UInt64(superblock.clusterRatio)
        let units = (blocks.blockCount - UInt64(superblock.firstDataBlock) + ratio - 1) / ratio
        volume.allocation = AllocationBitmap(bytes: used, unitCount: units)
    }

    private mutating func checkBitmap(
        _ bytes: Span<UInt8>, of index: Int, ofInodes: Bool, at block: UInt64
    ) {
        guard let checksumSeed, let group = groups[index] else { return }
        let stored = ofInodes ? group.inodeBitmapChecksum : group.blockBitmapChecksum
        var sum = ExtChecksum(seed: checksumSeed)
        sum.add(bytes)
        let expected = superblock.descriptorSize >= 64 ? sum.value : sum.value & 0xFFFF
        if stored == expected { return }
        if ofInodes { hasDamagedBitmap[index] = true }
        findings.add(
            "\(ofInodes ? "inode" : "block") bitmap of group \(index)",
            at: blocks.byte(of: block), checksumProblem(stored, expected))
    }

    /// The block bitmap of a group that has none yet: in use is what the layout puts there, and the
    /// group's own bitmaps and inode table where they lie in it.
    private func computeBitmap(
        of index: Int, _ group: ExtGroup, into used: inout [UInt8], at place: Int
    ) {
        let range = layout.blocks(ofGroup: index)
        let ratio = UInt64(superblock.clusterRatio)
        let own = [
            (group.blockBitmap, 1), (group.inodeBitmap, 1),
            (group.inodeTable, layout.inodeTableBlocks),
        ].filter { isValid($0.0, count: $0.1) }.map { $0.0..<$0.0 + $0.1 }
        for taken in layout.areas(ofGroup: index).map(\.blocks) + own {
            let part = taken.clamped(to: range)
            for block in part {
                let unit = Int((block - range.lowerBound) / ratio)
                used[place + unit / 8] |= 1 << UInt8(unit % 8)
            }
        }
    }
}
