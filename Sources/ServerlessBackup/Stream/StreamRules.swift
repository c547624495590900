import SCSI

/// What a copy manager, a disk and a tape record ask of the lists that a stream is cut into.
package struct StreamRules: Equatable, Sendable {
    /// Bytes of a tape record.
    var recordLength: Int
    /// Bytes of a block of the source disk.
    var blockLength: Int
    /// The most segment descriptors of a list.
    var segments: Int
    /// The most bytes of a list's segment descriptors.
    var descriptorBytes: Int
    /// The most bytes of inline data of a list.
    var inlineBytes: Int
    /// The most bytes of one segment of inline data.
    var inlineSegmentBytes: Int
    /// The most blocks of a segment.
    var blocksPerSegment: Int
    /// What the bytes of a segment are a multiple of, a power of two: DATA SEGMENT GRANULARITY. Of
    /// more than 512 bytes it divides the tape record's length, and no list ends elsewhere.
    var granularity: Int
    /// Whether bytes that are no whole blocks can be moved, by segment descriptors 08h.
    var movesBytes: Bool

    /// The most bytes of one list: what is lost when a cartridge is full or a copy fails is done
    /// again, and a person sees how far it is.
    static let bytesPerList: UInt64 = 1 << 30

    /// Segments kept free for what the cut at a tape record's boundary adds, and for the filemark.
    private static let spareSegments = 2

    /// What a copy manager says of itself, for a stream from one disk to one tape.
    ///
    /// - Throws: `BackupError.unsuitable` where the limits do not let any stream pass.
    init(
        _ limits: CopyLimits, recordLength: Int, blockLength: Int, of device: Device
    ) throws(BackupError) {
        let parameters = limits.parameters
        try limits.require([0x00, 0x04, 0x10, 0xE4], of: device)
        try Self.requireCounts(parameters, of: device)
        func refuse(_ what: String, _ expected: String) -> BackupError {
            .unsuitable(
                device: device.name, what: "the copy manager's " + what, expected: expected)
        }
        let inlineUnit = 1 << Int(min(parameters.inlineDataGranularity, 40))
        if inlineUnit > UstarHeader.byteCount {
            throw refuse(
                "INLINE DATA GRANULARITY is \(inlineUnit) bytes",
                "at most \(UstarHeader.byteCount), a tar header")
        }
        let inline = Int(min(parameters.maximumInlineDataLength, UInt32(1 << 30)))
        if inline < ArchiveHeader.byteCount {
            throw refuse(
                "MAXIMUM INLINE DATA LENGTH is \(inline)",
                "at least \(ArchiveHeader.byteCount) bytes, the backup's header")
        }
        let largest = parameters.maximumSegmentLength
        if largest != 0, largest < UInt32(ArchiveHeader.byteCount) {
            throw refuse(
                "MAXIMUM SEGMENT LENGTH is \(largest)",
                "at least \(ArchiveHeader.byteCount) bytes, the backup's header, or 0")
        }
        self.recordLength = recordLength
        self.blockLength = blockLength
        segments = Int(parameters.maximumSegmentDescriptorCount) - Self.spareSegments
        descriptorBytes =
            Self.room(parameters) - Self.spareSegments * StreamSegment.longestDescriptor
        let unit = 1 << Int(min(parameters.dataSegmentGranularity, 40))
        if unit > UstarHeader.byteCount, recordLength % unit != 0 {
            throw refuse(
                "DATA SEGMENT GRANULARITY is \(unit) bytes",
                "a divisor of \(recordLength), a tape record's length")
        }
        granularity = unit
        // A segment of inline data has to keep MAXIMUM SEGMENT LENGTH too.
        let most = largest == 0 ? inline : min(inline, Int(largest))
        let multiple = max(UstarHeader.byteCount, unit)
        inlineBytes = inline / multiple * multiple
        inlineSegmentBytes = most / multiple * multiple
        blocksPerSegment = limits.blocksPerSegment(blockLength: blockLength)
        movesBytes =
            parameters.implementedDescriptors.contains(SegmentTypeCode.blockOffsetToStream.rawValue)
            && unit <= UstarHeader.byteCount
        if blocksPerSegment < 1 || inlineSegmentBytes < multiple {
            throw refuse(
                "DATA SEGMENT GRANULARITY is \(unit) bytes, its MAXIMUM SEGMENT LENGTH \(largest),"
                    + " its MAXIMUM INLINE DATA LENGTH \(inline)",
                "no more than a segment may have")
        }
    }

    /// Cuts pieces that are longer than a list, so that so many segments wait at a time, however
    /// large the disk; each cut is where a segment may begin.
    ///
    /// - Parameter position: bytes of the stream before the first piece.
    func parts(of pieces: [StreamPiece], at position: UInt64) -> [StreamPiece] {
        let most = Self.bytesPerList
        if !pieces.contains(where: { $0.count > most }) { return pieces }
        var parts: [StreamPiece] = []
        var place = position
        for piece in pieces {
            guard case .disk(var start, var left) = piece else {
                parts.append(piece)
                place += piece.count
                continue
            }
            while left > 0 {
                let part = min(left, most - (granularity > blockLength ? place : start) % most)
                parts.append(.disk(start: start, count: part))
                start += part
                place += part
                left -= part
            }
        }
        return parts
    }

    /// Bytes that all segment descriptors of a list may have.
    private static func room(_ parameters: CopyOperatingParametersData) -> Int {
        Int(clamping: parameters.maximumDescriptorListLength)
            - 2 * IdentificationCSCDDescriptor.byteCount
    }

    /// Fails where a list cannot have enough descriptors.
    private static func requireCounts(
        _ parameters: CopyOperatingParametersData, of device: Device
    ) throws(BackupError) {
        if parameters.maximumCSCDDescriptorCount < 2 {
            throw .unsuitable(
                device: device.name,
                what: "the copy manager's MAXIMUM CSCD DESCRIPTOR COUNT is"
                    + " \(parameters.maximumCSCDDescriptorCount)",
                expected: "at least 2")
        }
        let count = Int(parameters.maximumSegmentDescriptorCount)
        let least = spareSegments + 1
        if count < least || room(parameters) < least * StreamSegment.longestDescriptor {
            throw .unsuitable(
                device: device.name,
                what: "the copy manager's MAXIMUM SEGMENT DESCRIPTOR COUNT is \(count), its MAXIMUM"
                    + " DESCRIPTOR LIST LENGTH \(parameters.maximumDescriptorListLength)",
                expected: "at least \(least) segment descriptors of"
                    + " \(StreamSegment.longestDescriptor) bytes and 2 CSCD descriptors")
        }
    }

    /// Rules by their figures.
    package init(
        recordLength: Int, blockLength: Int, segments: Int, descriptorBytes: Int, inlineBytes: Int,
        inlineSegmentBytes: Int? = nil, blocksPerSegment: Int, granularity: Int = 1,
        movesBytes: Bool = true
    ) {
        self.recordLength = recordLength
        self.blockLength = blockLength
        self.segments = segments
        self.descriptorBytes = descriptorBytes
        self.inlineBytes = inlineBytes
        self.inlineSegmentBytes = inlineSegmentBytes ?? inlineBytes
        self.blocksPerSegment = blocksPerSegment
        self.granularity = granularity
        self.movesBytes = movesBytes
    }
}
