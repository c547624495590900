/// A file of a volume: NTFS's base file record, ext's inode.
public struct MappedFile: Equatable, Sendable {
    /// What kind of file it is.
    public enum Kind: UInt8, Sendable, CaseIterable {
        case regular, directory, symbolicLink, characterDevice, blockDevice, fifo, socket
        /// Its kind is not known: a damaged record, or a kind of file that no standard names.
        case unknown
    }

    /// The record or inode number.
    public var number: UInt64
    /// NTFS: the record's sequence number. ext: the inode's generation.
    public var generation: UInt32
    /// What kind of file it is.
    public var kind: Kind
    /// Whether it belongs to the file system itself: $MFT and its like, ext's reserved inodes.
    public var isMetadata = false
    /// NTFS: the file attributes of $STANDARD_INFORMATION. ext: i_flags.
    public var flags: UInt32 = 0
    /// ext: the access mode, the lower 12 bits of i_mode; nil on NTFS.
    public var permissions: UInt16?
    /// ext: the owner's user and group; 0 on NTFS.
    public var owner: UInt32 = 0
    /// ext: the owner's group; 0 on NTFS.
    public var group: UInt32 = 0
    /// Major and minor number of a device.
    public var device: (major: UInt32, minor: UInt32) = (0, 0)
    /// The times.
    public var times = FileTimes()
    /// Its names in `MappedVolume.links`.
    public var links = PoolRange.empty
    /// Its attributes in `MappedVolume.attributes`.
    public var attributes = PoolRange.empty

    /// A file without names and attributes.
    public init(number: UInt64, generation: UInt32, kind: Kind) {
        self.number = number
        self.generation = generation
        self.kind = kind
    }

    public static func == (left: MappedFile, right: MappedFile) -> Bool {
        left.number == right.number && left.generation == right.generation
            && left.kind == right.kind && left.isMetadata == right.isMetadata
            && left.flags == right.flags && left.permissions == right.permissions
            && left.owner == right.owner && left.group == right.group
            && left.device == right.device && left.times == right.times
            && left.links == right.links && left.attributes == right.attributes
    }
}

/// A name of a file in a directory.
public struct FileLink: Equatable, Sendable {
    /// The directory's number.
    public var parent: UInt64
    /// The directory's generation as the name remembers it (NTFS); 0 where it is not kept (ext).
    public var parentGeneration: UInt32
    /// The name in `MappedVolume.nameBytes`.
    public var name: PoolRange
    /// NTFS: the short name of another link, which is no link of its own (namespace 2, DOS).
    public var isShortName: Bool

    /// A name.
    public init(
        parent: UInt64, parentGeneration: UInt32 = 0, name: PoolRange, isShortName: Bool = false
    ) {
        self.parent = parent
        self.parentGeneration = parentGeneration
        self.name = name
        self.isShortName = isShortName
    }
}

/// A name's bytes: those of ext as they are; those of NTFS, UTF-16 that may not be valid, as WTF-8:
/// UTF-8 in which a lone surrogate has three bytes of its own, so that nothing is lost.
public struct FileName: Hashable, Sendable, CustomStringConvertible {
    /// The bytes.
    public var bytes: [UInt8]

    /// A name of these bytes.
    public init(bytes: [UInt8]) { self.bytes = bytes }

    /// The name as text; each byte that is no UTF-8 becomes U+FFFD.
    public var description: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether the bytes are valid UTF-8, so that `description` loses nothing.
    public var isText: Bool { String(validating: bytes, as: UTF8.self) != nil }
}

/// An instant as a volume keeps it.
public struct FileTime: Equatable, Comparable, Sendable {
    /// Seconds since 1970-01-01 UTC; negative before.
    public var seconds: Int64
    /// Nanoseconds after these, 0 to 999,999,999.
    public var nanoseconds: UInt32

    /// An instant.
    public init(seconds: Int64, nanoseconds: UInt32 = 0) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    public static func < (left: FileTime, right: FileTime) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
}

/// The times of a file.
public struct FileTimes: Equatable, Sendable {
    /// When it was made; nil where the volume does not keep it.
    public var created: FileTime?
    /// When its content changed last.
    public var modified = FileTime(seconds: 0)
    /// When its record or inode changed last.
    public var changed = FileTime(seconds: 0)
    /// When it was read last.
    public var accessed = FileTime(seconds: 0)

    /// All times 1970-01-01.
    public init() {}
}
