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
    /// What the bytes of a segment are a multiple of: DATA SEGMENT GRANULARITY.
    private let granularity: UInt64
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
        granularity = UInt64(1) << UInt64(min(parameters.dataSegmentGranularity, 40))
        bytesPerDiscard = (largest == 0 ? 1 << 30 : largest) / granularity * granularity
        guard UInt64(stream.header.recordLength) % granularity == 0, bytesPerDiscard > 0 else {
            throw .unsuitable(
                device: device.name,
                what: "the copy manager's DATA SEGMENT GRANULARITY is \(granularity) bytes, its"
                    + " MAXIMUM SEGMENT LENGTH \(largest)",
                expected: "a divisor of \(stream.header.recordLength), a tape record's length")
        }
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

    /// Takes the first part of a piece: the whole piece, or of one that is longer than a list as
    /// much as lets the rest begin where a segment may. So few lists wait at a time, however large
    /// the disk.
    func takePart(of piece: inout RestorePiece) -> RestorePiece {
        let most = StreamRules.bytesPerList
        guard piece.count > most else { return piece.take(piece.count) }
        return piece.take(most - (granularity > blockLength ? piece.offset : piece.disk) % most)
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
        let multiple = max(granularity, blockLength)
        guard
            let skipped = bytesBeforeBlocks(
                stream: piece.offset - span.start, disk: piece.disk, blockLength: blockLength,
                granularity: granularity),
            skipped < piece.count
        else { return try addBytes(piece, span) }
        if skipped > 0 { try addBytes(piece.take(skipped), span) }
        while piece.count >= multiple {
            let most = blocksPerSegment * blockLength
            var count = min(piece.count, max(most / multiple, 1) * multiple) / multiple * multiple
            if try go(to: piece, span) {
                append(
                    .blocks(first: piece.disk / blockLength, count: Int(count / blockLength)), count
                )
                _ = piece.take(count)
                continue
            }
            // Up to the next record, from which another list can begin.
            let record = UInt64(stream.header.recordLength)
            let left = record - (piece.offset - span.start) % record
            count = min(count, (left + multiple - 1) / multiple * multiple)
            bring(piece.take(count))
        }
        if piece.count > 0 { try addBytes(piece, span) }
    }

    /// Adds bytes that are no whole blocks.
    private mutating func addBytes(_ piece: RestorePiece, _ span: TapeSpan) throws(BackupError) {
        var rest = piece
        while rest.count > 0 {
            let part = rest.take(min(rest.count, blockLength - rest.disk % blockLength))
            guard movesBytes, (part.offset - span.start) % granularity == 0,
                part.count % granularity == 0, try go(to: part, span)
            else {
                bring(part)
                continue
            }
            append(
                .bytes(
                    block: part.disk / blockLength, offset: Int(part.disk % blockLength),
                    count: Int(part.count)), part.count)
        }
    }

    /// Leaves a piece to the server.
    private mutating func bring(_ piece: RestorePiece) {
        if let last = forServer.last, last.offset + last.count == piece.offset,
            last.disk + last.count == piece.disk
        {
            forServer[forServer.count - 1].count += piece.count
        } else {
            forServer.append(piece)
        }
    }

    /// Takes the pieces that the server has to bring.
    mutating func takeForServer() -> [RestorePiece] {
        defer { forServer = [] }
        return forServer
    }

    private mutating func append(_ segment: RestoreList.Segment, _ count: UInt64) {
        lists[lists.count - 1].segments.append(segment)
        lists[lists.count - 1].count += count
        position += count
        lists[lists.count - 1].end = position
    }

    /// Brings the stream to a piece: by passing over what is before it, or in another list.
    ///
    /// - Returns: whether it can be brought there.
    private mutating func go(to piece: RestorePiece, _ span: TapeSpan) throws(BackupError) -> Bool {
        let record = UInt64(stream.header.recordLength)
        if let last = lists.last, last.cartridge == span.cartridge, position <= piece.offset,
            piece.offset - position <= Self.recordsPassed * record,
            (piece.offset - position) % granularity == 0,
            last.segments.count + 1
                + Int((piece.offset - position + bytesPerDiscard - 1) / bytesPerDiscard)
                <= mostSegments,
            last.count < StreamRules.bytesPerList
        {
            discard(piece.offset - position)
            position = piece.offset
            return true
        }
        let object = try stream.place(of: piece.offset).object
        let passed = (piece.offset - span.start) % record
        let discards = (passed + bytesPerDiscard - 1) / bytesPerDiscard
        guard passed % granularity == 0, discards < UInt64(mostSegments) else { return false }
        lists.append(RestoreList(cartridge: span.cartridge, object: object))
        discard(passed)
        position = piece.offset
        return true
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
    mutating func take(_ count: UInt64) -> RestorePiece {
        let head = RestorePiece(offset: offset, disk: disk, count: count)
        offset += count
        disk += count
        self.count -= count
        return head
    }
}
