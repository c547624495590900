import Devices
import SCSI

/// A representation of data: ranges of the blocks of one disk, one behind the other, as they are
/// whenever they are used, or as they were when the representation was made (SPC-4, Representation
/// of data (ROD)). Block zero has no disk, and as many blocks of zeros as are asked for.
final class RepresentationOfData {
    /// What it stands for.
    let type: RODType
    /// The disk; `nil` for block zero.
    let source: (any LogicalUnit)?
    /// What READ CAPACITY(16) said of the disk.
    let capacity: ReadCapacity16ParameterData
    /// The ranges, in the order of the blocks of the representation; none is empty.
    private(set) var ranges: [Range] = []
    /// How many blocks there are.
    private(set) var blockCount: UInt64 = 0
    private let pointInTime: (any PointInTimeCopy)?
    /// How many tokens and copies need it.
    private var holders = 0

    /// A run of blocks.
    struct Range: Equatable {
        /// Its first block, counted in the representation.
        let first: UInt64
        /// Its first block on the disk.
        let address: UInt64
        /// How many blocks it has.
        let count: UInt64
    }

    /// A representation of no block yet.
    init(
        type: RODType, source: any LogicalUnit, capacity: ReadCapacity16ParameterData,
        pointInTime: (any PointInTimeCopy)?
    ) {
        self.type = type
        self.source = source
        self.capacity = capacity
        self.pointInTime = pointInTime
    }

    private init() {
        type = .blockZero
        source = nil
        capacity = ReadCapacity16ParameterData()
        pointInTime = nil
        blockCount = .max
    }

    /// Block zero.
    static func blockZero() -> RepresentationOfData { RepresentationOfData() }

    /// Whether it reads as zeros, without an end.
    var isBlockZero: Bool { source == nil }

    /// Bytes of a block; 0 for block zero, which has blocks of any length.
    var blockLength: Int { Int(capacity.logicalBlockLengthInBytes) }

    /// How many bytes it stands for; without meaning for block zero.
    var byteCount: UInt128 { UInt128(blockCount) * UInt128(blockLength) }

    /// The view that keeps the data as they were; `nil` where they are as they are.
    var view: (any CopyTarget)? { pointInTime?.target }

    /// Whether any of its blocks may have been written since it was made.
    var hasChanged: Bool {
        guard let pointInTime else { return false }
        let length = UInt64(blockLength)
        // Every range was found to lie on the disk, so its bytes can be counted.
        return ranges.contains {
            pointInTime.hasChanged(
                at: Int64(clamping: $0.address * length), count: Int64(clamping: $0.count * length))
        }
    }

    /// Adds blocks behind the last.
    func append(address: UInt64, count: UInt64) {
        if count == 0 { return }
        ranges.append(Range(first: blockCount, address: address, count: count))
        blockCount += count
    }

    /// The runs of the disk's blocks that `count` blocks from `address` on are.
    ///
    /// - Returns: `nil` where there are not so many.
    func runs(of address: UInt64, count: UInt64) -> [Range]? {
        guard address <= blockCount, count <= blockCount - address else { return nil }
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].first + ranges[middle].count <= address {
                low = middle + 1
            } else {
                high = middle
            }
        }
        var runs: [Range] = []
        var next = address
        while next < address + count {
            let range = ranges[low]
            let skipped = next - range.first
            let taken = min(range.count - skipped, address + count - next)
            runs.append(Range(first: next, address: range.address + skipped, count: taken))
            next += taken
            low += 1
        }
        return runs
    }

    /// Somebody needs it.
    func hold() { holders += 1 }

    /// Somebody needs it no longer; after the last nothing is kept for it.
    func release() {
        holders -= 1
        if holders == 0 { pointInTime?.discard() }
    }
}

extension RODType {
    /// Whether it keeps the data as they were when the representation was made.
    var isPointInTime: Bool {
        switch self {
        case .pointInTimeDefault, .pointInTimeChangeVulnerable, .pointInTimePersistent,
            .pointInTimeCopyOnWrite, .pointInTimeAny:
            true
        default: false
        }
    }
}

extension TokenRules {
    /// The type of representation that is made where `type` is asked for: a request for any point
    /// in time copy gets the one that is preferred.
    ///
    /// - Returns: `nil` where no such representation can be made.
    func created(_ type: RODType) -> RODType? {
        if type == .pointInTimeAny { return createdTypes.first { $0.isPointInTime } }
        return createdTypes.contains(type) && type != .blockZero ? type : nil
    }
}
