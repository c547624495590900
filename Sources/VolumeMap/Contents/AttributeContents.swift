/// The value of an attribute as a file system shows it: holes, blocks that were never written and
/// bytes beyond the initialized size are zeros, and what NTFS has compressed is decompressed. What is
/// encrypted stays encrypted.
///
/// Memory is bounded by what is asked for, plus one compression unit.
public struct AttributeContents {
    /// The largest compression unit that is decompressed; NTFS makes 64 KiB at most.
    static let largestUnit = 1 << 20
    /// Bytes that `forEachPiece` gives at once, as near as units of compression allow.
    public static let pieceLength = 1 << 20

    /// The attribute.
    public let attribute: FileAttribute
    private let reader: any FileSystemReader
    private let volume: MappedVolume
    private let extents: ArraySlice<Extent>
    private let blockLength: UInt64

    /// The value of an attribute of a map that `reader` has made.
    public init(reader: any FileSystemReader, volume: MappedVolume, attribute: FileAttribute) {
        self.reader = reader
        self.volume = volume
        self.attribute = attribute
        extents = volume.extents(of: attribute)
        blockLength = UInt64(volume.blockLength)
    }

    /// Bytes of the value.
    public var size: UInt64 { attribute.size }
    /// No value is larger: what says so is damaged.
    private static let largestSize = UInt64(Int64.max)

