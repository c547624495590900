import SCSI

/// A backup found on cartridges: its header and where its records are.
public struct BackupOnTape: Equatable, Sendable {
    /// Its header.
    public var header: ArchiveHeader
    /// Its records.
    public var spans: [TapeSpan]
    /// Whether a filemark ends it: else it was broken off.
    public var isEnded: Bool

    /// A backup whose place is known.
    public init(header: ArchiveHeader, spans: [TapeSpan], isEnded: Bool) {
        self.header = header
        self.spans = spans
        self.isEnded = isEnded
    }

    /// All backups on cartridges: those that begin on the first, with the parts that continue them
    /// on the others.
    public static func all(on tapes: [Device]) throws(BackupError) -> [BackupOnTape] {
        try look(at: tapes).found
    }

    /// All backups on cartridges, and what else is there, in words.
    private static func look(
        at tapes: [Device]
    ) throws(BackupError) -> (found: [BackupOnTape], others: String) {
        var found: [BackupOnTape] = []
        var others = ""
        for tape in tapes {
            let contents = try CartridgeContents(on: tape)
            if let foreign = contents.foreign {
                others += "; \(tape.name), tape file \(foreign.file): \(foreign.problem)"
            }
            for backup in contents.backups {
                if !backup.header.isContinuation {
                    found.append(BackupOnTape(backup))
                } else if let index = found.lastIndex(where: { $0.isContinued(by: backup.header) })
                {
                    found[index].add(backup)
                }
            }
        }
        return (found, others)
    }

    /// The part of a backup that stands on its first cartridge.
    init(_ first: CartridgeContents.Backup) {
        self.init(header: first.header, spans: [], isEnded: first.isEnded)
        add(first)
    }

    /// Adds the part on the next cartridge.
    mutating func add(_ part: CartridgeContents.Backup) {
        spans.append(TapeSpan(part))
        isEnded = part.isEnded
    }

    /// The one backup of a name; the latest where there are several.
    ///
    /// - Parameter name: nil for the only one.
    public static func named(
        _ name: String?, on tapes: [Device]
    ) throws(BackupError) -> BackupOnTape {
        let (found, others) = try look(at: tapes)
        let names = found.map(\.header.name)
        let list = names.isEmpty ? "none" : names.joined(separator: ", ")
        guard let name else {
            guard let only = found.first, found.count == 1 else {
                throw .noSuchBackup(
                    "\(found.count) backups on the tape, \(list); one expected" + others)
            }
            return only
        }
        guard let latest = found.last(where: { $0.header.name == name }) else {
            throw .noSuchBackup("no backup \(name) on the tape; there are: \(list)" + others)
        }
        return latest
    }

    /// Whether a label stands in front of what follows the parts that are known.
    func isContinued(by label: ArchiveHeader) -> Bool {
        var same = label
        same.cartridge = header.cartridge
        same.continuesAt = header.continuesAt
        return same == header && label.cartridge == (spans.last?.cartridge ?? 0) + 1
            && label.continuesAt == spans.last?.end(recordLength: header.recordLength)
    }

    /// The stream, to be read through the server.
    func stream(_ tapes: [Device]) -> TapeStream {
        TapeStream(header, spans, drives: tapes.map(TapeDrive.init))
    }

    /// Gives every member of the archive, in order, read from tape.
    ///
    /// An image has one, which is the disk.
    ///
    /// - Parameter isWhole: whether the archive's end must be there: behind the last member it fails
    ///   where what is on tape was broken off, or goes on on a cartridge that is not given.
    public func forEachMember(
        on tapes: [Device], isWhole: Bool = false, _ body: (ArchivedMember) throws -> Void
    ) throws {
        try requireCartridges(tapes)
        try forEachMember(of: stream(tapes), isWhole: isWhole, body)
    }

    /// Gives every member, read from a stream that `body` may read too.
    func forEachMember(
        of stream: TapeStream, isWhole: Bool, _ body: (ArchivedMember) throws -> Void
    ) throws {
        if header.content == .image {
            let end = UInt64(ArchiveHeader.byteCount) + header.geometry.byteCount
            if isWhole { try requireEnd(stream.end >= end) }
            return try body(.image(header))
        }
        var scanner = MemberScanner(stream)
        while let member = try scanner.next() { try body(member) }
        if isWhole { try requireEnd(scanner.hasEnded) }
    }

    /// Gives the archive as it stands on tape, record by record: a tar archive.
    public func forEachRecord(
        on tapes: [Device], _ body: ([UInt8]) throws -> Void
    ) throws {
        try requireCartridges(tapes)
        let stream = stream(tapes)
        stream.isPayload = true
        var offset: UInt64 = 0
        while offset < stream.end {
            try body(try stream.read(at: offset, count: header.recordLength))
            offset += UInt64(header.recordLength)
        }
    }

    /// Fails where a drive holds another cartridge than the one that it should: what is restored
    /// must be this backup.
    func requireCartridges(_ tapes: [Device]) throws(BackupError) {
        for span in spans where span.cartridge <= tapes.count {
            let drive = TapeDrive(device: tapes[span.cartridge - 1])
            // A label and a filemark stand in front of what continues another cartridge.
            let isPart = span.cartridge > 1
            let object = span.firstObject - (isPart ? min(2, span.firstObject) : 0)
            var expected = header
            if isPart { (expected.cartridge, expected.continuesAt) = (span.cartridge, span.start) }
            try drive.locate(object)
            let (found, _) = try drive.read(upTo: ArchiveHeader.byteCount)
            if case .record(let bytes) = found, let there = try? ArchiveHeader(bytes),
                there == expected
            {
                continue
            }
            throw .notAnArchive(
                "\(drive.device.name): cartridge \(span.cartridge) of \(header.name) expected;"
                    + " its header is not at object \(object)")
        }
    }

    /// Fails where the archive's end is not on tape.
    func requireEnd(_ isThere: Bool) throws(BackupError) {
        if isThere { return }
        let count = spans.count == 1 ? "the cartridge" : "the \(spans.count) cartridges"
        throw .notAnArchive(
            "\(header.name) does not end on \(count) given: it goes on on another, or was broken"
                + " off and can be finished")
    }
}

extension TapeSpan {
    /// The records of what was found on a cartridge.
    init(_ found: CartridgeContents.Backup) {
        let isPart = found.header.isContinuation
        // Behind a label there is a filemark.
        let first = isPart ? found.object + 2 : found.object
        self.init(
            cartridge: found.header.cartridge, file: found.file + (isPart ? 1 : 0),
            firstObject: first, start: found.header.continuesAt,
            recordCount: found.end > first ? found.end - first : 0)
    }
}

extension ArchivedMember {
    /// The member of an image: the whole disk.
    static func image(_ header: ArchiveHeader) -> ArchivedMember {
        let size = header.geometry.byteCount
        return ArchivedMember(
            path: Array(header.memberName.utf8), role: .remainder, kind: .regular, size: size,
            storedSize: size, isSparse: false, headerOffset: 0,
            contentOffset: UInt64(ArchiveHeader.byteCount), mode: 0o600, owner: 0, group: 0,
            times: .init(), linkPath: [], device: DeviceNumber(), file: nil,
            regions: [MemberRegion(offset: 0, disk: 0, count: size)], digest: nil,
            isIncomplete: false)
    }
}
