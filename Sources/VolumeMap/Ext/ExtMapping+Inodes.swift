import WireBytes

/// A part of an inode table that is read at once with others.
private struct TablePiece {
    var group: Int
    /// The first inode of the piece, counted in the group from 0.
    var firstInode: Int
    /// Its block on the volume.
    var block: UInt64
    var blockCount: UInt64
}

// MARK: Inode tables

extension ExtMapping {
    private var bytesOfGroupBits: Int { Int(superblock.inodesPerGroup) / 8 }

    /// How many inodes of a group have to be looked at: up to the last one in use.
    private func usedCount(ofGroup group: Int) -> Int {
        if hasDamagedBitmap[group] { return Int(superblock.inodesPerGroup) }
        let start = group * bytesOfGroupBits
        var index = start + bytesOfGroupBits
        while index > start {
            index -= 1
            let bits = inodeBits[index]
            if bits != 0 { return (index - start) * 8 + 8 - bits.leadingZeroBitCount }
        }
        return 0
    }

    /// Maps all inodes in use, chunk by chunk of the inode tables.
    mutating func mapInodes() {
        var pieces: [TablePiece] = []
        let perBlock = blocks.blockLength / superblock.inodeSize
        fileTableParts = Array(repeating: (0, 0), count: groups.count)
        var total = 0
        for (index, group) in groups.enumerated() {
            guard let group, hasTable[index] else { continue }
            let count = usedCount(ofGroup: index)
            fileTableParts[index] = (total, count)
            total += count
            var block: UInt64 = 0
            let needed = UInt64((count + perBlock - 1) / perBlock)
            while block < needed {
                let size = min(needed - block, blocks.largestRead)
                pieces.append(
                    TablePiece(
                        group: index, firstInode: Int(block) * perBlock,
                        block: group.inodeTable + block, blockCount: size))
                block += size
            }
        }
        fileTable = Array(repeating: -1, count: total)
        var start = 0
        while start < pieces.count {
            let first = pieces[start].block
            var behind = first + pieces[start].blockCount
            var end = start + 1
            while end < pieces.count, pieces[end].block >= behind, pieces[end].block - behind <= 64,
                pieces[end].block + pieces[end].blockCount - first <= blocks.largestRead
            {
                behind = pieces[end].block + pieces[end].blockCount
                end += 1
            }
            mapChunk(first..<behind, pieces[start..<end])
            start = end
        }
    }

    private mutating func mapChunk(_ range: Range<UInt64>, _ pieces: ArraySlice<TablePiece>) {
        let (bytes, bad) = readTolerantly(range, as: "inode table")
        let used = inodesInUse(pieces, bytes, range.lowerBound, bad)
        readAhead(bytes, used)
        for item in used {
            let part = bytes.span.extracting(item.offset..<item.offset + superblock.inodeSize)
            mapInode(
                part, number: item.number, record: blocks.byte(of: range.lowerBound)
                    + UInt64(item.offset))
        }
        cache.removeAll()
    }

    /// The inodes of a chunk that are in use, and where in its bytes they lie.
    private func inodesInUse(
        _ pieces: ArraySlice<TablePiece>, _ bytes: [UInt8], _ first: UInt64, _ bad: Set<UInt64>
    ) -> [(number: UInt32, offset: Int)] {
        var used: [(number: UInt32, offset: Int)] = []
        let size = superblock.inodeSize
        let length = UInt64(blocks.blockLength)
        let span = bytes.span
        for piece in pieces {
            let base = Int((piece.block - first) * length)
            let room = Int(piece.blockCount * length) / size
            let last = min(piece.firstInode + room, fileTableParts[piece.group].count)
            let bits = piece.group * bytesOfGroupBits
            for index in piece.firstInode..<max(piece.firstInode, last) {
                let offset = base + (index - piece.firstInode) * size
                if inodeBits[bits + index / 8] & (1 << UInt8(index % 8)) == 0 {
                    // A damaged bitmap may have lost it.
                    guard hasDamagedBitmap[piece.group], span.littleEndian16(at: offset) != 0,
                        span.littleEndian16(at: offset + 0x1A) != 0
                    else { continue }
                } else if hasDamagedBitmap[piece.group], span.littleEndian16(at: offset) == 0 {
                    continue
                }
                if !bad.isEmpty, bad.contains(first + UInt64(offset) / length) { continue }
                let number = UInt32(piece.group) * superblock.inodesPerGroup + UInt32(index) + 1
                used.append((number, offset))
            }
        }
        return used
    }

