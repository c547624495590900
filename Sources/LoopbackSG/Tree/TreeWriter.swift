import Glibc

/// Why a file of the tree could not be made.
public struct TreeFailure: Error, CustomStringConvertible {
    /// The file.
    public var path: String
    /// What was being done.
    public var action: String
    /// The `errno`.
    public var error: Int32

    public var description: String {
        let reason = unsafe String(cString: strerror(error))
        return "\(path): \(action): \(reason)"
    }

    init(_ path: String, _ action: String) {
        self.path = path
        self.action = action
        error = errno
    }
}

/// Writes files, links and directories below a directory of this process's own. What is already
/// there is replaced whole: whoever looks sees the old content or the new one.
struct TreeWriter: Sendable {
    /// The directory that holds everything, absolute.
    let directory: String
    /// What content is written to before it gets its name, on the same file system.
    private let temporary: String

    /// Writes below `directory`, which is made with a mode if it is not there.
    init(directory: String, mode: mode_t, temporary: String) throws(TreeFailure) {
        self.directory = directory
        self.temporary = temporary
        guard unsafe mkdir(directory, mode) == 0 || errno == EEXIST else {
            throw TreeFailure(directory, "creating it")
        }
    }

    /// Makes a file with content.
    ///
    /// - Parameters:
    ///   - path: from `directory` on, without a slash in front.
    ///   - mode: the permissions, and the sticky bit.
    func write(_ content: [UInt8], to path: String, mode: mode_t = 0o444) throws(TreeFailure) {
        try makeParents(of: path)
        try clear()
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw TreeFailure(temporary, "creating it") }
        defer { close(descriptor) }
        var rest = content[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw TreeFailure(temporary, "writing it") }
            rest = rest.dropFirst(count)
        }
        guard fchmod(descriptor, mode) == 0 else { throw TreeFailure(temporary, "its mode") }
        try give(path)
    }

    /// Makes a symbolic link from one place in the tree to another, relative as it is written.
    func link(_ path: String, to target: String) throws(TreeFailure) {
        try makeParents(of: path)
        try clear()
        let relative = Self.relative(from: path, to: target)
        guard unsafe symlink(relative, temporary) == 0 else {
            throw TreeFailure(temporary, "linking it to \(relative)")
        }
        try give(path)
    }

    private func clear() throws(TreeFailure) {
        if unsafe unlink(temporary) != 0, errno != ENOENT {
            throw TreeFailure(temporary, "removing it")
        }
    }

    private func give(_ path: String) throws(TreeFailure) {
        guard unsafe rename(temporary, directory + "/" + path) == 0 else {
            throw TreeFailure(directory + "/" + path, "replacing it")
        }
    }

    /// Makes a directory, and those that it is in.
    func makeDirectory(_ path: String) throws(TreeFailure) {
        let whole = directory + "/" + path
        if unsafe mkdir(whole, 0o755) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, path.contains("/") else { throw TreeFailure(whole, "creating it") }
        try makeParents(of: path)
        guard unsafe mkdir(whole, 0o755) == 0 || errno == EEXIST else {
            throw TreeFailure(whole, "creating it")
        }
    }

    private func makeParents(of path: String) throws(TreeFailure) {
        guard let slash = path.lastIndex(of: "/") else { return }
        try makeDirectory(String(path[..<slash]))
    }

    /// What one of the machine's own files says; empty where it cannot be read.
    static func machineFile(_ path: String) -> String {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe part.withUnsafeMutableBytes {
                unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            if count <= 0 || bytes.count > machineFileLength { break }
            bytes += part[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The most bytes of a file of the machine's that are read, but for one piece.
    private static let machineFileLength = 1 << 20

    /// What a link at `path` says to lead to `target`.
    static func relative(from path: String, to target: String) -> String {
        let here = path.split(separator: "/").dropLast()
        let there = target.split(separator: "/")
        let shared = zip(here, there).prefix { $0 == $1 }.count
        let up = [Substring](repeating: "..", count: here.count - shared)
        return (up + there.dropFirst(shared)).joined(separator: "/")
    }
}
