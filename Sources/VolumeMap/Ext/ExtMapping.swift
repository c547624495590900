import WireBytes

/// One run of mapping a volume: what is found and what is needed to find more.
///
/// The order: group descriptors, bitmaps, inode tables (with the blocks of extent trees, indirect
/// blocks and extended attributes that each chunk of a table refers to), directories, orphans.
/// Within each step blocks are read in the order of their places, neighbours at once.
struct ExtMapping {
    let blocks: ExtBlocks
    let superblock: ExtSuperblock
    let layout: ExtLayout
    /// The seed of checksums; nil where the volume has none.
    let checksumSeed: UInt32?
    var volume: MappedVolume
    var findings = ExtFindings()

    /// The groups, as many as begin within the part; nil where the descriptor could not be read.
    var groups: [ExtGroup?] = []
    /// Groups whose inode table lies within the part and in no other group's.
    var hasTable: [Bool] = []
    /// The inode bitmaps, s_inodes_per_group / 8 bytes a group.
    var inodeBits: [UInt8] = []
    /// Groups whose inode bitmap is damaged: their inodes' own fields say what is in use.
    var hasDamagedBitmap: [Bool] = []

    /// The file of each inode: where a group's part of `fileTable` begins, and how long it is.
    var fileTableParts: [(start: Int, count: Int)] = []
    var fileTable: [Int32] = []
    /// i_links_count of each file.
    var linkCounts: [UInt16] = []

    /// Blocks read ahead of those who need them.
    var cache = ExtBlockCache()
    /// Blocks of extent trees and indirect blocks met so far: a second owner is damage, and not
    /// following it keeps a ring of blocks from being followed for ever.
    var treeBlocks: Set<UInt64> = []
    /// How often each block of extended attributes was met, and its h_refcount.
    var attributeBlocks: [UInt64: (met: UInt32, count: UInt32)] = [:]
    /// Attributes whose value is in an inode of its own.
    var pendingValues: [(attribute: Int, inode: UInt32, file: UInt32)] = []
    /// Names of extended attributes met last, used again.
    var recentNames: [(index: UInt8, name: PoolRange)] = []

    /// Blocks of directories still to be read.
    var directoryPieces: [ExtDirectoryPiece] = []
    /// Directories in inodes, still to be read, and their inodes one behind the other.
    var inlineDirectories: [(file: UInt32, record: UInt64, rest: Range<Int>?)] = []
    var inlineInodes: [UInt8] = []
    /// Names found, in the order of finding: the child's index in `files`.
    var namedFiles: [UInt32] = []
    var foundLinks: [FileLink] = []
    /// Inodes that are to be deleted at the next mount.
    var orphans: Set<UInt32> = []

    init(blocks: ExtBlocks, superblock: ExtSuperblock) {
        self.blocks = blocks
        self.superblock = superblock
        layout = ExtLayout(superblock: superblock, blockCount: blocks.blockCount)
        checksumSeed = superblock.hasChecksums ? superblock.checksumSeed : nil
        volume = MappedVolume(
            fileSystem: superblock.kind, part: blocks.part, blockLength: blocks.blockLength,
            blockCount: superblock.blockCount)
        volume.label = superblock.label
        volume.identifier = superblock.identifier
        volume.blocksPerAllocationUnit = superblock.clusterRatio
        volume.firstAllocatableBlock = UInt64(superblock.firstDataBlock)
    }

    /// Maps everything.
    mutating func run() {
        checkSuperblock()
        readGroups()
        addGroupAreas()
        readBitmaps()
        mapInodes()
        resolveAttributeInodes()
        mapDirectories()
        readOrphans()
        readProtectionBlock()
        finishLinks()
        checkAttributeBlocks()
        volume.findings = findings.all
    }

    private mutating func checkSuperblock() {
        let place = ExtSuperblock.place
        if superblock.hasChecksums {
            let (found, expected) = superblock.checksum
            if superblock.checksumKind != 1 {
                findings.add(
                    "superblock", at: place + 0x175,
                    "s_checksum_type is \(superblock.checksumKind), 1 (CRC-32C) expected")
            }
            if found != expected {
                findings.add(
                    "superblock", at: place + 0x3FC, checksumProblem(found, expected))
            }
        }
        if superblock.blockCount > blocks.blockCount {
            findings.add(
                "superblock", at: place + 4,
                "s_blocks_count is \(superblock.blockCount), but the partition has room for"
                    + " \(blocks.blockCount)")
        }
        if superblock.state & 2 != 0 || superblock.errorCount != 0 {
            findings.add(
                "superblock", at: place + 0x3A,
                "the file system has met errors (s_error_count \(superblock.errorCount))")
        }
        let unknown = superblock.readOnly.subtracting(.known)
        if !unknown.isEmpty {
            findings.add(
                "superblock", at: place + 0x64,
                "unknown features in s_feature_ro_compat: \(hexadecimal(unknown.rawValue))")
        }
        if superblock.readOnly.contains(.sharedBlocks) {
            findings.add(
                "superblock", at: place + 0x64,
                "shared_blocks: one block may belong to several files")
        }
    }

    /// Adds an area; joins it to the one added before where it goes on there.
    mutating func addArea(_ kind: MetadataArea.Kind, _ range: Range<UInt64>, owner: UInt32? = nil) {
        let file = owner.map(UInt64.init)
        if let last = volume.areas.last, last.kind == kind, last.owner == file,
            last.blocks.upperBound == range.lowerBound
        {
            volume.areas[volume.areas.count - 1].blocks =
                last.blocks.lowerBound..<range.upperBound
        } else {
            volume.areas.append(MetadataArea(kind: kind, blocks: range, owner: file))
        }
    }

    /// Whether blocks lie in the part of the volume that is allocated by the bitmaps.
    func isValid(_ first: UInt64, count: UInt64 = 1) -> Bool {
        let (end, overflow) = first.addingReportingOverflow(count)
        return !overflow && first >= UInt64(superblock.firstDataBlock) && first != 0
            && end <= blocks.blockCount
    }

    /// Blocks of which some may be unreadable: those are zeros, are named as findings, and listed.
    mutating func readTolerantly(
        _ range: Range<UInt64>, as structure: String
    ) -> (bytes: [UInt8], bad: Set<UInt64>) {
        do throws(VolumeError) {
            return (try blocks.read(range), [])
        } catch {
            var bytes: [UInt8] = []
            var bad: Set<UInt64> = []
            bytes.reserveCapacity(range.count * blocks.blockLength)
            for block in range {
                do throws(VolumeError) {
                    bytes += try blocks.read(block..<block + 1)
                } catch {
                    bytes += [UInt8](repeating: 0, count: blocks.blockLength)
                    bad.insert(block)
                    findings.add(structure, at: blocks.byte(of: block), error: error)
                }
            }
            return (bytes, bad)
        }
    }
}

/// Blocks read ahead.
struct ExtBlockCache {
    /// No more than this is read ahead; what else is needed is read when it is needed.
    static let limit = 64 << 20
    var bytes: [UInt8] = []
    /// Where a block begins in `bytes`.
    var places: [UInt64: Int] = [:]

    mutating func removeAll() {
        if places.isEmpty { return }
        bytes.removeAll()
        places.removeAll()
    }
}
