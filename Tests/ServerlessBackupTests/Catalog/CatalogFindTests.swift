import Fabric
import GRDB
import Testing
import VolumeMap

@testable import ServerlessBackup

/// Members are found by their paths and by the blocks that they had.
@Suite struct CatalogFindTests {
    private let directory: ScratchDirectory
    private let catalog: Catalog

    init() throws {
        directory = try ScratchDirectory()
        catalog = try Catalog(path: directory.place("catalog"))
    }

    private func found(
        _ patterns: [String], ignoringCase: Bool = false, in backup: Int64? = nil
    ) throws -> [String] {
        var found: [String] = []
        try catalog.find(patterns, ignoringCase: ignoringCase, in: backup) {
            found.append("\($0.backup) \(shown($0.member.path))")
        }
        return found
    }

    private func record(_ name: String, _ paths: [[UInt8]], on cartridge: String) throws {
        try catalog.record(
            sampleHeader(name),
            paths.enumerated().map { sampleMember($1, number: UInt64($0)) }, on: cartridge)
    }

    @Test func patternsFindPathsOfAllBackups() throws {
        let paths = [
            "a.txt", "dir", "dir/a.txt", "dir/b.txt", "dir/sub/a.txt", "directory/a.txt",
            "Dir/A.TXT",
            "dir/ä.txt", "z",
        ].map { Array($0.utf8) }
        try record("one", paths, on: "A")
        try record("two", [Array("dir/a.txt".utf8), Array("dir/c.txt".utf8)], on: "B")
        #expect(try found(["dir/a.txt"]) == ["1 dir/a.txt", "2 dir/a.txt"])
        #expect(try found(["dir/a.txt"], in: 2) == ["2 dir/a.txt"])
        #expect(
            try found(["dir/*.txt"])
                == ["1 dir/a.txt", "2 dir/a.txt", "1 dir/b.txt", "2 dir/c.txt", "1 dir/ä.txt"])
        #expect(try found(["dir/?.txt", "dir/a*"], in: 1).count == 3)
        #expect(
            try found(["**/a.txt"], in: 1)
                == ["1 a.txt", "1 dir/a.txt", "1 dir/sub/a.txt", "1 directory/a.txt"])
        #expect(
            try found(["dir/a.txt"], ignoringCase: true)
                == ["1 Dir/A.TXT", "1 dir/a.txt", "2 dir/a.txt"])
        #expect(try found(["dir/**"], in: 1).count == 5)
        #expect(try found(["z", "a.txt", "z"]) == ["1 a.txt", "1 z"])
        #expect(try found(["/dir//a.txt"], in: 1) == ["1 dir/a.txt"])
        #expect(try found([]) == [])
        #expect(try found(["nothing"]) == [])
        #expect(try found(["**"], in: 7) == [])
    }

    @Test func pathsOfAnyBytesAreFoundOnce() throws {
        let paths: [[UInt8]] = [
            Array("/dir/a".utf8), Array("dir//a".utf8), Array("dir/a".utf8), Array("//".utf8), [],
            [0xFF, 0xFF], [0xFF], [0xFE, 0x2F, 0x61], Array("dir/".utf8) + [0xFF, 0x00], [0],
            [0xFF, 0xFF, 0xFF],
        ]
        try record("one", paths, on: "A")
        #expect(try found(["dir/a"]) == ["1 dir/a", "1 /dir/a", "1 dir//a"])
        #expect(try found(["dir/*", "dir/a"]).count == 4)
        #expect(try found(["*/a"]).count == 4)
        #expect(try found(["?"]).sorted() == ["1 \\u{0}", "1 \\xFF"])
        #expect(try found(["???"]) == ["1 \\xFF\\xFF\\xFF"])
    }

    /// What the tree of paths gives is what looking at every path gives.
    @Test func findingIsLookingAtEveryPath() throws {
        var random = SeededRandom(seed: 3)
        let letters = Array("ab/*?[]\\".utf8) + [0xFF, 0x2F, 0x61]
        func word(_ alphabet: [UInt8], _ most: UInt64) -> [UInt8] {
            (0..<random.next() % most).map { _ in
                alphabet[Int(random.next() % UInt64(alphabet.count))]
            }
        }
        let paths = (0..<120).map { _ in word([0x61, 0x62, 0x2F, 0xFF, 0x41], 8) }
        try record("one", paths, on: "A")
        for _ in 0..<60 {
            let patterns = (0..<1 + random.next() % 2).map { _ in
                String(decoding: word(letters.filter { $0 < 0x80 }, 7), as: UTF8.self)
            }
            for ignoringCase in [false, true] {
                let globs = patterns.map { PathGlob($0, ignoringCase: ignoringCase) }
                let expected = paths.filter { path in globs.contains { $0.matches(path) } }
                var found: [[UInt8]] = []
                try catalog.find(patterns, ignoringCase: ignoringCase) {
                    found.append($0.member.path)
                }
                #expect(
                    found.map(shown).sorted() == expected.map(shown).sorted(), "\(patterns)")
            }
        }
    }

    @Test func manyMatchesComeInPieces() throws {
        let paths = (0..<700).map { Array("f/\(1000 + $0)".utf8) }
        try record("one", paths, on: "A")
        try record("two", paths, on: "B")
        let all = try found(["f/*"])
        #expect(all.count == 1400)
        #expect(Set(all).count == 1400)
        #expect(all[0...2] == ["1 f/1000", "2 f/1000", "1 f/1001"])
        #expect(try found(["f/1*99"], in: 2).count == 7)
    }

    @Test func blocksFindTheirMembers() throws {
        var random = SeededRandom(seed: 5)
        var members: [ArchivedMember] = []
        for number in 0..<300 as Range<UInt64> {
            let start = random.next() % 500_000
            let count = 1 + random.next() % (1 << (random.next() % 18))
            members.append(sampleMember([1], number: number, disk: start..<start + count))
        }
        members.append(sampleMember([2], number: 300, disk: 0..<0))
        var wide = sampleMember([3], number: 301, disk: 100..<200)
        wide.regions += [
            MemberRegion(offset: 0, disk: 1 << 62, count: 1 << 61),
            MemberRegion(offset: 0, disk: .max - 5, count: 3),
        ]
        members.append(wide)
        let number = try catalog.record(sampleHeader("one"), members)
        try catalog.record(sampleHeader("two"), [sampleMember([9], disk: 0..<1 << 40)], on: "B")
        for _ in 0..<60 {
            let start = random.next() % 600_000
            let range = start..<start + 1 + random.next() % 2000
            let expected = members.filter { member in
                member.regions.contains { $0.disk..<$0.disk &+ $0.count ~= range }
            }
            let found = try catalog.members(of: number, usingDisk: range).map(\.member)
            #expect(found == expected, "\(range)")
        }
        let far = try catalog.members(of: number, usingDisk: 1 << 62 + 7..<1 << 62 + 8)
        #expect(far.map(\.member) == [wide])
        #expect(try catalog.members(of: number, usingDisk: 5..<5) == [])
        #expect(try catalog.members(of: 7, usingDisk: 0..<1 << 40) == [])
    }

    /// Neither look-up reads all rows.
    @Test func lookUpsUseTheirIndices() throws {
        func plan(_ sql: String) throws -> String {
            try catalog.read { db in
                try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + sql).map { row in
                    let detail: DatabaseValue = row[3]
                    return "\(detail)"
                }.joined(separator: "; ")
            }
        }
        let path = try plan(
            "SELECT path, backup, number FROM members INDEXED BY members_by_path"
                + " WHERE (path, backup, number) > (x'61', 1, 1) AND path < x'62'"
                + " ORDER BY path, backup, number")
        #expect(path.contains("SEARCH members USING COVERING INDEX members_by_path"))
        #expect(!path.contains("TEMP B-TREE"))
        let odd = try plan(
            "SELECT path FROM members INDEXED BY members_with_odd_slashes"
                + " WHERE path > x'' AND \(CatalogSchema.oddSlashes)")
        #expect(odd.contains("members_with_odd_slashes"))
        let disk = try plan(
            "SELECT member, disk, count FROM regions"
                + " WHERE backup = 1 AND magnitude = 3 AND disk > 5 AND disk < 9")
        #expect(disk.contains("SEARCH regions USING INDEX regions_by_disk"))
    }
}

extension Range where Bound == UInt64 {
    /// Whether two ranges have a number in common.
    fileprivate static func ~= (left: Range, right: Range) -> Bool {
        left.lowerBound < right.upperBound && right.lowerBound < left.upperBound
    }
}
