import VolumeMap

/// What a catalog says, for people as tables or for programs as JSON lines.
///
/// JSON lines have a `record` each, and keys in a fixed order. Numbers are in bytes, `begun` and
/// `expires` in seconds since 1970, times of members in ISO 8601; bytes are hexadecimal texts. A
/// path or link that is no valid UTF-8 shows U+FFFD for each byte that is not, and `pathBytes` or
/// `linkBytes` then gives its bytes.
///
/// - `backup`: `number`, `name`, `content`, `state`, `begun`, `expires` (or null), `members`,
///   `contentBytes`, `tapeBytes`, `blockLength`, `blocks`, `recordLength`, `source`, `map` (or
///   null), `isExpanded`, `parts`, `digests` of the whole disk.
/// - `member`: `backup`, `number`, `path`, `role`, `kind`, `size`, `storedSize`, `isSparse`,
///   `isIncomplete`, `mode`, `owner`, `group`, `created` (or null), `modified`, `accessed`, `link`,
///   `file` (or null), `header` and `place` (of the content; null where it is not on tape),
///   `regions`, `sha256` where a digest was made, further `digests`.
/// - A part has `cartridge`, `cartridgeName`, `file`, `firstObject`, `records`, `start`,
///   `isOverwritten`; a place `cartridge`, `cartridgeName`, `file`, `object`, `byte`; a region
///   `offset`, `disk`, `count`; a digest `algorithm`, `value`.
///
/// Tables show names on one line without loss: see `shown(_:)`.
public struct CatalogReport {
    /// For people or for programs.
    public enum Form: Sendable { case table, jsonLines }

    let catalog: Catalog
    let form: Form

    /// A report of a catalog.
    public init(_ catalog: Catalog, form: Form) {
        self.catalog = catalog
        self.form = form
    }

    /// All backups.
    public func list(to sink: @escaping (String) -> Void) throws {
        let backups = try catalog.backups()
        switch form {
        case .table: CatalogTable.backups(backups).write(to: sink)
        case .jsonLines:
            var lines = CatalogLines(catalog, sink)
            for backup in backups { try lines.write(backup) }
            lines.end()
        }
    }

    /// The members whose paths match a pattern: see `Catalog.find`.
    ///
    /// - Returns: how many there are.
    @discardableResult
    public func find(
        _ patterns: [String], ignoringCase: Bool = false, in backup: Int64? = nil,
        to sink: @escaping (String) -> Void
    ) throws -> Int {
        var count = 0
        var known: [Int64: CatalogBackup] = [:]
        var lines = CatalogLines(catalog, sink)
        try catalog.find(patterns, ignoringCase: ignoringCase, in: backup) { found in
            // The catalog may have new backups by now.
            let backup = try known[found.backup] ?? catalog.backup(found.backup)
            known[found.backup] = backup
            if count == 0, form == .table { sink(CatalogTable.memberHeading(withBackup: true)) }
            count += 1
            switch form {
            case .table: sink(CatalogTable.line(found, in: backup, withBackup: true))
            case .jsonLines: try lines.write(found, in: backup)
            }
        }
        lines.end()
        return count
    }

    /// One backup.
    ///
    /// - Parameter withMembers: whether all its members are shown too.
    public func show(
        _ number: Int64, withMembers: Bool, to sink: @escaping (String) -> Void
    ) throws {
        let backup = try catalog.backup(number)
        var lines = CatalogLines(catalog, sink)
        switch form {
        case .table:
            for line in CatalogTable.facts(of: backup) { sink(line + "\n") }
            for digest in try catalog.digests(of: number, member: nil) {
                sink("digest         \(digest.algorithm.rawValue) \(hexDigits(digest.value))\n")
            }
            sink("\n")
            CatalogTable.parts(of: backup).write(to: sink)
            if withMembers { sink("\n" + CatalogTable.memberHeading(withBackup: false)) }
        case .jsonLines: try lines.write(backup)
        }
        guard withMembers else { return lines.end() }
        try catalog.forEachMember(of: number) { found in
            switch form {
            case .table: sink(CatalogTable.line(found, in: backup, withBackup: false))
            case .jsonLines: try lines.write(found, in: backup)
            }
        }
        lines.end()
    }

    /// The members with bytes of a range of the disk, in each of the backups that were not written
    /// over, or in one.
    public func owners(
        ofDisk range: Range<UInt64>, in backup: Int64? = nil,
        to sink: @escaping (String) -> Void
    ) throws {
        var lines = CatalogLines(catalog, sink)
        if form == .table { sink(CatalogTable.memberHeading(withBackup: true)) }
        let backups = try backup.map { [try catalog.backup($0)] } ?? catalog.backups()
        for backup in backups where backup.state != .overwritten {
            for found in try catalog.members(of: backup.number, usingDisk: range) {
                switch form {
                case .table: sink(CatalogTable.line(found, in: backup, withBackup: true))
                case .jsonLines: try lines.write(found, in: backup)
                }
            }
        }
        lines.end()
    }
}

/// Writes a catalog's records as JSON lines.
private struct CatalogLines {
    private var writer: JSONWriter
    private let catalog: Catalog

