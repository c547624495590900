import Testing
import WireBytes

@testable import VolumeMap

/// Structures as bytes, field by field.
@Suite struct ExtStructureTests {
    /// Bytes at their places; the rest is zeros.
    static func bytes(_ count: Int, _ fields: [(Int, [UInt8])]) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        for (place, field) in fields {
            bytes.replaceSubrange(place..<place + field.count, with: field)
        }
        return bytes
    }

    static let superblock = bytes(
        1024,
        [
            (0x00, [0x00, 0x10, 0x00, 0x00]),  // s_inodes_count 4,096
            (0x04, [0x00, 0x80, 0x00, 0x00]),  // s_blocks_count_lo 32,768
            (0x18, [0x02, 0, 0, 0]), (0x1C, [0x04, 0, 0, 0]),  // blocks 4 KiB, clusters 16 KiB
            (0x20, [0x00, 0x40, 0, 0]),  // s_blocks_per_group 16,384
            (0x24, [0x00, 0x10, 0, 0]),  // s_clusters_per_group 4,096
            (0x28, [0x00, 0x08, 0, 0]),  // s_inodes_per_group 2,048
            (0x38, [0x53, 0xEF]), (0x3A, [0x01, 0x00]),  // s_magic, s_state: clean
            (0x4C, [1, 0, 0, 0]), (0x54, [11, 0, 0, 0]), (0x58, [0x00, 0x01]),
            (0x5C, [0x3C, 0, 0, 0]), (0x60, [0xC2, 0x02, 0, 0]), (0x64, [0x03, 0x06, 0, 0]),
            (0x68, Array(0x10...0x1F)), (0x78, Array("golden".utf8)),
            (0xE0, [8, 0, 0, 0]), (0xFE, [0x40, 0x00]),
        ])

    @Test func aSuperblockIsDecoded() {
        let bytes = Self.superblock
        let block = ExtSuperblock(bytes.span)
        #expect(block.damage == nil)
        #expect(block.blockCount == 32768)
        #expect(block.blockLength == 4096)
        #expect(block.clusterRatio == 4)
        #expect(block.groupCount == 2)
        #expect(block.inodeSize == 256)
        #expect(block.descriptorSize == 64)
        #expect(block.journalInode == 8)
        #expect(block.incompatible == [.fileType, .extents, .wide, .flexibleGroups])
        #expect(block.readOnly.contains([.bigAllocation, .metadataChecksum]))
        #expect(block.kind == .ext4)
        #expect(block.label == "golden")
        #expect(block.identifier == "10111213-1415-1617-1819-1a1b1c1d1e1f")
    }

    @Test(arguments: [
        (0x18, 7), (0x1C, 1), (0x20, 1), (0x24, 3), (0x28, 9), (0x00, 1), (0x14, 1), (0x58, 99),
        (0xFE, 33), (0x4C, 2),
    ])
    func aSuperblockThatCannotBeIsDamaged(place: Int, value: UInt8) {
        var bytes = Self.superblock
        bytes[place] = value
        #expect(ExtSuperblock(bytes.span).damage != nil)
    }

    @Test func aGroupDescriptorIsDecoded() {
        let bytes = Self.bytes(
            64,
            [
                (0x00, [0x01, 0x02, 0, 0]), (0x20, [0x05, 0, 0, 0]),  // block bitmap 5_00000201h
                (0x04, [0x02, 0x02, 0, 0]), (0x24, [0x06, 0, 0, 0]),
                (0x08, [0x03, 0x02, 0, 0]), (0x28, [0x07, 0, 0, 0]),
                (0x12, [0x03, 0x00]),  // no inodes, no blocks initialized
                (0x18, [0x34, 0x12]), (0x38, [0x78, 0x56]),
                (0x1A, [0xCD, 0xAB]), (0x3A, [0x01, 0xEF]),
            ])
        let group = ExtGroup(bytes.span, hasChecksums: true)
        #expect(group.blockBitmap == 0x5_0000_0201)
        #expect(group.inodeBitmap == 0x6_0000_0202)
        #expect(group.inodeTable == 0x7_0000_0203)
        #expect(group.flags == [.inodesUninitialized, .blocksUninitialized])
        #expect(group.blockBitmapChecksum == 0x5678_1234)
        #expect(group.inodeBitmapChecksum == 0xEF01_ABCD)
        let short = ExtGroup(bytes.span.extracting(0..<32), hasChecksums: false)
        #expect(short.blockBitmap == 0x201)
        #expect(short.flags == [])
    }

    @Test func anInodeIsDecoded() {
        let block = ExtSuperblock(Self.superblock.span)
        let bytes = Self.bytes(
            256,
            [
                (0x00, [0xA4, 0x81]),  // a regular file, rw-r--r--
                (0x04, [0x00, 0x10, 0, 0]), (0x6C, [0x02, 0, 0, 0]),  // i_size 2_00001000h
                (0x08, [0xFF, 0xFF, 0xFF, 0xFF]),  // i_atime -1
                (0x10, [0x00, 0x00, 0x00, 0x80]), (0x1A, [0x03, 0x00]),
                (0x20, [0x00, 0x08, 0x08, 0x00]),  // encrypted, extents
                (0x64, [0x44, 0x33, 0x22, 0x11]),
                (0x68, [0x09, 0, 0, 0]), (0x76, [0x01, 0x00]),  // i_file_acl 1_00000009h
                (0x80, [0x20, 0x00]),  // i_extra_isize 32
                (0x88, [0x05, 0x00, 0x00, 0x00]),  // i_mtime_extra: epoch 1, 1 ns
                (0x90, [0x10, 0, 0, 0]), (0x94, [0xFC, 0x27, 0x6B, 0xEE]),
            ])
        let inode = ExtInode(bytes.span, number: 12, record: 0, superblock: block)
        #expect(inode.kind == .regular)
        #expect(inode.size == 0x2_0000_1000)
        #expect(inode.linkCount == 3)
        #expect(inode.flags == [.encrypted, .extents])
        #expect(inode.generation == 0x1122_3344)
        #expect(inode.attributeBlock == 0x1_0000_0009)
        #expect(inode.extraSize == 32)
        let times = inode.times(bytes.span)
        #expect(times.accessed == FileTime(seconds: -1))
        #expect(times.modified == FileTime(seconds: (1 << 32) - (1 << 31), nanoseconds: 1))
        #expect(times.created == FileTime(seconds: 0x10, nanoseconds: 999_999_999))
        // An inode of 128 bytes has none of the extra fields.
        let old = ExtInode(
            bytes.span.extracting(0..<128), number: 12, record: 0, superblock: block)
        #expect(old.times(bytes.span.extracting(0..<128)).created == nil)
    }

    @Test func devicesHaveTwoForms() {
        let old = Self.bytes(128, [(0x28, [0x05, 0x08, 0, 0])])
        #expect(ExtInode.device(old.span) == (8, 5))
        let new = Self.bytes(128, [(0x2C, [0x34, 0x12, 0x50, 0x00])])
        #expect(ExtInode.device(new.span) == (0x12, 0x534))
    }

    @Test func aDirectoryEntryIsDecoded() {
        // inode 12, rec_len 16, name_len 5, a regular file, "hello"
        let bytes: [UInt8] = [12, 0, 0, 0, 16, 0, 5, 1] + Array("hello".utf8) + [0, 0, 0]
        let entry = ExtDirectoryEntry(bytes.span, at: 0, blockLength: 1024, hasKind: true)
        #expect((entry.inode, entry.length) == (12, 16))
        #expect((entry.nameLength, entry.kind) == (5, 1))
        #expect(entry.problem(room: 16) == nil)
        #expect(entry.problem(room: 12) != nil)
        // With blocks of 64 KiB a length of 65,536 does not fit.
        let long: [UInt8] = [0, 0, 0, 0, 0xFF, 0xFF, 0, 0]
        let whole = ExtDirectoryEntry(long.span, at: 0, blockLength: 65536, hasKind: true)
        #expect(whole.length == 65536)
    }

    @Test func aHashTreeIsDecoded() throws {
        var root = Self.bytes(
            1024,
            [
                (0x00, [2, 0, 0, 0, 12, 0, 1, 2, 0x2E]), (0x0C, [2, 0, 0, 0, 0xF4, 3, 2, 2]),
                (0x1C, [1, 8, 0, 0]),  // half MD4, info_length, one level
                (0x20, [0x7C, 0, 2, 0]), (0x24, [1, 0, 0, 0]),  // limit 124, count 2, block 1
                (0x28, [0, 0, 0, 0x80, 2, 0, 0, 0]),  // hash 80000000h, block 2
            ])
        let found = ExtHashNode(root.span, logical: 0)
        let node = try #require(found)
        #expect((node.place, node.limit, node.count) == (0x20, 124, 2))
        #expect(node.problem(root.span, seed: nil, blockCount: 3) == nil)
        #expect(node.problem(root.span, seed: nil, blockCount: 2)?.contains("block 2") == true)
        root[0x22] = 0
        let again = ExtHashNode(root.span, logical: 0)
        let empty = try #require(again)
        #expect(empty.problem(root.span, seed: nil, blockCount: 3) != nil)
        #expect(ExtHashNode(root.span, logical: 1) == nil)
    }

    @Test func extendedAttributesAreDecoded() throws {
        // In an inode: magic, then "user.ab" of 3 bytes at 40 behind the first entry.
        let bytes = Self.bytes(
            256,
            [
                (0xA0, [0, 0, 2, 0xEA]), (0xA4, [2, 1, 40, 0]), (0xAC, [3, 0, 0, 0]),
                (0xB4, Array("ab".utf8)), (0xCC, [7, 8, 9]),
            ])
        let place = ExtAttributeList.start(inInode: bytes.span, extraSize: 32)
        let start = try #require(place)
        let decoded = ExtAttributeEntry(bytes.span, at: start)
        let entry = try #require(decoded)
        #expect(start == 0xA4)
        #expect((entry.index, entry.inode, entry.size) == (1, 0, 3))
        #expect(entry.name == 0xB4..<0xB6)
        #expect(entry.value(from: start, limit: 256) == 0xCC..<0xCF)
        #expect(entry.value(from: start, limit: 0xCE) == nil)
        #expect(ExtAttributeEntry(bytes.span, at: entry.end) == nil)
    }
}
