import SCSI

/// Bytes of a stream that go to a place of a disk.
struct RestorePiece: Equatable, Sendable {
    /// Bytes of the stream before them.
    var offset: UInt64
    /// The first byte of the disk.
    var disk: UInt64
    /// How many bytes.
    var count: UInt64
}

/// What one EXTENDED COPY brings back from one cartridge.
struct RestoreList: Equatable, Sendable {
    /// A part of the stream, as one segment descriptor takes it.
    enum Segment: Equatable, Sendable {
        /// Passed over, 06h.
        case discard(Int)
        /// Whole blocks, 01h.
        case blocks(first: UInt64, count: Int)
        /// Bytes that are no whole blocks, 09h.
        case bytes(block: UInt64, offset: Int, count: Int)
    }

    /// The cartridge, from 1.
    var cartridge: Int
    /// The logical object number of the record that the list begins with.
    var object: UInt64
    /// What it does.
    var segments: [Segment] = []
    /// Bytes of the disk that it writes.
    var count: UInt64 = 0
    /// Bytes of the stream up to where it has read.
    var end: UInt64 = 0

    /// The parameter list. What is left of the last record at the end is dropped, as CAT asks for.
    func parameterList(
        tape: CSCDDescriptor, target: CSCDDescriptor, recordLength: Int
    ) -> ExtendedCopyParameterList {
        var list = ExtendedCopyParameterList()
        list.cscdDescriptors = [tape, target]
        let (stream, disk) = (CSCDDescriptorID(rawValue: 0), CSCDDescriptorID(rawValue: 1))
        let length = UInt32(recordLength)
        for segment in segments {
            switch segment {
            case .discard(let count):
                var segment = StreamToDiscardSegment()
                segment.cat = true
                segment.source = stream
                segment.streamDeviceTransferLength = length
                segment.numberOfBytes = UInt32(count)
                list.segments.append(.streamToDiscard(segment))
            case .blocks(let first, let count):
                var segment = StreamToBlockSegment()
                segment.cat = true
                (segment.source, segment.destination) = (stream, disk)
                segment.streamDeviceTransferLength = length
                segment.numberOfBlocks = UInt16(count)
                segment.logicalBlockAddress = first
                list.segments.append(.streamToBlock(segment))
            case .bytes(let block, let offset, let count):
                var segment = StreamToBlockOffsetSegment()
                segment.cat = true
                (segment.source, segment.destination) = (stream, disk)
                segment.streamDeviceTransferLength = length
                segment.numberOfBytes = UInt32(count)
                segment.logicalBlockAddress = block
                segment.byteOffset = UInt16(offset)
                list.segments.append(.streamToBlockOffset(segment))
            }
        }
        return list
    }
}

/// Makes EXTENDED COPY lists from the pieces of a stream that are wanted, in the stream's order.
struct RestorePlanner {
    /// Bytes that are passed over within a list rather than by LOCATE: a few records.
    private static let recordsPassed: UInt64 = 4

    private let stream: TapeStream
    private let blockLength: UInt64
    private let blocksPerSegment: UInt64
    private let mostSegments: Int
    private let bytesPerDiscard: UInt64
    private(set) var lists: [RestoreList] = []
    /// Bytes that cannot be moved by the copy manager: the server must.
    private(set) var forServer: [RestorePiece] = []
    private let movesBytes: Bool
    /// Bytes of the stream up to where the last list has read.
    private var position: UInt64 = 0

    init(_ stream: TapeStream, limits: CopyLimits, of device: Device) throws(BackupError) {
        self.stream = stream
        let geometry = stream.header.geometry
        let parameters = limits.parameters
        blockLength = UInt64(geometry.blockLength)
        blocksPerSegment = UInt64(limits.blocksPerSegment(blockLength: geometry.blockLength))
        try limits.require([0x01, 0x06, 0xE4], of: device)
        movesBytes = parameters.implementedDescriptors.contains(
            SegmentTypeCode.streamToBlockOffset.rawValue)
        mostSegments = limits.segmentCount(
            cscdCount: 2, segmentLength: StreamToBlockOffsetSegment.layout.fixedLength)
        let largest = UInt64(parameters.maximumSegmentLength)
        bytesPerDiscard = largest == 0 ? 1 << 30 : largest
        guard parameters.maximumCSCDDescriptorCount >= 2, mostSegments >= 4, blocksPerSegment > 0
        else {
            throw .unsuitable(
                device: device.name,
                what: "the copy manager takes \(parameters.maximumCSCDDescriptorCount) CSCD"
                    + " descriptors and \(mostSegments) segment descriptors",
                expected: "at least 2 and 4")
        }
    }

