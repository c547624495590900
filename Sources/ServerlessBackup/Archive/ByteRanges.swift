import VolumeMap

/// Ranges of a disk's bytes, ascending and apart from each other.
struct ByteRanges: Equatable {
    private(set) var ranges: [Range<UInt64>] = []

    /// No bytes.
    init() {}

    /// The union of ranges that may come in any order and overlap.
    init(_ unsorted: [Range<UInt64>]) {
        for range in unsorted.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
            if let last = ranges.last, range.lowerBound <= last.upperBound {
                ranges[ranges.count - 1] =
                    last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                ranges.append(range)
            }
        }
    }

    /// How many bytes there are.
    var byteCount: UInt64 { ranges.reduce(0) { $0 + ($1.upperBound - $1.lowerBound) } }

    /// These bytes without those of another set.
    func subtracting(_ other: ByteRanges) -> ByteRanges {
        var left = ByteRanges()
        var index = 0
        for range in ranges {
            var next = range.lowerBound
            while index < other.ranges.count, other.ranges[index].upperBound <= next { index += 1 }
            var place = index
            while place < other.ranges.count, other.ranges[place].lowerBound < range.upperBound {
                let hole = other.ranges[place]
                if hole.lowerBound > next { left.ranges.append(next..<hole.lowerBound) }
                next = max(next, hole.upperBound)
                place += 1
            }
            if next < range.upperBound { left.ranges.append(next..<range.upperBound) }
        }
        return left
    }

    /// The whole blocks that lie in these bytes.
    func wholeBlocks(of length: UInt64) -> ByteRanges {
        var whole = ByteRanges()
        for range in ranges {
            let first = (range.lowerBound + length - 1) / length * length
            let end = range.upperBound / length * length
            if first < end { whole.ranges.append(first..<end) }
        }
        return whole
    }
}

extension ByteRanges {
    /// The bytes of a disk that nothing says are free: all that is not free in a volume that could
    /// be mapped.
    ///
    /// - Parameter others: parts whose content is not known. Where partitions share bytes, what is
    ///   in use in one of them is not free, whatever the others say.
    static func inUse(
        of disk: DiskGeometry, volumes: [MappedVolume], others: [DiskPart] = []
    ) -> ByteRanges {
        let length = UInt64(disk.blockLength)
        let all = ByteRanges([0..<disk.byteCount])
        let free = volumes.map { ByteRanges(freeRanges(of: $0)) }
        var union = ByteRanges(free.flatMap(\.ranges))
        let parts = volumes.map(\.part) + others
        if parts.areOverlapping {
            var used = ByteRanges(others.map(\.byteRange))
            for (volume, free) in zip(volumes, free) {
                let part = ByteRanges([volume.part.byteRange]).subtracting(free)
                used = ByteRanges(used.ranges + part.ranges)
            }
            union = union.subtracting(used)
        }
        return all.subtracting(union.wholeBlocks(of: length))
    }

    private static func freeRanges(of volume: MappedVolume) -> [Range<UInt64>] {
        let unit = UInt64(volume.blockLength) * UInt64(volume.blocksPerAllocationUnit)
        let first = volume.part.start + volume.firstAllocatableBlock * UInt64(volume.blockLength)
        let end = volume.part.start + volume.blockCount * UInt64(volume.blockLength)
        var ranges: [Range<UInt64>] = []
        var run: UInt64?
        var number: UInt64 = 0
        let count = volume.allocation.unitCount
        while number <= count {
            // Eight units at once where they are alike: most of a volume is.
            if run == nil, number % 8 == 0, number + 8 <= count,
                number / 8 < UInt64(volume.allocation.bytes.count),
                volume.allocation.bytes[Int(number / 8)] == 0xFF
            {
                number += 8
                continue
            }
            let isFree = number < count && !volume.allocation.isUsed(number)
            if isFree, run == nil { run = number }
            if !isFree, let start = run {
                ranges.append(
                    min(first + start * unit, end)..<min(first + number * unit, end))
                run = nil
            }
            number += 1
        }
        return ranges
    }
}

extension DiskPart {
    fileprivate var byteRange: Range<UInt64> { start..<start + byteCount }
}

extension [DiskPart] {
    fileprivate var areOverlapping: Bool {
        let sorted = map(\.byteRange).sorted { $0.lowerBound < $1.lowerBound }
        return zip(sorted, sorted.dropFirst()).contains { $0.upperBound > $1.lowerBound }
    }
}
