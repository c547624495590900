import Testing

@testable import VolumeMap

/// Paths from the links of a map.
@Suite struct PathIndexTests {
    private func texts(_ paths: PathIndex, _ file: Int) -> [String] {
        paths.paths(of: file).map(\.description)
    }

    @Test func everyHardLinkIsAPath() {
        var maker = HandMadeVolume()
        maker.addRoot()
        maker.add(30, .directory, names: [(5, "docs")])
        maker.add(31, names: [(30, "a.txt"), (5, "b.txt"), (30, "A~1.TXT")])
        maker.volume.links[maker.volume.links.count - 1].isShortName = true
        let paths = PathIndex(maker.volume)
        #expect(texts(paths, 0) == [""])
        #expect(texts(paths, 1) == ["docs"])
        #expect(texts(paths, 2) == ["docs/a.txt", "b.txt"])
        #expect(paths.orphans == [])
        #expect(paths.file(at: "docs/a.txt".utf8) == 2)
        #expect(paths.file(at: "/b.txt".utf8) == 2)
        #expect(paths.file(at: "".utf8) == 0)
        #expect(paths.file(at: "docs/A~1.TXT".utf8) == nil)
        #expect(paths.file(at: "DOCS/A.txt".utf8) == nil)
        #expect(paths.file(at: "DOCS/A.txt".utf8, ignoringCase: true) == 2)
        #expect(paths.file(at: "b.txt/c".utf8) == nil)
    }

    @Test func whatCannotBeReachedIsAnOrphan() {
        var maker = HandMadeVolume()
        maker.addRoot()
        // A circle of two, a file in it, a lost parent, a file as parent, a stale name, no name.
        maker.add(30, .directory, names: [(31, "x")])
        maker.add(31, .directory, names: [(30, "y")])
        maker.add(32, names: [(31, "f")])
        maker.add(33, names: [(999, "g")])
        maker.add(34, names: [(33, "h")])
        maker.add(35, names: [(5, "old")])
        maker.volume.links[maker.volume.links.count - 1].parentGeneration = 77
        maker.add(36)
        maker.add(37, .directory, names: [(37, "self")])
        let paths = PathIndex(maker.volume)
        let all = maker.volume.files.indices.map { texts(paths, $0)[0] }
        #expect(
            all == [
                "", "$OrphanFiles/31-y/x", "$OrphanFiles/31-y", "$OrphanFiles/31-y/f",
                "$OrphanFiles/33-g", "$OrphanFiles/34-h", "$OrphanFiles/35-old", "$OrphanFiles/36",
                "$OrphanFiles/37-self",
            ])
        for (index, path) in all.enumerated() { #expect(paths.file(at: path.utf8) == index) }
        #expect(paths.orphans == [2, 4, 5, 6, 7, 8])
    }

    /// A chain of directories is walked without recursion and cut where its path becomes too long.
    @Test func aChainWithoutEndIsCut() {
        var maker = HandMadeVolume()
        maker.addRoot()
        let name = String(repeating: "n", count: 250)
        for number in 6..<3006 as Range<UInt64> {
            maker.add(number, .directory, names: [(number == 3005 ? 5 : number + 1, name)])
        }
        let paths = PathIndex(maker.volume)
        #expect(paths.orphans.count == 11)
        let longest = maker.volume.files.indices.map { paths.path(of: $0).bytes.count }.max() ?? 0
        #expect(longest > 60_000 && longest <= PathIndex.longestPath)
    }

    @Test func aVolumeWithoutItsRootHasOrphansOnly() {
        var maker = HandMadeVolume()
        maker.add(30, .directory, names: [(5, "docs")])
        maker.add(31, names: [(30, "a")])
        let paths = PathIndex(maker.volume)
        #expect(texts(paths, 1) == ["$OrphanFiles/30-docs/a"])
        #expect(paths.file(at: "docs".utf8) == nil)
    }

