import VolumeMap

/// Takes the members of an archive that are restored to a directory of the server.
public protocol ExtractionSink: AnyObject {
    /// A member without content: a directory, a link, a device.
    func make(_ member: ArchivedMember) throws
    /// A member with content begins.
    func begin(_ member: ArchivedMember) throws
    /// Bytes of its content; what no call gives are zeros.
    func write(_ bytes: [UInt8], at offset: UInt64) throws
    /// The content is complete.
    func end(_ member: ArchivedMember) throws
}

/// Restores files of an archive through the server: their contents are read from tape by READ, and
/// counted.
public struct FileExtraction {
    /// Bytes that are given at once.
    static let chunk = 1 << 20

    let backup: BackupOnTape
    let tapes: [Device]

    /// An extraction to come.
    public init(_ backup: BackupOnTape, from tapes: [Device]) {
        self.backup = backup
        self.tapes = tapes
    }

    /// Does it.
    ///
    /// - Parameters:
    ///   - members: what the archive holds, as a catalog knows it; nil where it is to be read from
    ///     tape.
    ///   - isChosen: says of a file's path on its volume whether it is restored. The directories on the way
    ///     to what is chosen are too.
    public func run(
        members: [ArchivedMember]? = nil, to sink: any ExtractionSink,
        isChosen: ([UInt8]) -> Bool, progress: (UInt64) -> Void = { _ in }
    ) throws -> RestoreSummary {
        try backup.requireCartridges(tapes)
        // One stream finds the members and reads their contents: it knows where the drives stand.
        let stream = backup.stream(tapes)
        var summary = RestoreSummary()
        var directories: [[UInt8]: ArchivedMember] = [:]
        func extract(_ member: ArchivedMember) throws {
            if member.role == .remainder { return }
            let isWanted = isChosen(member.volumePath)
            if member.kind == .directory, !isWanted {
                directories[member.path] = member
                return
            }
            guard isWanted else { return }
            try makeDirectories(above: member.path, &directories, sink)
            if member.kind == .regular {
                try sink.begin(member)
                try copy(member, stream, sink, &summary, progress)
                try sink.end(member)
            } else {
                try sink.make(member)
            }
            summary.memberCount += 1
        }
        if let members {
            for member in members {
                try member.requireRegions(backup.header)
                try extract(member)
            }
        } else {
            try backup.forEachMember(of: stream, isWhole: true, extract)
        }
        return summary
    }

    private func makeDirectories(
        above path: [UInt8], _ directories: inout [[UInt8]: ArchivedMember],
        _ sink: any ExtractionSink
    ) throws {
        var end = path.startIndex
        while let slash = path[end...].firstIndex(of: UInt8(ascii: "/")) {
            if let member = directories.removeValue(forKey: Array(path[..<slash])) {
                try sink.make(member)
            }
            end = slash + 1
        }
    }

    private func copy(
        _ member: ArchivedMember, _ stream: TapeStream, _ sink: any ExtractionSink,
        _ summary: inout RestoreSummary, _ progress: (UInt64) -> Void
    ) throws {
        stream.isPayload = true
        defer { stream.isPayload = false }
        var offset = member.contentOffset
        let end = offset + member.storedSize
        var parts = [SparseMap.Region(offset: 0, count: member.size)]
        if member.isSparse {
            let map = try stream.sparseMap(of: member)
            offset += map.byteCount
            parts = map.map.regions
        }
        for part in parts {
            var done: UInt64 = 0
            while done < part.count {
                let count = min(part.count - done, UInt64(Self.chunk))
                guard offset + count <= end else {
                    throw BackupError.notAnArchive(
                        "byte \(offset): the content of"
                            + " \(String(decoding: member.path, as: UTF8.self)) ends too early")
                }
                let bytes = try stream.read(at: offset, count: Int(count))
                try sink.write(bytes, at: part.offset + done)
                done += count
                offset += count
                summary.serverBytes += count
                progress(summary.serverBytes)
            }
        }
    }
}
