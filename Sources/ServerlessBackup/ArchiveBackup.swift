import SCSI
import VolumeMap

/// Where on a cartridge a backup goes.
public enum BackupPlacement: Equatable, Sendable {
    /// To the beginning; what is on the cartridge is lost, and must have expired.
    case overwriting
    /// Behind what is on the cartridge.
    case appending
    /// Where a backup of the same name was broken off: it is finished.
    case resuming
}

/// What a backup of a disk's files has done.
public struct ArchiveSummary: Sendable {
    /// The header of the archive.
    public var header: ArchiveHeader
    /// Where it is on tape.
    public var spans: [TapeSpan] = []
    /// How many members it has.
    public var memberCount = 0
    /// How many EXTENDED COPY commands were sent.
    public var commands = 0
    /// Bytes of the disk that the copy manager moved.
    public var copiedBytes: UInt64 = 0
    /// Bytes that the server sent along: headers, and what lies in the volume's own records.
    public var inlineBytes: UInt64 = 0
    /// Bytes of files' content that went through the server, and could not go otherwise.
    public var serverBytes: UInt64 = 0
    /// Bytes of the stream that were on tape before.
    public var resumedAt: UInt64 = 0

    /// Nothing done yet.
    init(header: ArchiveHeader, of disk: DiskMap? = nil) {
        self.header = header
        guard let disk else { return }
        findings = disk.findings + disk.volumes.flatMap(\.map.findings)
        unmapped = disk.unmapped
    }

    /// Whole tape records.
    public var records: UInt64 { spans.reduce(0) { $0 + $1.recordCount } }

    /// What is damaged on the disk: in its partition tables and on its volumes.
    public var findings: [MapFinding] = []
    /// Partitions that could not be mapped, and why; in a backup of the blocks in use they are whole.
    public var unmapped: [(partition: Int, reason: VolumeError)] = []
    /// The paths of members a part of which is lost: zeros stand in its place.
    public var incompletePaths: [[UInt8]] = []

    /// Counts a member.
    fileprivate mutating func add(_ member: ArchiveMember) {
        memberCount += 1
        if member.isIncomplete { incompletePaths.append(member.header.path) }
    }

    /// Counts what a list has moved.
    fileprivate mutating func add(_ list: StreamList) {
        for segment in list.segments {
            if case .inline(let bytes) = segment {
                inlineBytes += UInt64(bytes.count)
            } else {
                copiedBytes += segment.count
            }
        }
    }
}

/// Backs up a disk, the blocks in use or chosen files as a tar archive: the copy manager moves the
/// blocks of the files, the server sends headers and what lies in the volume's own records.
public struct ArchiveBackup {
    let source: Device
    let tapes: [Device]
    /// The backup's name: see `ArchiveHeader.isName`.
    public var name: String
    /// What goes into the archive, and how.
    public var options: ArchiveOptions
    /// Says of a path whether it goes into an archive of chosen files.
    public var isChosen: (_ path: [UInt8]) -> Bool = { _ in true }
    /// Bytes of a tape record: see `ArchiveHeader.isRecordLength`. nil for the usual length, or as
    /// much of it as MAXIMUM INLINE DATA LENGTH lets headers and small files fill alone.
    public var recordLength: Int?
    /// The second from which on the backup may be overwritten.
    public var expires: Int64?
    /// Where it goes.
    public var placement = BackupPlacement.overwriting
    /// Whether a cartridge's content counts for nothing.
    public var isForced = false
    /// Is told how many bytes of the stream of how many, roughly, are on tape.
    public var progress: (UInt64, UInt64) -> Void = { _, _ in }
    /// Is told of the header of the archive, before anything is written.
    public var begun: (ArchiveHeader) throws -> Void = { _ in }
    /// Is told of each member whose last byte is on tape, and of where it is.
    public var memberDone: (ArchivedMember) throws -> Void = { _ in }

    /// A backup to come.
    ///
    /// - Parameters:
    ///   - source: a disk that does not change: a snapshot.
    ///   - tapes: drives with the cartridges that it may fill, in order; at least one.
    public init(source: Device, tapes: [Device], name: String, options: ArchiveOptions) {
        self.source = source
        self.tapes = tapes
        self.name = name
        self.options = options
    }

