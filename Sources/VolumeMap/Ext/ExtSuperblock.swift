import WireBytes

/// The superblock of an ext2, ext3 or ext4 volume: 1,024 bytes at byte 1,024 of the volume, and
/// copies of it at the beginning of some groups. All fields are little-endian.
///
///     byte  field                    byte  field
///     00h   s_inodes_count           60h   s_feature_incompat
///     04h   s_blocks_count_lo        64h   s_feature_ro_compat
///     14h   s_first_data_block       68h   s_uuid, 16 bytes
///     18h   s_log_block_size         78h   s_volume_name, 16 bytes
///     1Ch   s_log_cluster_size       CEh   s_reserved_gdt_blocks, 2 bytes
///     20h   s_blocks_per_group       E0h   s_journal_inum
///     24h   s_clusters_per_group     E4h   s_journal_dev
///     28h   s_inodes_per_group       E8h   s_last_orphan
///     38h   s_magic, EF53h           FEh   s_desc_size, 2 bytes
///     3Ah   s_state, 2 bytes        104h   s_first_meta_bg
///     4Ch   s_rev_level             150h   s_blocks_count_hi
///     54h   s_first_ino             168h   s_mmp_block, 8 bytes
///     58h   s_inode_size, 2 bytes   24Ch   s_backup_bgs, 2 × 4 bytes
///     5Ah   s_block_group_nr        270h   s_checksum_seed
///     5Ch   s_feature_compat        3FCh   s_checksum
///
/// Source: Linux, Documentation/filesystems/ext4/super.rst.
struct ExtSuperblock: Sendable {
    static let place: UInt64 = 1024
    static let byteCount = 1024
    static let magic: UInt16 = 0xEF53

    var inodeCount: UInt32
    /// As the superblock says it; `ExtLayout` bounds it by what there is.
    var blockCount: UInt64
    var firstDataBlock: UInt32
    var logBlockSize: UInt32
    var logClusterSize: UInt32
    var blocksPerGroup: UInt32
    var clustersPerGroup: UInt32
    var inodesPerGroup: UInt32
    var state: UInt16
    var revision: UInt32
    var firstInode: UInt32
    var inodeSize: Int
    var groupNumber: UInt16
    var compatible: ExtCompatible
    var incompatible: ExtIncompatible
    var readOnly: ExtReadOnlyCompatible
    var uuid: [UInt8]
    var label: String
    var reservedDescriptorBlocks: UInt16
    var journalInode: UInt32
    var journalDevice: UInt32
    var lastOrphan: UInt32
    var descriptorSize: Int
    var firstMetaGroup: UInt32
    var protectionBlock: UInt64
    var logGroupsPerFlex: UInt8
    var checksumKind: UInt8
    var errorCount: UInt32
    /// The inodes of user, group and project quota.
    var quotaInodes: [UInt32]
    var backupGroups: (UInt32, UInt32)
    var orphanFileInode: UInt32
    var storedChecksumSeed: UInt32
    /// `s_checksum` as it is and as it should be.
    var checksum: (found: UInt32, expected: UInt32)

    /// Decodes 1,024 bytes without judging them.
    init(_ bytes: Span<UInt8>) {
        inodeCount = bytes.littleEndian32(at: 0)
        revision = bytes.littleEndian32(at: 0x4C)
        let modern = revision >= 1
        compatible = .init(rawValue: modern ? bytes.littleEndian32(at: 0x5C) : 0)
        incompatible = .init(rawValue: modern ? bytes.littleEndian32(at: 0x60) : 0)
        readOnly = .init(rawValue: modern ? bytes.littleEndian32(at: 0x64) : 0)
        let wide = incompatible.contains(.wide)
        let high = wide ? UInt64(bytes.littleEndian32(at: 0x150)) << 32 : 0
        blockCount = high | UInt64(bytes.littleEndian32(at: 4))
        firstDataBlock = bytes.littleEndian32(at: 0x14)
        logBlockSize = bytes.littleEndian32(at: 0x18)
        logClusterSize = bytes.littleEndian32(at: 0x1C)
        blocksPerGroup = bytes.littleEndian32(at: 0x20)
        clustersPerGroup = bytes.littleEndian32(at: 0x24)
        inodesPerGroup = bytes.littleEndian32(at: 0x28)
        state = bytes.littleEndian16(at: 0x3A)
        firstInode = modern ? bytes.littleEndian32(at: 0x54) : 11
        inodeSize = modern ? Int(bytes.littleEndian16(at: 0x58)) : 128
        groupNumber = bytes.littleEndian16(at: 0x5A)
        uuid = (0x68..<0x78).map { bytes[$0] }
        let name = (0x78..<0x88).map { bytes[$0] }
        label = String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
        reservedDescriptorBlocks = bytes.littleEndian16(at: 0xCE)
        journalInode = bytes.littleEndian32(at: 0xE0)
        journalDevice = bytes.littleEndian32(at: 0xE4)
        lastOrphan = bytes.littleEndian32(at: 0xE8)
        descriptorSize = wide ? Int(bytes.littleEndian16(at: 0xFE)) : 32
        firstMetaGroup = bytes.littleEndian32(at: 0x104)
        protectionBlock = bytes.littleEndian64(at: 0x168)
        logGroupsPerFlex = bytes[0x174]
        checksumKind = bytes[0x175]
        errorCount = bytes.littleEndian32(at: 0x194)
        quotaInodes = [0x240, 0x244, 0x26C].map { bytes.littleEndian32(at: $0) }
        backupGroups = (bytes.littleEndian32(at: 0x24C), bytes.littleEndian32(at: 0x250))
        storedChecksumSeed = bytes.littleEndian32(at: 0x270)
        orphanFileInode = bytes.littleEndian32(at: 0x280)
        var sum = ExtChecksum(seed: .max)
        sum.add(bytes, 0..<0x3FC)
        checksum = (bytes.littleEndian32(at: 0x3FC), sum.value)
    }