    /// Bytes of the value.
    ///
    /// - Parameters:
    ///   - offset: the first one.
    ///   - count: as many as the caller can hold; fewer come back where the value ends before.
    /// - Throws: `VolumeError.unreadable` where the disk cannot be read; `VolumeError.damaged` for a
    ///   damaged compression unit, which it names, and for a part of the value that is lost.
    public func read(at offset: UInt64, count: Int) throws(VolumeError) -> [UInt8] {
        guard offset < size, count > 0 else { return [] }
        guard size <= Self.largestSize else {
            throw .damaged(
                MapFinding(
                    structure: "attribute", byte: attribute.place.record,
                    problem: "a size of \(size) bytes, at most \(Self.largestSize) expected"))
        }
        let end = min(size, saturatingSum(offset, UInt64(count)))
        if attribute.isResident { return try readResident(offset..<end) }
        let written = max(offset, min(end, attribute.initializedSize))
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(end - offset))
        if offset < written {
            if attribute.flags.contains(.compressed), attribute.compressionUnit > 1 {
                try readUnits(offset..<written, into: &bytes)
            } else {
                try readBlocks(offset..<written, into: &bytes)
            }
        }
        appendZeros(end - written, to: &bytes)
        return bytes
    }

    /// Gives the whole value, piece by piece in order. Holes come as zeros; who must not spend time
    /// on a hole of terabytes asks `MappedVolume.storedPieces(of:)` where they are.
    ///
    /// - Throws: what `read(at:count:)` throws.
    public func forEachPiece(_ body: ([UInt8]) -> Void) throws(VolumeError) {
        let unit = max(1, multiplied(UInt64(attribute.compressionUnit), by: blockLength))
        let step =
            unit <= UInt64(Self.largestUnit)
            ? roundedUp(UInt64(Self.pieceLength), to: unit) : UInt64(Self.pieceLength)
        var offset: UInt64 = 0
        while offset < size {
            let piece = try read(at: offset, count: Int(step))
            body(piece)
            offset += UInt64(piece.count)
        }
    }

    private func readResident(_ range: Range<UInt64>) throws(VolumeError) -> [UInt8] {
        let value = try reader.residentValue(of: attribute)
        guard range.upperBound <= UInt64(value.count) else {
            throw .damaged(
                MapFinding(
                    structure: "resident value", byte: attribute.place.record,
                    problem: "\(value.count) bytes found, \(size) expected"))
        }
        return Array(value[Int(range.lowerBound)..<Int(range.upperBound)])
    }

    private func appendZeros(_ count: UInt64, to bytes: inout [UInt8]) {
        bytes += [UInt8](repeating: 0, count: Int(count))
    }

    /// Appends bytes of a value that is stored as it is.
    private func readBlocks(
        _ range: Range<UInt64>, into bytes: inout [UInt8]
    ) throws(VolumeError) {
        var position = range.lowerBound
        var index = firstExtent(endingBehind: position / blockLength)
        while position < range.upperBound {
            guard index < extents.endIndex else {
                try appendGap(position..<range.upperBound, to: &bytes)
                return
            }
            let extent = extents[index]
            let start = multiplied(extent.logical, by: blockLength)
            if start > position {
                let gap = position..<min(start, range.upperBound)
                try appendGap(gap, to: &bytes)
                position = gap.upperBound
                continue
            }
            let end = multiplied(saturatingSum(extent.logical, extent.count), by: blockLength)
            let stop = min(end, range.upperBound)
            if stop > position {
                if extent.kind == .stored {
                    try append(extent, position - start..<stop - start, to: &bytes)
                } else {
                    appendZeros(stop - position, to: &bytes)
                }
                position = stop
            }
            index += 1
        }
    }

    /// Appends what lies in blocks that no extent names.
    private func appendGap(
        _ range: Range<UInt64>, to bytes: inout [UInt8]
    ) throws(VolumeError) {
        guard !attribute.flags.contains(.incomplete) else {
            throw .damaged(
                MapFinding(
                    structure: "attribute", byte: attribute.place.record,
                    problem: "bytes \(range.lowerBound) to \(range.upperBound - 1) of the value are"
                        + " lost"))
        }
        appendZeros(range.upperBound - range.lowerBound, to: &bytes)
    }

    /// Appends bytes of a stored extent, counted from its first.
    private func append(
        _ extent: Extent, _ range: Range<UInt64>, to bytes: inout [UInt8]
    ) throws(VolumeError) {
        let largest = max(1, UInt64(DiskPart.largestRead) / blockLength)
        var block = range.lowerBound / blockLength
        let behind = (range.upperBound - 1) / blockLength + 1
        while block < behind {
            let stop = min(behind, block + largest)
            let (last, overflow) = extent.physical.addingReportingOverflow(stop)
            guard !overflow, last <= volume.blockCount else {
                throw .damaged(
                    MapFinding(
                        structure: "extent", byte: multiplied(extent.physical, by: blockLength),
                        problem: "blocks up to \(last) named, the volume has \(volume.blockCount)"))
            }
            let read = try reader.read(blocks: extent.physical + block..<extent.physical + stop)
            let first = block * blockLength
            let from = Int(max(range.lowerBound, first) - first)
            let to = Int(min(range.upperBound, stop * blockLength) - first)
            bytes += read[from..<to]
            block = stop
        }
    }

    /// Appends bytes of a compressed value, unit by unit.
    private func readUnits(
        _ range: Range<UInt64>, into bytes: inout [UInt8]
    ) throws(VolumeError) {
        let length = multiplied(UInt64(attribute.compressionUnit), by: blockLength)
        guard length <= UInt64(Self.largestUnit) else {
            throw .damaged(
                MapFinding(
                    structure: "attribute", byte: attribute.place.record,
                    problem: "a compression unit of \(length) bytes, at most \(Self.largestUnit)"
                        + " expected"))
        }
        var position = range.lowerBound
        while position < range.upperBound {
            let number = position / length
            let unit = try unit(number, of: length)
            let from = position - number * length
            let to = min(length, range.upperBound - number * length)
            bytes += unit[Int(from)..<Int(to)]
            position = number * length + to
        }
    }

    /// A compression unit, decompressed: one without stored blocks is zeros, one whose blocks are all
    /// stored is stored as it is, and any other begins with its compressed data.
    private func unit(_ number: UInt64, of length: UInt64) throws(VolumeError) -> [UInt8] {
        let blocks = UInt64(attribute.compressionUnit)
        let first = number * blocks
        var stored: [UInt8] = []
        var next = first
        var place: UInt64?
        var index = firstExtent(endingBehind: first)
        while index < extents.endIndex, extents[index].logical < first + blocks {
            let extent = extents[index]
            let start = max(first, extent.logical)
            let end = min(first + blocks, saturatingSum(extent.logical, extent.count))
            index += 1
            if start > next, attribute.flags.contains(.incomplete) {
                try appendGap(next * blockLength..<start * blockLength, to: &stored)
            }
            guard extent.kind == .stored, start < end else {
                next = max(next, end)
                continue
            }
            guard UInt64(stored.count) == (start - first) * blockLength else {
                throw damaged(number, place, "stored blocks behind blocks that are not stored")
            }
            place =
                place
                ?? multiplied(
                    saturatingSum(extent.physical, start - extent.logical), by: blockLength)
            let offset = (start - extent.logical) * blockLength
            try append(extent, offset..<offset + (end - start) * blockLength, to: &stored)
            next = end
        }
        if next < first + blocks, attribute.flags.contains(.incomplete) {
            try appendGap(next * blockLength..<(first + blocks) * blockLength, to: &stored)
        }
        if UInt64(stored.count) == length { return stored }
        if stored.isEmpty { return [UInt8](repeating: 0, count: Int(length)) }
        do throws(LZNT1.Failure) {
            return try LZNT1.decompress(stored, size: Int(length))
        } catch {
            throw damaged(number, place, "byte \(error.offset): \(error.problem)")
        }
    }

    private func damaged(_ unit: UInt64, _ place: UInt64?, _ problem: String) -> VolumeError {
        .damaged(
            MapFinding(
                structure: "compression unit \(unit)", byte: place ?? attribute.place.record,
                problem: problem))
    }

    /// The index of the first extent that ends behind a block of the value.
    private func firstExtent(endingBehind block: UInt64) -> Int {
        var low = extents.startIndex
        var high = extents.endIndex
        while low < high {
            let middle = (low + high) / 2
            let extent = extents[middle]
            if saturatingSum(extent.logical, extent.count) <= block {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}
