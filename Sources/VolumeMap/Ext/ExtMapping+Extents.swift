import WireBytes

/// The header of a node of an extent tree: 12 bytes, in i_block or at a block's beginning.
///
///     byte  field                   an index (12 bytes)      an extent (12 bytes)
///     00h   eh_magic, F30Ah         00h   ei_block           00h   ee_block
///     02h   eh_entries              04h   ei_leaf_lo         04h   ee_len, 2
///     04h   eh_max                  08h   ei_leaf_hi, 2      06h   ee_start_hi, 2
///     06h   eh_depth                0Ah   ei_unused, 2       08h   ee_start_lo
///     08h   eh_generation
///
/// A node of depth 0 holds extents, others hold indices. An extent longer than 32,768 blocks is
/// unwritten and 32,768 blocks shorter than it says. Behind the eh_max entries of a block stands a
/// checksum. Source: Linux, Documentation/filesystems/ext4/ifork.rst.
struct ExtExtentHeader {
    static let byteCount = 12
    static let magic: UInt16 = 0xF30A
    /// Five levels address all of 2^32 blocks even with blocks of 1 KiB.
    static let largestDepth = 5

    var entries: Int
    var maximum: Int
    var depth: Int

    /// Nil where there is no header that can be.
    init?(_ node: Span<UInt8>) {
        guard node.count >= Self.byteCount, node.littleEndian16(at: 0) == Self.magic else {
            return nil
        }
        entries = Int(node.littleEndian16(at: 2))
        maximum = Int(node.littleEndian16(at: 4))
        depth = Int(node.littleEndian16(at: 6))
        guard entries <= maximum, 12 + 12 * maximum <= node.count,
            depth <= Self.largestDepth
        else { return nil }
    }

    /// The block that an index leads to.
    static func child(_ node: Span<UInt8>, _ index: Int) -> UInt64 {
        let place = 12 + 12 * index
        return UInt64(node.littleEndian16(at: place + 8)) << 32
            | UInt64(node.littleEndian32(at: place + 4))
    }
}

// MARK: Extent trees

extension ExtMapping {
    /// Adds the extents of an inode that has an extent tree.
    mutating func addExtents(_ inode: ExtInode, _ bytes: Span<UInt8>, _ runs: inout ExtRuns) {
        addNode(
            bytes.extracting(ExtInode.blockArea), depth: nil, at: inode.record + 0x28,
            range: 0..<1 << 32, inode, &runs)
    }

    /// Adds what one node holds or leads to.
    ///
    /// - Parameter range: the logical blocks that the node's parent gives it. Children's ranges are
    ///   disjoint, so a tree cannot give a block twice.
    private mutating func addNode(
        _ node: Span<UInt8>, depth: Int?, at byte: UInt64, range: Range<UInt64>, _ inode: ExtInode,
        _ runs: inout ExtRuns
    ) {
        guard let header = ExtExtentHeader(node), depth == nil || header.depth == depth else {
            runs.isIncomplete = true
            findings.add(
                "extent tree of inode \(inode.number)", at: byte, file: inode.number,
                node.count >= 8
                    ? "eh_magic \(hexadecimal(node.littleEndian16(at: 0))), eh_entries"
                        + " \(node.littleEndian16(at: 2)), eh_max \(node.littleEndian16(at: 4)),"
                        + " eh_depth \(node.littleEndian16(at: 6)), which cannot be"
                    : "a node of \(node.count) bytes")
            return
        }
        if depth != nil { checkTail(node, header, at: byte, inode) }
        if header.depth == 0 {
            addLeaf(node, header, at: byte, range: range, inode, &runs)
            return
        }
        for index in 0..<header.entries {
            let place = 12 + 12 * index
            let first = UInt64(node.littleEndian32(at: place))
            let end =
                index + 1 < header.entries
                ? UInt64(node.littleEndian32(at: place + 12)) : range.upperBound
            let child = ExtExtentHeader.child(node, index)
            guard first >= range.lowerBound, end <= range.upperBound, first < end,
                isValid(child), treeBlocks.insert(child).inserted
            else {
                runs.isIncomplete = true
                findings.add(
                    "extent tree of inode \(inode.number)", at: byte + UInt64(place),
                    file: inode.number,
                    "an index of logical block \(first) that leads to block \(child) cannot be")
                continue
            }
            addArea(.extentTree, child..<child + 1, owner: inode.number)
            guard let found = self.node(child, inode: inode) else {
                runs.isIncomplete = true
                continue
            }
            addNode(
                found.bytes.span.extracting(found.offset..<found.offset + blocks.blockLength),
                depth: header.depth - 1, at: blocks.byte(of: child), range: first..<end, inode,
                &runs)
        }
    }

