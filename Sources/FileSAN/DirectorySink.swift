import Media
import ServerlessBackup
import VolumeMap

/// Puts the files of an archive into a directory of the server.
///
/// Owners, access modes and times are set when a file is complete; those of directories at the end, since
/// what is made in a directory changes its time.
public final class DirectorySink: ExtractionSink {
    private let directory: RestoreDirectory
    private var open: RandomAccessFile?
    private var directories: [ArchivedMember] = []
    /// Members that could not be made, and why: a name is too long for the file system, device files
    /// need rights that few have.
    public private(set) var refused: [(path: [UInt8], reason: String)] = []

    /// A sink into a directory, which is made where it is missing.
    public init(path: String) throws(MediumFailure) {
        directory = try RestoreDirectory(path: path)
    }

    public func make(_ member: ArchivedMember) {
        do throws(MediumFailure) {
            switch member.kind {
            case .directory:
                try directory.makeDirectory(member.path)
                directories.append(member)
                return
            case .symbolicLink: try directory.makeSymbolicLink(member.path, to: member.linkPath)
            case .hardLink: return try directory.makeLink(member.path, to: member.linkPath)
            case .characterDevice, .blockDevice, .fifo:
                try directory.makeNode(member.path, node(member))
            case .regular: return
            }
            try setAttributes(member)
        } catch {
            refused.append((member.path, error.reason))
        }
    }

    public func begin(_ member: ArchivedMember) {
        do throws(MediumFailure) {
            open = try directory.makeFile(member.path)
        } catch {
            refused.append((member.path, error.reason))
        }
    }

    public func write(_ bytes: [UInt8], at offset: UInt64) throws {
        try open?.write(bytes[...], at: Int64(offset))
    }

    public func end(_ member: ArchivedMember) throws {
        guard let file = open else { return }
        try file.setByteCount(Int64(clamping: member.size))
        open = nil
        try setAttributes(member)
    }

    /// Sets the owners, modes and times of the directories.
    public func finish() throws(MediumFailure) {
        for member in directories.reversed() { try setAttributes(member) }
        directories = []
    }

    private func setAttributes(_ member: ArchivedMember) throws(MediumFailure) {
        let (modified, accessed) = (member.times.modified, member.times.accessed)
        try directory.setAttributes(
            member.path, owner: member.owner, group: member.group,
            mode: member.kind == .symbolicLink ? nil : member.mode,
            modified: (modified.seconds, modified.nanoseconds),
            accessed: (accessed.seconds, accessed.nanoseconds))
    }

    private func node(_ member: ArchivedMember) -> RestoreDirectory.Node {
        switch member.kind {
        case .characterDevice:
            .characterDevice(major: member.device.major, minor: member.device.minor)
        case .blockDevice: .blockDevice(major: member.device.major, minor: member.device.minor)
        default: .fifo
        }
    }
}
