import SCSI

/// A part of the stream that goes to tape.
package enum StreamPiece: Equatable, Sendable {
    /// Bytes that the server sends along with the parameter list.
    case inline([UInt8])
    /// Bytes of the source disk, which the copy manager moves.
    case disk(start: UInt64, count: UInt64)

    /// How many bytes of the stream it is.
    var count: UInt64 {
        switch self {
        case .inline(let bytes): UInt64(bytes.count)
        case .disk(_, let count): count
        }
    }
}

/// A part of the stream that one segment descriptor moves.
package enum StreamSegment: Equatable, Sendable {
    /// Inline data, 04h.
    case inline([UInt8])
    /// Whole blocks of the source disk, 00h.
    case blocks(first: UInt64, count: Int, blockLength: Int)
    /// Bytes of the source disk that are no whole blocks, 08h. All of them lie in one block.
    case bytes(block: UInt64, offset: Int, count: Int)

    /// How many bytes of the stream it is.
    var count: UInt64 {
        switch self {
        case .inline(let bytes): UInt64(bytes.count)
        case .blocks(_, let count, let length): UInt64(count) * UInt64(length)
        case .bytes(_, _, let count): UInt64(count)
        }
    }

    /// Bytes of inline data that it needs.
    var inlineCount: Int {
        if case .inline(let bytes) = self { bytes.count } else { 0 }
    }

    /// Bytes of its descriptor.
    var descriptorLength: Int {
        switch self {
        case .inline: InlineToStreamSegment.layout.fixedLength
        case .blocks: BlockToStreamSegment.layout.fixedLength
        case .bytes: BlockOffsetToStreamSegment.layout.fixedLength
        }
    }

    /// The longest descriptor of those above.
    static let longestDescriptor = BlockOffsetToStreamSegment.layout.fixedLength

    /// Its first `count` bytes and the others, each in as many segments as it takes.
    ///
    /// - Precondition: `count` is more than 0 and less than the segment's own.
    func split(at count: UInt64) -> (head: [StreamSegment], tail: [StreamSegment]) {
        switch self {
        case .inline(let bytes):
            let place = Int(count)
            return ([.inline(Array(bytes[..<place]))], [.inline(Array(bytes[place...]))])
        case .bytes(let block, let offset, let all):
            let place = Int(count)
            return (
                [.bytes(block: block, offset: offset, count: place)],
                [.bytes(block: block, offset: offset + place, count: all - place)]
            )
        case .blocks(let first, let all, let length):
            let whole = Int(count) / length
            let rest = Int(count) % length
            let middle = first + UInt64(whole)
            var head: [StreamSegment] = []
            var tail: [StreamSegment] = []
            if whole > 0 { head.append(.blocks(first: first, count: whole, blockLength: length)) }
            if rest > 0 {
                head.append(.bytes(block: middle, offset: 0, count: rest))
                tail.append(.bytes(block: middle, offset: rest, count: length - rest))
            }
            let left = all - whole - (rest > 0 ? 1 : 0)
            if left > 0 {
                let start = middle + (rest > 0 ? 1 : 0)
                tail.append(.blocks(first: start, count: left, blockLength: length))
            }
            return (head, tail)
        }
    }
}

/// What one EXTENDED COPY moves of a stream.
package struct StreamList: Equatable, Sendable {
    /// Bytes of the stream before it: whole tape records.
    var start: UInt64
    /// What it moves, in order.
    package var segments: [StreamSegment]
    /// Whether the stream ends with it. If not, it ends with a tape record.
    var isLast: Bool

    /// How many bytes of the stream it moves.
    var count: UInt64 { segments.reduce(0) { $0 + $1.count } }

    /// Bytes of the disk that it moves before a place of the stream.
    func diskBytes(before end: UInt64) -> UInt64 {
        var place = start
        var bytes: UInt64 = 0
        for segment in segments {
            if place >= end { break }
            let next = place + segment.count
            if segment.inlineCount == 0 { bytes += min(next, end) - place }
            place = next
        }
        return bytes
    }

    /// What is left of it behind the first bytes of the stream.
    ///
    /// - Parameter end: bytes of the stream that are on tape already: whole tape records, from
    ///   `start` up to the list's end.
    func remainder(from end: UInt64) -> StreamList {
        var left: [StreamSegment] = []
        var place = start
        for segment in segments {
            let next = place + segment.count
            if place >= end {
                left.append(segment)
            } else if next > end {
                left += segment.split(at: end - place).tail
            }
            place = next
        }
        return StreamList(start: end, segments: left, isLast: isLast)
    }

    /// The same bytes as pieces, to be planned anew.
    func pieces(blockLength: Int) -> [StreamPiece] {
        segments.map { segment in
            switch segment {
            case .inline(let bytes): .inline(bytes)
            case .blocks(let first, let count, let length):
                .disk(start: first * UInt64(length), count: UInt64(count) * UInt64(length))
            case .bytes(let block, let offset, let count):
                .disk(start: block * UInt64(blockLength) + UInt64(offset), count: UInt64(count))
            }
        }
    }

    /// The parameter list.
    ///
    /// Everything but the stream's end fills whole tape records, so PAD is one in the last list
    /// alone: a wrong plan ends in UNEXPECTED INEXACT SEGMENT, not in zeros.
    func parameterList(
        source: CSCDDescriptor, tape: CSCDDescriptor, recordLength: Int
    ) -> ExtendedCopyParameterList {
        var list = ExtendedCopyParameterList()
        list.cscdDescriptors = [source, tape]
        let (disk, stream) = (CSCDDescriptorID(rawValue: 0), CSCDDescriptorID(rawValue: 1))
        let length = UInt32(recordLength)
        list.segments.reserveCapacity(segments.count + 1)
        for (index, segment) in segments.enumerated() {
            let cat = index < segments.count - 1
            switch segment {
            case .inline(let bytes):
                var segment = InlineToStreamSegment()
                segment.cat = cat
                segment.destination = stream
                segment.streamDeviceTransferLength = length
                segment.inlineDataOffset = UInt32(list.inlineData.count)
                segment.inlineDataNumberOfBytes = UInt32(bytes.count)
                list.segments.append(.inlineToStream(segment))
                list.inlineData += bytes
            case .blocks(let first, let count, _):
                var segment = BlockToStreamSegment()
                segment.cat = cat
                (segment.source, segment.destination) = (disk, stream)
                segment.streamDeviceTransferLength = length
                segment.numberOfBlocks = UInt16(count)
                segment.logicalBlockAddress = first
                list.segments.append(.blockToStream(segment))
            case .bytes(let block, let offset, let count):
                var segment = BlockOffsetToStreamSegment()
                segment.cat = cat
                (segment.source, segment.destination) = (disk, stream)
                segment.streamDeviceTransferLength = length
                segment.numberOfBytes = UInt32(count)
                segment.logicalBlockAddress = block
                segment.byteOffset = UInt16(offset)
                list.segments.append(.blockOffsetToStream(segment))
            }
        }
        if isLast {
            var filemark = WriteFilemarksSegment()
            filemark.destination = stream
            filemark.filemarkCount = 1
            list.segments.append(.writeFilemarks(filemark))
        }
        return list
    }
}
