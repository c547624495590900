import SCSI

/// What a restore has done.
public struct RestoreSummary: Equatable, Sendable {
    /// How many EXTENDED COPY commands were sent.
    public var commands = 0
    /// Bytes of the disk that the copy manager wrote.
    public var copiedBytes: UInt64 = 0
    /// Bytes of files' content that went through the server.
    public var serverBytes: UInt64 = 0
    /// How many members of the archive were restored.
    public var memberCount = 0
    /// Bytes of the stream that were restored before.
    public var resumedAt: UInt64 = 0
}

/// Restores a backup to a disk: the whole of it, or the blocks of chosen files to where they were.
/// The copy manager moves the blocks from tape.
public struct DiskRestore {
    let backup: BackupOnTape
    let tapes: [Device]
    let target: Device
    /// Whether a restore that was broken off is to be finished.
    public var isResuming = false
    /// Is told how many bytes of how many are restored.
    public var progress: (UInt64, UInt64) -> Void = { _, _ in }

    /// A restore to come.
    ///
    /// - Parameters:
    ///   - tapes: drives with the backup's cartridges, in order.
    ///   - target: a disk of the same block length, at least as large.
    public init(_ backup: BackupOnTape, from tapes: [Device], to target: Device) {
        self.backup = backup
        self.tapes = tapes
        self.target = target
    }

    /// Restores everything: every block that the archive has goes to its place.
    ///
    /// Until all are there, the first blocks of the disk are a `RestoreMark`; what belongs there is
    /// restored last.
    ///
    /// - Parameter members: what the archive holds, as a catalog knows it; nil where it is to be
    ///   read from tape.
    public func volume(members: [ArchivedMember]? = nil) throws -> RestoreSummary {
        guard backup.header.content != .files else {
            throw BackupError.unsuitable(
                device: tapes[0].name,
                what: "\(backup.header.name) is a backup of chosen files",
                expected: "one of a whole disk; chosen files can be restored to their blocks or"
                    + " to a directory")
        }
        if members != nil { try backup.requireEnd(backup.isEnded) }
        var (copier, stream) = try prepare()
        let all = try members ?? readMembers()
        for member in all { try member.requireRegions(backup.header) }
        // What the mark stands in place of comes last.
        let length = UInt64(markLength)
        var first: [RestorePiece] = []
        var pieces: [RestorePiece] = []
        for piece in Self.pieces(of: all) {
            var rest = piece
            if piece.disk < length {
                first.append(rest.take(min(piece.count, length - piece.disk)))
            }
            if rest.count > 0 { pieces.append(rest) }
        }
        let covered = ByteRanges(first.map { $0.disk..<$0.disk + $0.count }).byteCount
        guard covered == length else {
            throw BackupError.notAnArchive(
                "it has \(covered) of the first \(length) bytes of the disk, which are always in use"
            )
        }
        var summary = RestoreSummary()
        let start = try begin(&summary)
        let total = (pieces + first).reduce(0) { $0 + $1.count }
        for piece in pieces where piece.offset < start {
            let count = min(piece.count, start - piece.offset)
            copier.note(piece.disk..<piece.disk + count)
        }
        pieces = pieces.compactMap { $0.behind(start) }
        stream.forgetPositions()
        try copier.restore(pieces, stream, &summary) { offset, done in
            try mark(offset)
            progress(min(done, total), total)
        }
        try copier.restore(first, stream, &summary) { _, _ in }
        summary.memberCount = all.count
        progress(total, total)
        return summary
    }

