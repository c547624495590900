import Fabric
import Foundation
import GRDB
import Testing
import VolumeMap

@testable import ServerlessBackup

/// Files that are no catalog, damaged catalogs, and several users of one.
@Suite struct CatalogFileTests {
    private let directory: ScratchDirectory
    private let path: String

    init() throws {
        directory = try ScratchDirectory()
        path = directory.place("catalog")
    }

    private func bytes() throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    private func write(_ bytes: [UInt8], to path: String? = nil) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path ?? self.path))
    }

    private func change(_ sql: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.inDatabase { db in
            try db.execute(sql: "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
            try db.execute(sql: sql)
        }
        try queue.close()
    }

    /// A catalog with members, in one file.
    private func make(members count: UInt64) throws {
        let catalog = try Catalog(path: path)
        let members = (0..<count).map {
            sampleMember(
                Array("folder/file \($0)".utf8), number: $0, disk: $0 * 512..<$0 * 512 + 700)
        }
        try catalog.record(sampleHeader("a"), members)
        try catalog.record(sampleHeader("b", time: 9), members, on: "B")
        try catalog.queue.close()
    }

    @Test(arguments: [
        [UInt8](), Array("SQLite format 3\0".utf8), [7], .init(repeating: 0, count: 5000),
    ])
    func whatIsNoDatabaseIsRefusedAndLeft(_ content: [UInt8]) throws {
        if content.isEmpty {
            // Nothing is there at all.
            let error = #expect(throws: CatalogError.self) {
                try Catalog(path: path, mustExist: true)
            }
            #expect(error == .database(path: path, what: Catalog.cannotBeOpened))
            #expect(!FileManager.default.fileExists(atPath: path))
            try write([])
            let empty = #expect(throws: CatalogError.self) {
                try Catalog(path: path, mustExist: true)
            }
            #expect(empty?.description.contains("\(path): an empty file; expected: a cat") == true)
            return
        }
        try write(content)
        for mustExist in [true, false] {
            let error = #expect(throws: CatalogError.self) {
                try Catalog(path: path, mustExist: mustExist)
            }
            #expect(
                error?.description
                    == "\(path): a file that is no SQLite database; expected: a catalog of sanbench"
                    + " of version 1 or before, or no file", "\(content.count)")
        }
        #expect(try bytes() == content)
    }

    @Test func anotherDatabaseIsRefusedAndLeft() throws {
        try change("CREATE TABLE members (path BLOB)")
        let before = try bytes()
        let error = #expect(throws: CatalogError.self) { try Catalog(path: path) }
        #expect(
            error?.description.hasPrefix("\(path): a SQLite database that is no catalog; exp")
                == true)
        #expect(try bytes() == before)
        #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
    }

    @Test(arguments: [
        ("INSERT INTO grdb_migrations VALUES ('2')", "a catalog of the later version 2"),
        ("INSERT INTO grdb_migrations VALUES (x'FF00')", "a catalog of the later version"),
        ("DROP INDEX regions_by_disk", "a catalog without its index regions_by_disk"),
        ("DROP TABLE digests", "a catalog without its table digests"),
        ("CREATE TABLE more (a)", "a catalog with the unknown table more"),
        (
            "CREATE TRIGGER t AFTER INSERT ON backups BEGIN DELETE FROM members; END",
            "a catalog with the unknown trigger t"
        ),
        ("ALTER TABLE members ADD COLUMN x INTEGER", "a catalog whose table members is another"),
        ("DROP TABLE grdb_migrations", "table backups already exists"),
    ])
    func anotherSchemaIsRefused(_ sql: String, _ expected: String) throws {
        try make(members: 3)
        try change(sql)
        let before = try bytes()
        let error = #expect(throws: CatalogError.self) { try Catalog(path: path) }
        if !sql.contains("DROP TABLE grdb") { #expect(try bytes() == before) }
        #expect(error?.description.contains(expected) == true, "\(error as Any)")
        #expect(error?.description.contains(path) == true)
    }

    /// Whatever it holds, a catalog is read or refused.
    private func use(_ path: String) throws {
        let catalog: Catalog
        do { catalog = try Catalog(path: path, mustExist: true) } catch { return }
        func trying(_ body: () throws -> Void) throws {
            do { try body() } catch is CatalogError {} catch { throw error }
        }
        for form in [CatalogReport.Form.table, .jsonLines] {
            let report = CatalogReport(catalog, form: form)
            try trying { try report.list { _ in } }
            for number in [1, 2] as [Int64] {
                try trying { try report.show(number, withMembers: true) { _ in } }
            }
            try trying { try report.find(["**/*1*"]) { _ in } }
            try trying { try report.owners(ofDisk: 0..<40_000) { _ in } }
        }
        try trying { try catalog.record(sampleHeader("c"), [sampleMember([1], disk: 0..<512)]) }
        try trying { try catalog.forget(1) }
    }

    @Test func truncatedAndRandomFilesDoNotHarm() throws {
        try make(members: 20)
        let whole = try bytes()
        var random = SeededRandom(seed: 7)
        let damaged = directory.place("damaged")
        for round in 0..<24 {
            var bytes = whole
            switch round % 3 {
            case 0: bytes = Array(bytes.prefix(Int(random.next() % UInt64(bytes.count))))
            case 1:
                for _ in 0..<1 + random.next() % 40 {
                    bytes[Int(random.next() % UInt64(bytes.count))] =
                        UInt8(truncatingIfNeeded: random.next())
                }
            default:
                let page = Int(random.next() % UInt64(bytes.count / 4096)) * 4096
                for index in page..<page + 4096 where index >= 100 {
                    bytes[index] = UInt8(truncatingIfNeeded: random.next())
                }
            }
            for suffix in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: damaged + suffix)
            }
            try write(bytes, to: damaged)
            try use(damaged)
        }
    }

    /// Values that SQLite keeps from honest writers.
    @Test(arguments: [
        "UPDATE backups SET name = 'a/b'", "UPDATE backups SET content = 'all'",
        "UPDATE backups SET block_length = 0", "UPDATE backups SET block_count = -1",
        "UPDATE backups SET record_length = 0", "UPDATE backups SET source = zeroblob(21)",
        "UPDATE backups SET map = -1", "UPDATE backups SET is_complete = 2",
        "UPDATE spans SET record_count = -1", "UPDATE spans SET first_object = -1",
        "UPDATE spans SET start = -1", "UPDATE spans SET number = 0",
        "UPDATE members SET role = 6 WHERE number = 1", "UPDATE members SET kind = 7",
        "UPDATE members SET kind = 4096", "UPDATE members SET mode = 65536",
        "UPDATE members SET owner = -1", "UPDATE members SET modified_ns = 1000000000",
        "UPDATE members SET created = 1, created_ns = NULL",
        "UPDATE members SET is_sparse = 5", "UPDATE members SET region_count = 5",
        "UPDATE members SET region_count = -1", "DELETE FROM regions WHERE member = 2",
        "DELETE FROM members WHERE number = 1", "UPDATE backups SET member_count = -1",
    ])
    func valuesThatCannotBeAreRefused(_ sql: String) throws {
        try make(members: 4)
        try change(sql)
        let catalog = try Catalog(path: path)
        let error = #expect(throws: CatalogError.self) {
            for backup in try catalog.backups() { _ = try catalog.members(of: backup.number) }
        }
        #expect(error?.description.contains(path) == true)
    }

    @Test func extremeTimesAreShown() throws {
        try make(members: 4)
        try change(
            "UPDATE members SET modified = -9223372036854775808;"
                + " UPDATE backups SET expires = -9223372036854775808, time = -5")
        let catalog = try Catalog(path: path)
        try CatalogReport(catalog, form: .table).show(1, withMembers: true) { _ in }
        try CatalogReport(catalog, form: .jsonLines).show(1, withMembers: true) { _ in }
    }

    @Test func aDirectoryThatIsNotThereIsSaid() {
        let place = directory.place("nowhere/catalog")
        let error = #expect(throws: CatalogError.self) { try Catalog(path: place) }
        #expect(error?.description == "the catalog \(place): " + Catalog.cannotBeOpened)
    }

    @Test func twoRecordAtOnce() throws {
        let first = try Catalog(path: path)
        let second = try Catalog(path: path)
        let recordings = try [(first, "a"), (second, "b"), (first, "c")].map {
            try $0.0.begin(
                sampleHeader($0.1), on: [CatalogCartridge(identifier: $0.1)],
                placement: .overwriting)
        }
        // Their members come in turns, in many pieces.
        for number in 0..<600 as Range<UInt64> {
            for (index, recording) in recordings.enumerated() {
                try recording.add(
                    sampleMember(
                        [UInt8](repeating: UInt8(index), count: 4000), number: number,
                        disk: 0..<512))
            }
        }
        for (index, name) in ["a", "b", "c"].enumerated() {
            var summary = ArchiveSummary(header: sampleHeader(name))
            summary.spans = [sampleSpan()]
            try recordings[index].finish(summary)
        }
        for catalog in [first, second] {
            #expect(try catalog.backups().map(\.memberCount) == [600, 600, 600])
            for number in 1...3 as ClosedRange<Int64> {
                let paths = Set(try catalog.members(of: number).map(\.path))
                #expect(paths == [[UInt8](repeating: UInt8(number - 1), count: 4000)])
            }
        }
    }

    /// Threads that open, write and read one file, which none of them has made yet.
    @Test func manyOpenAndWriteAtOnce() async throws {
        let path = path
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<6 {
                group.addTask {
                    let catalog = try Catalog(path: path)
                    for round in 0..<5 {
                        let members = (0..<50 as Range<UInt64>).map {
                            sampleMember([UInt8(writer)], number: $0, disk: 0..<512)
                        }
                        let number = try catalog.record(
                            sampleHeader("w\(writer)", time: Int64(round)), members,
                            on: "\(writer)-\(round)")
                        #expect(try catalog.members(of: number) == members)
                        for backup in try catalog.backups() {
                            #expect(backup.memberCount == 50)
                            #expect(backup.parts.count == 1)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try Catalog(path: path).backups().count == 30)
    }

    @Test func aProcessThatEndsWhileItRecordsLeavesNothing() throws {
        try make(members: 3)
        let before = try Catalog(path: path).contents()
        let catalog = try Catalog(path: path)
        let recording = try catalog.begin(
            sampleHeader("c"), on: [CatalogCartridge(identifier: "C")], placement: .appending)
        for number in 0..<600 as Range<UInt64> {
            try recording.add(
                sampleMember(
                    [UInt8](repeating: 1, count: 4000), number: number, disk: 0..<512))
        }
        // What a process leaves that is killed: the files as they are now.
        let copy = directory.place("copy")
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
        }
        #expect(try Catalog(path: copy).contents() == before)
        _ = try recording.interrupt([sampleSpan()])
        #expect(try Catalog(path: path).backups().count == 3)
    }
}
