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

    /// Fails unless an archive of a disk can pass, whose header is a segment of its own.
    func require(_ geometry: DiskGeometry, of device: Device) throws(BackupError) {
        if parameters.maximumCSCDDescriptorCount < 2 {
            try refuse(
                "MAXIMUM CSCD DESCRIPTOR COUNT is \(parameters.maximumCSCDDescriptorCount)",
                "at least 2", device)
        }
        if (1..<UInt32(ArchiveHeader.byteCount)).contains(parameters.maximumSegmentLength) {
            try refuse(
                "MAXIMUM SEGMENT LENGTH is \(parameters.maximumSegmentLength)",
                "at least \(ArchiveHeader.byteCount) bytes, the archive's header, or 0", device)
        }
        // Parts of an image are cut at multiples of 4096 bytes, and so is the archive's header.
        let granularity = UInt64(1) << UInt64(min(parameters.dataSegmentGranularity, 63))
        if UInt64(ArchiveHeader.byteCount) % granularity != 0
            || geometry.byteCount % granularity != 0
        {
            try refuse(
                "DATA SEGMENT GRANULARITY is \(granularity) bytes",
                "a divisor of \(ArchiveHeader.byteCount), the archive's header, and of"
                    + " \(geometry.byteCount), the image", device)
        }
    }

    /// Fails unless the header and the end of an archive can be inline data.
    ///
    /// - Parameter byteCount: the most bytes of inline data in one list.
    func requireInlineData(_ byteCount: Int, of device: Device) throws(BackupError) {
        if parameters.maximumInlineDataLength < byteCount {
            try refuse(
                "MAXIMUM INLINE DATA LENGTH is \(parameters.maximumInlineDataLength)",
                "at least \(byteCount) bytes", device)
        }
        let granularity = UInt64(1) << UInt64(min(parameters.inlineDataGranularity, 63))
        if granularity > UInt64(ArchiveHeader.endOfArchiveByteCount) {
            try refuse(
                "INLINE DATA GRANULARITY is \(granularity) bytes",
                "at most \(ArchiveHeader.endOfArchiveByteCount), the end of the archive", device)
        }
    }

    private func refuse(
        _ what: String, _ expected: String, _ device: Device
    ) throws(BackupError) {
        throw .unsuitable(
            device: device.name, what: "the copy manager's " + what, expected: expected)
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
        let granularity = max(1 << Int(min(parameters.dataSegmentGranularity, 40)), blockLength)
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
        geometry: DiskGeometry, recordLength: Int, limits: CopyLimits,
        extraSegments: (first: Int, last: Int), device: Device
    ) throws(BackupError) {
        self.geometry = geometry
        self.recordLength = recordLength
        let length = UInt64(geometry.blockLength)
        let record = UInt64(recordLength)
        blocksPerSegment = limits.blocksPerSegment(blockLength: geometry.blockLength)
        let segments = limits.segmentCount(
            cscdCount: 2, segmentLength: BlockToStreamSegment.layout.fixedLength)
        var next: UInt64 = 0
        var start: UInt64 = 0
        while true {
            let isFirst = parts.isEmpty
            let header = isFirst ? UInt64(ArchiveHeader.byteCount) : 0
            let room = segments - (isFirst ? extraSegments.first : 0)
            let left = geometry.blockCount - next
            let isLast =
                room >= extraSegments.last && left <= most(room - extraSegments.last)
            var count = left
            if !isLast {
                // Whole records of header and blocks, and no more than is left.
                let end = (header + min(left, most(room)) * length) / record * record
                count = end > header ? (end - header) / length : 0
                if count == 0 {
                    throw .unsuitable(
                        device: device.name,
                        what: "one EXTENDED COPY moves at most \(most(room) * length) bytes in"
                            + " \(max(0, room)) segments",
                        expected: left * length < record
                            ? "room for the last \(left * length) bytes and the end of the archive"
                            : "room for a tape record of \(recordLength) bytes")
                }
            }
            parts.append(
                CopyPart(
                    blocks: next..<next + count, isFirst: isFirst, isLast: isLast, start: start))
            next += count
            start += header + count * length
            if isLast { return }
        }
    }

    /// The most blocks that so many segments move.
    private func most(_ segments: Int) -> UInt64 {
        UInt64(max(0, segments)) * UInt64(blocksPerSegment)
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
