/// A part of a file that has a value of its own: its content, a named stream, an index, an extended
/// attribute.
public struct FileAttribute: Equatable, Sendable {
    /// What the value is.
    public enum Role: UInt8, Sendable, CaseIterable {
        /// The content, or where it has a name a named stream; of a symbolic link on ext its target.
        case data
        /// The entries of a directory, or another index.
        case index
        /// An extended attribute (ext), whose name has its prefix: `user.comment`.
        case extendedAttribute
        /// Anything else that the file system keeps: names, times, security, reparse points.
        case metadata
    }

    /// What is to be known of a value.
    public struct Flags: OptionSet, Sendable {
        public var rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// The value lies in the record or inode itself, or in one of a file's extension records.
        public static let resident = Flags(rawValue: 1)
        /// NTFS: compressed by LZNT1 in units of `compressionUnit` blocks.
        public static let compressed = Flags(rawValue: 2)
        /// NTFS: the attribute is marked as sparse.
        public static let sparse = Flags(rawValue: 4)
        /// Encrypted; what is on disk is not what its owner reads.
        public static let encrypted = Flags(rawValue: 8)
        /// A part of it is lost or damaged; a finding says what.
        public static let incomplete = Flags(rawValue: 16)
        /// ext: the value lies in an inode of its own (an EA inode), which is listed as a file and
        /// owns the blocks; `extents` is that file's range of the pool, the same for all who share
        /// the value.
        public static let shared = Flags(rawValue: 32)
    }

    /// What the value is.
    public var role: Role
    /// What is to be known of it.
    public var flags: Flags = []
    /// NTFS: the attribute type code, such as 80h for $DATA. ext: 0.
    public var typeCode: UInt32 = 0
    /// The attribute's name in `MappedVolume.nameBytes`; empty where it has none.
    public var name = PoolRange.empty
    /// Bytes of the value.
    public var size: UInt64
    /// Bytes that are allocated to it on disk; 0 where it is resident.
    public var allocatedSize: UInt64 = 0
    /// Bytes from the value's beginning that were written; the rest reads as zeros, whatever its
    /// blocks hold (NTFS: valid data length). Elsewhere equal to `size`.
    public var initializedSize: UInt64
    /// Blocks of a compression unit; 0 where it is not compressed.
    public var compressionUnit: UInt32 = 0
    /// Where a resident value lies.
    public var place = ResidentPlace(record: 0, offset: 0)
    /// Its extents in `MappedVolume.extents`.
    public var extents = PoolRange.empty

    /// A value of a size, all of it written.
    public init(role: Role, size: UInt64) {
        self.role = role
        self.size = size
        initializedSize = size
    }

    /// Whether the value lies in the record itself.
    public var isResident: Bool { flags.contains(.resident) }
}

/// Where a resident value lies: who wants it asks `FileSystemReader.residentValue(of:)`, which knows
/// how a record is read (update sequences, values in two pieces).
public struct ResidentPlace: Equatable, Sendable {
    /// The record's or inode's first byte, counted from the volume's.
    public var record: UInt64
    /// The value's first byte, counted from the record's; what an ext reader means by it is its own.
    public var offset: UInt32

    /// A place.
    public init(record: UInt64, offset: UInt32) {
        self.record = record
        self.offset = offset
    }
}

/// A run of blocks of an attribute's value.
public struct Extent: Equatable, Sendable {
    /// What the blocks are.
    public enum Kind: UInt8, Sendable, CaseIterable {
        /// They hold the value.
        case stored
        /// There are none: the value is zeros there. (In a compression unit of NTFS: the blocks that
        /// compression has saved.)
        case hole
        /// They are allocated, and the value is zeros there whatever they hold (ext: unwritten).
        case unwritten
    }

    /// The first block of the value.
    public var logical: UInt64
    /// The first block of the volume; 0 for a hole.
    public var physical: UInt64
    /// How many blocks.
    public var count: UInt64
    /// What they are.
    public var kind: Kind

    /// A run of blocks.
    public init(logical: UInt64, physical: UInt64, count: UInt64, kind: Kind) {
        self.logical = logical
        self.physical = physical
        self.count = count
        self.kind = kind
    }

    /// The blocks of the volume; nil for a hole.
    public var blocks: Range<UInt64>? {
        kind == .hole ? nil : physical..<physical + count
    }
}
