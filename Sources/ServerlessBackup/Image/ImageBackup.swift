import SCSI
import Timebase

/// What a backup or a restore has done.
public struct CopySummary: Equatable, Sendable {
    /// How many EXTENDED COPY commands were sent.
    public var commands: Int
    /// Bytes of the disk that the copy manager moved.
    public var copiedBytes: UInt64
    /// Whole tape records that were written or read.
    public var records: UInt64
}

/// Backs a disk up to tape as an image: the copy manager moves every block, the server sends a
/// header.
public struct ImageBackup {
    /// Bytes of a tape record, where nobody has said more.
    public static let defaultRecordLength = 256 * 1024

    let source: Device
    let tape: Device
    let name: String
    let recordLength: Int
    /// Is told how many bytes of how many were moved, after each EXTENDED COPY.
    let progress: (UInt64, UInt64) -> Void

    /// A backup to come.
    ///
    /// - Parameters:
    ///   - source: a disk that does not change: a snapshot.
    ///   - tape: a tape drive; what is on the tape is overwritten from its beginning.
    ///   - name: see `ArchiveHeader.isName`.
    ///   - recordLength: see `ArchiveHeader.isRecordLength`.
    public init(
        source: Device, tape: Device, name: String, recordLength: Int = defaultRecordLength,
        progress: @escaping (UInt64, UInt64) -> Void = { _, _ in }
    ) throws(BackupError) {
        guard ArchiveHeader.isName(name) else {
            throw .unsuitable(
                device: tape.name, what: "the backup's name \"\(name)\"",
                expected: "1 to \(ArchiveHeader.maximumNameLength) printable characters, no /")
        }
        guard ArchiveHeader.isRecordLength(recordLength) else {
            let lengths = ArchiveHeader.recordLengths
            throw .unsuitable(
                device: tape.name, what: "a tape record of \(recordLength) bytes",
                expected: "a multiple of \(ArchiveHeader.recordUnit) from \(lengths.lowerBound) to"
                    + " \(lengths.upperBound)")
        }
        self.source = source
        self.tape = tape
        self.name = name
        self.recordLength = recordLength
        self.progress = progress
    }

    /// Does it.
    ///
    /// - Parameter time: the present second, for the header.
    public func run(time: Int64) throws(BackupError) -> CopySummary {
        let sourceFacts = try DeviceFacts(of: source)
        let tapeFacts = try DeviceFacts(of: tape)
        try sourceFacts.require(.directAccess, of: source)
        try tapeFacts.require(.sequentialAccess, of: tape)
        let geometry = try DiskGeometry(of: source)
        guard ArchiveHeader.blockLengths.contains(geometry.blockLength) else {
            throw .unsuitable(
                device: source.name, what: "blocks of \(geometry.blockLength) bytes",
                expected: "512, 1024, 2048 or 4096 bytes")
        }
        let manager = try CopyCommander(
            first: source, sourceFacts, second: tape, tapeFacts, tape: tape, isBackup: true)
        try manager.limits.require([0x00, 0x04, 0x10, 0xE4], of: manager.device)
        try manager.requireTransferSize(recordLength)
        try manager.limits.require(geometry, of: manager.device)
        let plan = try CopyPlan(
            geometry: geometry, recordLength: recordLength, limits: manager.limits,
            extraSegments: (first: 1, last: 2), device: manager.device)
        let end = plan.parts.count > 1 ? 0 : ArchiveHeader.endOfArchiveByteCount
        try manager.limits.requireInlineData(ArchiveHeader.byteCount + end, of: manager.device)
        let header = ArchiveHeader(
            name: name, geometry: geometry, recordLength: recordLength,
            source: sourceFacts.designator.designator, time: time)
        try tape.demand(RewindCDB())
        for (index, part) in plan.parts.enumerated() {
            let list = parameterList(part, plan, header, sourceFacts, tapeFacts)
            try manager.copy(list, part: part, number: index, of: plan)
            progress(
                part.blocks.upperBound * UInt64(geometry.blockLength), geometry.byteCount)
        }
        let total =
            geometry.byteCount
            + UInt64(ArchiveHeader.byteCount + ArchiveHeader.endOfArchiveByteCount)
        let record = UInt64(recordLength)
        return CopySummary(
            commands: plan.parts.count, copiedBytes: geometry.byteCount,
            records: (total + record - 1) / record)
    }

    /// The list of one part. Everything but the end of the archive fills whole records, so PAD is
    /// one in the last list only: a wrong plan ends in UNEXPECTED INEXACT SEGMENT, not in zeros.
    func parameterList(
        _ part: CopyPart, _ plan: CopyPlan, _ header: ArchiveHeader, _ sourceFacts: DeviceFacts,
        _ tapeFacts: DeviceFacts
    ) -> ExtendedCopyParameterList {
        var list = ExtendedCopyParameterList()
        list.cscdDescriptors = [
            sourceFacts.cscdDescriptor(.block(length: UInt32(plan.geometry.blockLength))),
            tapeFacts.cscdDescriptor(.stream(pad: part.isLast)),
        ]
        let (disk, stream) = (CSCDDescriptorID(rawValue: 0), CSCDDescriptorID(rawValue: 1))
        if part.isFirst { append(header.encoded(), cat: true, stream, to: &list) }
        let ranges = plan.segments(of: part)
        for (index, range) in ranges.enumerated() {
            var segment = BlockToStreamSegment()
            segment.cat = part.isLast || index < ranges.count - 1
            segment.source = disk
            segment.destination = stream
            segment.streamDeviceTransferLength = UInt32(recordLength)
            segment.numberOfBlocks = UInt16(range.count)
            segment.logicalBlockAddress = range.lowerBound
            list.segments.append(.blockToStream(segment))
        }
        if part.isLast {
            let zeros = [UInt8](repeating: 0, count: ArchiveHeader.endOfArchiveByteCount)
            append(zeros, cat: false, stream, to: &list)
            var filemark = WriteFilemarksSegment()
            filemark.destination = stream
            filemark.filemarkCount = 1
            list.segments.append(.writeFilemarks(filemark))
        }
        return list
    }

    private func append(
        _ bytes: [UInt8], cat: Bool, _ stream: CSCDDescriptorID,
        to list: inout ExtendedCopyParameterList
    ) {
        var segment = InlineToStreamSegment()
        segment.cat = cat
        segment.destination = stream
        segment.streamDeviceTransferLength = UInt32(recordLength)
        segment.inlineDataOffset = UInt32(list.inlineData.count)
        segment.inlineDataNumberOfBytes = UInt32(bytes.count)
        list.segments.append(.inlineToStream(segment))
        list.inlineData += bytes
    }
}
