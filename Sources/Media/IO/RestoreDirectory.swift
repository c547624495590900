import CLinuxFile
import Glibc

/// A directory of the server into which files are restored.
///
/// Names are bytes, as the file system has them. Every part of a path is walked by itself and must be
/// a directory: a link that something has put there leads nowhere, and `..` is no name. What is there
/// already is never overwritten.
public final class RestoreDirectory {
    /// The kinds of nodes without content.
    public enum Node: Equatable, Sendable {
        case characterDevice(major: UInt32, minor: UInt32)
        case blockDevice(major: UInt32, minor: UInt32)
        case fifo
    }

    /// An instant: seconds since 1970, nanoseconds after these.
    public typealias Time = (seconds: Int64, nanoseconds: UInt32)

    /// The directory's path, for messages.
    public let path: String
    private let descriptor: Int32

    /// Opens a directory, or makes it where it is missing.
    public init(path: String) throws(MediumFailure) {
        if unsafe mkdir(path, 0o755) != 0, errno != EEXIST {
            throw systemFailure(path, "creating it")
        }
        let opened = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard opened >= 0 else { throw systemFailure(path, "opening it") }
        self.path = path
        descriptor = opened
    }

    deinit { close(descriptor) }

    /// Makes a directory; one that is there already is as good.
    public func makeDirectory(_ name: [UInt8]) throws(MediumFailure) {
        unsafe try inParent(of: name, "creating it") { parent, last in
            unsafe mkdirat(parent, last, 0o755) == 0 || errno == EEXIST
        }
    }

    /// Makes a symbolic link.
    public func makeSymbolicLink(
        _ name: [UInt8], to target: [UInt8]
    ) throws(MediumFailure) {
        let text = Self.terminated(target)
        unsafe try inParent(of: name, "linking it") { parent, last in
            unsafe text.withUnsafeBufferPointer { target in
                guard let base = target.baseAddress else { return false }
                return unsafe symlinkat(base, parent, last) == 0
            }
        }
    }

    /// Makes another name of a file that was restored before.
    public func makeLink(_ name: [UInt8], to existing: [UInt8]) throws(MediumFailure) {
        let (from, text) = try parent(of: existing, "linking to it")
        defer { close(from) }
        let source = Self.terminated(text)
        unsafe try inParent(of: name, "linking it") { parent, last in
            unsafe source.withUnsafeBufferPointer { source in
                guard let base = source.baseAddress else { return false }
                return unsafe linkat(from, base, parent, last, 0) == 0
            }
        }
    }

    /// Makes a node without content.
    public func makeNode(_ name: [UInt8], _ node: Node) throws(MediumFailure) {
        let (mode, device): (UInt32, UInt64) =
            switch node {
            case .characterDevice(let major, let minor):
                (S_IFCHR | 0o600, linux_device_number(major, minor))
            case .blockDevice(let major, let minor):
                (S_IFBLK | 0o600, linux_device_number(major, minor))
            case .fifo: (S_IFIFO | 0o600, 0)
            }
        unsafe try inParent(of: name, "creating it") { parent, last in
            unsafe mknodat(parent, last, mode, UInt(device)) == 0
        }
    }

    /// Makes a file, which must not be there yet.
    public func makeFile(_ name: [UInt8]) throws(MediumFailure) -> RandomAccessFile {
        let (parent, last) = try parent(of: name, "creating it")
        defer { close(parent) }
        let flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let opened = unsafe Self.terminated(last).withUnsafeBufferPointer { text in
            guard let base = text.baseAddress else { return Int32(-1) }
            return unsafe openat(parent, base, flags, 0o600)
        }
        guard opened >= 0 else { throw systemFailure(shown(name), "creating it") }
        return RandomAccessFile(path: shown(name), descriptor: opened)
    }

    /// Sets the owner, the access mode, and the times of the last change and the last read; of a link
    /// its own.
    ///
    /// Only a privileged process gives files away: another one keeps what it restores, without the
    /// set-user-ID and set-group-ID bits, which would lend its own rights.
    ///
    /// - Parameter mode: nil where it has none, as a link has.
    public func setAttributes(
        _ name: [UInt8], owner: UInt32, group: UInt32, mode: UInt16?, modified: Time, accessed: Time
    ) throws(MediumFailure) {
        let times = [accessed, modified].map {
            timespec(tv_sec: Int($0.seconds), tv_nsec: Int($0.nanoseconds))
        }
        let givesAway = geteuid() == 0
        let bits: UInt32 = givesAway ? 0o7777 : 0o1777
        unsafe try inParent(of: name, "setting its owner, mode and times") { parent, last in
            // A change of the owner takes the set-ID bits away: the mode comes after it.
            if givesAway, unsafe fchownat(parent, last, owner, group, AT_SYMLINK_NOFOLLOW) != 0 {
                return false
            }
            if let mode, unsafe fchmodat(parent, last, UInt32(mode) & bits, 0) != 0 {
                return false
            }
            return unsafe times.withUnsafeBufferPointer { times in
                guard let base = times.baseAddress else { return false }
                return unsafe utimensat(parent, last, base, AT_SYMLINK_NOFOLLOW) == 0
            }
        }
    }

    // MARK: Paths

    private func shown(_ name: [UInt8]) -> String {
        path + "/" + String(decoding: name, as: UTF8.self)
    }

    private static func terminated(_ name: [UInt8]) -> [CChar] {
        name.map { CChar(bitPattern: $0) } + [0]
    }

    private func inParent(
        of name: [UInt8], _ action: String,
        _ body: (_ parent: Int32, _ last: UnsafePointer<CChar>) -> Bool
    ) throws(MediumFailure) {
        let (parent, last) = try parent(of: name, action)
        defer { close(parent) }
        let isDone = unsafe Self.terminated(last).withUnsafeBufferPointer { text in
            guard let base = text.baseAddress else { return false }
            return unsafe body(parent, base)
        }
        if !isDone { throw systemFailure(shown(name), action) }
    }

    /// Opens the directory in which a name lies, part by part, and makes what is missing of it.
    private func parent(
        of name: [UInt8], _ action: String
    ) throws(MediumFailure) -> (descriptor: Int32, last: [UInt8]) {
        let parts = name.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        for part in parts {
            let dots = part.allSatisfy { $0 == UInt8(ascii: ".") } && part.count <= 2
            guard !dots, !part.contains(0) else {
                throw MediumFailure(
                    medium: shown(name), action: action,
                    reason: "a path of names was expected, without . and .. and empty names")
            }
        }
        var current = dup(descriptor)
        guard current >= 0 else { throw systemFailure(path, "opening it") }
        for part in parts.dropLast() {
            let text = Self.terminated(Array(part))
            let next = unsafe text.withUnsafeBufferPointer { text in
                guard let base = text.baseAddress else { return Int32(-1) }
                if unsafe mkdirat(current, base, 0o755) != 0, errno != EEXIST { return Int32(-1) }
                return unsafe openat(
                    current, base, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            }
            let failure = errno
            close(current)
            guard next >= 0 else { throw systemFailure(shown(name), action, failure) }
            current = next
        }
        return (current, Array(parts[parts.count - 1]))
    }
}
