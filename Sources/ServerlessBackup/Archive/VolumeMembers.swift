import VolumeMap

/// Makes the members of one volume's files, name by name.
struct VolumeMembers {
    let walk: ArchiveWalk
    let reader: any FileSystemReader
    let options: ArchiveOptions
    /// Stands before every path: of a disk with several volumes, its partition.
    let prefix: [UInt8]
    private var next = 0
    private var waiting: [ArchiveMember] = []
    /// Bytes of files' content that went through the server.
    private(set) var serverBytes: UInt64 = 0

    private var volume: MappedVolume { walk.volume }

    init(
        _ walk: ArchiveWalk, reader: any FileSystemReader, options: ArchiveOptions,
        prefix: [UInt8]
    ) {
        self.walk = walk
        self.reader = reader
        self.options = options
        self.prefix = prefix
    }

    /// The next member; nil where there are no more.
    mutating func member() throws(VolumeError) -> ArchiveMember? {
        while waiting.isEmpty {
            guard next < walk.entries.count else { return nil }
            let index = next
            next += 1
            var made: [ArchiveMember] = []
            try make(index, &made)
            waiting = made.reversed()
        }
        return waiting.popLast()
    }

    private mutating func make(_ index: Int, _ made: inout [ArchiveMember]) throws(VolumeError) {
        let entry = walk.entries[index]
        let file = volume.files[entry.file]
        if file.isMetadata && options.content == .files { return }
        let path = prefix + walk.path(index)
        if entry.isAnotherLink {
            if !file.isMetadata, file.kind != .directory { made.append(hardLink(entry, path)) }
            return
        }
        var header = header(of: file, path)
        let attributes = volume.attributes(of: file)
        let content = attributes.first { $0.role == .data && $0.name.isEmpty }
        if file.isMetadata {
            if let content { try addMetadata(content, file, path, [], &made) }
        } else {
            for attribute in attributes { try describe(attribute, &header) }
            try addContent(content, file, header, path, &made)
        }
        if !entry.isChosen { return }
        for attribute in attributes where attribute != content {
            try addOther(attribute, of: file, path, &made)
        }
    }

    // MARK: Headers

    private func header(of file: MappedFile, _ path: [UInt8]) -> MemberHeader {
        let isReadOnly = file.permissions == nil && file.flags & 1 != 0
        var header = MemberHeader(.regular, path: path)
        let standard: UInt16 = file.kind == .directory ? 0o755 : isReadOnly ? 0o444 : 0o644
        header.mode = file.permissions ?? standard
        header.owner = file.owner
        header.group = file.group
        header.times = file.times
        header.device = file.device
        header.records.add(ArchiveMember.fileKey, String(file.number))
        return header
    }

    private func hardLink(_ entry: ArchiveWalk.Entry, _ path: [UInt8]) -> ArchiveMember {
        let file = volume.files[entry.file]
        var header = header(of: file, path)
        header.kind = .hardLink
        header.linkPath = prefix + walk.path(Int(walk.firstEntries[entry.file]))
        let content = volume.attributes(of: file).first { $0.role == .data && $0.name.isEmpty }
        guard let content, isRaw(content) else {
            return ArchiveMember(role: .file, header: header, size: 0, file: file.number)
        }
        // What it is a link to stands where raw blocks do.
        header.path = ArchiveFolder.path(.raw, path)
        header.linkPath = ArchiveFolder.path(.raw, header.linkPath)
        header.records.add(ArchiveMember.roleKey, ArchiveMember.Role.raw.rawValue)
        return ArchiveMember(role: .raw, header: header, size: 0, file: file.number)
    }

    /// Whether a value travels as its raw blocks.
    private func isRaw(_ attribute: FileAttribute) -> Bool {
        if attribute.isResident { return false }
        if attribute.flags.contains(.encrypted) { return true }
        return attribute.flags.contains(.compressed) && !options.isExpanding
    }

    /// Says in records what tar has no field for: extended attributes as other programs write them,
    /// and NTFS's own resident attributes.
    private func describe(
        _ attribute: FileAttribute, _ header: inout MemberHeader
    ) throws(VolumeError) {
        switch attribute.role {
        case .extendedAttribute where attribute.size <= ArchiveOptions.largestRecord:
            let contents = AttributeContents(reader: reader, volume: volume, attribute: attribute)
            let value = try contents.read(at: 0, count: Int(attribute.size))
            let name = volume.name(attribute.name).description
            header.records.add("SCHILY.xattr." + name, value)
        case .metadata where attribute.isResident && attribute.size <= ArchiveOptions.largestRecord:
            let value = try reader.residentValue(of: attribute)
            header.records.add("SANBENCH.attribute." + title(attribute), base64(value))
        default: break
        }
    }

