import Foundation
import Testing

/// The golden images as they are checked in.
@Suite struct ImageTests {
    @Test(.enabled(if: reasonNotToMount == nil, reasonNotToMount))
    func ntfsSmallHoldsItsTree() throws {
        let tree = try withMountedNTFS(image: Images.ntfsSmall) { try FileTree(of: $0) }
        let difference = tree.firstDifference(from: try Images.ntfsSmallTree())
        #expect(difference == nil)
    }

    /// The list is worth comparing with only while it names every kind of thing.
    @Test func ntfsSmallTreeNamesEveryKind() throws {
        let entries = try Images.ntfsSmallTree().entries
        #expect(entries.count > 150)
        for kind: FileTree.Entry.Kind in [.folder, .file, .stream] {
            #expect(entries.contains { $0.kind == kind })
        }
        #expect(entries.contains { $0.sameFileAs != nil && $0.links == 3 })
        #expect(entries.contains { $0.path.text.split(separator: "/").last?.utf16.count == 255 })
        #expect(entries.contains { $0.path.text.unicodeScalars.contains { $0.value > 0xFFFF } })
        #expect(Set(entries.compactMap(\.attributes)).isSuperset(of: ["00000220", "00000820"]))
    }
}

/// The comparison and the mount, made to fail.
@Suite struct FileTreeTests {
    private let tree = FileTree(entries: [
        .init(path: ".", kind: .folder, changed: 1, attributes: "00000030"),
        .init(path: "a", kind: .file, links: 1, size: 3, changed: 2, digest: "aa"),
        .init(path: "a:s", kind: .stream, size: 4, digest: "bb"),
        .init(path: "a b", kind: .file, links: 1, size: 5, changed: 2, digest: "cc"),
    ])

    private func difference(_ change: (inout [FileTree.Entry]) -> Void) -> String? {
        var entries = tree.entries
        change(&entries)
        return FileTree(entries: entries).firstDifference(from: tree)
    }

    @Test func namesTheFirstDifference() {
        #expect(difference { _ in } == nil)
        #expect(difference { $0[2].digest = "b0" } == "a:s: sha256 is b0, should be bb")
        #expect(difference { $0[1].links = 2 } == "a: links is 2, should be 1")
        #expect(difference { $0[0].changed = 9 } == ".: changed is 9, should be 1")
        #expect(
            difference {
                $0[3].size = nil
                $0[3].sameFileAs = "a"
            } == "a b: same file as is a, should be none; size is none, should be 5"
        )
    }

    @Test func tellsNamesApartThatOnlyLookTheSame() {
        let (one, other) = ("\u{F6}", "o\u{308}")
        let trees = [one, other].map { FileTree(entries: [.init(path: .init($0), kind: .file)]) }
        #expect(one == other && trees[0] != trees[1])
        #expect(trees[0].firstDifference(from: trees[1]) == "\(other): is missing")
    }

    @Test(arguments: [(0, "."), (1, "a"), (2, "a:s"), (3, "a b")])
    func namesWhatIsMissingAndWhatIsTooMuch(_ index: Int, _ path: String) {
        #expect(difference { $0.remove(at: index) } == "\(path): is missing")
        var entries = tree.entries
        entries.remove(at: index)
        #expect(
            tree.firstDifference(from: FileTree(entries: entries))
                == "\(path): is there, but should not be"
        )
    }

    @Test func readsAListLineByLine() throws {
        let manifest =
            "# kind\n"
            + "d\t-\t-\t1\t00000030\t-\t.\t-\n"
            + "f\t2\t3\t2\t00000020\taa\tö\ta b\n"
        #expect(
            try FileTree(manifest: manifest).entries == [
                .init(path: ".", kind: .folder, changed: 1, attributes: "00000030"),
                .init(
                    path: "ö",
                    kind: .file,
                    links: 2,
                    sameFileAs: "a b",
                    size: 3,
                    changed: 2,
                    attributes: "00000020",
                    digest: "aa"
                ),
            ]
        )
        #expect(throws: FileTreeError.self) { try FileTree(manifest: "f\t2\n") }
    }

    @Test(.enabled(if: reasonNotToMount == nil, reasonNotToMount))
    func aFileThatIsNoVolumeDoesNotMount() throws {
        let folder = try PrivateFolder()
        defer { folder.remove() }
        let image = folder.url.appending(path: "zeros.img")
        try Data(count: 1 << 20).write(to: image)
        let error = #expect(throws: MountError.self) {
            try withMountedNTFS(image: image.path) { _ in }
        }
        #expect(error?.reason.contains("NTFS signature is missing") == true)
    }
}
