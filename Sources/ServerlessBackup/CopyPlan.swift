import SCSI

/// What a copy manager can do, as it says itself.
struct CopyLimits: Equatable {
    /// The most blocks that the NUMBER OF BLOCKS field of a segment descriptor holds.
    static let largestBlockCount = 65535

    var parameters: CopyOperatingParametersData

    /// Asks RECEIVE COPY OPERATING PARAMETERS.
    init(of device: Device) throws(BackupError) {
        let command = ReceiveCopyResultsCDB(
            .operatingParameters, allocationLength: UInt32(DeviceFacts.allocationLength))
        parameters = try device.ask(
            command, length: DeviceFacts.allocationLength,
            as: CopyOperatingParametersData.self)
    }

    init(_ parameters: CopyOperatingParametersData) { self.parameters = parameters }

    /// Fails unless all the descriptor types are implemented.
    func require(_ codes: [UInt8], of device: Device) throws(BackupError) {
        for code in codes where !parameters.implementedDescriptors.contains(code) {
            let name = SegmentTypeCode(rawValue: code).meaning ?? "identification descriptor"
            throw .unsuitable(
                device: device.name, what: "the copy manager does not implement \(name)",
                expected: "descriptor type \(String(code, radix: 16, uppercase: true))h")
        }
    }

    /// The most segment descriptors in a list that names `cscdCount` devices.
    func segmentCount(cscdCount: Int, segmentLength: Int) -> Int {
        let bytes =
            Int(parameters.maximumDescriptorListLength)
            - cscdCount * IdentificationCSCDDescriptor.byteCount
        return min(
            Int(parameters.maximumSegmentDescriptorCount), max(0, bytes) / segmentLength)
    }

    /// The most blocks that one segment moves.
    func blocksPerSegment(blockLength: Int) -> Int {
        var bytes = Self.largestBlockCount * blockLength
        if parameters.maximumSegmentLength != 0 {
            bytes = min(bytes, Int(parameters.maximumSegmentLength))
        }
        let granularity = 1 << Int(min(parameters.dataSegmentGranularity, 40))
        return bytes / granularity * granularity / blockLength
    }
}

/// The part of an image that one EXTENDED COPY moves.
struct CopyPart: Equatable {
    /// The blocks.
    var blocks: Range<UInt64>
    /// The archive's header goes with it.
    var isFirst: Bool
    /// The end of the archive goes with it.
    var isLast: Bool
    /// Bytes of the archive before it: a whole number of tape records.
    var start: UInt64
}

/// How an image is cut into EXTENDED COPY commands: as few as the limits allow, each ending on a
/// tape record's boundary, since what is left over is lost at the end of a command.
struct CopyPlan {
    let geometry: DiskGeometry
    let recordLength: Int
    let blocksPerSegment: Int
    private(set) var parts: [CopyPart] = []

    /// Plans a copy.
    ///
    /// - Parameters:
    ///   - extraSegments: segments of the first and of the last list that move no blocks.
    /// - Throws: `BackupError.unsuitable` where the limits do not let one record pass.
    init(
        geometry: DiskGeometry, recordLength: Int, limits: CopyLimits, extraSegments: Int,
        device: Device
    ) throws(BackupError) {
        self.geometry = geometry
        self.recordLength = recordLength
        let length = geometry.blockLength
        blocksPerSegment = limits.blocksPerSegment(blockLength: length)
        let segments =
            limits.segmentCount(
                cscdCount: 2, segmentLength: BlockToStreamSegment.layout.fixedLength)
            - extraSegments
        let most = UInt64(max(0, segments)) * UInt64(blocksPerSegment)
        var next: UInt64 = 0
        var start: UInt64 = 0
        while true {
            let header = next == 0 ? UInt64(ArchiveHeader.byteCount) : 0
            let left = geometry.blockCount - next
            var count = min(left, most)
            let isLast = count == left
            if !isLast {
                let end = (header + count * UInt64(length)) / UInt64(recordLength)
                let whole = end * UInt64(recordLength)
                count = whole > header ? (whole - header) / UInt64(length) : 0
                if count == 0 {
                    throw .unsuitable(
                        device: device.name,
                        what: "one EXTENDED COPY moves at most \(most * UInt64(length)) bytes",
                        expected: "room for a tape record of \(recordLength) bytes")
                }
            }
            parts.append(
                CopyPart(
                    blocks: next..<next + count, isFirst: next == 0, isLast: isLast,
                    start: start))
            next += count
            start += header + count * UInt64(length)
            if isLast { return }
        }
    }

    /// The blocks of a part, segment by segment.
    func segments(of part: CopyPart) -> [Range<UInt64>] {
        var ranges: [Range<UInt64>] = []
        var next = part.blocks.lowerBound
        while next < part.blocks.upperBound {
            let end = min(part.blocks.upperBound, next + UInt64(blocksPerSegment))
            ranges.append(next..<end)
            next = end
        }
        return ranges
    }
}
