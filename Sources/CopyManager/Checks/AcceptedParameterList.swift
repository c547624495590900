import SCSI

/// A parameter list that passed every check that comes before the first segment, whichever of the
/// formats it came in.
struct AcceptedParameterList {
    let header: CopyHeader
    let cscdDescriptors: [AcceptedCSCD]
    let segments: [AcceptedSegment]
    let inlineData: [UInt8]

    /// Where the inline data begins in the parameter list.
    var inlineOffset: Int {
        // Both lengths were found to fit the list.
        header.byteCount + Int(header.cscdLength + header.segmentLength)
    }

    /// The CSCD descriptor with an ID of at most 07FFh.
    ///
    /// - Returns: `nil` where no descriptor begins there.
    func cscd(_ id: CSCDDescriptorID) -> AcceptedCSCD? {
        cscdDescriptors.first { $0.id == Int(id.rawValue) }
    }

    /// Whether an ID names a place in the middle of a descriptor: the second half of one of 64
    /// bytes, or the pseudo descriptor in the header of a LID4 list.
    func isExtension(_ id: CSCDDescriptorID) -> Bool {
        let number = Int(id.rawValue)
        if header.format == .lid4 && header.firstID > 0 && number < header.firstID { return true }
        return cscdDescriptors.contains { $0.descriptor.byteCount == 64 && $0.id + 1 == number }
    }
}

/// One CSCD descriptor of a list.
struct AcceptedCSCD {
    let descriptor: CSCDDescriptor
    /// Its CSCD descriptor ID.
    let id: Int
    /// Where it begins in the parameter list.
    let listOffset: Int
    /// Its bytes, for fields whose places a profile chooses.
    let bytes: [UInt8]
}

/// One segment descriptor of a list.
struct AcceptedSegment {
    let descriptor: SegmentDescriptor
    /// Where it begins in the parameter list.
    let listOffset: Int
    /// By how many bytes its fields from byte 16 on stand nearer to its beginning, in the list as
    /// it was received, than the standard has them.
    var shift = 0

    /// How it is named where it fails.
    func failed(_ number: Int, residue: Int64? = nil) -> FailedSegment {
        FailedSegment(number: number, listOffset: listOffset, shift: shift, residue: residue)
    }
}

/// What the headers of both formats say.
struct CopyHeader: Equatable {
    /// Which of the two it is.
    enum Format {
        case lid1
        case lid4
    }

    var format = Format.lid1
    /// LIST IDENTIFIER.
    var listIdentifier: UInt32 = 0
    /// LIST ID USAGE.
    var usage = ListIDUsage.holdResults
    /// PRIORITY, 0 first.
    var priority: UInt8 = 1
    /// IMMED.
    var isImmediate = false
    /// G_SENSE.
    var reportsGoodSense = false
    /// CSCD DESCRIPTOR LIST LENGTH.
    var cscdLength: UInt64 = 0
    /// SEGMENT DESCRIPTOR LIST LENGTH.
    var segmentLength: UInt64 = 0
    /// INLINE DATA LENGTH.
    var inlineLength: UInt64 = 0
    /// Where the CSCD descriptors begin.
    var byteCount = ExtendedCopyLID1Header.byteCount
    /// The ID of the first CSCD descriptor.
    var firstID = 0

    /// Where the fields stand that errors point to.
    var places: Places { format == .lid1 ? .lid1 : .lid4 }

    /// Bytes of the parameter list.
    struct Places {
        let usage: Int
        let listIdentifier: Int
        let cscdLength: Int
        let segmentLength: Int
        let inlineLength: Int
        let immediate: Int

        static let lid1 = Places(
            usage: 1, listIdentifier: 0, cscdLength: 2, segmentLength: 8, inlineLength: 12,
            immediate: 1)
        static let lid4 = Places(
            usage: 1, listIdentifier: 20, cscdLength: 42, segmentLength: 44, inlineLength: 46,
            immediate: 15)
    }
}

extension CopyHeader {
    init(_ header: ExtendedCopyLID1Header) {
        listIdentifier = UInt32(header.listIdentifier)
        usage = header.listIDUsage
        priority = header.priority
        cscdLength = UInt64(header.cscdDescriptorListLength)
        segmentLength = UInt64(header.segmentDescriptorListLength)
        inlineLength = UInt64(header.inlineDataLength)
    }

    init(_ header: ExtendedCopyLID4Header, firstID: Int) {
        format = .lid4
        listIdentifier = header.listIdentifier
        usage = header.listIDUsage
        priority = header.priority
        isImmediate = header.immediate
        reportsGoodSense = header.goodWithSense
        cscdLength = UInt64(header.cscdDescriptorListLength)
        segmentLength = UInt64(header.segmentDescriptorListLength)
        inlineLength = UInt64(header.inlineDataLength)
        byteCount = ExtendedCopyLID4Header.byteCount
        self.firstID = firstID
    }
}
