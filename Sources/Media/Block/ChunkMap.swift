/// Which chunks of a medium stand somewhere else: one bit a chunk.
struct ChunkMap {
    let chunkSize: Int
    private var words: [UInt64]

    /// A map with no chunk set.
    init(byteCount: Int64, chunkSize: Int) {
        self.chunkSize = chunkSize
        let chunks = Int((byteCount + Int64(chunkSize) - 1) / Int64(chunkSize))
        words = [UInt64](repeating: 0, count: (chunks + 63) / 64)
    }

    subscript(chunk: Int) -> Bool {
        get { words[chunk / 64] >> UInt64(chunk % 64) & 1 == 1 }
        set {
            let bit: UInt64 = 1 << UInt64(chunk % 64)
            if newValue { words[chunk / 64] |= bit } else { words[chunk / 64] &= ~bit }
        }
    }

    /// The numbers of the chunks that a range touches.
    func chunks(of offset: Int64, _ count: Int) -> Range<Int> {
        if count == 0 { return 0..<0 }
        let size = Int64(chunkSize)
        return Int(offset / size)..<Int((offset + Int64(count) - 1) / size + 1)
    }

    /// The part of a chunk that is on a medium of `byteCount` bytes.
    func extent(of chunk: Int, byteCount: Int64) -> (offset: Int64, count: Int) {
        let offset = Int64(chunk) * Int64(chunkSize)
        return (offset, Int(min(Int64(chunkSize), byteCount - offset)))
    }

    /// Cuts a range into the longest runs whose chunks are all set or all not set.
    func runs(of offset: Int64, _ count: Int) -> [(offset: Int64, count: Int, isSet: Bool)] {
        var runs: [(offset: Int64, count: Int, isSet: Bool)] = []
        var next = offset
        let end = offset + Int64(count)
        for chunk in chunks(of: offset, count) {
            let stop = min(end, Int64(chunk + 1) * Int64(chunkSize))
            let length = Int(stop - next)
            if let last = runs.last, last.isSet == self[chunk] {
                runs[runs.count - 1].count += length
            } else {
                runs.append((next, length, self[chunk]))
            }
            next = stop
        }
        return runs
    }
}
