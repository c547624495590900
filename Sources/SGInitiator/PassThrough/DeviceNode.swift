import CSGUtils
import Glibc

/// What a path leads to, as far as SCSI commands are concerned.
public enum DeviceNode: Equatable, Sendable {
    /// Something that answers to SG_IO, with the version of the sg interface that it has.
    case scsi(version: Int)
    /// A partition: commands sent to it would reach the whole disk.
    case partition
    /// A device node that takes no SCSI commands, and why.
    case otherDevice(SystemFailure)
    /// A file, a folder, or nothing at all.
    case noDevice

    /// Whether somebody who names the path means a device for SCSI commands, though it may be one
    /// that this process may not open, or that is not there now.
    public var isMeantForCommands: Bool {
        switch self {
        case .scsi, .partition: true
        case .otherDevice(let failure): !failure.saysWrongKind
        case .noDevice: false
        }
    }

    /// The first version of the sg interface that has SG_IO.
    private static let firstVersion = 30000

    /// Looks at a path: stat(2), then the ioctl SG_GET_VERSION_NUM.
    ///
    /// A regular file may be such a device too, where a FUSE file system answers SG_IO for it.
    public init(path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            self = .noDevice
            return
        }
        let kind = status.st_mode & S_IFMT
        let isNode = kind == S_IFCHR || kind == S_IFBLK
        guard isNode || kind == S_IFREG else {
            self = .noDevice
            return
        }
        if kind == S_IFBLK, Self.isPartition(status.st_rdev) {
            self = .partition
            return
        }
        let opened = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard opened >= 0 else {
            self = isNode ? .otherDevice(.last) : .noDevice
            return
        }
        defer { close(opened) }
        let version = Int(sanbench_sg_version(opened))
        if version >= Self.firstVersion {
            self = .scsi(version: version)
        } else {
            self = isNode ? .otherDevice(.last) : .noDevice
        }
    }

    /// Whether the block device of that number is a part of another (sysfs, class block).
    private static func isPartition(_ number: dev_t) -> Bool {
        let wide = UInt64(number)
        let name = "\(sanbench_major(wide)):\(sanbench_minor(wide))"
        return unsafe access("/sys/dev/block/\(name)/partition", F_OK) == 0
    }
}

/// Whether this process may read and write a node (access(2)).
public struct NodePermissions: Equatable, Sendable {
    /// Whether it may be opened for reading.
    public var canRead: Bool
    /// Whether it may be opened for writing, which sg wants for most commands.
    public var canWrite: Bool

    /// Looks at a path; nothing may be done with what is not there.
    public init(path: String) {
        canRead = unsafe access(path, R_OK) == 0
        canWrite = unsafe access(path, W_OK) == 0
    }
}
