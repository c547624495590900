import GRDB
import VolumeMap

extension Catalog {
    // MARK: Backups

    /// All backups, in the order in which they were recorded.
    public func backups() throws(CatalogError) -> [CatalogBackup] {
        try read { db in try fetchBackups(db, "ORDER BY id", []) }
    }

    /// The backup of a number.
    public func backup(_ number: Int64) throws(CatalogError) -> CatalogBackup {
        guard let found = try read({ try fetchBackups($0, "WHERE id = ?", [number]) }).first else {
            throw .notFound(path: path, what: "backup of the number \(number)")
        }
        return found
    }

    /// The backup of a name; of several the one begun last that was not written over, else the one
    /// begun last.
    public func backup(named name: String) throws(CatalogError) -> CatalogBackup {
        let found = try read { try fetchBackups($0, "WHERE name = ? ORDER BY time, id", [name]) }
        guard let last = found.last(where: { $0.state != .overwritten }) ?? found.last else {
            throw .notFound(path: path, what: "backup \(shown(name.utf8))")
        }
        return last
    }

    /// All cartridges that backups stand on, or stood on.
    public func cartridges() throws(CatalogError) -> [CatalogCartridge] {
        try read { db in
            let rows = try Row.fetchCursor(
                db, sql: "SELECT identifier, name FROM cartridges ORDER BY identifier")
            var found: [CatalogCartridge] = []
            while let row = try rows.next() {
                let row = CatalogRow(row: row, path: path)
                found.append(
                    CatalogCartridge(identifier: try row.text(0), name: try row.text(1)))
            }
            return found
        }
    }

