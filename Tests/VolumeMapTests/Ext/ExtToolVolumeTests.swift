import Testing
import VolumeMap

/// Volumes that mke2fs makes, with each of its features: the map against what was put in, against
/// the volume's own bitmaps and against debugfs.
@Suite(.enabled(if: ExtTools.areInstalled, ExtTools.advice))
struct ExtToolVolumeTests {
    static let kinds: [(name: String, options: [String], kind: FileSystemKind)] = [
        ("ext2 of 1 KiB", ["-t", "ext2", "-b", "1024", "-O", "^resize_inode"], .ext2),
        ("ext2 old", ["-t", "ext2", "-b", "1024", "-O", "none", "-I", "128"], .ext2),
        ("ext2 with resize inode", ["-t", "ext2", "-O", "resize_inode,sparse_super,filetype"], .ext2),
        ("ext3", ["-t", "ext3", "-b", "1024", "-O", "has_journal,filetype,dir_index"], .ext3),
        ("ext4", ["-t", "ext4", "-O", modern], .ext4),
        ("ext4 of 1 KiB", ["-t", "ext4", "-b", "1024", "-O", modern + ",resize_inode"], .ext4),
        ("uninit_bg", ["-b", "1024", "-O", "extents,uninit_bg,filetype,flex_bg", "-g", "1024"], .ext4),
        ("bigalloc", ["-C", "16384", "-O", modern + ",bigalloc"], .ext4),
        ("bigalloc of 1 KiB", ["-b", "1024", "-C", "8192", "-O", modern + ",bigalloc"], .ext4),
        ("meta_bg", ["-b", "1024", "-g", "256", "-N", "2048", "-O", modern + ",meta_bg"], .ext4),
        ("inline_data", ["-I", "256", "-O", modern + ",inline_data"], .ext4),
        ("inline_data in 1 KiB inodes", ["-I", "1024", "-O", modern + ",inline_data"], .ext4),
        ("no 64bit", ["-O", modern + ",^64bit"], .ext4),
        ("no flex_bg", ["-b", "1024", "-g", "2048", "-O", modern + ",^flex_bg"], .ext4),
        ("sparse_super2", ["-b", "1024", "-g", "2048", "-O", modern + ",sparse_super2"], .ext4),
        ("ea_inode", ["-O", modern + ",ea_inode"], .ext4),
        ("large_dir", ["-b", "1024", "-O", modern + ",large_dir"], .ext4),
        ("mmp and quota", ["-O", modern + ",mmp,quota,project"], .ext4),
        ("orphan_file", ["-O", modern + ",orphan_file"], .ext4),
        ("csum_seed", ["-O", modern + ",metadata_csum_seed"], .ext4),
        ("blocks of 64 KiB", ["-b", "65536", "-O", modern], .ext4),
    ]
    static let modern =
        "has_journal,extents,huge_file,flex_bg,metadata_csum,64bit,dir_nlink,extra_isize,dir_index,"
        + "filetype,sparse_super,large_file,ext_attr"

    @Test(arguments: kinds.indices, [false, true])
    func aMapIsWhatWasPutIn(index: Int, indexed: Bool) throws {
        let (_, options, kind) = Self.kinds[index]
        if indexed, !["ext3", "ext4", "large_dir"].contains(Self.kinds[index].name) { return }
        let size = options.contains("65536") ? "128M" : "16M"
        let volume = try ExtVolume(options, blocks: size, index: indexed)
        let disk = try volume.disk()
        let reader = try ExtReader(reader: disk, part: disk.whole)
        let map = try reader.map()
        #expect(map.findings == [])
        #expect(map.fileSystem == kind)
        #expect(map.disagreements().prefix(10) == [])
        #expect(!map.isDirty)
        #expect(map.overlaidBlocks.isEmpty)
        for (path, content) in volume.contents {
            let file = try #require(map.file(path), "\(path)")
            #expect(file.kind == .regular)
            let data = try #require(map.attributes(of: file).first { $0.role == .data })
            #expect(data.size == UInt64(content.count))
            #expect(try map.value(of: data, reader) == content, "\(path)")
        }
        for (path, target) in volume.targets {
            let file = try #require(map.file(path))
            #expect(file.kind == .symbolicLink)
            let data = try #require(map.attributes(of: file).first { $0.role == .data })
            #expect(try map.value(of: data, reader) == Array(target.utf8))
        }
        #expect(map.file("few/second name")?.number == map.file("size 4097")?.number)
        try expectAttributes(map, reader)
        try expectBlocksOfDebugfs(map, volume.image)
    }

    private func expectAttributes(_ map: MappedVolume, _ reader: ExtReader) throws {
        for item in ExtVolume.attributes {
            let file = try #require(map.file(item.file))
            let attribute = try #require(
                map.attributes(of: file).first {
                    $0.role == .extendedAttribute && map.name($0.name).description == item.name
                }, "\(item)")
            let value = try map.value(of: attribute, reader)
            #expect(value == ExtVolume.value(item.name, item.size), "\(item)")
        }
    }

    /// debugfs lists the blocks of an inode, its extent tree's and indirect blocks among them.
    private func expectBlocksOfDebugfs(_ map: MappedVolume, _ image: String) throws {
        for file in map.files.prefix(60) where file.kind == .regular && file.number != 7 {
            guard let data = map.attributes(of: file).first, !data.isResident, data.role == .data
            else { continue }
            var own: Set<UInt64> = []
            for extent in map.extents(of: data) { own.formUnion(extent.blocks ?? 0..<0) }
            for area in map.areas where area.owner == file.number {
                if area.kind == .extentTree || area.kind == .indirectBlock {
                    own.formUnion(area.blocks)
                }
            }
            let text = try ExtTools.run("debugfs", ["-R", "blocks <\(file.number)>", image])
            let theirs = Set(text.split { $0 == " " || $0 == "\n" }.compactMap { UInt64($0) })
            #expect(own == theirs.subtracting([0]), "inode \(file.number)")
        }
    }
}
