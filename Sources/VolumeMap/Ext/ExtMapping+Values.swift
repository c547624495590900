import WireBytes

/// The extents of one value while they are found, in logical order, at the end of
/// `MappedVolume.extents`.
struct ExtRuns {
    /// The index of the first in the pool.
    var start: Int
    /// The logical block behind those found.
    var next: UInt64 = 0
    /// Blocks that are allocated.
    var allocated: UInt64 = 0
    /// Something is lost.
    var isIncomplete = false

    init(start: Int) { self.start = start }
}

// MARK: Values

extension ExtMapping {
    /// Adds the attribute of a file's content.
    mutating func mapValue(_ inode: ExtInode, _ bytes: Span<UInt8>, kind: MappedFile.Kind) {
        var attribute = FileAttribute(
            role: kind == .directory ? .index : .data, size: inode.size)
        if inode.flags.contains(.encrypted) { attribute.flags.insert(.encrypted) }
        if inode.flags.contains(.inlineData) {
            mapInlineData(inode, bytes, kind: kind, &attribute)
        } else if kind == .symbolicLink, inode.size < 60, !inode.flags.contains(.extents) {
            attribute.flags.insert(.resident)
            attribute.place = ResidentPlace(
                record: inode.record, offset: UInt32(ExtInode.blockArea.lowerBound))
        } else {
            mapBlocks(inode, bytes, kind: kind, &attribute)
        }
        volume.attributes.append(attribute)
    }

    private mutating func mapBlocks(
        _ inode: ExtInode, _ bytes: Span<UInt8>, kind: MappedFile.Kind, _ attribute: inout FileAttribute
    ) {
        var runs = ExtRuns(start: volume.extents.count)
        if inode.number == 7, superblock.compatible.contains(.resizeInode) {
            mapResizeInode(inode, bytes)
        } else if inode.flags.contains(.extents) {
            addExtents(inode, bytes, &runs)
        } else {
            addIndirectBlocks(inode, bytes, &runs)
        }
        finish(&runs, size: inode.size)
        attribute.extents = PoolRange(from: runs.start, to: volume.extents.count)
        let (allocated, overflow) = runs.allocated.multipliedReportingOverflow(
            by: UInt64(blocks.blockLength))
        attribute.allocatedSize = overflow ? .max : allocated
        if runs.isIncomplete { attribute.flags.insert(.incomplete) }
        guard kind == .directory else { return }
        let file = UInt32(volume.files.count)
        let count = blockCount(of: inode.size)
        for extent in volume.extents[runs.start...] where extent.logical < count {
            if extent.kind == .stored {
                directoryPieces.append(
                    ExtDirectoryPiece(
                        physical: extent.physical,
                        count: min(extent.count, count - extent.logical),
                        logical: extent.logical, file: file))
            } else {
                findings.add(
                    "directory \(inode.number)", at: inode.record, file: inode.number,
                    "it has a hole at block \(extent.logical)")
            }
        }
    }

    /// How many blocks so many bytes need.
    func blockCount(of size: UInt64) -> UInt64 {
        let length = UInt64(blocks.blockLength)
        return size / length + (size % length == 0 ? 0 : 1)
    }

    /// Adds a run of blocks; a hole before it where it does not follow on the last one.
    ///
    /// - Returns: false where the run cannot be, and was left out.
    mutating func addRun(
        logical: UInt64, physical: UInt64, count: UInt64, kind: Extent.Kind, _ runs: inout ExtRuns
    ) -> Bool {
        guard count > 0, logical >= runs.next, isValid(physical, count: count) else {
            runs.isIncomplete = true
            return false
        }
        if logical > runs.next {
            volume.extents.append(
                Extent(
                    logical: runs.next, physical: 0, count: logical - runs.next, kind: .hole))
        }
        let last = volume.extents.count - 1
        if last >= runs.start, volume.extents[last].kind == kind, runs.next == logical,
            volume.extents[last].physical + volume.extents[last].count == physical
        {
            volume.extents[last].count += count
        } else {
            volume.extents.append(
                Extent(logical: logical, physical: physical, count: count, kind: kind))
        }
        runs.next = logical + count
        runs.allocated += count
        return true
    }

    /// Adds the hole at the end.
    private mutating func finish(_ runs: inout ExtRuns, size: UInt64) {
        let count = blockCount(of: size)
        if count > runs.next {
            volume.extents.append(
                Extent(logical: runs.next, physical: 0, count: count - runs.next, kind: .hole))
        }
    }

    /// The resize inode's blocks are the reserved group descriptors, which are areas already, and
    /// the block that lists them: its double indirect block (i_block[13]).
    private mutating func mapResizeInode(_ inode: ExtInode, _ bytes: Span<UInt8>) {
        let block = UInt64(bytes.littleEndian32(at: 0x28 + 13 * 4))
        guard block != 0 else { return }
        guard isValid(block), treeBlocks.insert(block).inserted else {
            findings.add(
                "inode 7", at: inode.record, file: 7,
                "i_block[13] is block \(block), which cannot be")
            return
        }
        addArea(.indirectBlock, block..<block + 1, owner: 7)
        let first = layout.superblockBlock(ofGroup: 0) + 1
        let reserved = layout.areas(ofGroup: 0).first { $0.kind == .reservedGroupDescriptors }
        guard let list = node(block, inode: inode) else { return }
        let pointers = list.bytes.span.extracting(
            list.offset..<list.offset + blocks.blockLength)
        for index in 0..<blocks.blockLength / 4 {
            let pointer = UInt64(pointers.littleEndian32(at: 4 * index))
            if pointer == 0 || reserved?.blocks.contains(pointer) == true { continue }
            findings.add(
                "inode 7", at: blocks.byte(of: block) + UInt64(4 * index), file: 7,
                "block \(pointer) is listed, which is none of the reserved group descriptors"
                    + " behind block \(first)")
        }
    }
}
