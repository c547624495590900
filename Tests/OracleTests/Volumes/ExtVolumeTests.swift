import Testing
import VolumeMap

/// Our maps of ext2, ext3 and ext4 volumes and what other people's listers say of every file.
@Suite struct ExtVolumeTests {
    /// What is asked of make-volume.
    static let options = [
        ["--file-system", "ext4", "--files", "1200"],
        ["--file-system", "ext4", "--files", "300", "--block-size", "1024", "--without-mount"],
        ["--file-system", "ext2", "--files", "300", "--block-size", "1024"],
        ["--file-system", "ext3", "--files", "300"],
        ["--file-system", "ext4", "--files", "300", "--features", "bigalloc"],
        [
            "--file-system", "ext4", "--files", "300", "--features",
            "meta_bg,^resize_inode,inline_data,ea_inode,^flex_bg",
        ],
    ]

    /// The map, with which every file's contents are where and as they were written.
    private func map(_ volume: GeneratedVolume) throws -> MappedVolume {
        let disk = try volume.disk()
        let reader = try ExtReader(reader: disk, part: disk.part)
        let map = try reader.map()
        #expect(map.findings.isEmpty, "\(map.findings.prefix(5))")
        let found = try ExpectedContents(map: map, reader: reader)
            .differences(from: volume.entries())
        #expect(found.isEmpty, "\(found.count): \(found.prefix(5).joined(separator: "\n"))")
        return map
    }

    @Test(.enabled(if: Makeable.ext4 == nil, Makeable.ext4), arguments: options)
    func listersAgreeOnEveryFile(_ options: [String]) throws {
        let volume = try GeneratedVolume(options)
        let map = try map(volume)
        try expectDebugfsAgrees(map, image: volume.image)
        // The Sleuth Kit 4.11 does not open volumes with these.
        if options.contains(where: { $0.contains("bigalloc") }) { return }
        let kit = SleuthKit(image: volume.image)
        let found = differences(MapListing(map).paths(), SleuthKit.paths(of: try kit.entries()))
        #expect(found.isEmpty, "\(found.count): \(found.prefix(5).joined(separator: "\n"))")
        let facts = try kit.facts()
        #expect(facts["Block Size"] == "\(map.blockLength)")
        #expect(facts["Block Range"] == "0 - \(map.blockCount - 1)")
        #expect(facts["Volume Name"] == map.label)
    }

    private func expectDebugfsAgrees(_ map: MappedVolume, image: String) throws {
        let inodes = try Debugfs(image: image).inodes(map.files.map(\.number))
        #expect(inodes.count > 300)
        let ours = MapListing(map).files().mapValues(Self.told)
        let found = differences(
            ours, inodes.mapValues { Self.told($0.values) }, known: Self.debugfsFailures(inodes))
        #expect(found.isEmpty, "\(found.count): \(found.prefix(5).joined(separator: "\n"))")
        for file in map.files {
            guard let inode = inodes[file.number] else { continue }
            #expect(file.permissions == inode.mode, "\(file.number)")
            #expect(file.flags == inode.flags, "\(file.number)")
            #expect(file.generation == inode.generation, "\(file.number)")
            #expect(Self.kinds[inode.kind] == file.kind, "\(file.number): \(inode.kind)")
        }
        expectAreasOfFiles(map, inodes)
    }

    private static let kinds: [String: MappedFile.Kind] = [
        "regular": .regular, "directory": .directory, "symlink": .symbolicLink, "FIFO": .fifo,
        "character": .characterDevice, "block": .blockDevice, "socket": .socket, "bad": .unknown,
    ]

    /// Blocks of extent trees, indirect blocks and blocks of attributes are the same.
    private func expectAreasOfFiles(_ map: MappedVolume, _ inodes: [UInt64: Debugfs.Inode]) {
        let tree: [MetadataArea.Kind] = [.extentTree, .indirectBlock]
        let ours = map.areas.filter { tree.contains($0.kind) && $0.owner != 7 }
            .flatMap { Array($0.blocks) }
        let theirs = inodes.filter { $0.key != 7 }.values.flatMap(\.treeBlocks)
        #expect(ours.sorted() == theirs.sorted())
        let values = map.areas.filter { $0.kind == .extendedAttributes }
            .flatMap { Array($0.blocks) }
        let blocks = Set(inodes.values.map(\.attributeBlock)).subtracting([0])
        #expect(values.sorted() == blocks.sorted())
    }

    /// Without what has no content: an empty value that lies nowhere.
    private static func told(_ values: [ListedValue]) -> [ListedValue] {
        values.filter { !$0.name.isEmpty || $0.size > 0 || !$0.extents.isEmpty }
    }

    /// The blocks of inode 7 are reserved for the descriptors of groups to come, and are in the map
    /// as what they are.
    private static func debugfsFailures(_ inodes: [UInt64: Debugfs.Inode]) -> [KnownFailure] {
        guard let value = inodes[7]?.values.first, !value.extents.isEmpty else { return [] }
        return [
            KnownFailure(reason: "inode 7 has the blocks of an area") { number, _ in number == 7 }
        ]
    }

    /// What is in the journal alone is where e2fsck puts it.
    @Test(
        .enabled(if: Makeable.mountedExt4 == nil, Makeable.mountedExt4),
        arguments: ["ext3", "ext4"])
    func anUncleanVolumeIsMappedAsE2fsckReplaysIt(_ kind: String) throws {
        let volume = try GeneratedVolume(["--file-system", kind, "--files", "300", "--unclean"])
        let map = try map(volume)
        #expect(map.isDirty)
        #expect(!map.overlaidBlocks.isEmpty)
        // 1: it has corrected something, and nothing was unexpected.
        let ended = try Program("e2fsck").run(["-f", "-p", volume.image], in: ScratchDirectory())
        #expect(ended.status == 1, "\(ended.output)")
        #expect(ended.output.contains("recovering journal"))
        try expectDebugfsAgrees(map, image: volume.image)
    }
}