    /// Takes the lists that are whole, all but the last.
    mutating func takeLists(all: Bool) -> [RestoreList] {
        let taken = all ? lists : Array(lists.dropLast())
        lists.removeFirst(taken.count)
        return taken
    }

    /// Adds a piece that lies behind all those added before.
    mutating func add(_ piece: RestorePiece) throws(BackupError) {
        var rest = piece
        while rest.count > 0 {
            let (span, _) = try stream.place(of: rest.offset)
            let end = span.end(recordLength: stream.header.recordLength)
            let count = min(rest.count, end - rest.offset)
            try addPart(RestorePiece(offset: rest.offset, disk: rest.disk, count: count), span)
            rest.offset += count
            rest.disk += count
            rest.count -= count
        }
    }

    private mutating func addPart(_ piece: RestorePiece, _ span: TapeSpan) throws(BackupError) {
        var piece = piece
        let skipped = piece.disk % blockLength
        if skipped > 0 {
            let head = piece.take(min(blockLength - skipped, piece.count))
            try addBytes(head, span)
        }
        while piece.count >= blockLength {
            let blocks = min(piece.count / blockLength, blocksPerSegment)
            let part = piece.take(blocks * blockLength)
            try go(to: part, span)
            append(.blocks(first: part.disk / blockLength, count: Int(blocks)), part.count)
        }
        if piece.count > 0 { try addBytes(piece, span) }
    }

    private mutating func addBytes(_ piece: RestorePiece, _ span: TapeSpan) throws(BackupError) {
        guard movesBytes else {
            forServer.append(piece)
            return
        }
        try go(to: piece, span)
        append(
            .bytes(
                block: piece.disk / blockLength, offset: Int(piece.disk % blockLength),
                count: Int(piece.count)), piece.count)
    }

    private mutating func append(_ segment: RestoreList.Segment, _ count: UInt64) {
        lists[lists.count - 1].segments.append(segment)
        lists[lists.count - 1].count += count
        position += count
        lists[lists.count - 1].end = position
    }

    /// Brings the stream to a piece: by passing over what is before it, or in another list.
    private mutating func go(to piece: RestorePiece, _ span: TapeSpan) throws(BackupError) {
        let record = UInt64(stream.header.recordLength)
        if let last = lists.last, last.cartridge == span.cartridge, position <= piece.offset,
            piece.offset - position <= Self.recordsPassed * record,
            last.segments.count + 2 + Int((piece.offset - position) / bytesPerDiscard)
                < mostSegments,
            last.count < StreamRules.bytesPerList
        {
            discard(piece.offset - position)
            position = piece.offset
            return
        }
        let object = try stream.place(of: piece.offset).object
        lists.append(RestoreList(cartridge: span.cartridge, object: object))
        discard((piece.offset - span.start) % record)
        position = piece.offset
    }

    private mutating func discard(_ count: UInt64) {
        var left = count
        while left > 0 {
            let part = min(left, bytesPerDiscard)
            lists[lists.count - 1].segments.append(.discard(Int(part)))
            left -= part
        }
    }
}

extension RestorePiece {
    /// What of the piece lies behind a byte of the stream; nil for nothing.
    func behind(_ start: UInt64) -> RestorePiece? {
        var rest = self
        if offset < start { _ = rest.take(min(start - offset, count)) }
        return rest.count > 0 ? rest : nil
    }

    /// Takes bytes from the beginning.
    fileprivate mutating func take(_ count: UInt64) -> RestorePiece {
        let head = RestorePiece(offset: offset, disk: disk, count: count)
        offset += count
        disk += count
        self.count -= count
        return head
    }
}
