import VolumeMap
import WireBytes

/// The stream of an archive, member by member: the header, the files of each volume, all other
/// blocks in use, and the end.
///
/// The same disk and options give the same stream, byte for byte, so that one that was broken off
/// can be made again up to where it was.
struct ArchiveStream {
    /// The archive's header: set before anything is made.
    var header: ArchiveHeader
    let disk: DiskMap
    private let options: ArchiveOptions
    private var volumes: [VolumeMembers] = []
    private var state = State.header
    /// Bytes of the disk that members have brought along, unsorted.
    private var brought: [Range<UInt64>] = []
    private var regionMembers = 0

    private enum State {
        case header
        case volume(Int)
        case remainder
        case end
        case done
    }

    /// A part of the stream: a member, or what stands before and behind all members.
    struct Part {
        /// The member; nil for the archive's header and its end.
        var member: ArchiveMember?
        /// The bytes.
        var pieces: [StreamPiece]
        /// Bytes of the stream from its beginning up to the member's content.
        var headerCount: UInt64 = 0
    }

    /// The stream of an archive.
    ///
    /// - Parameter isChosen: says of a path whether it goes into an archive of chosen files.
    init(
        _ disk: DiskMap, header: ArchiveHeader, options: ArchiveOptions,
        isChosen: (_ path: [UInt8]) -> Bool
    ) {
        self.disk = disk
        self.header = header
        var options = options
        options.blockLength = disk.geometry.blockLength
        self.options = options
        guard options.content != .image else { return }
        for volume in disk.volumes {
            var walk = ArchiveWalk(volume.map)
            let prefix = disk.prefix(of: volume)
            if options.content == .files { walk.choose { isChosen(prefix + $0) } }
            volumes.append(
                VolumeMembers(walk, reader: volume.reader, options: options, prefix: prefix))
        }
    }

    /// CRC-32C of what the archive is made from: the map, and which of its names are chosen. nil for
    /// an image.
    var checksum: UInt32? {
        if options.content == .image { return nil }
        var checksum = CRC32C()
        var bytes: [UInt8] = []
        bytes.appendBigEndian(UInt64(disk.checksum), count: 8)
        if options.content == .files {
            for volume in volumes {
                for entry in volume.walk.entries {
                    bytes.appendBigEndian(UInt64(entry.file), count: 8)
                    bytes.append(entry.isChosen ? 1 : 0)
                    if bytes.count > 1 << 16 {
                        checksum.add(bytes.span)
                        bytes.removeAll(keepingCapacity: true)
                    }
                }
            }
        }
        checksum.add(bytes.span)
        return checksum.value
    }

    /// Whether the archive has no file of any volume.
    var hasNoFiles: Bool { volumes.allSatisfy { $0.walk.entries.isEmpty } }

    /// Bytes of files' content that went through the server.
    var serverBytes: UInt64 { volumes.reduce(0) { $0 + $1.serverBytes } }

    /// The next part; nil behind the last.
    mutating func next() throws(BackupError) -> Part? {
        while true {
            switch state {
            case .header:
                state = options.content == .image ? .remainder : .volume(0)
                return Part(pieces: [.inline(header.encoded())])
            case .volume(let index):
                guard index < volumes.count else {
                    state = options.content == .used ? .remainder : .end
                    continue
                }
                if let member = try member(of: index) { return try part(member) }
                state = .volume(index + 1)
            case .remainder:
                state = .end
                if options.content == .image {
                    let all = StreamPiece.disk(start: 0, count: disk.geometry.byteCount)
                    return Part(pieces: [all])
                }
                return try part(remainder())
            case .end:
                state = .done
                let zeros = [UInt8](repeating: 0, count: ArchiveHeader.endOfArchiveByteCount)
                return Part(pieces: [.inline(zeros)])
            case .done: return nil
            }
        }
    }

    private mutating func member(of index: Int) throws(BackupError) -> ArchiveMember? {
        do {
            return try volumes[index].member()
        } catch {
            throw .unsuitable(
                device: "volume \(disk.volumes[index].partition)", what: error.description,
                expected: "a volume that can be read")
        }
    }

    private mutating func part(_ made: ArchiveMember) throws(BackupError) -> Part {
        var member = made
        if options.content == .used {
            for case .disk(let start, let count) in member.body {
                brought.append(start..<start + count)
            }
        }
        var pieces: [StreamPiece] = []
        var headerCount: UInt64 = 0
        if !member.regions.isEmpty {
            let text = member.regionText(blockLength: options.blockLength)
            if text.count <= ArchiveMember.largestRegionText {
                member.header.records.add(ArchiveMember.regionsKey, text)
            } else {
                regionMembers += 1
                let path = "\(String(decoding: ArchiveFolder.top, as: UTF8.self))/regions/"
                var header = MemberHeader(.regular, path: Array((path + "\(regionMembers)").utf8))
                header.size = UInt64(text.count)
                header.mode = 0o600
                let bytes = header.encoded() + text + tarPadding(UInt64(text.count))
                pieces.append(.inline(bytes))
                headerCount = UInt64(bytes.count)
                member.header.records.add(ArchiveMember.regionsMemberKey, header.path)
            }
        }
        let bytes = member.header.encoded()
        pieces.append(.inline(bytes))
        headerCount += UInt64(bytes.count)
        return Part(member: member, pieces: pieces + member.body, headerCount: headerCount)
    }

    /// All blocks in use of which not every byte has been brought along.
    private func remainder() throws(BackupError) -> ArchiveMember {
        let length = UInt64(disk.geometry.blockLength)
        let used = disk.inUse
        let left = used.subtracting(ByteRanges(brought).wholeBlocks(of: length))
        var content = MemberContent()
        for range in left.ranges {
            content.addHole(range.lowerBound - content.size)
            content.addDisk(range.lowerBound, range.upperBound - range.lowerBound)
        }
        content.addHole(disk.geometry.byteCount - content.size)
        var header = MemberHeader(.regular, path: ArchiveFolder.path(.remainder, []))
        header.mode = 0o600
        header.times.modified = FileTime(seconds: self.header.time)
        header.times.accessed = header.times.modified
        header.records.add(ArchiveMember.roleKey, ArchiveMember.Role.remainder.rawValue)
        return content.member(.remainder, header, blockLength: options.blockLength)
    }
}
