/// The blocks of a volume as its map sees them: from the journal where that has a newer copy, else
/// from the disk.
final class ExtBlocks {
    let reader: any BlockReader
    let part: DiskPart
    let blockLength: Int
    /// The blocks that the superblock names and the part has.
    let blockCount: UInt64
    /// What the journal lays over the disk.
    var overlay = ExtOverlay()

    init(reader: any BlockReader, part: DiskPart, blockLength: Int, blockCount: UInt64) {
        self.reader = reader
        self.part = part
        self.blockLength = blockLength
        self.blockCount = min(blockCount, part.byteCount / UInt64(blockLength))
    }

    /// How many blocks are read at once at most.
    var largestRead: UInt64 { UInt64(DiskPart.largestRead / blockLength) }

    /// The first byte of a block.
    func byte(of block: UInt64) -> UInt64 { block * UInt64(blockLength) }

    /// Blocks as they are on disk, whatever the journal has.
    func readDisk(_ blocks: Range<UInt64>) throws(VolumeError) -> [UInt8] {
        do throws(BlockReadFailure) {
            guard blocks.upperBound <= blockCount, UInt64(blocks.count) <= largestRead else {
                throw BlockReadFailure(
                    blocks: blocks, reason: "blocks of the volume outside of its \(blockCount)")
            }
            return try part.read(
                reader, at: byte(of: blocks.lowerBound), count: blocks.count * blockLength)
        } catch {
            throw .unreadable(error)
        }
    }

    /// Blocks as they are once the journal is replayed; at most `largestRead`.
    func read(_ blocks: Range<UInt64>) throws(VolumeError) -> [UInt8] {
        var bytes = try readDisk(blocks)
        if overlay.entries.isEmpty { return bytes }
        var index = overlay.firstIndex(from: blocks.lowerBound)
        while index < overlay.entries.count, overlay.entries[index].block < blocks.upperBound {
            let entry = overlay.entries[index]
            let place = Int(entry.block - blocks.lowerBound) * blockLength
            if let slot = entry.slot {
                bytes.replaceSubrange(
                    place..<place + blockLength,
                    with: overlay.cached[slot * blockLength..<(slot + 1) * blockLength])
            } else {
                var copy = try readDisk(entry.source..<entry.source + 1)
                if entry.isEscaped { copy.replaceSubrange(0..<4, with: ExtJournal.magicBytes) }
                bytes.replaceSubrange(place..<place + blockLength, with: copy)
            }
            index += 1
        }
        return bytes
    }

    /// Bytes of the volume that lie within few blocks.
    func read(at byte: UInt64, count: Int) throws(VolumeError) -> ArraySlice<UInt8> {
        if count == 0 { return [] }
        let first = byte / UInt64(blockLength)
        let (end, overflow) = byte.addingReportingOverflow(UInt64(count))
        guard !overflow, end <= blockCount * UInt64(blockLength) else {
            throw .unreadable(
                BlockReadFailure(
                    blocks: first..<first + 1, reason: "bytes outside of the volume's blocks"))
        }
        let behind = (end + UInt64(blockLength) - 1) / UInt64(blockLength)
        let bytes = try read(first..<behind)
        let skipped = Int(byte - first * UInt64(blockLength))
        return bytes[skipped..<skipped + count]
    }

    /// Cuts ascending blocks into pieces that are read at once: neighbours, and those with a gap
    /// between them that is cheaper to read than to seek over.
    ///
    /// - Returns: ranges of indices of `sorted`.
    func pieces(of sorted: [UInt64], gap: UInt64) -> [Range<Int>] {
        var pieces: [Range<Int>] = []
        var start = 0
        for index in sorted.indices.dropFirst()
        where sorted[index] - sorted[index - 1] > gap + 1
            || sorted[index] - sorted[start] >= largestRead
        {
            pieces.append(start..<index)
            start = index
        }
        if start < sorted.count { pieces.append(start..<sorted.count) }
        return pieces
    }
}

/// The blocks whose newest contents are in the journal.
struct ExtOverlay: Sendable {
    struct Entry: Sendable {
        /// The block of the volume.
        var block: UInt64
        /// The block of the volume, in the journal's file, that holds its contents.
        var source: UInt64
        /// Its first four bytes were zeroed, since they looked like a block of the journal.
        var isEscaped: Bool
        /// Where in `cached` the contents are, in blocks.
        var slot: Int?
    }

    /// Ascending by block, each block once.
    var entries: [Entry] = []
    /// Contents that were read ahead, unescaped.
    var cached: [UInt8] = []

    /// The first entry at or behind a block.
    func firstIndex(from block: UInt64) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].block < block { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The blocks as ranges, ascending and disjoint.
    var ranges: [Range<UInt64>] {
        var ranges: [Range<UInt64>] = []
        for entry in entries {
            if let last = ranges.last, last.upperBound == entry.block {
                ranges[ranges.count - 1] = last.lowerBound..<entry.block + 1
            } else {
                ranges.append(entry.block..<entry.block + 1)
            }
        }
        return ranges
    }
}
