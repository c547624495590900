import WireBytes

/// What an inode says, without its value and its extended attributes.
///
///     byte  field                    byte  field
///     00h   i_mode, 2                6Ch   i_size_high
///     02h   i_uid, 2                 74h   i_blocks_high, 2
///     04h   i_size_lo                76h   i_file_acl_high, 2
///     08h   i_atime                  78h   i_uid_high, 2
///     0Ch   i_ctime                  7Ah   i_gid_high, 2
///     10h   i_mtime                  7Ch   i_checksum_lo, 2
///     14h   i_dtime                  80h   i_extra_isize, 2 (the rest only where it covers it)
///     18h   i_gid, 2                 82h   i_checksum_hi, 2
///     1Ah   i_links_count, 2         84h   i_ctime_extra
///     1Ch   i_blocks_lo              88h   i_mtime_extra
///     20h   i_flags                  8Ch   i_atime_extra
///     28h   i_block, 60 bytes        90h   i_crtime
///     64h   i_generation             94h   i_crtime_extra
///     68h   i_file_acl_lo
///
/// Source: Linux, Documentation/filesystems/ext4/inodes.rst.
struct ExtInode: Sendable {
    /// Flags of i_flags that matter to a map.
    struct Flags: OptionSet, Sendable {
        var rawValue: UInt32
        static let encrypted = Self(rawValue: 0x800)
        static let indexed = Self(rawValue: 0x1000)
        static let extents = Self(rawValue: 0x8_0000)
        static let attributeValue = Self(rawValue: 0x20_0000)
        static let inlineData = Self(rawValue: 0x1000_0000)
    }

    /// Where i_block lies, and how long it is.
    static let blockArea = 0x28..<0x64

    var number: UInt32
    /// Its first byte on the volume.
    var record: UInt64
    var mode: UInt16
    var flags: Flags
    var generation: UInt32
    var size: UInt64
    var linkCount: UInt16
    /// i_blocks, in its own unit.
    var sectors: UInt64
    var attributeBlock: UInt64
    /// i_extra_isize; 0 where it cannot be.
    var extraSize = 0
    /// The seed of the checksums of what belongs to it; nil where the volume has none.
    var seed: UInt32?

    /// Decodes an inode of s_inode_size bytes, 128 at least.
    init(_ bytes: Span<UInt8>, number: UInt32, record: UInt64, superblock: ExtSuperblock) {
        self.number = number
        self.record = record
        mode = bytes.littleEndian16(at: 0)
        flags = Flags(rawValue: bytes.littleEndian32(at: 0x20))
        generation = bytes.littleEndian32(at: 0x64)
        size = UInt64(bytes.littleEndian32(at: 4))
        // Of a directory the upper half is a size only with large_dir; before it was an ACL.
        let isLarge = superblock.incompatible.contains(.largeDirectory)
        if mode & 0xF000 != 0x4000 || isLarge {
            size |= UInt64(bytes.littleEndian32(at: 0x6C)) << 32
        }
        linkCount = bytes.littleEndian16(at: 0x1A)
        sectors =
            UInt64(bytes.littleEndian16(at: 0x74)) << 32 | UInt64(bytes.littleEndian32(at: 0x1C))
        let high = superblock.incompatible.contains(.wide) ? bytes.littleEndian16(at: 0x76) : 0
        attributeBlock = UInt64(high) << 32 | UInt64(bytes.littleEndian32(at: 0x68))
        if bytes.count > 128 {
            let extra = Int(bytes.littleEndian16(at: 0x80))
            if extra >= 4, extra % 4 == 0, extra <= bytes.count - 128 { extraSize = extra }
        }
    }

    /// The kind that i_mode names.
    var kind: MappedFile.Kind {
        switch mode >> 12 {
        case 0x1: .fifo
        case 0x2: .characterDevice
        case 0x4: .directory
        case 0x6: .blockDevice
        case 0x8: .regular
        case 0xA: .symbolicLink
        case 0xC: .socket
        default: .unknown
        }
    }

    /// The checksum as it is and as it should be; the upper half is 0 in both where there is no
    /// room for it.
    func checksum(of bytes: Span<UInt8>, seed: UInt32) -> (found: UInt32, expected: UInt32) {
        var sum = ExtChecksum(seed: seed)
        var found = UInt32(bytes.littleEndian16(at: 0x7C))
        sum.add(bytes, 0..<0x7C)
        sum.addZeros(2)
        guard bytes.count > 128 else {
            sum.add(bytes, 0x7E..<128)
            return (found, sum.value & 0xFFFF)
        }
        guard extraSize >= 4 else {
            sum.add(bytes, 0x7E..<bytes.count)
            return (found, sum.value & 0xFFFF)
        }
        found |= UInt32(bytes.littleEndian16(at: 0x82)) << 16
        sum.add(bytes, 0x7E..<0x82)
        sum.addZeros(2)
        sum.add(bytes, 0x84..<bytes.count)
        return (found, sum.value)
    }

    /// The times. An `extra` field holds two more bits of the seconds below 30 bits of nanoseconds.
    func times(_ bytes: Span<UInt8>) -> FileTimes {
        let extraSize = extraSize
        func time(_ base: Int, extra: Int) -> FileTime {
            let seconds = Int64(Int32(bitPattern: bytes.littleEndian32(at: base)))
            // A field counts where i_extra_isize covers it.
            guard extra + 4 <= 128 + extraSize else { return FileTime(seconds: seconds) }
            let more = bytes.littleEndian32(at: extra)
            let nanoseconds = more >> 2
            return FileTime(
                seconds: seconds + Int64(more & 3) << 32,
                nanoseconds: nanoseconds < 1_000_000_000 ? nanoseconds : 0)
        }
        var times = FileTimes()
        times.accessed = time(0x8, extra: 0x8C)
        times.changed = time(0xC, extra: 0x84)
        times.modified = time(0x10, extra: 0x88)
        if extraSize >= 0x14 { times.created = time(0x90, extra: 0x94) }
        return times
    }

    /// The numbers of a device: the old form in i_block[0], else the new one in i_block[1].
    static func device(_ bytes: Span<UInt8>) -> (major: UInt32, minor: UInt32) {
        let old = bytes.littleEndian32(at: 0x28)
        if old != 0 { return (old >> 8 & 0xFF, old & 0xFF) }
        let new = bytes.littleEndian32(at: 0x2C)
        return (new >> 8 & 0xFFF, new & 0xFF | new >> 12 & 0xF_FF00)
    }
}
