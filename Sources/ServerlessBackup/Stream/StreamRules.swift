import SCSI

/// What a copy manager, a disk and a tape record ask of the lists that a stream is cut into.
struct StreamRules: Equatable, Sendable {
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
    /// The most blocks of a segment.
    var blocksPerSegment: Int
    /// The fewest blocks of a segment, and what it moves is a multiple of: DATA SEGMENT
    /// GRANULARITY.
    var blockMultiple: Int
    /// Whether bytes that are no whole blocks can be moved, by segment descriptors 08h.
    var movesBytes: Bool

    /// The most bytes of one list: what is lost when a cartridge is full or a copy fails is done
    /// again, and a person sees how far it is.
    static let bytesPerList: UInt64 = 1 << 30

    /// Segments kept free for what the cut at a tape record's boundary adds, and for the filemark.
    private static let spareSegments = 4

    /// What a copy manager says of itself, for a stream from one disk to one tape.
    ///
    /// - Throws: `BackupError.unsuitable` where the limits do not let any stream pass.
    init(
        _ limits: CopyLimits, recordLength: Int, blockLength: Int, of device: Device
    ) throws(BackupError) {
        let parameters = limits.parameters
        try limits.require([0x00, 0x04, 0x10, 0xE4], of: device)
        func refuse(_ what: String, _ expected: String) -> BackupError {
            .unsuitable(
                device: device.name, what: "the copy manager's " + what, expected: expected)
        }
        if parameters.maximumCSCDDescriptorCount < 2 {
            throw refuse(
                "MAXIMUM CSCD DESCRIPTOR COUNT is \(parameters.maximumCSCDDescriptorCount)",
                "at least 2")
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
        let room =
            Int(clamping: parameters.maximumDescriptorListLength)
            - 2 * IdentificationCSCDDescriptor.byteCount
        let count = Int(parameters.maximumSegmentDescriptorCount) - Self.spareSegments
        if count < 1 || room < (Self.spareSegments + 1) * StreamSegment.longestDescriptor {
            throw refuse(
                "MAXIMUM SEGMENT DESCRIPTOR COUNT is"
                    + " \(parameters.maximumSegmentDescriptorCount), its MAXIMUM DESCRIPTOR LIST"
                    + " LENGTH \(parameters.maximumDescriptorListLength)",
                "at least \(Self.spareSegments + 1) segment descriptors of"
                    + " \(StreamSegment.longestDescriptor) bytes and 2 CSCD descriptors")
        }
        self.recordLength = recordLength
        self.blockLength = blockLength
        segments = count
        descriptorBytes = room - Self.spareSegments * StreamSegment.longestDescriptor
        // A segment of inline data has to keep MAXIMUM SEGMENT LENGTH too.
        let most = largest == 0 ? inline : min(inline, Int(largest))
        inlineBytes = most / UstarHeader.byteCount * UstarHeader.byteCount
        blocksPerSegment = limits.blocksPerSegment(blockLength: blockLength)
        let unit = UInt64(1) << UInt64(min(parameters.dataSegmentGranularity, 40))
        blockMultiple = max(1, Int(unit) / blockLength)
        movesBytes =
            parameters.implementedDescriptors.contains(SegmentTypeCode.blockOffsetToStream.rawValue)
            && unit <= UInt64(UstarHeader.byteCount)
        if blocksPerSegment < 1 {
            throw refuse("DATA SEGMENT GRANULARITY is \(unit) bytes", "no more than it can move")
        }
    }

    /// Rules by their figures.
    init(
        recordLength: Int, blockLength: Int, segments: Int, descriptorBytes: Int, inlineBytes: Int,
        blocksPerSegment: Int, blockMultiple: Int = 1, movesBytes: Bool = true
    ) {
        self.recordLength = recordLength
        self.blockLength = blockLength
        self.segments = segments
        self.descriptorBytes = descriptorBytes
        self.inlineBytes = inlineBytes
        self.blocksPerSegment = blocksPerSegment
        self.blockMultiple = blockMultiple
        self.movesBytes = movesBytes
    }
}
