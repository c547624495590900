import WireBytes

/// The superblock of a journal (JBD2): the first block of the journal's file. All fields of a
/// journal are big-endian.
///
///     byte  field                     byte  field
///     00h   h_magic, C03B3998h        24h   s_feature_compat
///     04h   h_blocktype, 3 or 4       28h   s_feature_incompat
///     08h   h_sequence                30h   s_uuid, 16 bytes
///     0Ch   s_blocksize               50h   s_checksum_type, 1
///     10h   s_maxlen                  54h   s_num_fc_blks
///     14h   s_first                   FCh   s_checksum
///     18h   s_sequence
///     1Ch   s_start; 0: nothing to replay
///     20h   s_errno
///
/// Source: Linux, Documentation/filesystems/ext4/journal.rst.
struct ExtJournal: Sendable {
    static let magic: UInt32 = 0xC03B_3998
    static let magicBytes: [UInt8] = [0xC0, 0x3B, 0x39, 0x98]

    /// What a block of the log is (h_blocktype).
    enum BlockKind {
        static let descriptor: UInt32 = 1
        static let commit: UInt32 = 2
        static let superblock1: UInt32 = 3
        static let superblock2: UInt32 = 4
        static let revocation: UInt32 = 5
    }

    /// s_feature_incompat.
    struct Features: OptionSet, Sendable {
        var rawValue: UInt32
        static let revocation = Self(rawValue: 1)
        static let wide = Self(rawValue: 2)
        static let asynchronousCommit = Self(rawValue: 4)
        static let checksum2 = Self(rawValue: 8)
        static let checksum3 = Self(rawValue: 0x10)
        static let fastCommit = Self(rawValue: 0x20)
        static let known = Self(rawValue: 0x3F)
    }

    var blockLength: Int
    var maximum: UInt64
    var first: UInt64
    var sequence: UInt32
    var start: UInt64
    var errorNumber: Int32
    var features: Features
    /// Whether commit blocks have a CRC-32 of their transaction (s_feature_compat, version 1).
    var hasTransactionChecksums: Bool
    var checksumSeed: UInt32
    var fastCommitBlocks: UInt64
    /// Where fast commits begin; the log ends before it.
    var end: UInt64

    /// What is wrong with a journal's superblock; nil where nothing is.
    static func problem(_ bytes: Span<UInt8>, blockLength: Int, fileBlocks: UInt64) -> String? {
        let kind = bytes.bigEndian32(at: 4)
        if bytes.bigEndian32(at: 0) != magic || kind != 3 && kind != 4 {
            return "h_magic is \(hexadecimal(bytes.bigEndian32(at: 0))), h_blocktype \(kind)"
        }
        if Int(bytes.bigEndian32(at: 0xC)) != blockLength {
            return "s_blocksize is \(bytes.bigEndian32(at: 0xC)), \(blockLength) expected"
        }
        let maximum = UInt64(bytes.bigEndian32(at: 0x10))
        let first = UInt64(bytes.bigEndian32(at: 0x14))
        let start = UInt64(bytes.bigEndian32(at: 0x1C))
        if maximum > fileBlocks || first == 0 || first >= maximum || start >= maximum {
            return "s_maxlen is \(maximum), s_first \(first), s_start \(start); the journal's file"
                + " has \(fileBlocks) blocks"
        }
        if kind == 3 { return nil }
        let unknown = bytes.bigEndian32(at: 0x28) & ~Features.known.rawValue
        if unknown != 0 {
            return "s_feature_incompat has \(hexadecimal(unknown)), which is not known"
        }
        guard bytes.bigEndian32(at: 0x28) & 0x18 != 0 else { return nil }
        if bytes[0x50] != 4 {
            return "s_checksum_type is \(bytes[0x50]), 4 (CRC-32C) expected"
        }
        var sum = ExtChecksum(seed: .max)
        sum.add(bytes, 0..<0xFC)
        sum.addZeros(4)
        sum.add(bytes, 0x100..<1024)
        let found = bytes.bigEndian32(at: 0xFC)
        return found == sum.value
            ? nil
            : checksumProblem(found, sum.value)
    }