    /// Restores the content of chosen files to the blocks that it came from, on a volume where these
    /// files still have them.
    ///
    /// - Returns: what was done, and the files of which nothing was restored, since not all of their
    ///   content was in blocks of their own: it lay in the volume's records, in its journal, or went
    ///   through the server.
    public func files(
        members: [ArchivedMember]? = nil, isChosen: ([UInt8]) -> Bool
    ) throws -> (summary: RestoreSummary, withoutBlocks: [[UInt8]]) {
        var (copier, stream) = try prepare()
        let all = try members ?? readMembers()
        for member in all { try member.requireRegions(backup.header) }
        let chosen = all.filter {
            $0.role != .remainder && $0.role != .metadata && $0.kind == .regular
                && isChosen($0.volumePath)
        }
        var withoutBlocks: [[UInt8]] = []
        var placed: [ArchivedMember] = []
        for member in chosen where member.size > 0 {
            let moved = member.regions.reduce(0) { $0 + $1.count }
            if moved >= (try stream.contentCount(of: member)) {
                placed.append(member)
            } else {
                withoutBlocks.append(member.volumePath)
            }
        }
        try PlaceCheck(target).require(placed)
        var summary = RestoreSummary()
        let pieces = Self.pieces(of: placed)
        let total = pieces.reduce(0) { $0 + $1.count }
        stream.forgetPositions()
        try copier.restore(pieces, stream, &summary) { _, done in progress(min(done, total), total)
        }
        summary.memberCount = placed.count
        return (summary, withoutBlocks)
    }

    private func readMembers() throws -> [ArchivedMember] {
        var members: [ArchivedMember] = []
        try backup.forEachMember(on: tapes, isWhole: true) { members.append($0) }
        return members
    }

    private static func pieces(of members: [ArchivedMember]) -> [RestorePiece] {
        var pieces: [RestorePiece] = []
        for member in members {
            for region in member.regions {
                pieces.append(
                    RestorePiece(
                        offset: member.contentOffset + region.offset, disk: region.disk,
                        count: region.count))
            }
        }
        return pieces.sorted { $0.offset < $1.offset }
    }

    private func prepare() throws(BackupError) -> (RestoreCopier, TapeStream) {
        // That the devices are a disk and tapes comes first.
        let copier = try RestoreCopier(tapes: tapes, target: target, header: backup.header)
        let geometry = try DiskGeometry(of: target)
        let needed = backup.header.geometry
        if geometry.blockLength != needed.blockLength {
            throw .unsuitable(
                device: target.name, what: "blocks of \(geometry.blockLength) bytes",
                expected: "\(needed.blockLength) bytes, as the backup has")
        }
        if geometry.blockCount < needed.blockCount {
            throw .unsuitable(
                device: target.name, what: "\(geometry.blockCount) blocks",
                expected: "at least \(needed.blockCount)")
        }
        try backup.requireCartridges(tapes)
        let stream = backup.stream(tapes)
        // What the copy manager cannot do is refused before anything is written.
        try copier.requireLimits(stream)
        return (copier, stream)
    }

    // MARK: The mark

    /// Bytes of the disk that the mark takes.
    private var markLength: Int {
        Int(min(UInt64(RestoreMark.byteCount), backup.header.geometry.byteCount))
    }

    /// Marks the disk.
    ///
    /// - Returns: bytes of the stream that are restored already.
    private func begin(_ summary: inout RestoreSummary) throws(BackupError) -> UInt64 {
        if isResuming {
            var command = Read16CDB(logicalBlockAddress: 0, transferLength: 1)
            command.fua = true
            let block = try target.demand(
                command, dataInLength: backup.header.geometry.blockLength)
            guard let mark = RestoreMark(block), mark.isOf(backup.header) else {
                throw .unsuitable(
                    device: target.name, what: "no restore of \(backup.header.name) was broken off",
                    expected: "the mark of one in the first block")
            }
            summary.resumedAt = mark.restored
            return mark.restored
        }
        try mark(0)
        return 0
    }

    private func mark(_ restored: UInt64) throws(BackupError) {
        let bytes = RestoreMark(backup.header, restored: restored).encoded(byteCount: markLength)
        let count = UInt32(markLength / backup.header.geometry.blockLength)
        var command = Write16CDB(logicalBlockAddress: 0, transferLength: count)
        command.fua = true
        try target.demand(command, dataOut: bytes)
    }
}
