/// The blocks of a journal's file, read in long pieces.
struct ExtJournalLog {
    let blocks: ExtBlocks
    /// Where the file lies, in logical order.
    let extents: [Extent]
    /// The piece that was read last, and the blocks of the file that it holds.
    private(set) var window: [UInt8] = []
    private var held: Range<UInt64> = 0..<0

    init(blocks: ExtBlocks, extents: [Extent]) {
        self.blocks = blocks
        self.extents = extents.filter { $0.kind != .hole }
    }

    /// How many blocks the file has in one piece from its beginning.
    var blockCount: UInt64 {
        var count: UInt64 = 0
        for extent in extents {
            guard extent.logical == count else { break }
            count += extent.count
        }
        return count
    }

    /// The block of the volume that holds a block of the file, and how many follow on it.
    func place(of block: UInt64) -> (physical: UInt64, count: UInt64)? {
        var low = 0
        var high = extents.count
        while low < high {
            let middle = (low + high) / 2
            if extents[middle].logical + extents[middle].count <= block {
                low = middle + 1
            } else {
                high = middle
            }
        }
        guard low < extents.count, extents[low].logical <= block else { return nil }
        let skipped = block - extents[low].logical
        return (extents[low].physical + skipped, extents[low].count - skipped)
    }

    /// Where a block of the file begins in `window`, once it is there.
    mutating func offset(of block: UInt64) throws(VolumeError) -> Int {
        if !held.contains(block) {
            guard let (physical, count) = place(of: block) else {
                throw .damaged(
                    MapFinding(
                        structure: "journal", byte: 0,
                        problem: "block \(block) of its file has no place"))
            }
            let size = min(count, blocks.largestRead)
            window = try blocks.readDisk(physical..<physical + size)
            held = block..<block + size
        }
        return Int(block - held.lowerBound) * blocks.blockLength
    }
}