    /// Decodes one inode and adds its file.
    mutating func mapInode(_ bytes: Span<UInt8>, number: UInt32, record: UInt64) {
        var inode = ExtInode(bytes, number: number, record: record, superblock: superblock)
        let isReserved = number < superblock.firstInode && number != 2
        if isReserved, inode.mode == 0, inode.size == 0, hasNoPointers(bytes) { return }
        checkInode(&inode, bytes)
        if number == 1 { return mapBadBlocks(inode, bytes) }
        var file = MappedFile(
            number: UInt64(number), generation: inode.generation, kind: inode.kind)
        if isReserved, file.kind == .unknown { file.kind = .regular }
        file.isMetadata =
            isReserved || superblock.quotaInodes.contains(number)
            || inode.flags.contains(.attributeValue)
            || superblock.compatible.contains(.orphanFile) && superblock.orphanFileInode == number
        file.flags = inode.flags.rawValue
        file.permissions = inode.mode & 0xFFF
        file.owner =
            UInt32(bytes.littleEndian16(at: 0x78)) << 16 | UInt32(bytes.littleEndian16(at: 2))
        file.group =
            UInt32(bytes.littleEndian16(at: 0x7A)) << 16 | UInt32(bytes.littleEndian16(at: 0x18))
        file.times = inode.times(bytes)
        let start = volume.attributes.count
        switch file.kind {
        case .regular, .directory, .symbolicLink: mapValue(inode, bytes, kind: file.kind)
        case .characterDevice, .blockDevice: file.device = ExtInode.device(bytes)
        case .unknown:
            findings.add(
                "inode \(number)", at: record, file: number,
                "in use, but i_mode is \(hexadecimal(inode.mode))")
        case .fifo, .socket: break
        }
        mapExtendedAttributes(inode, bytes)
        file.attributes = PoolRange(from: start, to: volume.attributes.count)
        let (part, index) = Int(number - 1).quotientAndRemainder(
            dividingBy: Int(superblock.inodesPerGroup))
        if part < fileTableParts.count, index < fileTableParts[part].count {
            fileTable[fileTableParts[part].start + index] = Int32(volume.files.count)
        }
        volume.files.append(file)
        linkCounts.append(inode.linkCount)
    }

    private func hasNoPointers(_ bytes: Span<UInt8>) -> Bool {
        for place in stride(from: 0x28, to: 0x64, by: 4) where bytes.littleEndian32(at: place) != 0 {
            return false
        }
        return true
    }

    /// Checks what the inode says of itself, and gives it its seed.
    func seed(of inode: ExtInode) -> UInt32? {
        checksumSeed.map {
            ExtChecksum.inodeSeed(
                volume: $0, number: inode.number, generation: inode.generation)
        }
    }

    private mutating func checkInode(_ inode: inout ExtInode, _ bytes: Span<UInt8>) {
        inode.seed = seed(of: inode)
        if let seed = inode.seed {
            let (found, expected) = inode.checksum(of: bytes, seed: seed)
            if found != expected {
                findings.add(
                    "inode \(inode.number)", at: inode.record, file: inode.number,
                    checksumProblem(found, expected))
            }
        }
        guard bytes.count > 128 else { return }
        let extra = bytes.littleEndian16(at: 0x80)
        if extra != 0, inode.extraSize == 0 {
            findings.add(
                "inode \(inode.number)", at: inode.record + 0x80, file: inode.number,
                "i_extra_isize is \(extra), a multiple of 4 up to \(bytes.count - 128) expected"
            )
        }
    }

    /// The bad blocks that inode 1 lists are an area, not a file.
    private mutating func mapBadBlocks(_ inode: ExtInode, _ bytes: Span<UInt8>) {
        var runs = ExtRuns(start: volume.extents.count)
        if inode.flags.contains(.extents) {
            addExtents(inode, bytes, &runs)
        } else {
            addIndirectBlocks(inode, bytes, &runs)
        }
        for extent in volume.extents[runs.start...] {
            if let range = extent.blocks { addArea(.badBlocks, range, owner: inode.number) }
        }
        volume.extents.removeSubrange(runs.start...)
    }

    /// The index in `files` of an inode's file.
    func fileIndex(of number: UInt32) -> Int? {
        guard number > 0 else { return nil }
        let (group, index) = Int(number - 1).quotientAndRemainder(
            dividingBy: Int(superblock.inodesPerGroup))
        guard group < fileTableParts.count, index < fileTableParts[group].count else { return nil }
        let file = fileTable[fileTableParts[group].start + index]
        return file < 0 ? nil : Int(file)
    }

    /// An inode by its number; nil where it is in no inode table.
    func inodeRecord(_ number: UInt32) -> UInt64? {
        guard number > 0 else { return nil }
        let (group, index) = Int(number - 1).quotientAndRemainder(
            dividingBy: Int(superblock.inodesPerGroup))
        guard group < groups.count, hasTable[group], let table = groups[group]?.inodeTable else {
            return nil
        }
        return blocks.byte(of: table) + UInt64(index * superblock.inodeSize)
    }
}