    /// Bytes of a block.
    var blockLength: Int { 1024 << Int(logBlockSize) }

    /// Blocks of a cluster: 1 but for bigalloc.
    var clusterRatio: Int {
        readOnly.contains(.bigAllocation) ? 1 << Int(logClusterSize - logBlockSize) : 1
    }

    /// Which of the three it is: the oldest whose programs would mount it.
    var kind: FileSystemKind {
        let old: ExtIncompatible = [.fileType, .recover, .metaBlockGroups]
        if !incompatible.isSubset(of: old) || readOnly.rawValue & ~0x7 != 0 { return .ext4 }
        return compatible.contains(.hasJournal) ? .ext3 : .ext2
    }

    /// Whether group descriptors have checksums, and with them flags that say what is not there yet.
    var hasDescriptorChecksums: Bool {
        !readOnly.isDisjoint(with: [.groupChecksum, .metadataChecksum])
    }

    /// Whether metadata has checksums.
    var hasChecksums: Bool { readOnly.contains(.metadataChecksum) }

    /// The seed of all checksums of metadata.
    var checksumSeed: UInt32 {
        if incompatible.contains(.checksumSeed) { return storedChecksumSeed }
        var sum = ExtChecksum(seed: .max)
        sum.add(uuid.span)
        return sum.value
    }

    /// The UUID as people write it.
    var identifier: String {
        var text = ""
        for (index, byte) in uuid.enumerated() {
            if [4, 6, 8, 10].contains(index) { text += "-" }
            text += byte < 16 ? "0" : ""
            text += String(byte, radix: 16)
        }
        return text
    }
}

// MARK: What cannot be

extension ExtSuperblock {
    /// Why nothing can be mapped by this superblock; nil where it is sound.
    var damage: String? {
        if revision > 1 { return "s_rev_level is \(revision), 0 or 1 expected" }
        if logBlockSize > 6 { return "s_log_block_size is \(logBlockSize), at most 6 expected" }
        return damageOfSizes ?? damageOfCounts
    }

    private var damageOfSizes: String? {
        let length = blockLength
        if inodeSize < 128 || inodeSize > length || inodeSize & (inodeSize - 1) != 0 {
            return "s_inode_size is \(inodeSize), a power of two from 128 to \(length) expected"
        }
        let size = descriptorSize
        if incompatible.contains(.wide), size < 64 || size > 1024 || size & (size - 1) != 0 {
            return "s_desc_size is \(size), a power of two from 64 to 1024 expected"
        }
        guard readOnly.contains(.bigAllocation) else { return nil }
        if logClusterSize < logBlockSize || logClusterSize > 20 {
            return "s_log_cluster_size is \(logClusterSize), \(logBlockSize) to 20 expected"
        }
        return nil
    }

    private var damageOfCounts: String? {
        let bits = UInt32(8 * blockLength)
        let clusters = readOnly.contains(.bigAllocation) ? clustersPerGroup : blocksPerGroup
        if clusters == 0 || clusters > bits || clusters % 8 != 0 {
            return "a group has \(clusters) clusters, a multiple of 8 up to \(bits) expected"
        }
        if UInt64(blocksPerGroup) != UInt64(clusters) * UInt64(clusterRatio) {
            return "s_blocks_per_group is \(blocksPerGroup),"
                + " \(UInt64(clusters) * UInt64(clusterRatio)) expected"
        }
        if inodesPerGroup == 0 || inodesPerGroup > bits || inodesPerGroup % 8 != 0 {
            return "s_inodes_per_group is \(inodesPerGroup), a multiple of 8 up to \(bits) expected"
        }
        let first: UInt32 = logBlockSize == 0 && clusterRatio == 1 ? 1 : 0
        if firstDataBlock != first {
            return "s_first_data_block is \(firstDataBlock), \(first) expected"
        }
        if blockCount <= UInt64(firstDataBlock) + 1 || blockCount >= 1 << 48 {
            return "s_blocks_count is \(blockCount)"
        }
        let (inodes, overflow) = groupCount.multipliedReportingOverflow(by: UInt64(inodesPerGroup))
        if overflow || inodes != UInt64(inodeCount) {
            return "s_inodes_count is \(inodeCount), \(groupCount) groups of \(inodesPerGroup)"
                + " expected"
        }
        return nil
    }

    /// How many groups its blocks make.
    var groupCount: UInt64 {
        (blockCount - UInt64(firstDataBlock) + UInt64(blocksPerGroup) - 1) / UInt64(blocksPerGroup)
    }
}
