import SCSI

/// The ranges of blocks that a segment or a token command lists, and the rules that hold for them
/// (SBC-4, POPULATE TOKEN command; SPC-4, Populate ROD from one or more block ranges operations).
/// Empty ranges do nothing, wherever they point.
struct BlockRanges {
    let ranges: [BlockDeviceRangeDescriptor]
    /// Where byte `$1` of range `$0` stands.
    private let place: (_ range: Int, _ byte: Int) -> FieldPointer

    /// Ranges, and where their fields stand.
    init(
        _ ranges: [BlockDeviceRangeDescriptor],
        place: @escaping (_ range: Int, _ byte: Int) -> FieldPointer
    ) {
        self.ranges = ranges
        self.place = place
    }

    /// How many blocks there are in all.
    var blockCount: UInt64 {
        ranges.reduce(0) { $0 + UInt64($1.numberOfLogicalBlocks) }
    }

    /// No block may be named twice, nor be one of those that were named earlier.
    func requireDistinct(
        from earlier: [RepresentationOfData.Range] = [], _ condition: CopyCondition
    ) throws(CopyFailure) {
        let old = earlier.map { (address: $0.address, count: $0.count, number: -1) }
        let new = ranges.enumerated().filter { $1.numberOfLogicalBlocks > 0 }.map {
            (
                address: $1.logicalBlockAddress, count: UInt64($1.numberOfLogicalBlocks),
                number: $0
            )
        }
        let sorted = (old + new).sorted { ($0.address, $0.number) < ($1.address, $1.number) }
        // Of two that overlap the one that comes later in the list is to blame, and of all such the
        // first.
        var culprit: Int?
        var last: (end: UInt64, number: Int)?
        for range in sorted {
            let (sum, overflow) = range.address.addingReportingOverflow(range.count)
            let end = overflow ? UInt64.max : sum
            if let before = last, range.address < before.end {
                let later = max(range.number, before.number)
                culprit = min(culprit ?? later, later)
            }
            if end >= last?.end ?? 0 { last = (end, range.number) }
        }
        if let culprit { throw CopyFailure(condition, at: place(culprit, 0)) }
    }

    /// All blocks must be on the disk.
    func requireOnDisk(_ capacity: ReadCapacity16ParameterData) throws(CopyFailure) {
        for (number, range) in ranges.enumerated() where range.numberOfLogicalBlocks > 0 {
            let count = UInt64(range.numberOfLogicalBlocks)
            if !capacity.contains(range.logicalBlockAddress, count) {
                throw CopyFailure(.rangeBeyondCapacity, at: place(number, 0))
            }
        }
    }

    /// With those that were there before there must be at most so many blocks; 0 for no limit but
    /// that they can be counted.
    func requireAtMost(
        _ most: UInt64, after earlier: UInt64 = 0, _ condition: CopyCondition
    ) throws(CopyFailure) {
        let limit = most == 0 ? UInt64(1) << 52 : most
        var sum = earlier
        for (number, range) in ranges.enumerated() {
            sum += UInt64(range.numberOfLogicalBlocks)
            if sum > limit { throw CopyFailure(condition, at: place(number, 8)) }
        }
    }
}
