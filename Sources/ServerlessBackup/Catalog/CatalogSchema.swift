import GRDB

/// The tables of a catalog, and how a file is told to hold them.
///
/// Numbers of 64 bits are kept as the signed number of the same bits: SQLite has no other. Paths
/// are blobs, so that any bytes come back as they were. Rows of a backup's members and regions lie
/// one behind the other, in the order of the stream, because their tables are sorted by their keys.
enum CatalogSchema {
    /// What PRAGMA application_id says of a catalog: "SBCT".
    static let applicationIdentifier: Int64 = 0x5342_4354

    /// The versions, each of which changes the one before.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { db in
            try db.execute(sql: "PRAGMA application_id = \(applicationIdentifier)")
            for table in version1 { try db.execute(sql: table) }
        }
        return migrator
    }

    private static let version1 = [
        """
        CREATE TABLE backups (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL, content TEXT NOT NULL,
            block_length INTEGER NOT NULL, block_count INTEGER NOT NULL,
            record_length INTEGER NOT NULL, source BLOB NOT NULL,
            time INTEGER NOT NULL, expires INTEGER, map INTEGER, is_expanded INTEGER NOT NULL,
            is_complete INTEGER NOT NULL,
            member_count INTEGER NOT NULL, content_bytes INTEGER NOT NULL,
            tape_bytes INTEGER NOT NULL) STRICT
        """,
        """
        CREATE TABLE cartridges (
            id INTEGER PRIMARY KEY, identifier TEXT NOT NULL UNIQUE, name TEXT NOT NULL) STRICT
        """,
        """
        CREATE TABLE spans (
            backup INTEGER NOT NULL REFERENCES backups ON DELETE CASCADE,
            number INTEGER NOT NULL,
            cartridge INTEGER NOT NULL REFERENCES cartridges,
            file INTEGER NOT NULL, first_object INTEGER NOT NULL, start INTEGER NOT NULL,
            record_count INTEGER NOT NULL, is_overwritten INTEGER NOT NULL,
            PRIMARY KEY (backup, number)) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX spans_by_cartridge ON spans (cartridge, first_object)",
        "CREATE TABLE members \(members(backup: backupKey)) STRICT, WITHOUT ROWID",
        "CREATE INDEX members_by_path ON members (path)",
        // Paths whose text does not begin as that of a pattern does that matches them.
        "CREATE INDEX members_with_odd_slashes ON members (path) WHERE \(oddSlashes)",
        "CREATE TABLE regions \(regions(backup: backupKey)) STRICT, WITHOUT ROWID",
        "CREATE INDEX regions_by_disk ON regions (backup, magnitude, disk)",
        "CREATE TABLE digests \(digests(backup: backupKey)) STRICT, WITHOUT ROWID",
    ]

    /// Whether a path has slashes that a pattern takes no account of.
    static let oddSlashes = "(substr(path, 1, 1) = x'2F' OR instr(path, x'2F2F') > 0)"

    private static let backupKey = "backup INTEGER NOT NULL REFERENCES backups ON DELETE CASCADE, "

    /// The columns of members behind that of their backup, in the order of `CatalogMember`'s
    /// values; the number of regions is the last.
    static let memberColumns = [
        "number", "path", "role", "kind", "size", "stored_size", "is_sparse", "header_offset",
        "content_offset", "mode", "owner", "owner_group", "created", "created_ns", "modified",
        "modified_ns", "accessed", "accessed_ns", "link_path", "file", "is_incomplete",
        "device_major", "device_minor", "digest", "region_count",
    ]
    /// The columns of regions behind that of their backup. `magnitude` is how many bits `count`
    /// has: regions that hold a byte begin less than 2^magnitude before it.
    static let regionColumns = ["member", "number", "start", "disk", "count", "magnitude"]
    /// The columns of digests behind that of their backup; member -1 is the whole backup.
    static let digestColumns = ["member", "algorithm", "value"]

    private static let nullable: Set<String> = ["created", "created_ns", "file", "digest"]
    private static let blobs: Set<String> = ["path", "link_path", "value", "digest"]

    static func members(backup: String) -> String {
        table(backup, memberColumns, key: ["number"])
    }

    static func regions(backup: String) -> String {
        table(backup, regionColumns, key: ["member", "number"])
    }

    static func digests(backup: String) -> String {
        table(backup, digestColumns, key: ["member", "algorithm"])
    }

    private static func table(_ backup: String, _ columns: [String], key: [String]) -> String {
        let list = columns.map { name in
            let type = blobs.contains(name) ? "BLOB" : name == "algorithm" ? "TEXT" : "INTEGER"
            return "\(name) \(type)" + (nullable.contains(name) ? "" : " NOT NULL")
        }
        let keys = ((backup.isEmpty ? [] : ["backup"]) + key).joined(separator: ", ")
        return "(\(backup)\(list.joined(separator: ", ")), PRIMARY KEY (\(keys)))"
    }
}

extension CatalogSchema {
    /// What a file was found to hold.
    enum Finding: Equatable {
        /// Nothing yet, or what an interrupted making of a catalog leaves.
        case nothing
        case catalog
        case foreign(String)
    }

    /// Looks at a database without changing it.
    static func finding(_ db: Database) throws -> Finding {
        let identifier: DatabaseValue? = try DatabaseValue.fetchOne(
            db, sql: "PRAGMA application_id")
        let objects = try objects(db)
        if identifier?.storage.value as? Int64 == applicationIdentifier { return .catalog }
        if objects.keys.allSatisfy({ $0 == "table grdb_migrations" }) { return .nothing }
        return .foreign("a SQLite database that is no catalog")
    }

    /// The versions that a database says it has been through.
    static func versions(_ db: Database) throws -> Set<String> {
        guard try objects(db)["table grdb_migrations"] != nil else { return [] }
        var found: Set<String> = []
        for value in try DatabaseValue.fetchAll(db, sql: "SELECT identifier FROM grdb_migrations") {
            // GRDB takes for granted that they are texts.
            guard let text = value.storage.value as? String else { return ["\(value)"] }
            found.insert(text)
        }
        return found
    }

    /// Every table, index, view and trigger of a database, and the SQL that made it.
    static func objects(_ db: Database) throws -> [String: String] {
        var found: [String: String] = [:]
        let rows = try Row.fetchCursor(
            db,
            sql: "SELECT type, name, sql FROM main.sqlite_schema WHERE name NOT LIKE 'sqlite\\_%'"
                + " ESCAPE '\\'")
        while let row = try rows.next() {
            let values: [DatabaseValue] = [row[0], row[1], row[2]]
            let texts = values.map { $0.storage.value as? String ?? "" }
            found["\(texts[0]) \(texts[1])"] = texts[2]
        }
        return found
    }

    /// The first difference of a migrated database from what the migrations make; nil for none.
    static func difference(_ db: Database) throws -> String? {
        let model = try DatabaseQueue()
        try migrator.migrate(model)
        let expected = try model.inDatabase { try objects($0) }
        let found = try objects(db)
        for name in Set(expected.keys).union(found.keys).sorted()
        where expected[name] != found[name] {
            if found[name] == nil { return "a catalog without its \(name)" }
            if expected[name] == nil { return "a catalog with the unknown \(name)" }
            return "a catalog whose \(name) is another"
        }
        return nil
    }
}