    init(_ catalog: Catalog, _ sink: @escaping (String) -> Void) {
        self.catalog = catalog
        writer = JSONWriter(sink)
    }

    mutating func end() { writer.flush() }

    mutating func write(_ backup: CatalogBackup) throws {
        let header = backup.header
        writer.open("{")
        writer.pair("record", "backup")
        writer.pair("number", backup.number)
        writer.pair("name", header.name)
        writer.pair("content", header.content.rawValue)
        writer.pair("state", backup.state.rawValue)
        writer.pair("begun", header.time)
        writer.key("expires")
        if let expires = header.expires { writer.value(expires) } else { writer.null() }
        writer.pair("members", backup.memberCount)
        writer.pair("contentBytes", backup.contentBytes)
        writer.pair("tapeBytes", backup.tapeBytes)
        writer.pair("blockLength", UInt64(header.geometry.blockLength))
        writer.pair("blocks", header.geometry.blockCount)
        writer.pair("recordLength", UInt64(header.recordLength))
        writer.pair("source", hexDigits(header.source))
        writer.key("map")
        if let map = header.map {
            writer.value(hexDigits((0..<4).map { UInt8(truncatingIfNeeded: map >> (24 - 8 * $0)) }))
        } else {
            writer.null()
        }
        writer.pair("isExpanded", header.isExpanded)
        writer.key("parts")
        writer.open("[")
        for part in backup.parts {
            writer.open("{")
            write(part.cartridge)
            writer.pair("file", part.span.file)
            writer.pair("firstObject", part.span.firstObject)
            writer.pair("records", part.span.recordCount)
            writer.pair("start", part.span.start)
            writer.pair("isOverwritten", part.isOverwritten)
            writer.close("}")
        }
        writer.close("]")
        write(try catalog.digests(of: backup.number, member: nil))
        writer.close("}")
        writer.line()
    }

    mutating func write(_ found: CatalogMember, in backup: CatalogBackup) throws {
        let member = found.member
        writer.open("{")
        writer.pair("record", "member")
        writer.pair("backup", found.backup)
        writer.pair("number", found.number)
        writer.pair("path", String(decoding: member.path, as: UTF8.self))
        if !FileName(bytes: member.path).isText {
            writer.pair("pathBytes", hexDigits(member.path))
        }
        writer.pair("role", member.role.rawValue)
        writer.pair("kind", member.kind.word)
        writer.pair("size", member.size)
        writer.pair("storedSize", member.storedSize)
        writer.pair("isSparse", member.isSparse)
        writer.pair("isIncomplete", member.isIncomplete)
        writer.pair("mode", UInt64(member.mode))
        writer.pair("owner", UInt64(member.owner))
        writer.pair("group", UInt64(member.group))
        writer.key("created")
        if let time = member.times.created { writer.value(time.text) } else { writer.null() }
        writer.pair("modified", member.times.modified.text)
        writer.pair("accessed", member.times.accessed.text)
        writer.pair("link", String(decoding: member.linkPath, as: UTF8.self))
        if !FileName(bytes: member.linkPath).isText {
            writer.pair("linkBytes", hexDigits(member.linkPath))
        }
        writer.key("file")
        if let file = member.file { writer.value(file) } else { writer.null() }
        writer.key("header")
        write(backup.place(of: member.headerOffset))
        writer.key("place")
        write(backup.place(of: member.contentOffset))
        writer.key("regions")
        writer.open("[")
        for region in member.regions {
            writer.open("{")
            writer.pair("offset", region.offset)
            writer.pair("disk", region.disk)
            writer.pair("count", region.count)
            writer.close("}")
            writer.flushIfLong()
        }
        writer.close("]")
        if let digest = member.digest { writer.pair("sha256", hexDigits(digest)) }
        write(try catalog.digests(of: found.backup, member: found.number))
        writer.close("}")
        writer.line()
    }

    private mutating func write(_ place: TapePlace?) {
        guard let place else { return writer.null() }
        writer.open("{")
        write(place.cartridge)
        writer.pair("file", place.file)
        writer.pair("object", place.object)
        writer.pair("byte", UInt64(place.byte))
        writer.close("}")
    }

    private mutating func write(_ cartridge: CatalogCartridge) {
        writer.pair("cartridge", cartridge.identifier)
        writer.pair("cartridgeName", cartridge.name)
    }

    private mutating func write(_ digests: [CatalogDigest]) {
        writer.key("digests")
        writer.open("[")
        for digest in digests {
            writer.open("{")
            writer.pair("algorithm", digest.algorithm.rawValue)
            writer.pair("value", hexDigits(digest.value))
            writer.close("}")
        }
        writer.close("]")
    }
}

extension ArchivedMember.Kind {
    /// The kind in words.
    var word: String {
        switch self {
        case .regular: "file"
        case .hardLink: "hard link"
        case .symbolicLink: "symbolic link"
        case .characterDevice: "character device"
        case .blockDevice: "block device"
        case .directory: "directory"
        case .fifo: "FIFO"
        }
    }
}
