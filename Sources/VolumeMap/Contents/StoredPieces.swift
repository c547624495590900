/// A piece of an attribute's value, as a backup sees it: bytes that a device can be told to move, or
/// bytes that need not be moved.
public enum StoredPiece: Equatable, Sendable {
    /// Bytes that lie on the disk; counted from the disk's first byte, not from the volume's.
    case stored(Range<UInt64>)
    /// So many zeros: a hole, blocks that were never written, or bytes beyond the initialized size.
    case zeros(UInt64)
    /// Bytes that the journal holds newer than their place on the disk does: only
    /// `AttributeContents` reads them.
    case journaled(UInt64)
    /// The value lies in the file's record: `AttributeContents` reads it.
    case resident(UInt64)
    /// Bytes of a damaged attribute whose place is not known.
    case lost(UInt64)

    /// How many bytes of the value it is.
    public var byteCount: UInt64 {
        switch self {
        case .stored(let bytes): bytes.upperBound - bytes.lowerBound
        case .zeros(let count), .journaled(let count), .resident(let count), .lost(let count): count
        }
    }

    /// Both as one; nil where the other does not continue this.
    func joined(with next: StoredPiece) -> StoredPiece? {
        switch (self, next) {
        case (.stored(let left), .stored(let right)):
            left.upperBound == right.lowerBound
                ? .stored(left.lowerBound..<right.upperBound) : nil
        case (.zeros(let left), .zeros(let right)): .zeros(left + right)
        case (.journaled(let left), .journaled(let right)): .journaled(left + right)
        case (.lost(let left), .lost(let right)): .lost(left + right)
        default: nil
        }
    }
}

extension MappedVolume {
    /// The value of an attribute as pieces in logical order: none is empty, none overlaps another,
    /// and together they are `StoredPieces.byteCount` bytes.
    ///
    /// The pieces of a compressed or encrypted attribute are its raw blocks, since nothing less can
    /// be brought back: see `StoredPieces.byteCount`.
    public func storedPieces(of attribute: FileAttribute) -> StoredPieces {
        StoredPieces(volume: self, attribute: attribute)
    }
}

/// The pieces of an attribute's value, made one by one.
public struct StoredPieces: Sequence, Sendable {
    /// Bytes of all pieces. The attribute's size; of a compressed attribute the size up to the next
    /// multiple of its compression unit, of an encrypted one up to the next multiple of a block:
    /// compressed data may end anywhere in their unit, and a cipher's last block is whole.
    public let byteCount: UInt64
    /// Bytes from the beginning on that are read from the disk; what follows is zeros.
    let initialized: UInt64
    let attribute: FileAttribute
    let extents: ArraySlice<Extent>
    let overlaid: [Range<UInt64>]
    let partStart: UInt64
    let blockLength: UInt64

    init(volume: MappedVolume, attribute: FileAttribute) {
        self.attribute = attribute
        extents = volume.extents(of: attribute)
        overlaid = volume.overlaidBlocks
        partStart = volume.part.start
        blockLength = UInt64(volume.blockLength)
        if attribute.isResident {
            (byteCount, initialized) = (attribute.size, attribute.size)
            return
        }
        var step: UInt64 = 1
        if attribute.flags.contains(.compressed) {
            step = multiplied(blockLength, by: UInt64(Swift.max(1, attribute.compressionUnit)))
        } else if attribute.flags.contains(.encrypted) {
            step = blockLength
        }
        byteCount = roundedUp(attribute.size, to: step)
        initialized = Swift.min(byteCount, roundedUp(attribute.initializedSize, to: step))
    }

    public func makeIterator() -> Iterator { Iterator(self) }

    /// Makes the pieces.
    public struct Iterator: IteratorProtocol, Sendable {
        private let pieces: StoredPieces
        /// The extent that `position` may lie in; those before it are behind.
        private var extent: Int
        private var position: UInt64 = 0
        private var waiting: StoredPiece?

        init(_ pieces: StoredPieces) {
            self.pieces = pieces
            extent = pieces.extents.startIndex
        }