    /// An attribute's type and name: `C0`, `100.$TXF_DATA`.
    private func title(_ attribute: FileAttribute) -> String {
        let code = String(attribute.typeCode, radix: 16, uppercase: true)
        let name = volume.name(attribute.name).description
        return name.isEmpty ? code : code + "." + name
    }

    // MARK: Content

    private mutating func addContent(
        _ content: FileAttribute?, _ file: MappedFile, _ header: MemberHeader, _ path: [UInt8],
        _ made: inout [ArchiveMember]
    ) throws(VolumeError) {
        var header = header
        if let target = try linkTarget(of: file, content) {
            header.kind = .symbolicLink
            header.linkPath = target
        } else {
            header.kind = file.kind.memberKind
            if let content { try setInterixKind(of: file, content, &header) }
        }
        guard header.kind == .regular, let content else {
            made.append(ArchiveMember(role: .file, header: header, size: 0, file: file.number))
            return
        }
        try add(content, role: .file, of: file, header, path, [], &made)
    }

    /// Makes the header that of what a system file on NTFS stands for.
    private func setInterixKind(
        of file: MappedFile, _ content: FileAttribute, _ header: inout MemberHeader
    ) throws(VolumeError) {
        guard volume.fileSystem == .ntfs, file.kind == .regular,
            file.flags & InterixFile.systemFlag != 0, content.size <= InterixFile.largestSize
        else { return }
        let value = try AttributeContents(reader: reader, volume: volume, attribute: content)
            .read(at: 0, count: Int(content.size))
        switch InterixFile(value) {
        case .symbolicLink(let target): (header.kind, header.linkPath) = (.symbolicLink, target)
        case .characterDevice(let major, let minor):
            (header.kind, header.device) = (.characterDevice, (major, minor))
        case .blockDevice(let major, let minor):
            (header.kind, header.device) = (.blockDevice, (major, minor))
        case nil: break
        }
    }

    /// Where a symbolic link leads: ext keeps it as content, NTFS in a reparse point.
    private func linkTarget(
        of file: MappedFile, _ content: FileAttribute?
    ) throws(VolumeError) -> [UInt8]? {
        guard file.kind == .symbolicLink else { return nil }
        if volume.fileSystem != .ntfs {
            guard let content, content.size <= ArchiveOptions.largestRecord else { return nil }
            return try AttributeContents(reader: reader, volume: volume, attribute: content)
                .read(at: 0, count: Int(content.size))
        }
        let reparse = volume.attributes(of: file).first { $0.typeCode == ReparsePoint.typeCode }
        guard let reparse, reparse.size <= ArchiveOptions.largestRecord else { return nil }
        let value = try AttributeContents(reader: reader, volume: volume, attribute: reparse)
            .read(at: 0, count: Int(reparse.size))
        return ReparsePoint.target(of: value)
    }

    /// Adds a value as a member: as a reader sees it, or where its blocks mean something else, raw.
    private mutating func add(
        _ attribute: FileAttribute, role: ArchiveMember.Role, of file: MappedFile,
        _ header: MemberHeader, _ path: [UInt8], _ name: [UInt8], _ made: inout [ArchiveMember]
    ) throws(VolumeError) {
        let isCompressed = attribute.flags.contains(.compressed) && !attribute.isResident
        let isEncrypted = attribute.flags.contains(.encrypted)
        if isCompressed, !isRaw(attribute) {
            return try addExpanded(attribute, role, of: file, header, &made)
        }
        let content = try MemberContent(attribute, of: volume, reader: reader)
        serverBytes += content.serverBytes
        var header = header
        var role = role
        if isRaw(attribute) {
            role = .raw
            header.path = ArchiveFolder.path(.raw, path, name)
            header.records.add("SANBENCH.raw", isEncrypted ? "efs" : "lznt1")
            header.records.add("SANBENCH.size", String(attribute.size))
            if isCompressed {
                let unit = UInt64(attribute.compressionUnit) * UInt64(volume.blockLength)
                header.records.add("SANBENCH.compression_unit", String(unit))
            }
        }
        header.records.add(ArchiveMember.roleKey, role.rawValue)
        let digest = try digest(of: attribute, role, &header)
        var member = content.member(role, header, blockLength: options.blockLength)
        member.digest = digest
        member.file = file.number
        made.append(member)
    }

