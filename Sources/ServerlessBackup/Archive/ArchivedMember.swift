import VolumeMap

/// What a device file is the device of.
public struct DeviceNumber: Equatable, Sendable {
    /// The major number: the driver.
    public var major: UInt32
    /// The minor number: the driver's own.
    public var minor: UInt32

    /// A device.
    public init(major: UInt32 = 0, minor: UInt32 = 0) {
        self.major = major
        self.minor = minor
    }
}

/// A member of an archive as a catalog knows it.
public struct ArchivedMember: Equatable, Sendable {
    /// What a member is to the archive.
    public enum Role: String, Sendable, CaseIterable {
        /// A file as a file system shows it.
        case file
        /// A named stream of a file (NTFS).
        case stream
        /// An attribute of a file that is neither content nor stream.
        case attribute
        /// The blocks of a compressed or encrypted file or stream, as they are on disk.
        case raw
        /// A file of the file system's own.
        case metadata
        /// All blocks in use that are in no other member, as a sparse image of the disk.
        case remainder
    }

    /// The type of a member, as tar has it.
    public enum Kind: UInt8, Sendable, CaseIterable {
        case regular = 0x30
        case hardLink = 0x31
        case symbolicLink = 0x32
        case characterDevice = 0x33
        case blockDevice = 0x34
        case directory = 0x35
        case fifo = 0x36
    }

    /// The path in the archive.
    public var path: [UInt8]
    /// The path of the file on its volume, in front of it that of the partition where the disk has
    /// several; a stream's or an attribute's is the file's with another name behind it.
    public var volumePath: [UInt8] { ArchiveFolder.volumePath(role, path) }
    /// What it is to the archive.
    public var role: Role
    /// Its type.
    public var kind: Kind
    /// Bytes of its content, holes included.
    public var size: UInt64
    /// Bytes of its content as the stream has it: without holes, with the map of a sparse member.
    public var storedSize: UInt64
    /// Whether its content begins with a map of its holes.
    public var isSparse: Bool
    /// Bytes of the stream before its headers.
    public var headerOffset: UInt64
    /// Bytes of the stream before its content.
    public var contentOffset: UInt64
    /// The access mode.
    public var mode: UInt16
    /// The owner's user.
    public var owner: UInt32
    /// The owner's group.
    public var group: UInt32
    /// The times; `changed` is not kept.
    public var times: FileTimes
    /// Where a link leads; empty for other members.
    public var linkPath: [UInt8]
    /// What a device file is the device of; zeros for other members.
    public var device: DeviceNumber
    /// The number of the file on its volume; nil where it is none.
    public var file: UInt64?
    /// Where its bytes were on the disk.
    public var regions: [MemberRegion]
    /// SHA-256 of the content as a file system shows it; nil where none was made.
    public var digest: [UInt8]?
    /// Whether a part of the file was lost already.
    public var isIncomplete: Bool
}

extension ArchivedMember {
    /// No stream is longer: what says so is damaged.
    private static let longestStream = UInt64(Int64.max)

    /// Fails where the member's bytes cannot be where it says: in its content and on the disk.
    func requireRegions(_ header: ArchiveHeader) throws(BackupError) {
        let (end, overflow) = contentOffset.addingReportingOverflow(storedSize)
        guard !overflow, end <= Self.longestStream, size <= Self.longestStream else {
            throw .notAnArchive("byte \(headerOffset): a member of \(storedSize) bytes")
        }
        let disk = header.geometry.byteCount
        var behind: UInt64 = 0
        for region in regions {
            guard region.count > 0, region.offset >= behind,
                region.count <= storedSize.tarRounded,
                region.offset <= storedSize.tarRounded - region.count, region.count <= disk,
                region.disk <= disk - region.count
            else {
                throw .notAnArchive(
                    "byte \(headerOffset): \(region.count) bytes at \(region.offset) of"
                        + " \(storedSize), from byte \(region.disk) of a disk of \(disk)")
            }
            behind = region.offset + region.count
        }
    }
}
