import WireBytes

/// Neighbouring blocks of a directory.
struct ExtDirectoryPiece {
    var physical: UInt64
    var count: UInt64
    /// The logical block of the first.
    var logical: UInt64
    /// The directory's index in `files`.
    var file: UInt32
}

/// The directory whose entries are read.
struct ExtDirectoryContext {
    var number: UInt32
    /// Its index in `files`.
    var file: UInt32
    /// The seed of its blocks' checksums; nil where they have none.
    var seed: UInt32?
    /// Whether some of its blocks hold a hash tree.
    var isIndexed: Bool
}

/// An entry of a directory.
///
///     byte  field
///     00h   inode; 0 where the entry is unused
///     04h   rec_len, 2: to the next entry
///     06h   name_len, 1 (2 without the feature filetype)
///     07h   file_type, 1
///     08h   name
///
/// An unused entry of 12 bytes with file_type DEh at a block's end holds the block's checksum.
/// Source: Linux, Documentation/filesystems/ext4/directory.rst.
struct ExtDirectoryEntry {
    static let tailByteCount = 12
    static let tailKind: UInt8 = 0xDE

    var inode: UInt32
    var length: Int
    var nameLength: Int
    var kind: UInt8

    /// Decodes the entry at `place`, behind which at least 8 bytes are.
    init(_ bytes: Span<UInt8>, at place: Int, blockLength: Int, hasKind: Bool) {
        inode = bytes.littleEndian32(at: place)
        let raw = Int(bytes.littleEndian16(at: place + 4))
        // With blocks of 64 KiB the two lowest bits are the highest.
        if blockLength >= 65536 {
            length = raw == 0 || raw == 0xFFFF ? blockLength : raw & 0xFFFC | (raw & 3) << 16
        } else {
            length = raw
        }
        nameLength = Int(bytes[place + 6])
        kind = hasKind ? bytes[place + 7] : 0
        if !hasKind { nameLength |= Int(bytes[place + 7]) << 8 }
    }

    /// What is wrong with it where `room` bytes are left; nil where nothing is.
    func problem(room: Int) -> String? {
        if length < 12 && !(inode == 0 && length >= 8) || length % 4 != 0 || length > room {
            return "rec_len is \(length), \(room) bytes are left"
        }
        if inode != 0, nameLength == 0 || nameLength > 255 || 8 + nameLength > length {
            return "name_len is \(nameLength), rec_len \(length)"
        }
        return nil
    }

    /// The file type of an entry that names a file of a kind; 0 where it says nothing.
    static func kindCode(_ kind: MappedFile.Kind) -> UInt8 {
        switch kind {
        case .regular: 1
        case .directory: 2
        case .characterDevice: 3
        case .blockDevice: 4
        case .fifo: 5
        case .socket: 6
        case .symbolicLink: 7
        case .unknown: 0
        }
    }
}

/// The part of a hash tree (htree) that a directory's block holds.
///
///     the root, block 0                   another node
///     00h   entry `.`, 12 bytes           00h   an unused entry over the whole block
///     0Ch   entry `..` over the rest      08h   limit, 2
///     18h   zero, 4                       0Ah   count, 2
///     1Ch   hash_version, 1               0Ch   block of the first child
///     1Dh   info_length, 1: 8             10h   hash, block; and so on
///     1Eh   indirect_levels, 1
///     1Fh   unused_flags, 1
///     20h   limit, 2
///     22h   count, 2
///     24h   block of the first child
///     28h   hash, block; and so on
///
/// Behind `limit` pairs of 8 bytes, the first being limit, count and block, stand a reserved word
/// and a checksum. Names do not depend on it: the leaves are blocks like those of other directories.
struct ExtHashNode {
    /// Where `limit` stands.
    var place: Int
    var limit: Int
    var count: Int

    /// Nil where the block holds no part of a tree.
    init?(_ block: Span<UInt8>, logical: UInt64) {
        if logical == 0 {
            guard block.count >= 0x28, block.littleEndian16(at: 4) == 12,
                block.littleEndian32(at: 0x18) == 0, block[0x1D] == 8
            else { return nil }
            place = 0x20
        } else {
            // A root's or leaf's first entry never covers all of it where blocks have checksums.
            let length = Int(block.littleEndian16(at: 4))
            let isWhole =
                length == block.count
                || block.count >= 65536 && (length == 0 || length == 0xFFFF)
            guard block.littleEndian32(at: 0) == 0, isWhole else { return nil }
            place = 8
        }
        limit = Int(block.littleEndian16(at: place))
        count = Int(block.littleEndian16(at: place + 2))
    }

    /// What is wrong with it; nil where nothing is.
    func problem(_ block: Span<UInt8>, seed: UInt32?, blockCount: UInt64) -> String? {
        let room = (block.count - place - (seed == nil ? 0 : 8)) / 8
        if limit != room || count == 0 || count > limit {
            return "limit is \(limit), count \(count), but there is room for \(room)"
        }
        for index in 0..<count {
            let child = UInt64(block.littleEndian32(at: place + 8 * index + 4) & 0xFFF_FFFF)
            if child == 0 || child >= blockCount {
                return "child \(index) is block \(child) of the directory's \(blockCount)"
            }
        }
        guard let seed else { return nil }
        let tail = place + 8 * limit
        var sum = ExtChecksum(seed: seed)
        sum.add(block, 0..<place + 8 * count)
        sum.add(block, tail..<tail + 4)
        sum.addZeros(4)
        let found = block.littleEndian32(at: tail + 4)
        return found == sum.value
            ? nil
            : checksumProblem(found, sum.value)
    }
}