    private func fetchBackups(
        _ db: Database, _ which: String, _ arguments: StatementArguments
    ) throws -> [CatalogBackup] {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT id, name, content, block_length, block_count, record_length, source, time,
                    expires, map, is_expanded, is_complete, member_count, content_bytes, tape_bytes
                    FROM backups \(which)
                """,
            arguments: arguments)
        var found: [CatalogBackup] = []
        while let row = try rows.next() {
            found.append(try CatalogBackup(CatalogRow(row: row, path: path)))
        }
        for index in found.indices {
            found[index].parts = try parts(db, of: found[index])
        }
        return found
    }

    private func parts(_ db: Database, of backup: CatalogBackup) throws -> [CatalogBackup.Part] {
        let rows = try Row.fetchCursor(
            try db.cachedStatement(
                sql: """
                    SELECT number, file, first_object, start, record_count, is_overwritten,
                        identifier, name FROM spans JOIN cartridges ON cartridges.id = cartridge
                        WHERE backup = ? ORDER BY number
                    """), arguments: [backup.number])
        var parts: [CatalogBackup.Part] = []
        while let row = try rows.next() {
            let row = CatalogRow(row: row, path: path)
            let span = TapeSpan(
                cartridge: try row.number(0), file: try row.number(1),
                firstObject: try row.number(2), start: try row.number(3),
                recordCount: try row.number(4))
            let (bytes, overflow) = span.recordCount.multipliedReportingOverflow(
                by: UInt64(backup.header.recordLength))
            if overflow || span.start > UInt64.max - bytes
                || span.firstObject > UInt64.max - span.recordCount || span.cartridge < 1
            {
                throw row.wrong(4)
            }
            parts.append(
                CatalogBackup.Part(
                    span: span,
                    cartridge: CatalogCartridge(
                        identifier: try row.text(6), name: try row.text(7)),
                    isOverwritten: try row.flag(5)))
        }
        return parts
    }

    // MARK: Members

    /// Gives the members of a backup in the order of the stream, from a number on.
    ///
    /// They are read some thousands at a time, so that memory does not grow with their number, and
    /// that the catalog is not kept from writers while `body` runs.
    ///
    /// - Throws: what `body` throws; `CatalogError.notFound` where the backup is not there, or was
    ///   forgotten meanwhile.
    public func forEachMember(
        of backup: Int64, from first: UInt64 = 0, _ body: (CatalogMember) throws -> Void
    ) throws {
        let count = try self.backup(backup).memberCount
        var next = first
        while next < count {
            let batch = try read { db in
                let statement = try db.cachedStatement(
                    sql: Self.selectMembers
                        + " WHERE backup = ? AND number >= ? ORDER BY number LIMIT 4096")
                return try members(db, statement, [backup, DatabaseValue.number(next)])
            }
            if batch.isEmpty {
                throw CatalogError.notFound(
                    path: path, what: "member \(next) of the backup \(backup): of \(count)")
            }
            for member in batch {
                guard member.number == next else {
                    throw CatalogError.damaged(
                        path: path, what: "member \(next) of the backup \(backup) is missing")
                }
                try body(member)
                next += 1
            }
        }
    }

    /// All members of a backup in the order of the stream, for restores.
    public func members(of backup: Int64) throws -> [ArchivedMember] {
        var all: [ArchivedMember] = []
        try forEachMember(of: backup) { all.append($0.member) }
        return all
    }

    /// Gives the members with bytes of a range of the disk, by their first byte there.
    ///
    /// The time it takes grows with what is found, and with the logarithm of what is not.
    public func members(
        of backup: Int64, usingDisk range: Range<UInt64>
    ) throws(CatalogError) -> [CatalogMember] {
        guard let upper = Int64(exactly: range.upperBound), !range.isEmpty else { return [] }
        let lower = Int64(range.lowerBound)
        return try read { db in
            var numbers: Set<Int64> = []
            let regions = try db.cachedStatement(
                sql: """
                    SELECT member, disk, count FROM regions
                        WHERE backup = ? AND magnitude = ? AND disk > ? AND disk < ?
                    """)
            // A region of n bits begins less than 2^n before the range.
            for magnitude in 1...64 {
                let span = magnitude < 63 ? Int64(1) << Int64(magnitude) : Int64.max
                let rows = try Row.fetchCursor(
                    regions, arguments: [backup, magnitude, lower &- span, upper])
                while let row = try rows.next() {
                    let row = CatalogRow(row: row, path: path)
                    let (disk, count) = (try row.number(1), try row.number(2))
                    let (end, overflow) = disk.addingReportingOverflow(count)
                    if overflow || end > range.lowerBound { numbers.insert(try row.signed(0)) }
                }
            }
            let statement = try db.cachedStatement(
                sql: Self.selectMembers + " WHERE backup = ? AND number = ?")
            return try numbers.sorted().flatMap {
                try members(db, statement, [backup, $0])
            }
        }
    }

    /// The digests of a member; nil for those of the whole disk.
    public func digests(
        of backup: Int64, member: UInt64?
    ) throws(CatalogError) -> [CatalogDigest] {
        try read { db in
            let rows = try Row.fetchCursor(
                try db.cachedStatement(
                    sql: """
                        SELECT algorithm, value FROM digests WHERE backup = ? AND member = ?
                            ORDER BY algorithm
                        """),
                arguments: [backup, member.map { Int64(bitPattern: $0) } ?? -1])
            var found: [CatalogDigest] = []
            while let row = try rows.next() {
                let row = CatalogRow(row: row, path: path)
                guard let algorithm = CatalogDigest.Algorithm(rawValue: try row.text(0)) else {
                    throw row.wrong(0)
                }
                let value = try row.bytes(1)
                if value.count != algorithm.byteCount { throw row.wrong(1) }
                found.append(CatalogDigest(algorithm, value))
            }
            return found
        }
    }

    static let selectMembers =
        "SELECT backup, " + CatalogSchema.memberColumns.joined(separator: ", ") + " FROM members"

    /// The most regions that are read at once, unless one member has more.
    private static let mostRegions = 1 << 16

    /// Members with their regions: as many as there are, or as their regions allow.
    func members(
        _ db: Database, _ statement: Statement, _ arguments: StatementArguments
    ) throws -> [CatalogMember] {
        var found: [CatalogMember] = []
        var counts: [Int] = []
        var total = 0
        let rows = try Row.fetchCursor(statement, arguments: arguments)
        while total < Self.mostRegions, let row = try rows.next() {
            let row = CatalogRow(row: row, path: path)
            found.append(try CatalogMember(row))
            let count = try row.number(CatalogSchema.memberColumns.count, as: UInt32.self)
            counts.append(Int(count))
            total += Int(count)
        }
        let regions = try db.cachedStatement(
            sql: """
                SELECT start, disk, count FROM regions WHERE backup = ? AND member = ?
                    ORDER BY number
                """)
        for index in found.indices where counts[index] > 0 {
            let member = found[index]
            let rows = try Row.fetchCursor(
                regions, arguments: [member.backup, DatabaseValue.number(member.number)])
            while let row = try rows.next() {
                let row = CatalogRow(row: row, path: path)
                found[index].member.regions.append(
                    MemberRegion(
                        offset: try row.number(0), disk: try row.number(1),
                        count: try row.number(2)))
            }
            if found[index].member.regions.count != counts[index] {
                throw CatalogError.damaged(
                    path: path,
                    what: "\(counts[index]) regions expected of member \(member.number) of the"
                        + " backup \(member.backup)")
            }
        }
        return found
    }
}

extension CatalogBackup {
    /// Reads a row; its parts are still to come.
    fileprivate init(_ row: CatalogRow) throws(CatalogError) {
        let name = try row.text(1)
        let blockLength: Int = try row.number(3)
        let recordLength: Int = try row.number(5)
        let blockCount = try row.number(4)
        guard ArchiveHeader.isName(name) else { throw row.wrong(1) }
        guard let content = ArchiveContent(rawValue: try row.text(2)) else { throw row.wrong(2) }
        guard ArchiveHeader.blockLengths.contains(blockLength) else { throw row.wrong(3) }
        guard blockCount <= UInt64.max / 4096 else { throw row.wrong(4) }
        guard ArchiveHeader.isRecordLength(recordLength) else { throw row.wrong(5) }
        let source = try row.bytes(6)
        guard source.count <= 20 else { throw row.wrong(6) }
        var header = ArchiveHeader(
            name: name, geometry: DiskGeometry(blockLength: blockLength, blockCount: blockCount),
            recordLength: recordLength, source: source, time: try row.signed(7))
        header.content = content
        header.expires = try row.isNull(8) ? nil : try row.signed(8)
        header.map = try row.isNull(9) ? nil : try row.number(9)
        header.isExpanded = try row.flag(10)
        self.init(
            number: try row.signed(0), header: header, isComplete: try row.flag(11), parts: [],
            memberCount: try row.number(12), contentBytes: try row.number(13),
            tapeBytes: try row.number(14))
    }
}
