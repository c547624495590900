import Foundation
import Glibc
import Synchronization

/// A directory that only its owner may enter, in which a bench that is served keeps its sockets.
///
/// By default it lies in `$XDG_RUNTIME_DIR/sanbench`, or else in `sanbench-UID` among the temporary
/// files, and bears the bench's name; so that other commands find it.
public struct ServerDirectory: Sendable {
    /// The directory's path.
    public let path: String

    /// The socket of `sanbench status` and `sanbench ctl`.
    public var controlSocket: String { path + "/control.sock" }
    /// The process that serves, while it does.
    public var processFile: String { path + "/pid" }

    /// The longest path: a Unix socket's name in it must fit into `sockaddr_un`, 108 bytes with
    /// its NUL (unix(7)).
    public static let longestPath = 90

    /// A directory by its path; a relative one is taken from where this process is, since programs
    /// that are told of it may be elsewhere.
    ///
    /// - Throws: `ServerFault` where sockets in it would have names too long.
    public init(path named: String) throws(ServerFault) {
        let path =
            named.isEmpty || named.hasPrefix("/")
            ? named : FileManager.default.currentDirectoryPath + "/" + named
        guard !path.isEmpty, path.utf8.count <= Self.longestPath else {
            throw ServerFault(
                "\(path): a path of at most \(Self.longestPath) bytes expected, so that the names"
                    + " of sockets in it fit; \(path.utf8.count) found")
        }
        self.path = path
    }

    /// The directory in which benches are served by default.
    public static var home: String {
        if let runtime = ProcessInfo.processInfo.environment["XDG_RUNTIME_DIR"],
            runtime.hasPrefix("/")
        {
            return runtime + "/sanbench"
        }
        return FileManager.default.temporaryDirectory.path + "/sanbench-\(getuid())"
    }

    /// The default directory of a bench.
    ///
    /// - Throws: `ServerFault` where its path is too long.
    public static func forBench(_ name: String) throws(ServerFault) -> ServerDirectory {
        try ServerDirectory(path: home + "/" + name)
    }

    /// A directory with a name that nobody else has, for a bench of which nobody else knows.
    ///
    /// - Throws: `ServerFault` where its path is too long.
    public static func temporary() throws(ServerFault) -> ServerDirectory {
        try ServerDirectory(path: home + "/.exec-\(getpid())")
    }

    /// The one bench that is served by default, for commands that name none.
    ///
    /// - Throws: `ServerFault` where there is none, or more than one.
    public static func only() throws(ServerFault) -> ServerDirectory {
        var running: [ServerDirectory] = []
        let names = (try? FileManager.default.contentsOfDirectory(atPath: home)) ?? []
        if !names.isEmpty { try checkPrivate(home) }
        // What exec serves is for one program.
        for name in names.sorted() where !name.hasPrefix(".") {
            if let found = try? forBench(name), found.server != nil { running.append(found) }
        }
        if running.count == 1 { return running[0] }
        if running.isEmpty {
            throw ServerFault("\(home): no bench is served there; start one by sanbench serve")
        }
        let found = running.map(\.path).joined(separator: ", ")
        throw ServerFault("several benches are served: \(found); choose one by --directory")
    }

    /// Makes the directory, or takes one over that is empty or that a bench was served from. It
    /// stays this process's until `leave`, or until the process ends, however it does.
    ///
    /// - Throws: `ServerFault` where it is somebody else's, or where others may enter it, or where
    ///   something else is in it, or where a bench is served from it.
    public func claim() throws(ServerFault) {
        let parent = (path as NSString).deletingLastPathComponent
        if parent == Self.home { try Self.makePrivate(parent) }
        try Self.makePrivate(path)
        let manager = FileManager.default
        let content = (try? manager.contentsOfDirectory(atPath: path)) ?? []
        guard content.isEmpty || content.contains("lock") else {
            throw ServerFault(
                "\(path): an empty directory expected, or one that a bench was served from;"
                    + " \(content.sorted()[0]) is in it")
        }
        if !manager.fileExists(atPath: lockFile) {
            _ = manager.createFile(atPath: lockFile, contents: nil)
        }
        guard let lock = FileHandle(forUpdatingAtPath: lockFile) else {
            throw ServerFault("\(lockFile): a file that can be written expected")
        }
        // Programs that are started must not hold it.
        _ = fcntl(lock.fileDescriptor, F_SETFD, FD_CLOEXEC)
        guard flock(lock.fileDescriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw ServerFault(
                "\(path): \(process.map { "process \($0)" } ?? "another process") serves a bench"
                    + " from it")
        }
        Self.locks.withLock { $0[path] = lock }
        do {
            try "\(getpid())\n".write(toFile: processFile, atomically: true, encoding: .utf8)
        } catch {
            throw ServerFault("\(processFile): a file that can be written expected")
        }
    }

    /// The locks of directories that this process serves from.
    private static let locks = Mutex<[String: FileHandle]>([:])
    private var lockFile: String { path + "/lock" }

    /// Leaves a directory that was claimed, with nothing in it that a server makes; it goes too
    /// where nothing else is in it.
    public func leave() {
        let manager = FileManager.default
        for name in ["root", "redirects", "sg.sock", "control.sock", "pid", "lock"] {
            try? manager.removeItem(atPath: path + "/" + name)
        }
        if let rest = try? manager.contentsOfDirectory(atPath: path), rest.isEmpty {
            try? manager.removeItem(atPath: path)
        }
        Self.locks.withLock { _ = $0.removeValue(forKey: path) }
    }

    /// The process that serves from the directory, if there is one that runs.
    public var server: Int32? {
        guard let lock = FileHandle(forReadingAtPath: lockFile),
            flock(lock.fileDescriptor, LOCK_SH | LOCK_NB) != 0
        else { return nil }
        return process
    }

    /// What the last server wrote of itself.
    private var process: Int32? {
        guard let text = try? String(contentsOfFile: processFile, encoding: .utf8) else {
            return nil
        }
        return Int32(text.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// Checks that nobody else can have put anything into the directory, before it is believed.
    ///
    /// - Throws: `ServerFault` where it is not there, is somebody else's, or others may enter it.
    public func check() throws(ServerFault) { try Self.checkPrivate(path) }

    private static func makePrivate(_ path: String) throws(ServerFault) {
        let manager = FileManager.default
        if (try? manager.attributesOfItem(atPath: path)) == nil {
            do {
                try manager.createDirectory(
                    atPath: path, withIntermediateDirectories: false,
                    attributes: [.posixPermissions: 0o700])
            } catch {
                throw ServerFault("\(path): a directory that can be made expected")
            }
        }
        try checkPrivate(path)
    }

    private static func checkPrivate(_ path: String) throws(ServerFault) {
        guard let found = try? FileManager.default.attributesOfItem(atPath: path),
            found[.type] as? FileAttributeType == .typeDirectory
        else { throw ServerFault("\(path): a directory expected") }
        let owner = (found[.ownerAccountID] as? NSNumber)?.uint32Value
        guard owner == getuid() else {
            throw ServerFault("\(path): it belongs to another user; one's own expected")
        }
        guard let mode = (found[.posixPermissions] as? NSNumber)?.intValue, mode & 0o077 == 0 else {
            throw ServerFault("\(path): a directory that only its owner may enter (0700) expected")
        }
    }
}

/// Why a bench cannot be served, or a served one cannot be reached.
public struct ServerFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public let description: String

    /// A fault with its words.
    public init(_ description: String) { self.description = description }
}
