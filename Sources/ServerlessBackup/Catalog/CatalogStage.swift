import GRDB

/// What is to be known of one backup, kept in temporary tables until it is whole: until then nobody
/// sees any of it, and where the process ends before, nothing is left of it.
final class CatalogStage {
    let catalog: Catalog
    let header: ArchiveHeader
    /// How many members it has.
    private(set) var memberCount: UInt64 = 0
    /// Bytes of their contents; as much as 64 bits hold.
    private(set) var contentBytes: UInt64 = 0

    private let suffix: String
    private var waiting: [(member: ArchivedMember, digests: [CatalogDigest])] = []
    /// About how many bytes wait.
    private var waitingBytes = 0

    /// How much is gathered before it goes to the tables.
    private static let mostBytes = 1 << 20

    init(_ catalog: Catalog, _ header: ArchiveHeader) throws(CatalogError) {
        self.catalog = catalog
        self.header = header
        suffix = "_" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let tables = [
            "members" + suffix + CatalogSchema.members(backup: ""),
            "regions" + suffix + CatalogSchema.regions(backup: ""),
            "digests" + suffix + CatalogSchema.digests(backup: ""),
        ]
        try change { db in
            for table in tables {
                try db.execute(sql: "CREATE TEMP TABLE \(table) STRICT, WITHOUT ROWID")
            }
        }
    }

    deinit {
        // Tables that cannot be dropped go with the connection.
        try? change { db in
            for table in ["members", "regions", "digests"] {
                try db.execute(sql: "DROP TABLE temp.\(table)\(suffix)")
            }
        }
    }

    /// Changes temporary tables. The transaction is deferred: it does not lock the catalog itself.
    private func change(_ body: (Database) throws -> Void) throws(CatalogError) {
        do {
            try catalog.queue.inDatabase { db in
                try db.inTransaction(.deferred) {
                    try body(db)
                    return .commit
                }
            }
        } catch {
            throw Catalog.error(error, catalog.path)
        }
    }

    /// Adds a member, which stands in the stream behind those before.
    func add(
        _ member: ArchivedMember, digests: [CatalogDigest] = []
    ) throws(CatalogError) {
        for digest in digests { try digest.requireLength() }
        waiting.append((member, digests))
        let (sum, overflow) = contentBytes.addingReportingOverflow(member.size)
        contentBytes = overflow ? .max : sum
        memberCount += 1
        waitingBytes += 512 + member.path.count + 32 * member.regions.count
        if waitingBytes >= Self.mostBytes { try flush() }
    }

    /// Adds a digest of the whole backup.
    func add(_ digest: CatalogDigest) throws(CatalogError) {
        try digest.requireLength()
        try change { db in try insert(digest, member: -1, try statement(db, .digests)) }
    }

    private enum Table: String { case members, regions, digests }

    private func statement(_ db: Database, _ table: Table) throws -> Statement {
        let columns =
            switch table {
            case .members: CatalogSchema.memberColumns
            case .regions: CatalogSchema.regionColumns
            case .digests: CatalogSchema.digestColumns
            }
        let places = columns.map { _ in "?" }.joined(separator: ", ")
        return try db.cachedStatement(
            sql: "INSERT INTO temp.\(table.rawValue)\(suffix) VALUES (\(places))")
    }

    private func insert(_ digest: CatalogDigest, member: Int64, _ statement: Statement) throws {
        try statement.run([
            member.databaseValue, digest.algorithm.rawValue.databaseValue, .bytes(digest.value),
        ])
    }

    private func flush() throws(CatalogError) {
        if waiting.isEmpty { return }
        let first = memberCount - UInt64(waiting.count)
        try change { db in
            let members = try statement(db, .members)
            let regions = try statement(db, .regions)
            let digests = try statement(db, .digests)
            for (index, entry) in waiting.enumerated() {
                let number = first + UInt64(index)
                try members.run(CatalogMember.values(entry.member, number: number))
                for (place, region) in entry.member.regions.enumerated() {
                    try regions.run(region.values(member: number, number: place))
                }
                for digest in entry.digests {
                    try insert(digest, member: Int64(bitPattern: number), digests)
                }
            }
        }
        waiting.removeAll(keepingCapacity: true)
        waitingBytes = 0
    }

    /// Makes ready what `insert` takes.
    func prepare() throws(CatalogError) {
        // An image is one member, of which no backup tells.
        if header.content == .image, memberCount == 0 { try add(.image(header)) }
        try flush()
    }

    /// Puts everything into the catalog, within a transaction, and says by which number.
    ///
    /// - Parameter cartridges: of a span those of its number; all must be there.
    func insert(
        into db: Database, spans: [TapeSpan], on cartridges: [CatalogCartridge], isComplete: Bool
    ) throws -> Int64 {
        let length = UInt64(header.recordLength)
        let tapeBytes = spans.reduce(0) { $0 &+ $1.recordCount &* length }
        try db.execute(
            sql: """
                INSERT INTO backups (name, content, block_length, block_count, record_length,
                    source, time, expires, map, is_expanded, is_complete, member_count,
                    content_bytes, tape_bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: StatementArguments([
                header.name.databaseValue, header.content.rawValue.databaseValue,
                Int64(header.geometry.blockLength).databaseValue,
                .number(header.geometry.blockCount), Int64(header.recordLength).databaseValue,
                .bytes(header.source), header.time.databaseValue,
                header.expires?.databaseValue ?? .null,
                header.map.map { Int64($0).databaseValue } ?? .null,
                header.isExpanded.databaseValue, isComplete.databaseValue, .number(memberCount),
                .number(contentBytes), .number(tapeBytes),
            ]))
        let backup = db.lastInsertedRowID
        for span in spans {
            let cartridge = try Self.identifier(of: cartridges[span.cartridge - 1], db)
            try db.cachedStatement(sql: "INSERT INTO spans VALUES (?, ?, ?, ?, ?, ?, ?, 0)").run([
                backup.databaseValue, Int64(span.cartridge).databaseValue,
                cartridge.databaseValue, .number(span.file), .number(span.firstObject),
                .number(span.start), .number(span.recordCount),
            ])
        }
        for table in [Table.members, .regions, .digests] {
            let key =
                switch table {
                case .members: "number"
                case .regions: "member, number"
                case .digests: "member, algorithm"
                }
            try db.execute(
                sql: "INSERT INTO main.\(table.rawValue) SELECT ?, * FROM"
                    + " temp.\(table.rawValue)\(suffix) ORDER BY \(key)",
                arguments: [backup])
        }
        return backup
    }

    private static func identifier(of cartridge: CatalogCartridge, _ db: Database) throws -> Int64 {
        try db.cachedStatement(
            sql: "INSERT INTO cartridges (identifier, name) VALUES (?, ?)"
                + " ON CONFLICT (identifier) DO UPDATE SET name = excluded.name"
        ).run([cartridge.identifier.databaseValue, cartridge.name.databaseValue])
        let found = try DatabaseValue.fetchOne(
            db, sql: "SELECT id FROM cartridges WHERE identifier = ?",
            arguments: [cartridge.identifier])
        guard let number = found?.storage.value as? Int64 else {
            throw CatalogError.unsuitable(
                what: "the cartridge \(cartridge.identifier)", expected: "a number of it")
        }
        return number
    }
}

extension Statement {
    /// Executes it with values in the order of its places.
    func run(_ values: [DatabaseValue]) throws {
        setUncheckedArguments(StatementArguments(values))
        try execute()
    }
}
