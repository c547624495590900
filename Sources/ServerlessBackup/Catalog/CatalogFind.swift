import GRDB
import VolumeMap

extension Catalog {
    /// Gives the members of all backups whose paths match one of some patterns, by path, those of
    /// one path in the order of the backups. Paths with slashes that do not count come last.
    ///
    /// Only paths that begin as a pattern does are looked at, unless letters of both cases count as
    /// the same.
    ///
    /// - Parameters:
    ///   - patterns: see `PathGlob`; they are for whole paths in the archive.
    ///   - backup: the only one that is searched; nil for all.
    /// - Throws: what `body` throws.
    public func find(
        _ patterns: [String], ignoringCase: Bool = false, in backup: Int64? = nil,
        _ body: (CatalogMember) throws -> Void
    ) throws {
        let globs = patterns.map { PathGlob($0, ignoringCase: ignoringCase) }
        let parts = Self.parts(patterns, ignoringCase)
        for part in parts {
            var search = Search(
                part, backup, globs,
                leavesOddSlashes: part != .oddSlashes && parts.contains(.oddSlashes))
            while let batch = try next(&search) {
                for member in batch { try body(member) }
            }
        }
    }

    /// Paths that are looked at: all with one beginning, or those with slashes that do not count.
    enum FindPart: Equatable {
        case beginning([UInt8])
        case oddSlashes
    }

    /// What is looked at for patterns; nothing of it twice.
    static func parts(_ patterns: [String], _ ignoringCase: Bool) -> [FindPart] {
        if patterns.isEmpty { return [] }
        var beginnings: [[UInt8]] = []
        for beginning in patterns.map({ ignoringCase ? [] : literalBeginning($0) })
            .sorted(by: { $0.lexicographicallyPrecedes($1) })
        where !(beginnings.last.map(beginning.starts(with:)) ?? false) {
            beginnings.append(beginning)
        }
        // Every path begins with nothing.
        if beginnings == [[]] { return [.beginning([])] }
        return beginnings.map(FindPart.beginning) + [.oddSlashes]
    }

    /// The bytes that every path has in front that matches, if it has no slashes beyond those
    /// between two names.
    static func literalBeginning(_ pattern: String) -> [UInt8] {
        var names: [[UInt8]] = []
        for name in pattern.utf8.split(separator: UInt8(ascii: "/")) {
            let plain = name.prefix { !"*?[\\".utf8.contains($0) }
            names.append(Array(plain))
            if plain.count < name.count { break }
        }
        let beginning = Array(names.joined(separator: [UInt8(ascii: "/")]))
        // `a/**` matches `a` too.
        return beginning.last == UInt8(ascii: "/") ? beginning.dropLast() : beginning
    }

    /// How far a search has come.
    private struct Search {
        let part: FindPart
        let backup: Int64?
        let globs: [PathGlob]
        /// Whether paths with odd slashes are left to another part.
        let leavesOddSlashes: Bool
        /// The place behind which it goes on.
        var last: (path: [UInt8], backup: Int64, number: Int64) = ([], -1, -1)
        /// The path that was looked at last, and whether it matches.
        var judged: (path: [UInt8], isMatch: Bool)?

        init(_ part: FindPart, _ backup: Int64?, _ globs: [PathGlob], leavesOddSlashes: Bool) {
            self.part = part
            self.backup = backup
            self.globs = globs
            self.leavesOddSlashes = leavesOddSlashes
            if case .beginning(let beginning) = part { last.path = beginning }
        }

        /// What every path is less than; nil for no bound.
        private var end: [UInt8]? {
            if case .beginning(let beginning) = part { beginning.behindAllThatBeginSo } else { nil }
        }

        var sql: String {
            let isOdd = part == .oddSlashes
            var conditions = ["(path, backup, number) > (?, ?, ?)"]
            if end != nil { conditions.append("path < ?") }
            if isOdd { conditions.append(CatalogSchema.oddSlashes) }
            if backup != nil { conditions.append("backup = ?") }
            return "SELECT path, backup, number FROM members INDEXED BY "
                + (isOdd ? "members_with_odd_slashes" : "members_by_path") + " WHERE "
                + conditions.joined(separator: " AND ") + " ORDER BY path, backup, number"
        }

        var arguments: StatementArguments {
            var values: [DatabaseValue] = [
                .bytes(last.path), last.backup.databaseValue, last.number.databaseValue,
            ]
            if let end { values.append(.bytes(end)) }
            if let backup { values.append(backup.databaseValue) }
            return StatementArguments(values)
        }

        /// Whether a path matches; of the same path several times in a row it is asked once.
        mutating func isMatch(_ path: [UInt8]) -> Bool {
            if let judged, judged.path == path { return judged.isMatch }
            let isMatch =
                !(leavesOddSlashes && path.hasOddSlashes) && globs.contains { $0.matches(path) }
            judged = (path, isMatch)
            return isMatch
        }
    }

    /// The most members that are given at once, and the most bytes of paths that are looked at in
    /// one transaction.
    private static let mostFound = 256
    private static let mostPathBytes = 1 << 22

    /// The matches among the next paths; nil where there are no more paths.
    private func next(_ search: inout Search) throws(CatalogError) -> [CatalogMember]? {
        let (after, isEnd, found) = try read { db in
            var search = search
            var keys: [(backup: Int64, number: Int64)] = []
            var bytes = 0
            var isEnd = false
            let rows = try Row.fetchCursor(
                try db.cachedStatement(sql: search.sql), arguments: search.arguments)
            while keys.count < Self.mostFound, bytes < Self.mostPathBytes {
                guard let row = try rows.next() else {
                    isEnd = true
                    break
                }
                let values = CatalogRow(row: row, path: path)
                search.last = (
                    try values.bytes(0), try values.signed(1), try values.signed(2)
                )
                bytes += search.last.path.count + 16
                if search.isMatch(search.last.path) {
                    keys.append((search.last.backup, search.last.number))
                }
            }
            let statement = try db.cachedStatement(
                sql: Self.selectMembers + " WHERE backup = ? AND number = ?")
            let found = try keys.flatMap { try members(db, statement, [$0.backup, $0.number]) }
            return (search, isEnd, found)
        }
        search = after
        return isEnd && found.isEmpty ? nil : found
    }
}

extension [UInt8] {
    /// The least bytes that are greater than all that begin with these; nil where there are none.
    fileprivate var behindAllThatBeginSo: [UInt8]? {
        var bytes = self
        while let last = bytes.popLast() {
            if last < .max { return bytes + [last + 1] }
        }
        return nil
    }

    /// Whether there are slashes that do not count: in front, or behind one another.
    fileprivate var hasOddSlashes: Bool {
        let slash = UInt8(ascii: "/")
        return first == slash || zip(self, dropFirst()).contains { $0 == slash && $1 == slash }
    }
}
