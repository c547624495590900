/// A disk that does not change while it is read: an image file, a snapshot, a logical unit reached
/// by READ commands. All that a map is made from comes through this.
public protocol BlockReader: AnyObject {
    /// Bytes of a block: what one READ is a multiple of. At least 512, a power of two.
    var blockLength: Int { get }
    /// How many blocks there are.
    var blockCount: UInt64 { get }

    /// The bytes of whole blocks.
    ///
    /// - Parameters:
    ///   - blocks: blocks of the disk; never empty, never beyond `blockCount`, and never more than
    ///     `DiskPart.largestRead` bytes.
    /// - Throws: `BlockReadFailure` where one of them cannot be read.
    /// - Returns: exactly as many bytes as the blocks have.
    func read(_ blocks: Range<UInt64>) throws(BlockReadFailure) -> [UInt8]
}

/// Blocks of a disk that could not be read.
public struct BlockReadFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// The blocks that were asked for.
    public var blocks: Range<UInt64>
    /// Why, in the words of whoever knows it.
    public var reason: String

    /// A failure with its reason.
    public init(blocks: Range<UInt64>, reason: String) {
        self.blocks = blocks
        self.reason = reason
    }

    public var description: String {
        "blocks \(blocks.lowerBound) to \(max(blocks.upperBound, 1) - 1): \(reason)"
    }
}

/// A part of a disk that is addressed by bytes and read by whole blocks.
///
/// What a structure says of its own place is not to be trusted: every range is checked against the
/// part's length before anything is read.
public struct DiskPart: Equatable, Sendable {
    /// The most bytes that are read at once: 4 MiB.
    public static let largestRead = 4 << 20

    /// The first byte on the disk.
    public var start: UInt64
    /// How many bytes the part has.
    public var byteCount: UInt64

    /// A part of a disk.
    public init(start: UInt64, byteCount: UInt64) {
        self.start = start
        self.byteCount = byteCount
    }

    /// Bytes of the part.
    ///
    /// - Parameters:
    ///   - offset: counted from the part's first byte.
    ///   - count: as many as the caller can hold; read by `largestRead` at a time.
    /// - Throws: `BlockReadFailure`, also for bytes that lie outside of the part or of the disk.
    public func read(
        _ reader: any BlockReader, at offset: UInt64, count: Int
    ) throws(BlockReadFailure) -> [UInt8] {
        if count == 0 { return [] }
        let length = UInt64(reader.blockLength)
        let (end, overflow) = offset.addingReportingOverflow(UInt64(count))
        let (last, far) = start.addingReportingOverflow(end)
        let size = reader.blockCount.multipliedReportingOverflow(by: length)
        guard !overflow, !far, end <= byteCount, size.overflow || last <= size.partialValue else {
            let first = (start &+ offset) / length
            throw BlockReadFailure(
                blocks: first..<max(first + 1, (start &+ end) / length),
                reason: "byte \(offset) and \(count) in all lie outside of the"
                    + " \(byteCount) bytes there are")
        }
        let first = (start + offset) / length
        let behind = (last + length - 1) / length
        let chunk = UInt64(max(1, Self.largestRead / reader.blockLength))
        let skipped = Int(start + offset - first * length)
        if behind - first <= chunk, skipped == 0, count == Int((behind - first) * length) {
            return try reader.read(first..<behind)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        var next = first
        while next < behind {
            let stop = min(behind, next + chunk)
            let part = try reader.read(next..<stop)
            let from = next == first ? skipped : 0
            bytes += part[from..<min(part.count, from + count - bytes.count)]
            next = stop
        }
        return bytes
    }
}