    /// Does it.
    ///
    /// - Parameters:
    ///   - time: the present second, for the header.
    ///   - map: the disk's map, where there is one already.
    public func run(time: Int64, map: DiskMap? = nil) throws -> ArchiveSummary {
        try requireSettings()
        let facts = try DeviceFacts(of: source)
        try facts.require(.directAccess, of: source)
        let reader = try DeviceBlockReader(source)
        let disk = try map ?? diskMap(reader)
        var header = try header(disk, time, facts)
        var stream = ArchiveStream(disk, header: header, options: options, isChosen: isChosen)
        header.map = stream.checksum
        let guarding = CartridgeGuard(time: time, isForced: isForced)
        var found: BackupOnTape?
        if placement == .resuming { found = try brokenOff(header) }
        if let found { header = found.header }
        stream.header = header
        try requireFiles(stream)
        let copier = try StreamCopier(
            source: source, tapes: tapes, header: header, guarding: guarding)
        let rules = try StreamRules(
            copier.limits, recordLength: header.recordLength,
            blockLength: disk.geometry.blockLength,
            of: copier.manager)
        try place(guarding, found)
        try begun(header)
        try copier.begin(with: found?.spans ?? [], isEnded: found?.isEnded ?? false)
        return try copy(&stream, copier, rules, resumed: found)
    }

    /// Fails where chosen files are to be backed up and none is chosen.
    private func requireFiles(_ stream: ArchiveStream) throws(BackupError) {
        if options.content == .files, stream.hasNoFiles {
            throw .unsuitable(
                device: source.name, what: "no file matches",
                expected: "the path of a file or folder, or a pattern of such")
        }
    }

    private func requireSettings() throws(BackupError) {
        guard ArchiveHeader.isName(name), let tape = tapes.first else {
            throw .unsuitable(
                device: source.name, what: "the backup's name \"\(name)\", \(tapes.count) tapes",
                expected: "a name of 1 to \(ArchiveHeader.maximumNameLength) printable characters"
                    + " without /, and a tape")
        }
        if let recordLength, !ArchiveHeader.isRecordLength(recordLength) {
            let lengths = ArchiveHeader.recordLengths
            throw .unsuitable(
                device: tape.name, what: "a tape record of \(recordLength) bytes",
                expected: "a multiple of \(ArchiveHeader.recordUnit) from \(lengths.lowerBound) to"
                    + " \(lengths.upperBound)")
        }
    }

    private func diskMap(_ reader: DeviceBlockReader) throws(BackupError) -> DiskMap {
        var disk = DiskMap(geometry: try DiskGeometry(of: source))
        if options.content != .image { disk = try DiskMap(reader, name: source.name) }
        guard ArchiveHeader.blockLengths.contains(disk.geometry.blockLength) else {
            throw .unsuitable(
                device: source.name, what: "blocks of \(disk.geometry.blockLength) bytes",
                expected: "512, 1024, 2048 or 4096 bytes")
        }
        if options.content != .image, disk.volumes.isEmpty {
            let reasons = disk.unmapped.map { "partition \($0.partition): \($0.reason)" }
            throw .unsuitable(
                device: source.name,
                what: "no volume can be mapped"
                    + (reasons.isEmpty ? "" : "; " + reasons.joined(separator: "; ")),
                expected: "NTFS or ext2, ext3, ext4; an image needs no map")
        }
        return disk
    }

    private func chosenRecordLength(_ facts: DeviceFacts) throws(BackupError) -> Int {
        if let recordLength { return recordLength }
        let usual = ArchiveHeader.defaultRecordLength
        if options.content == .image { return usual }
        let limits = try CopyLimits(of: facts.hasCopyManager ? source : tapes[0])
        let most = Int(clamping: limits.parameters.maximumInlineDataLength)
        let unit = ArchiveHeader.recordUnit
        return max(ArchiveHeader.recordLengths.lowerBound, min(usual, most / unit * unit))
    }

    private func header(
        _ disk: DiskMap, _ time: Int64, _ facts: DeviceFacts
    ) throws(BackupError) -> ArchiveHeader {
        var header = ArchiveHeader(
            name: name, geometry: disk.geometry,
            recordLength: try chosenRecordLength(facts),
            source: facts.designator.designator, time: time)
        header.content = options.content
        header.expires = expires
        header.isExpanded = options.isExpanding
        return header
    }

