import WireBytes

/// A block that inodes of a chunk lead to.
private struct WantedBlock {
    /// What it holds.
    enum Kind: Equatable {
        /// A node of an extent tree, of a depth.
        case extents(Int)
        /// An indirect block; level 1 lists blocks of the value.
        case indirect(Int)
        /// Extended attributes.
        case attributes
    }

    var block: UInt64
    var kind: Kind
}

// MARK: Reading ahead

extension ExtMapping {
    /// Reads the blocks that a chunk's inodes lead to, level by level, each level sorted by place.
    mutating func readAhead(_ bytes: [UInt8], _ inodes: [(number: UInt32, offset: Int)]) {
        var wanted: [WantedBlock] = []
        let span = bytes.span
        for item in inodes {
            collect(
                span.extracting(item.offset..<item.offset + superblock.inodeSize), item.number,
                into: &wanted)
        }
        while !wanted.isEmpty {
            wanted.removeAll { !isValid($0.block) || cache.places[$0.block] != nil }
            wanted.sort { $0.block < $1.block }
            var next: [WantedBlock] = []
            let sorted = wanted.map(\.block)
            for piece in blocks.pieces(of: sorted, gap: 16) {
                let range = sorted[piece.lowerBound]..<sorted[piece.upperBound - 1] + 1
                let size = range.count * blocks.blockLength
                guard cache.bytes.count + size <= ExtBlockCache.limit else { return }
                // Who needs a block that cannot be read says so.
                guard let read = try? blocks.read(range) else { continue }
                let base = cache.bytes.count
                cache.bytes += read
                for item in wanted[piece] {
                    let offset = Int(item.block - range.lowerBound) * blocks.blockLength
                    guard cache.places.updateValue(base + offset, forKey: item.block) == nil
                    else { continue }
                    collectChildren(
                        read.span.extracting(offset..<offset + blocks.blockLength),
                        item.kind, into: &next)
                }
            }
            wanted = next
        }
    }

    /// Finds the blocks that an inode itself names.
    private func collect(_ bytes: Span<UInt8>, _ number: UInt32, into wanted: inout [WantedBlock]) {
        let inode = ExtInode(bytes, number: number, record: 0, superblock: superblock)
        if inode.attributeBlock != 0 {
            wanted.append(WantedBlock(block: inode.attributeBlock, kind: .attributes))
        }
        switch inode.kind {
        case .regular, .directory: break
        case .symbolicLink where inode.size >= 60: break
        default: return
        }
        if inode.flags.contains(.inlineData) { return }
        if inode.flags.contains(.extents) {
            collectChildren(
                bytes.extracting(ExtInode.blockArea), .extents(.max), into: &wanted)
            return
        }
        for level in 1...3 {
            let block = UInt64(bytes.littleEndian32(at: 0x28 + 44 + 4 * level))
            // The resize inode's lists are not followed.
            if block == 0 || number == 7, level > 1 { continue }
            if block != 0 {
                wanted.append(WantedBlock(block: block, kind: .indirect(level)))
            }
        }
    }

    /// Finds the blocks that a node leads to.
    private func collectChildren(
        _ node: Span<UInt8>, _ kind: WantedBlock.Kind, into wanted: inout [WantedBlock]
    ) {
        switch kind {
        case .attributes, .indirect(1), .extents(0): return
        case .extents(let depth):
            guard let header = ExtExtentHeader(node), header.depth > 0,
                depth == .max || header.depth == depth
            else { return }
            for index in 0..<header.entries {
                wanted.append(
                    WantedBlock(
                        block: ExtExtentHeader.child(node, index),
                        kind: .extents(header.depth - 1)))
            }
        case .indirect(let level):
            for index in 0..<blocks.blockLength / 4 {
                let block = UInt64(node.littleEndian32(at: 4 * index))
                if block != 0 {
                    wanted.append(WantedBlock(block: block, kind: .indirect(level - 1)))
                }
            }
        }
    }

    /// A block that belongs to an inode: from what was read ahead, else read now. Nil, and a
    /// finding, where it cannot be read.
    mutating func node(_ block: UInt64, inode: ExtInode) -> (bytes: [UInt8], offset: Int)? {
        if let place = cache.places[block] { return (cache.bytes, place) }
        do throws(VolumeError) {
            return (try blocks.read(block..<block + 1), 0)
        } catch {
            findings.add(
                "block of inode \(inode.number)", at: blocks.byte(of: block), file: inode.number,
                error: error)
            return nil
        }
    }
}
