import GRDB
import VolumeMap

@testable import ServerlessBackup

/// A header of a backup of a disk of 1000 blocks.
func sampleHeader(
    _ name: String, time: Int64 = 1000, content: ArchiveContent = .used
) -> ArchiveHeader {
    var header = ArchiveHeader(
        name: name, geometry: DiskGeometry(blockLength: 512, blockCount: 1000),
        recordLength: 16384, source: [1, 2, 3, 4, 5, 6, 7, 8], time: time)
    header.content = content
    header.map = content == .image ? nil : 0xDEAD_BEEF
    return header
}

/// A member with a region where it says.
func sampleMember(
    _ path: [UInt8], number: UInt64 = 0, disk: Range<UInt64>? = nil
) -> ArchivedMember {
    var times = FileTimes()
    times.modified = FileTime(seconds: -5, nanoseconds: 999_999_999)
    times.accessed = FileTime(seconds: Int64(number), nanoseconds: 7)
    times.created = number.isMultiple(of: 2) ? FileTime(seconds: 3, nanoseconds: 1) : nil
    let size = disk.map { $0.upperBound - $0.lowerBound } ?? 0
    return ArchivedMember(
        path: path, role: .file, kind: .regular, size: size, storedSize: size,
        isSparse: false, headerOffset: 4096 + number * 1024,
        contentOffset: 4096 + number * 1024 + 512,
        mode: 0o7654, owner: 4_000_000_000, group: 12, times: times, linkPath: [],
        device: DeviceNumber(major: UInt32(truncatingIfNeeded: number), minor: .max),
        file: number.isMultiple(of: 3) ? nil : number,
        regions: disk.map {
            [MemberRegion(offset: 0, disk: $0.lowerBound, count: size)]
        } ?? [],
        digest: number.isMultiple(of: 5)
            ? [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 32) : nil,
        isIncomplete: false)
}

/// A part of a stream that begins a cartridge.
func sampleSpan(_ records: UInt64 = 100, object: UInt64 = 0) -> TapeSpan {
    TapeSpan(
        cartridge: 1, file: object > 0 ? 1 : 0, firstObject: object, start: 0,
        recordCount: records)
}

extension Catalog {
    /// Records a backup of members at once.
    @discardableResult
    func record(
        _ header: ArchiveHeader, _ members: [ArchivedMember], on cartridge: String = "A",
        span: TapeSpan = sampleSpan(), placement: BackupPlacement = .appending
    ) throws -> Int64 {
        let recording = try begin(
            header, on: [CatalogCartridge(identifier: cartridge)], placement: placement)
        for member in members { try recording.add(member) }
        var summary = ArchiveSummary(header: header)
        summary.spans = [span]
        return try recording.finish(summary)
    }

    /// Every row of every table; backups and cartridges by their names, not by their numbers.
    func contents() throws -> [String: [String]] {
        let backup = "(SELECT name || ' ' || time FROM backups WHERE id = backup)"
        let cartridge = "(SELECT identifier FROM cartridges WHERE id = cartridge)"
        let queries = [
            "backups": "name, content, block_length, block_count, record_length, source, time,"
                + " expires, map, is_expanded, is_complete, member_count, content_bytes,"
                + " tape_bytes",
            "cartridges": "identifier, name",
            "spans": "\(backup), number, \(cartridge), file, first_object, start, record_count,"
                + " is_overwritten",
            "members": ([backup] + CatalogSchema.memberColumns).joined(separator: ", "),
            "regions": ([backup] + CatalogSchema.regionColumns).joined(separator: ", "),
            "digests": ([backup] + CatalogSchema.digestColumns).joined(separator: ", "),
        ]
        return try read { db in
            // No table is forgotten here.
            let tables = try String.fetchAll(
                db,
                sql: "SELECT name FROM sqlite_schema WHERE type = 'table'"
                    + " AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'grdb%'")
            precondition(Set(tables) == Set(queries.keys))
            return try queries.mapValues { columns in
                let table = queries.first { $0.value == columns }?.key ?? ""
                return try Row.fetchAll(db, sql: "SELECT \(columns) FROM \(table)").map { row in
                    (0..<row.count).map { index in
                        let value: DatabaseValue = row[index]
                        return "\(value)"
                    }.joined(separator: "|")
                }.sorted()
            }
        }
    }
}