    private mutating func addLeaf(
        _ node: Span<UInt8>, _ header: ExtExtentHeader, at byte: UInt64, range: Range<UInt64>,
        _ inode: ExtInode, _ runs: inout ExtRuns
    ) {
        for index in 0..<header.entries {
            let place = 12 + 12 * index
            let logical = UInt64(node.littleEndian32(at: place))
            let length = UInt64(node.littleEndian16(at: place + 4))
            let count = length > 32768 ? length - 32768 : length
            let physical =
                UInt64(node.littleEndian16(at: place + 6)) << 32
                | UInt64(node.littleEndian32(at: place + 8))
            let isWithin = logical >= range.lowerBound && logical + count <= range.upperBound
            if !isWithin
                || !addRun(
                    logical: logical, physical: physical, count: count,
                    kind: length > 32768 ? .unwritten : .stored, &runs)
            {
                runs.isIncomplete = true
                findings.add(
                    "extent tree of inode \(inode.number)", at: byte + UInt64(place),
                    file: inode.number,
                    "an extent of \(count) blocks from \(physical) for logical block \(logical)"
                        + " cannot be")
            }
        }
    }

    private mutating func checkTail(
        _ node: Span<UInt8>, _ header: ExtExtentHeader, at byte: UInt64, _ inode: ExtInode
    ) {
        guard let seed = inode.seed else { return }
        let place = 12 + 12 * header.maximum
        guard place + 4 <= node.count else { return }
        var sum = ExtChecksum(seed: seed)
        sum.add(node, 0..<place)
        let found = node.littleEndian32(at: place)
        if found != sum.value {
            findings.add(
                "extent tree of inode \(inode.number)", at: byte + UInt64(place),
                file: inode.number, checksumProblem(found, sum.value))
        }
    }
}

// MARK: Indirect blocks

extension ExtMapping {
    /// Adds the blocks that i_block lists: twelve, then those of an indirect, a double and a triple
    /// indirect block. Source: Linux, Documentation/filesystems/ext4/blockmap.rst.
    mutating func addIndirectBlocks(
        _ inode: ExtInode, _ bytes: Span<UInt8>, _ runs: inout ExtRuns
    ) {
        let list = bytes.extracting(ExtInode.blockArea)
        addPointers(list.extracting(0..<48), first: 0, at: inode.record + 0x28, inode, &runs)
        let perBlock = UInt64(blocks.blockLength / 4)
        var first: UInt64 = 12
        var span: UInt64 = 1
        for level in 1...3 {
            let place = 44 + 4 * level
            span *= perBlock
            addIndirect(
                UInt64(list.littleEndian32(at: place)), level: level, first: first,
                at: inode.record + 0x28 + UInt64(place), inode, &runs)
            first += span
        }
    }

    /// Adds what an indirect block of a level leads to; level 1 lists blocks of the value.
    private mutating func addIndirect(
        _ block: UInt64, level: Int, first: UInt64, at byte: UInt64, _ inode: ExtInode,
        _ runs: inout ExtRuns
    ) {
        if block == 0 { return }
        guard isValid(block), treeBlocks.insert(block).inserted else {
            runs.isIncomplete = true
            findings.add(
                "indirect blocks of inode \(inode.number)", at: byte, file: inode.number,
                "indirect block \(block) cannot be")
            return
        }
        addArea(.indirectBlock, block..<block + 1, owner: inode.number)
        guard let found = node(block, inode: inode) else {
            runs.isIncomplete = true
            return
        }
        let list = found.bytes.span.extracting(
            found.offset..<found.offset + blocks.blockLength)
        let place = blocks.byte(of: block)
        if level == 1 { return addPointers(list, first: first, at: place, inode, &runs) }
        let perBlock = UInt64(blocks.blockLength / 4)
        let span = level == 2 ? perBlock : perBlock * perBlock
        for index in 0..<blocks.blockLength / 4 {
            addIndirect(
                UInt64(list.littleEndian32(at: 4 * index)), level: level - 1,
                first: first + UInt64(index) * span, at: place + UInt64(4 * index), inode, &runs)
        }
    }

    /// Adds the blocks of a list, neighbours as one run.
    private mutating func addPointers(
        _ list: Span<UInt8>, first: UInt64, at byte: UInt64, _ inode: ExtInode, _ runs: inout ExtRuns
    ) {
        let count = list.count / 4
        var index = 0
        while index < count {
            let physical = UInt64(list.littleEndian32(at: 4 * index))
            var end = index + 1
            if physical != 0 {
                while end < count,
                    UInt64(list.littleEndian32(at: 4 * end)) == physical + UInt64(end - index)
                {
                    end += 1
                }
                if !addRun(
                    logical: first + UInt64(index), physical: physical, count: UInt64(end - index),
                    kind: .stored, &runs)
                {
                    findings.add(
                        "indirect blocks of inode \(inode.number)", at: byte + UInt64(4 * index),
                        file: inode.number,
                        "\(end - index) blocks from \(physical) for logical block"
                            + " \(first + UInt64(index)) cannot be")
                }
            }
            index = end
        }
    }
}