    /// Decodes a superblock in which `problem` finds nothing.
    init(_ bytes: Span<UInt8>) {
        let modern = bytes.bigEndian32(at: 4) == BlockKind.superblock2
        blockLength = Int(bytes.bigEndian32(at: 0xC))
        maximum = UInt64(bytes.bigEndian32(at: 0x10))
        first = UInt64(bytes.bigEndian32(at: 0x14))
        sequence = bytes.bigEndian32(at: 0x18)
        start = UInt64(bytes.bigEndian32(at: 0x1C))
        errorNumber = Int32(bitPattern: bytes.bigEndian32(at: 0x20))
        features = Features(rawValue: modern ? bytes.bigEndian32(at: 0x28) : 0)
        hasTransactionChecksums = modern && bytes.bigEndian32(at: 0x24) & 1 != 0
        var sum = ExtChecksum(seed: .max)
        sum.add(bytes, 0x30..<0x40)
        checksumSeed = sum.value
        let count = bytes.bigEndian32(at: 0x54)
        fastCommitBlocks = 0
        end = maximum
        if features.contains(.fastCommit) {
            // 256 where it is not said; a log keeps 1,024 blocks at least.
            let blocks = UInt64(count == 0 ? 256 : count)
            if maximum >= blocks + 1024 {
                fastCommitBlocks = blocks
                end = maximum - blocks
            }
        }
    }

    /// Whether descriptors, revocations, commits and data blocks have checksums.
    var hasChecksums: Bool { !features.isDisjoint(with: [.checksum2, .checksum3]) }

    /// Bytes of a tag of a descriptor block.
    var tagByteCount: Int {
        if features.contains(.checksum3) { return 16 }
        return 8 + (features.contains(.checksum2) ? 2 : 0) + (features.contains(.wide) ? 4 : 0)
    }

    /// Bytes at the end of descriptor and revocation blocks that hold their checksum.
    var tailByteCount: Int { hasChecksums ? 4 : 0 }
}

extension Span where Element == UInt8 {
    /// The 32-bit big-endian integer at `offset`.
    func bigEndian32(at offset: Int) -> UInt32 { littleEndian32(at: offset).byteSwapped }

    /// The 16-bit big-endian integer at `offset`.
    func bigEndian16(at offset: Int) -> UInt16 { littleEndian16(at: offset).byteSwapped }
}

/// A copy of a block in the log: a tag of a descriptor block.
///
///     version 3 (16 bytes)       else (8 bytes, 4 more with 64bit, 2 more with version 2)
///     00h   t_blocknr            00h   t_blocknr
///     04h   t_flags              04h   t_checksum, 2
///     08h   t_blocknr_high       06h   t_flags, 2
///     0Ch   t_checksum           08h   t_blocknr_high (64bit)
///
/// Where t_flags has not 2 (same UUID), 16 bytes of UUID follow.
struct ExtJournalTag: Sendable {
    static let escaped: UInt32 = 1
    static let sameUUID: UInt32 = 2
    static let last: UInt32 = 8

    /// The block of the volume.
    var block: UInt64
    /// The block of the journal's file that holds the copy.
    var place: UInt64 = 0
    var flags: UInt32
    var checksum: UInt32
    var sequence: UInt32

    /// Decodes a tag that lies within `bytes`.
    init(_ bytes: Span<UInt8>, at place: Int, journal: ExtJournal, sequence: UInt32) {
        let isWide = journal.features.contains(.wide)
        block = UInt64(bytes.bigEndian32(at: place))
        self.sequence = sequence
        if journal.features.contains(.checksum3) {
            flags = bytes.bigEndian32(at: place + 4)
            if isWide { block |= UInt64(bytes.bigEndian32(at: place + 8)) << 32 }
            checksum = bytes.bigEndian32(at: place + 12)
        } else {
            checksum = UInt32(bytes.bigEndian16(at: place + 4))
            flags = UInt32(bytes.bigEndian16(at: place + 6))
            if isWide { block |= UInt64(bytes.bigEndian32(at: place + 8)) << 32 }
        }
    }
}