    // MARK: Copying

    private func copy(
        _ stream: inout ArchiveStream, _ copier: StreamCopier, _ rules: StreamRules,
        resumed found: BackupOnTape?
    ) throws -> ArchiveSummary {
        let header = stream.header
        var summary = ArchiveSummary(header: header, of: stream.disk)
        let begin = copier.spans.last?.end(recordLength: header.recordLength) ?? 0
        summary.resumedAt = begin
        let payload = try DeviceBlockReader(source, isPayload: true)
        func read(_ start: UInt64, _ count: Int) throws(BackupError) -> [UInt8] {
            summary.serverBytes += UInt64(count)
            return try payload.bytes(at: start, count: count)
        }
        var planner = StreamPlanner(rules: rules, position: begin, read: read)
        var check = ResumeCheck(end: begin, recordLength: header.recordLength)
        let total = roughTotal(stream.disk)
        var position: UInt64 = 0
        var waiting: [ArchivedMember] = []
        func tellMembers(to end: UInt64) throws {
            let done = waiting.prefix { $0.contentOffset + $0.storedSize <= end }
            for member in done { try memberDone(member) }
            waiting.removeFirst(done.count)
            progress(min(end, total), total)
        }
        func send(_ list: StreamList) throws {
            do {
                try copier.copy(list) { list in
                    try StreamPlanner.replanned(list, rules, of: copier.manager, read: read)
                }
            } catch BackupError.stream(var failure) {
                // Records of the list may be on tape, and with them the ends of members.
                try tellMembers(to: failure.bytesOnTape)
                failure.copiedBytes =
                    summary.copiedBytes + list.diskBytes(before: failure.bytesOnTape)
                throw BackupError.stream(failure)
            }
            summary.add(list)
            try tellMembers(to: list.start + list.count)
        }
        while let part = try stream.next() {
            if let member = part.member {
                summary.add(member)
                waiting.append(
                    ArchivedMember(
                        member, headerOffset: position,
                        contentOffset: position + part.headerCount))
            }
            for piece in rules.parts(of: part.pieces, at: position) {
                let end = position + piece.count
                try check.add(piece, at: position, reader: payload)
                if end > begin {
                    try found.map { try check.require($0, on: tapes) }
                    try planner.add(piece.dropFirst(max(begin, position) - position))
                }
                position = end
                while planner.isFull, let list = try planner.take(isEnd: false, of: copier.manager)
                { try send(list) }
            }
        }
        if let found, position <= begin {
            try check.require(found, on: tapes)
            try end(found, copier)
            try tellMembers(to: position)
        }
        while let list = try planner.take(isEnd: true, of: copier.manager) { try send(list) }
        summary.spans = copier.spans
        summary.commands = copier.commandCount
        summary.serverBytes += stream.serverBytes
        return summary
    }

    /// About how long the stream will be: what is in use.
    private func roughTotal(_ disk: DiskMap) -> UInt64 {
        if options.content == .image { return disk.geometry.byteCount }
        let used = disk.inUse.byteCount
        return used + UInt64(disk.volumes.reduce(0) { $0 + $1.map.files.count }) * 1024
    }
}

extension StreamPiece {
    /// The piece without its first bytes.
    fileprivate func dropFirst(_ count: UInt64) -> StreamPiece {
        switch self {
        case .inline(let bytes): .inline(Array(bytes.dropFirst(Int(count))))
        case .disk(let start, let all): .disk(start: start + count, count: all - count)
        }
    }
}

extension ArchivedMember {
    /// A member that was made, where it stands in the stream.
    init(_ made: ArchiveMember, headerOffset: UInt64, contentOffset: UInt64) {
        self.init(
            path: made.header.path, role: made.role, kind: made.header.kind, size: made.size,
            storedSize: made.header.size, isSparse: made.header.placeholder != nil,
            headerOffset: headerOffset, contentOffset: contentOffset, mode: made.header.mode,
            owner: made.header.owner, group: made.header.group, times: made.header.times,
            linkPath: made.header.linkPath,
            device: DeviceNumber(
                major: made.header.device.major, minor: made.header.device.minor),
            file: made.file, regions: made.regions,
            digest: made.digest,
            isIncomplete: made.isIncomplete)
    }
}
