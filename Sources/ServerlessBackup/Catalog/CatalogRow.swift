import FoundationEssentials
import GRDB
import VolumeMap

/// A row of a catalog, read without trust: a damaged file may hold any value in any column.
struct CatalogRow {
    let row: Row
    /// The catalog's path, for errors.
    let path: String

    private func storage(_ index: Int) throws(CatalogError) -> DatabaseValue.Storage {
        guard index < row.count else { throw wrong(index) }
        let value: DatabaseValue = row[index]
        return value.storage
    }

    func wrong(_ index: Int) -> CatalogError {
        let names = Array(row.columnNames)
        let name = index < names.count ? names[index] : "\(index)"
        return .damaged(path: path, what: "the column \(name) holds what it cannot")
    }

    func isNull(_ index: Int) throws(CatalogError) -> Bool {
        if case .null = try storage(index) { true } else { false }
    }

    func signed(_ index: Int) throws(CatalogError) -> Int64 {
        guard case .int64(let number) = try storage(index) else { throw wrong(index) }
        return number
    }

    /// A number of 64 bits without a sign.
    func number(_ index: Int) throws(CatalogError) -> UInt64 {
        UInt64(bitPattern: try signed(index))
    }

    /// A number in a range of fewer bits.
    func number<Small: FixedWidthInteger>(
        _ index: Int, as _: Small.Type = Small.self
    ) throws(CatalogError) -> Small {
        guard let number = Small(exactly: try signed(index)) else { throw wrong(index) }
        return number
    }

    func flag(_ index: Int) throws(CatalogError) -> Bool {
        switch try signed(index) {
        case 0: false
        case 1: true
        default: throw wrong(index)
        }
    }

    func text(_ index: Int) throws(CatalogError) -> String {
        guard case .string(let text) = try storage(index) else { throw wrong(index) }
        return text
    }

    func bytes(_ index: Int) throws(CatalogError) -> [UInt8] {
        guard case .blob(let data) = try storage(index) else { throw wrong(index) }
        return [UInt8](data)
    }

    func time(_ index: Int) throws(CatalogError) -> FileTime {
        let nanoseconds: UInt32 = try number(index + 1)
        guard nanoseconds < 1_000_000_000 else { throw wrong(index + 1) }
        return FileTime(seconds: try signed(index), nanoseconds: nanoseconds)
    }
}

extension DatabaseValue {
    /// A number of 64 bits, as the signed one of the same bits.
    static func number(_ number: UInt64) -> DatabaseValue {
        Int64(bitPattern: number).databaseValue
    }

    static func bytes(_ bytes: [UInt8]) -> DatabaseValue { Data(bytes).databaseValue }
}

extension CatalogMember {
    /// What makes the columns of `CatalogSchema.memberColumns`.
    static func values(_ member: ArchivedMember, number: UInt64) -> [DatabaseValue] {
        let times = member.times
        return [
            .number(number), .bytes(member.path), code(member.role).databaseValue,
            Int64(member.kind.rawValue).databaseValue, .number(member.size),
            .number(member.storedSize), member.isSparse.databaseValue,
            .number(member.headerOffset), .number(member.contentOffset),
            Int64(member.mode).databaseValue, Int64(member.owner).databaseValue,
            Int64(member.group).databaseValue,
            times.created?.seconds.databaseValue ?? .null,
            times.created.map { Int64($0.nanoseconds).databaseValue } ?? .null,
            times.modified.seconds.databaseValue,
            Int64(times.modified.nanoseconds).databaseValue,
            times.accessed.seconds.databaseValue,
            Int64(times.accessed.nanoseconds).databaseValue, .bytes(member.linkPath),
            member.file.map(DatabaseValue.number) ?? .null, member.isIncomplete.databaseValue,
            Int64(member.device.major).databaseValue, Int64(member.device.minor).databaseValue,
            member.digest.map(DatabaseValue.bytes) ?? .null,
            Int64(member.regions.count).databaseValue,
        ]
    }

    /// What a role is in the catalog: these numbers never change.
    private static func code(_ role: ArchivedMember.Role) -> Int64 {
        switch role {
        case .file: 0
        case .stream: 1
        case .attribute: 2
        case .raw: 3
        case .metadata: 4
        case .remainder: 5
        }
    }

    /// Reads a row of `backup` and the columns of `CatalogSchema.memberColumns`; its regions are
    /// still to come.
    init(_ row: CatalogRow) throws(CatalogError) {
        backup = try row.signed(0)
        number = try row.number(1)
        let role = try row.signed(3)
        let kind: UInt8 = try row.number(4)
        guard let role = ArchivedMember.Role.allCases.first(where: { Self.code($0) == role })
        else { throw row.wrong(3) }
        guard let kind = ArchivedMember.Kind(rawValue: kind) else { throw row.wrong(4) }
        var times = FileTimes()
        times.created = try row.isNull(13) ? nil : try row.time(13)
        times.modified = try row.time(15)
        times.accessed = try row.time(17)
        member = ArchivedMember(
            path: try row.bytes(2), role: role, kind: kind, size: try row.number(5),
            storedSize: try row.number(6), isSparse: try row.flag(7),
            headerOffset: try row.number(8), contentOffset: try row.number(9),
            mode: try row.number(10), owner: try row.number(11), group: try row.number(12),
            times: times, linkPath: try row.bytes(19),
            device: DeviceNumber(major: try row.number(22), minor: try row.number(23)),
            file: try row.isNull(20) ? nil : try row.number(20), regions: [],
            digest: try row.isNull(24) ? nil : try row.bytes(24),
            isIncomplete: try row.flag(21))
    }
}

extension MemberRegion {
    /// What makes the columns of `CatalogSchema.regionColumns`.
    func values(member: UInt64, number: Int) -> [DatabaseValue] {
        [
            .number(member), Int64(number).databaseValue, .number(offset), .number(disk),
            .number(count), Int64(UInt64.bitWidth - count.leadingZeroBitCount).databaseValue,
        ]
    }
}
