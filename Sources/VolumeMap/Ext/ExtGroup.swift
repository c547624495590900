import WireBytes

/// A group descriptor: where a group's bitmaps and its inode table are. 32 bytes, or with the
/// feature `64bit` as many as s_desc_size says.
///
///     byte  field                        byte  field (64bit)
///     00h   bg_block_bitmap_lo           20h   bg_block_bitmap_hi
///     04h   bg_inode_bitmap_lo           24h   bg_inode_bitmap_hi
///     08h   bg_inode_table_lo            28h   bg_inode_table_hi
///     12h   bg_flags, 2 bytes
///     18h   bg_block_bitmap_csum_lo, 2   38h   bg_block_bitmap_csum_hi, 2
///     1Ah   bg_inode_bitmap_csum_lo, 2   3Ah   bg_inode_bitmap_csum_hi, 2
///     1Ch   bg_itable_unused_lo, 2
///     1Eh   bg_checksum, 2
///
/// Source: Linux, Documentation/filesystems/ext4/group_descr.rst.
struct ExtGroup: Equatable, Sendable {
    /// What of the group has not been written yet (bg_flags).
    struct Flags: OptionSet, Sendable {
        var rawValue: UInt16
        static let inodesUninitialized = Self(rawValue: 1)
        static let blocksUninitialized = Self(rawValue: 2)
    }

    var blockBitmap: UInt64
    var inodeBitmap: UInt64
    var inodeTable: UInt64
    var flags: Flags
    var blockBitmapChecksum: UInt32
    var inodeBitmapChecksum: UInt32

    /// Decodes a descriptor of 32 bytes or more.
    init(_ bytes: Span<UInt8>, hasChecksums: Bool) {
        let wide = bytes.count >= 64
        func block(_ low: Int) -> UInt64 {
            let high = wide ? UInt64(bytes.littleEndian32(at: low + 0x20)) << 32 : 0
            return high | UInt64(bytes.littleEndian32(at: low))
        }
        func sum(_ low: Int) -> UInt32 {
            let high = wide ? UInt32(bytes.littleEndian16(at: low + 0x20)) << 16 : 0
            return high | UInt32(bytes.littleEndian16(at: low))
        }
        blockBitmap = block(0)
        inodeBitmap = block(4)
        inodeTable = block(8)
        // The flags mean something only where a checksum vouches for them.
        flags = hasChecksums ? Flags(rawValue: bytes.littleEndian16(at: 0x12)) : []
        blockBitmapChecksum = sum(0x18)
        inodeBitmapChecksum = sum(0x1A)
    }

    /// bg_checksum as it should be; nil where the volume has none.
    static func checksum(
        of bytes: Span<UInt8>, group: UInt32, superblock: ExtSuperblock
    ) -> UInt16? {
        if superblock.hasChecksums {
            var sum = ExtChecksum(seed: superblock.checksumSeed)
            sum.add(littleEndian: group)
            sum.add(bytes, 0..<0x1E)
            sum.addZeros(2)
            sum.add(bytes, 0x20..<bytes.count)
            return UInt16(truncatingIfNeeded: sum.value)
        }
        guard superblock.readOnly.contains(.groupChecksum) else { return nil }
        let number = (0..<4).map { UInt8(truncatingIfNeeded: group >> UInt32(8 * $0)) }
        var sum = extCRC16(superblock.uuid.span, seed: .max)
        sum = extCRC16(number.span, seed: sum)
        sum = extCRC16(bytes.extracting(0..<0x1E), seed: sum)
        return extCRC16(bytes.extracting(0x20..<bytes.count), seed: sum)
    }
}