    /// Makes the digest of a file's content, if that is asked for. What is encrypted has none: nobody
    /// here can read it.
    private mutating func digest(
        of attribute: FileAttribute, _ role: ArchiveMember.Role, _ header: inout MemberHeader
    ) throws(VolumeError) -> [UInt8]? {
        guard options.makesDigests, role != .metadata, role != .attribute,
            !attribute.flags.contains(.incomplete),
            !attribute.flags.contains(.encrypted)
        else { return nil }
        let digest = try ContentDigest(attribute, of: volume, reader: reader)
        // What lies in the volume's records was read for them already.
        if !attribute.isResident { serverBytes += attribute.size }
        header.records.add(
            ArchiveMember.digestKey, hexadecimalText(digest.bytes))
        return digest.bytes
    }

    /// Adds a compressed value decompressed, through the server.
    private mutating func addExpanded(
        _ attribute: FileAttribute, _ role: ArchiveMember.Role, of file: MappedFile,
        _ header: MemberHeader, _ made: inout [ArchiveMember]
    ) throws(VolumeError) {
        let contents = AttributeContents(reader: reader, volume: volume, attribute: attribute)
        var content = MemberContent()
        try contents.forEachPiece { piece in content.addBytes(piece) }
        serverBytes += attribute.size
        var header = header
        header.records.add(ArchiveMember.roleKey, role.rawValue)
        header.records.add("SANBENCH.expanded", "lznt1")
        let digest = try digest(of: attribute, role, &header)
        var member = content.member(role, header, blockLength: options.blockLength)
        member.digest = digest
        member.file = file.number
        made.append(member)
    }

    // MARK: Streams and attributes

    private mutating func addOther(
        _ attribute: FileAttribute, of file: MappedFile, _ path: [UInt8],
        _ made: inout [ArchiveMember]
    ) throws(VolumeError) {
        let name = Array(volume.nameBytes[attribute.name.indices])
        switch attribute.role {
        case .data:
            if file.isMetadata { return try addMetadata(attribute, file, path, name, &made) }
            var header = header(of: file, ArchiveFolder.path(.stream, path, name))
            header.records.add("SANBENCH.stream", name)
            try add(attribute, role: .stream, of: file, header, path, name, &made)
        case .metadata where !attribute.isResident && !file.isMetadata,
            .extendedAttribute where attribute.size > ArchiveOptions.largestRecord:
            // An attribute list tells where the others are on this volume alone.
            if attribute.typeCode == 0x20 { return }
            let label = Array(title(attribute).utf8)
            let header = header(of: file, ArchiveFolder.path(.attribute, path, label))
            try add(attribute, role: .attribute, of: file, header, path, label, &made)
        default: break
        }
    }

    private mutating func addMetadata(
        _ attribute: FileAttribute, _ file: MappedFile, _ path: [UInt8], _ name: [UInt8],
        _ made: inout [ArchiveMember]
    ) throws(VolumeError) {
        // What has no blocks lies in its record, which $MFT brings along; bad clusters have none
        // that could be read.
        let extents = volume.extents(of: attribute)
        guard !attribute.isResident, extents.contains(where: { $0.kind == .stored }),
            volume.fileSystem != .ntfs || file.number != MappedVolume.badClusterFile
        else { return }
        var header = header(of: file, ArchiveFolder.path(.metadata, path, name))
        header.kind = .regular
        header.mode = 0o600
        try add(attribute, role: .metadata, of: file, header, path, name, &made)
    }
}

extension MappedVolume {
    /// The number of NTFS's $BadClus.
    static let badClusterFile: UInt64 = 8
}

extension MappedFile.Kind {
    /// The type of a member that a file of this kind becomes. A socket can be restored no way: its
    /// program makes it anew; what is unknown keeps its content.
    fileprivate var memberKind: MemberHeader.Kind {
        switch self {
        case .directory: .directory
        case .characterDevice: .characterDevice
        case .blockDevice: .blockDevice
        case .fifo: .fifo
        case .regular, .symbolicLink, .socket, .unknown: .regular
        }
    }
}