    @Test func patternsSelectFilesByAnyOfTheirPaths() {
        var maker = HandMadeVolume()
        maker.addRoot()
        maker.add(30, .directory, names: [(5, "docs")])
        maker.add(31, names: [(30, "a.txt"), (5, "b.bin")])
        maker.add(32, names: [(30, "c.txt")])
        let paths = PathIndex(maker.volume)
        #expect(paths.files(matching: [PathGlob("*.bin")]) == [2])
        #expect(paths.files(matching: [PathGlob("docs")]) == [1, 2, 3])
        #expect(paths.files(matching: [PathGlob("**/*.txt")]) == [2, 3])
        #expect(paths.files(matching: []) == [])
    }
}

/// Patterns of paths.
@Suite struct PathGlobTests {
    @Test(arguments: [
        ("a.txt", "a.txt"), ("/a.txt", "a.txt"), ("*.txt", "a.txt"), ("*", "" + "x"),
        ("a*c*e", "abcde"),
        ("?.txt", "ä.txt"), ("[a-c]x", "bx"), ("[!a-c]x", "dx"), ("[^a]", "b"), ("[]]", "]"),
        ("[a-]", "-"), ("[", "["), ("a[b", "a[b"), (#"\*"#, "*"), (#"[\]]"#, "]"), ("**", "a/b/c"),
        ("**/c", "c"), ("**/c", "a/b/c"), ("a/**/c", "a/c"), ("a/**/c", "a/x/y/c"),
        ("**/b/**/d", "a/b/x/b/d"), ("a/**", "a"), ("a/**", "a/b/c"), ("***", "abc"), ("", ""),
        ("**/*.t?t", "x/y.tmp/z.txt"), ("a//b", "a/b"), ("*a*a*b", "aaaaaab"),
    ])
    func matches(pattern: String, path: String) { #expect(PathGlob(pattern).matches(path.utf8)) }

    @Test(arguments: [
        ("a.txt", "b.txt"), ("*.txt", "d/a.txt"), ("?", ""), ("?", "ab"), ("[a-c]", "d"),
        ("[!a-c]", "a"), ("[z-a]", "b"), (#"\*"#, "x"), ("**/c", "a/b"), ("a/**/c", "b/c"),
        ("a/b", "a/b/c"), ("a/*/c", "a/c"), ("A", "a"), ("*", "a/b"), ("a/?", "a/"), ("", "a"),
    ])
    func doesNotMatch(pattern: String, path: String) {
        #expect(!PathGlob(pattern).matches(path.utf8))
    }

    @Test func caseMayBeIgnored() {
        #expect(PathGlob("ÄB*.TXT", ignoringCase: true).matches("äbc.txt".utf8))
        #expect(PathGlob("[A-C]", ignoringCase: true).matches("b".utf8))
        #expect(PathGlob("[a-c]", ignoringCase: true).matches("B".utf8))
        #expect(!PathGlob("a", ignoringCase: true).matches("b".utf8))
    }

    @Test func bytesThatAreNoTextAreCharacters() {
        #expect(PathGlob("a?b").matches([0x61, 0xFF, 0x62]))
        #expect(PathGlob("a???b").matches([0x61, 0xED, 0xA0, 0x80, 0x62]))
        #expect(!PathGlob("a?b").matches([0x61, 0x62]))
    }

    @Test func aDirectoryCoversWhatIsBelow() {
        #expect(PathGlob("a/b").covers("a/b/c/d".utf8))
        #expect(!PathGlob("a/b").covers("a/bc".utf8))
        #expect(PathGlob("*").covers("a/b".utf8))
    }

    @Test func manyStarsDoNotTakeForever() {
        let pattern = String(repeating: "*a", count: 40) + "b"
        let name = String(repeating: "a", count: 2000)
        #expect(!PathGlob(pattern).matches(name.utf8))
        let deep = String(repeating: "**/a/", count: 20) + "b"
        #expect(!PathGlob(deep).matches(String(repeating: "a/", count: 500).utf8))
    }
}
