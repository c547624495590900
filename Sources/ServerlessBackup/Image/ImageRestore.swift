import SCSI

/// Restores an image from tape to a disk: the copy manager moves every block, the server reads
/// the header.
public struct ImageRestore {
    let tape: Device
    let target: Device
    /// Is told how many bytes of how many were moved, after each EXTENDED COPY.
    let progress: (UInt64, UInt64) -> Void

    /// A restore to come.
    ///
    /// - Parameters:
    ///   - tape: a tape drive; the backup is the first thing on the tape.
    ///   - target: a disk of the same block length, at least as large.
    public init(
        tape: Device, target: Device,
        progress: @escaping (UInt64, UInt64) -> Void = { _, _ in }
    ) {
        self.tape = tape
        self.target = target
        self.progress = progress
    }

    /// Reads the header of the first backup on a tape.
    public static func header(on tape: Device) throws(BackupError) -> ArchiveHeader {
        try tape.demand(RewindCDB())
        var command = ReadStream6CDB()
        command.transferLength = UInt32(ArchiveHeader.byteCount)
        let reply = tape.send(command, dataInLength: ArchiveHeader.byteCount)
        // The record is longer than what is asked for; its length is in INFORMATION.
        let sense = try? SenseData(reply.sense)
        let isLonger =
            reply.transportFailure == nil && reply.status == .checkCondition
            && sense?.ili == true && sense?.key == .noSense
        if reply.transportFailure == nil, sense?.key == .blankCheck || sense?.filemark == true {
            throw .notAnArchive("the tape is empty, or begins with a filemark")
        }
        guard reply.isGood || isLonger else {
            throw .command(CommandFailure(command: "READ(6)", device: tape.name, reply: reply))
        }
        let header = try ArchiveHeader(reply.dataIn)
        let length = Int64(ArchiveHeader.byteCount) - (sense?.information ?? 0)
        if length != Int64(header.recordLength) {
            throw .notAnArchive(
                "the first tape record has \(length) bytes, its header says"
                    + " \(header.recordLength)")
        }
        return header
    }

    /// Does it.
    public func run() throws(BackupError) -> CopySummary {
        let tapeFacts = try DeviceFacts(of: tape)
        let targetFacts = try DeviceFacts(of: target)
        try tapeFacts.require(.sequentialAccess, of: tape)
        try targetFacts.require(.directAccess, of: target)
        let header = try Self.header(on: tape)
        let geometry = try DiskGeometry(of: target)
        if geometry.blockLength != header.geometry.blockLength {
            throw .unsuitable(
                device: target.name, what: "blocks of \(geometry.blockLength) bytes",
                expected: "\(header.geometry.blockLength) bytes, as the backup has")
        }
        if geometry.blockCount < header.geometry.blockCount {
            throw .unsuitable(
                device: target.name, what: "\(geometry.blockCount) blocks",
                expected: "at least \(header.geometry.blockCount)")
        }
        let manager = try CopyCommander(
            first: target, targetFacts, second: tape, tapeFacts, tape: tape, isBackup: false)
        try manager.limits.require([0x01, 0x06, 0xE4], of: manager.device)
        try manager.requireTransferSize(header.recordLength)
        try manager.limits.require(header.geometry, of: manager.device)
        let plan = try CopyPlan(
            geometry: header.geometry, recordLength: header.recordLength,
            limits: manager.limits, extraSegments: (first: 1, last: 0), device: manager.device)
        try tape.demand(RewindCDB())
        for (index, part) in plan.parts.enumerated() {
            let list = parameterList(part, plan, targetFacts, tapeFacts)
            try manager.copy(list, part: part, number: index, of: plan)
            progress(
                part.blocks.upperBound * UInt64(header.geometry.blockLength),
                header.geometry.byteCount)
        }
        let record = UInt64(header.recordLength)
        let total = header.geometry.byteCount + UInt64(ArchiveHeader.byteCount)
        return CopySummary(
            commands: plan.parts.count, copiedBytes: header.geometry.byteCount,
            records: (total + record - 1) / record)
    }

    /// The list of one part. Every part but the last takes whole records, so that nothing may be
    /// left over; behind the last there are the zeros that end the archive, which CAT drops.
    func parameterList(
        _ part: CopyPart, _ plan: CopyPlan, _ targetFacts: DeviceFacts, _ tapeFacts: DeviceFacts
    ) -> ExtendedCopyParameterList {
        var list = ExtendedCopyParameterList()
        list.cscdDescriptors = [
            tapeFacts.cscdDescriptor(.stream()),
            targetFacts.cscdDescriptor(.block(length: UInt32(plan.geometry.blockLength))),
        ]
        let (stream, disk) = (CSCDDescriptorID(rawValue: 0), CSCDDescriptorID(rawValue: 1))
        if part.isFirst {
            var segment = StreamToDiscardSegment()
            segment.cat = true
            segment.source = stream
            segment.streamDeviceTransferLength = UInt32(plan.recordLength)
            segment.numberOfBytes = UInt32(ArchiveHeader.byteCount)
            list.segments.append(.streamToDiscard(segment))
        }
        let ranges = plan.segments(of: part)
        for (index, range) in ranges.enumerated() {
            var segment = StreamToBlockSegment()
            segment.cat = part.isLast || index < ranges.count - 1
            segment.source = stream
            segment.destination = disk
            segment.streamDeviceTransferLength = UInt32(plan.recordLength)
            segment.numberOfBlocks = UInt16(range.count)
            segment.logicalBlockAddress = range.lowerBound
            list.segments.append(.streamToBlock(segment))
        }
        return list
    }
}
