import FoundationEssentials
import GRDB
import VolumeMap

/// What is known of backups without reading a tape: which there are, where they stand, which files
/// they hold and which blocks of the disk. A SQLite database in one file, which several processes
/// may use at once.
///
/// All that it says is on the tapes too, but for digests of whole disks: `rebuild` makes it anew from
/// these.
public final class Catalog: Sendable {
    /// Where it is.
    public let path: String
    let queue: DatabaseQueue

    /// What SQLite says without a reason.
    static let cannotBeOpened =
        "cannot be opened: it is not there, or it or its folder may not be used"
    /// How long a process waits for another that writes.
    private static let patience = 60.0

    /// Opens a catalog, and makes it where there is none.
    ///
    /// - Parameter mustExist: whether a file that is not there, or is empty, is refused.
    /// - Throws: `CatalogError.notACatalog` where the file is something else or of a later version,
    ///   and then is left as it was; `.database` where it cannot be read.
    public init(path: String, mustExist: Bool = false) throws(CatalogError) {
        self.path = path
        do {
            try Self.requireNoSingleByte(path)
            if mustExist { try Self.requireCatalog(path) }
            queue = try DatabaseQueue(path: path, configuration: Self.configuration)
            let finding = try queue.inDatabase { try CatalogSchema.finding($0) }
            if case .foreign(let what) = finding { throw Self.refusal(path, what) }
            try Self.prepare(queue, path)
        } catch {
            throw Self.error(error, path)
        }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(patience)
        configuration.prepareDatabase { db in
            // What is in the file is believed in nothing: no functions called by it, no cells that
            // overlap. Temporary tables, which hold a backup until it is whole, lie on disk.
            try db.execute(
                sql: """
                    PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;
                    PRAGMA temp_store = FILE; PRAGMA cache_size = -65536;
                    PRAGMA temp.cache_size = -16384
                    """)
        }
        return configuration
    }

    /// SQLite takes a file of one byte for an empty one, and would write over it.
    private static func requireNoSingleByte(_ path: String) throws {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        if attributes?[.size] as? UInt64 == 1 {
            throw refusal(path, "a file that is no SQLite database")
        }
    }

    private static func requireCatalog(_ path: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(patience)
        let finding = try DatabaseQueue(path: path, configuration: configuration).inDatabase {
            try CatalogSchema.finding($0)
        }
        if finding == .nothing { throw refusal(path, "an empty file") }
    }

    /// Makes the tables where they are missing, and holds those that are there to what they must
    /// be.
    private static func prepare(_ queue: DatabaseQueue, _ path: String) throws {
        let migrator = CatalogSchema.migrator
        let applied = try queue.inDatabase { try CatalogSchema.versions($0) }
        if let later = applied.subtracting(migrator.migrations).sorted().last {
            throw refusal(path, "a catalog of the later version \(shown(later.utf8))")
        }
        if applied == Set(migrator.migrations) { try requireSchema(queue, path) }
        // Another process may make the same tables at the same time: then they are there at the
        // next attempt.
        var attempts = 3
        while true {
            do {
                try queue.inDatabase { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
                try migrator.migrate(queue)
                break
            } catch {
                attempts -= 1
                if attempts == 0 { throw error }
            }
        }
        if applied != Set(migrator.migrations) { try requireSchema(queue, path) }
    }

    private static func requireSchema(_ queue: DatabaseQueue, _ path: String) throws {
        if let difference = try queue.inDatabase({ try CatalogSchema.difference($0) }) {
            throw refusal(path, difference)
        }
    }

    private static func refusal(_ path: String, _ found: String) -> CatalogError {
        .notACatalog(
            path: path, found: found,
            expected: "a catalog of sanbench of version \(CatalogSchema.migrator.migrations.count)"
                + " or before, or no file")
    }

    // MARK: Access

    /// Reads in one transaction: all that is read is of one state.
    func read<Result>(_ body: (Database) throws -> Result) throws(CatalogError) -> Result {
        do { return try queue.read(body) } catch { throw Self.error(error, path) }
    }

    /// Writes in one transaction: all of it, or where it fails nothing.
    func write<Result>(_ body: (Database) throws -> Result) throws(CatalogError) -> Result {
        do {
            return try queue.inDatabase { db in
                var result: Result?
                // Immediate: two processes that both have read could not both go on to write.
                try db.inTransaction(.immediate) {
                    result = try body(db)
                    return .commit
                }
                guard let result else { throw CatalogError.database(path: path, what: "no result") }
                return result
            }
        } catch {
            throw Self.error(error, path)
        }
    }

    static func error(_ error: any Error, _ path: String) -> CatalogError {
        if let error = error as? CatalogError { return error }
        guard let failure = error as? DatabaseError else {
            return .database(path: path, what: "\(error)")
        }
        switch failure.resultCode {
        case .SQLITE_NOTADB:
            return refusal(path, "a file that is no SQLite database")
        case .SQLITE_CANTOPEN:
            return .database(path: path, what: Self.cannotBeOpened)
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return .database(
                path: path, what: "another process has kept it for \(Int(patience)) seconds")
        case .SQLITE_CORRUPT:
            return .damaged(path: path, what: failure.message ?? "SQLite says so")
        default:
            return .database(path: path, what: failure.message ?? failure.description)
        }
    }
}
