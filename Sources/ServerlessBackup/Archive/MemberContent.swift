import VolumeMap

/// Makes a member's content from an attribute's pieces: blocks of the disk where they can be moved,
/// holes as holes, and what only the map knows as bytes.
struct MemberContent {
    /// The content in the stream, without padding.
    private(set) var body: [StreamPiece] = []
    /// Where the bytes of the disk are, counted without holes.
    private(set) var regions: [MemberRegion] = []
    /// The parts that are no holes; adjacent ones are one.
    private(set) var parts: [SparseMap.Region] = []
    /// Whether there are holes.
    private(set) var isSparse = false
    /// Whether a part is lost.
    private(set) var isIncomplete = false
    /// Bytes of content that went through the server although they lie on the disk.
    private(set) var serverBytes: UInt64 = 0
    /// Bytes of the content, holes included.
    private(set) var size: UInt64 = 0
    /// Bytes of the content without holes.
    private(set) var stored: UInt64 = 0

    init() {}

    /// Adds the value of an attribute.
    init(
        _ attribute: FileAttribute, of volume: MappedVolume, reader: any FileSystemReader
    ) throws(VolumeError) {
        for piece in volume.storedPieces(of: attribute) {
            switch piece {
            case .stored(let bytes):
                addDisk(bytes.lowerBound, bytes.upperBound - bytes.lowerBound)
            case .zeros(let count): addHole(count)
            case .lost(let count):
                isIncomplete = true
                addHole(count)
            case .resident:
                addBytes(try reader.residentValue(of: attribute))
            case .journaled(let count):
                let contents = AttributeContents(
                    reader: reader, volume: volume, attribute: attribute)
                try addRead(contents, count)
                serverBytes += count
            }
        }
    }

    mutating func addHole(_ count: UInt64) {
        if count == 0 { return }
        isSparse = true
        size += count
    }

    mutating func addBytes(_ bytes: [UInt8]) {
        if bytes.isEmpty { return }
        body.append(.inline(bytes))
        note(UInt64(bytes.count))
    }

    mutating func addDisk(_ start: UInt64, _ count: UInt64) {
        if count == 0 { return }
        body.append(.disk(start: start, count: count))
        regions.append(MemberRegion(offset: stored, disk: start, count: count))
        note(count)
    }

    private mutating func addRead(
        _ contents: AttributeContents, _ count: UInt64
    ) throws(VolumeError) {
        var left = count
        while left > 0 {
            let bytes = try contents.read(
                at: size, count: Int(min(left, UInt64(AttributeContents.pieceLength))))
            guard !bytes.isEmpty else { return addHole(left) }
            addBytes(bytes)
            left -= UInt64(bytes.count)
        }
    }

    private mutating func note(_ count: UInt64) {
        if let last = parts.last, last.offset + last.count == size {
            parts[parts.count - 1].count += count
        } else {
            parts.append(SparseMap.Region(offset: size, count: count))
        }
        size += count
        stored += count
    }

    /// A member with this content. Its regions stand in its records, if they are not too many.
    func member(
        _ role: ArchiveMember.Role, _ header: MemberHeader, blockLength: Int
    ) -> ArchiveMember {
        var member = ArchiveMember(role: role, header: header, size: size)
        var regions = regions
        member.isIncomplete = isIncomplete
        if isIncomplete { member.header.records.add(ArchiveMember.incompleteKey, "1") }
        var body = body
        if isSparse {
            let map = SparseMap(parts, size: size)
            let bytes = map.encoded()
            for record in map.records(path: header.path).records {
                member.header.records.add(record.key, record.value)
            }
            member.header.placeholder = SparseMap.placeholder(header.path)
            member.header.size = UInt64(bytes.count) + stored
            body.insert(.inline(bytes), at: 0)
            for index in regions.indices { regions[index].offset += UInt64(bytes.count) }
        } else {
            member.header.size = size
        }
        // What lies behind the end of a file in its last sector goes along: tar does not look at it,
        // and a restore of the whole volume has it.
        let padding = stored.tarRounded - stored
        let unit = UInt64(UstarHeader.byteCount)
        if padding > 0, case .disk(let start, let count)? = body.last, start % unit == 0,
            (count + padding) % unit == 0
        {
            body[body.count - 1] = .disk(start: start, count: count + padding)
            regions[regions.count - 1].count += padding
        } else if padding > 0 {
            body.append(.inline([UInt8](repeating: 0, count: Int(padding))))
        }
        member.regions = regions
        member.body = body
        return member
    }
}