        public mutating func next() -> StoredPiece? {
            guard var piece = waiting ?? nextUnjoined() else { return nil }
            waiting = nil
            while let following = nextUnjoined() {
                guard let both = piece.joined(with: following) else {
                    waiting = following
                    break
                }
                piece = both
            }
            return piece
        }

        private mutating func nextUnjoined() -> StoredPiece? {
            guard position < pieces.byteCount else { return nil }
            if pieces.attribute.isResident { return take(pieces.byteCount) { .resident($0) } }
            guard position < pieces.initialized else {
                return take(pieces.byteCount) { .zeros($0) }
            }
            let length = pieces.blockLength
            while extent < pieces.extents.endIndex {
                let found = pieces.extents[extent]
                let end = multiplied(saturatingSum(found.logical, found.count), by: length)
                if end <= position {
                    extent += 1
                    continue
                }
                let start = multiplied(found.logical, by: length)
                if start > position { return takeGap(to: start) }
                guard found.kind == .stored else { return take(end) { .zeros($0) } }
                return takeStored(found, from: start, to: end)
            }
            return takeGap(to: pieces.initialized)
        }

        /// Blocks that no extent names: a hole, or where a part of the attribute is lost, lost.
        private mutating func takeGap(to end: UInt64) -> StoredPiece {
            let isLost = pieces.attribute.flags.contains(.incomplete)
            return take(end) { isLost ? .lost($0) : .zeros($0) }
        }

        private mutating func takeStored(
            _ extent: Extent, from start: UInt64, to end: UInt64
        ) -> StoredPiece {
            let length = pieces.blockLength
            let offset = (position - start) / length
            let block = saturatingSum(extent.physical, offset)
            let overlay = overlayState(of: block, in: pieces.overlaid)
            // Nothing ends at the largest number: what is said there holds for all that follows.
            let blocks =
                overlay.end == UInt64.max
                ? UInt64.max : saturatingSum(offset, overlay.end - block)
            let stop = Swift.min(end, saturatingSum(start, multiplied(blocks, by: length)))
            if overlay.isOverlaid { return take(stop) { .journaled($0) } }
            let place = saturatingSum(
                pieces.partStart,
                saturatingSum(multiplied(extent.physical, by: length), position - start))
            // No disk has such a byte: a damaged extent that its reader let pass.
            guard place < UInt64.max - pieces.byteCount else { return take(stop) { .lost($0) } }
            return take(stop) { .stored(place..<place + $0) }
        }

        /// The piece from `position` up to `end`, cut where the value or its initialized part ends.
        private mutating func take(_ end: UInt64, _ make: (UInt64) -> StoredPiece) -> StoredPiece {
            let limit = position < pieces.initialized ? pieces.initialized : pieces.byteCount
            let count = Swift.min(end, limit) - position
            position += count
            return make(count)
        }
    }
}

/// Whether a block's contents come from the journal, and the first block behind it of which that may
/// not be said any more.
///
/// - Complexity: O(log n).
private func overlayState(
    of block: UInt64, in overlaid: [Range<UInt64>]
) -> (isOverlaid: Bool, end: UInt64) {
    var low = 0
    var high = overlaid.count
    while low < high {
        let middle = (low + high) / 2
        if overlaid[middle].upperBound <= block { low = middle + 1 } else { high = middle }
    }
    guard low < overlaid.count else { return (false, UInt64.max) }
    let range = overlaid[low]
    return range.lowerBound <= block ? (true, range.upperBound) : (false, range.lowerBound)
}

/// The sum; the largest number where there is none. No volume is as large, so that what is compared
/// with it afterwards comes out as it should.
func saturatingSum(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let sum = left.addingReportingOverflow(right)
    return sum.overflow ? UInt64.max : sum.partialValue
}

/// The product; the largest number where there is none.
func multiplied(_ left: UInt64, by right: UInt64) -> UInt64 {
    let product = left.multipliedReportingOverflow(by: right)
    return product.overflow ? UInt64.max : product.partialValue
}

/// The next multiple of `step` that is no smaller; the largest number where there is none.
func roundedUp(_ value: UInt64, to step: UInt64) -> UInt64 {
    value % step == 0 ? value : saturatingSum(value, step - value % step)
}
