import WireBytes

/// Reads volumes of ext2, ext3 and ext4.
///
///     block 0        1,024 bytes for a boot loader, then the superblock (with blocks of 1 KiB: in
///                    block 1, and the first group begins there)
///     each group     a copy of the superblock and of the group descriptors (in some), a block
///                    bitmap, an inode bitmap, an inode table, blocks of files; with flex_bg a
///                    group's bitmaps and table may lie in another one
///
/// How the parts of ext are told in the words of the model:
///
/// - A file is an inode that its group's bitmap has in use. Of the reserved ones, those that hold
///   something; they, quota files, the orphan file and EA inodes are `isMetadata`. Inode 1 is no
///   file: the blocks it lists are areas of bad blocks.
/// - Names come from the entries of all directories, not from hash trees. An inode in use without
///   names is an orphan, or there is a finding.
/// - The content is a `data` attribute, of a directory an `index` attribute. Inline data and fast
///   symbolic links are resident, in up to two pieces; `residentValue(of:)` joins them.
/// - Extended attributes are resident, in the inode or in a block, which is an area; one that several
///   files share is one area without an owner. A value in an EA inode has that inode's extents and
///   the flag `shared`: the blocks are the EA inode's.
/// - The blocks of the resize inode are areas (reserved group descriptors), and its content a hole.
/// - A journal that has to be replayed is laid over the disk in memory.
///
/// Source: Linux, Documentation/filesystems/ext4 and Documentation/filesystems/journalling.rst.
public final class ExtReader: FileSystemReader {
    private let blocks: ExtBlocks
    /// The superblock as it is on disk.
    private let superblock: ExtSuperblock
    /// What was wrong with the first superblock, where it is a copy.
    private var superblockFindings: [MapFinding] = []
    /// What the journal is about; nil until it is looked at.
    private var journal: ExtJournalState?

    /// Opens a volume: reads its superblock, or a copy where that is damaged.
    ///
    /// - Throws: `VolumeError`: what cannot be read, is no ext file system, is damaged beyond use,
    ///   or has features that this reader does not know.
    public init(reader: any BlockReader, part: DiskPart) throws(VolumeError) {
        do throws(VolumeError) {
            superblock = try Self.superblock(reader, part, at: ExtSuperblock.place)
        } catch {
            guard case .damaged(let finding) = error else { throw error }
            guard let copy = Self.copy(reader, part) else { throw error }
            superblock = copy
            superblockFindings = [finding]
        }
        blocks = ExtBlocks(
            reader: reader, part: part, blockLength: superblock.blockLength,
            blockCount: superblock.blockCount)
        if blocks.blockCount <= UInt64(superblock.firstDataBlock) + 1 {
            throw .damaged(
                Self.finding(4, "the partition of \(part.byteCount) bytes has no room for a group"))
        }
    }

    private static func finding(_ offset: UInt64, _ problem: String) -> MapFinding {
        MapFinding(structure: "superblock", byte: ExtSuperblock.place + offset, problem: problem)
    }

    private static func superblock(
        _ reader: any BlockReader, _ part: DiskPart, at byte: UInt64
    ) throws(VolumeError) -> ExtSuperblock {
        guard part.byteCount >= ExtSuperblock.place + UInt64(ExtSuperblock.byteCount) else {
            throw .unknownFileSystem(at: 0, found: "a partition of \(part.byteCount) bytes")
        }
        let bytes: [UInt8]
        do {
            bytes = try part.read(reader, at: byte, count: ExtSuperblock.byteCount)
        } catch {
            throw .unreadable(error)
        }
        let span = bytes.span
        let magic = span.littleEndian16(at: 0x38)
        guard magic == ExtSuperblock.magic else {
            throw .unknownFileSystem(
                at: byte + 0x38, found: "s_magic \(hexadecimal(magic)) instead of EF53h")
        }
        let superblock = ExtSuperblock(span)
        if let damage = superblock.damage { throw .damaged(finding(0, damage)) }
        let names = superblock.incompatible.unsupportedNames
        if !names.isEmpty {
            throw .unsupported(
                finding(
                    0x60, "s_feature_incompat has \(names.joined(separator: ", "))"))
        }
        return superblock
    }

    /// A copy of the superblock where mke2fs puts the first one: at the beginning of group 1, whose
    /// number follows from the block's size.
    private static func copy(_ reader: any BlockReader, _ part: DiskPart) -> ExtSuperblock? {
        for shift in 0...6 {
            let length = UInt64(1024) << UInt64(shift)
            let block = 8 * length + (shift == 0 ? 1 : 0)
            guard let copy = try? superblock(reader, part, at: block * length),
                UInt64(copy.blockLength) == length, copy.groupNumber == 1
            else { continue }
            return copy
        }
        return nil
    }

    public func map() throws(VolumeError) -> MappedVolume {
        let journal = openJournal()
        var current = superblock
        if !blocks.overlay.entries.isEmpty, superblockFindings.isEmpty {
            let bytes = Array(
                try blocks.read(at: ExtSuperblock.place, count: ExtSuperblock.byteCount))
            let replayed = ExtSuperblock(bytes.span)
            if replayed.damage == nil, replayed.blockCount == current.blockCount,
                replayed.incompatible.unsupportedNames.isEmpty,
                replayed.blockLength == current.blockLength
            {
                current = replayed
            }
        }
        var mapping = ExtMapping(blocks: blocks, superblock: current)
        mapping.findings.append(contentsOf: superblockFindings + journal.findings)
        mapping.volume.isDirty = journal.isDirty || superblock.state & 1 == 0
        mapping.volume.overlaidBlocks = blocks.overlay.ranges
        mapping.run()
        return mapping.volume
    }

    public func residentValue(of attribute: FileAttribute) throws(VolumeError) -> [UInt8] {
        _ = openJournal()
        return try blocks.residentValue(of: attribute, inodeSize: superblock.inodeSize)
    }

    public func read(blocks range: Range<UInt64>) throws(VolumeError) -> [UInt8] {
        _ = openJournal()
        return try blocks.read(range)
    }

    /// Lays the journal over the disk, once.
    private func openJournal() -> ExtJournalState {
        if let journal { return journal }
        var loader = ExtJournalLoader(blocks: blocks, superblock: superblock)
        let state = loader.load()
        journal = state
        return state
    }
}
