import Foundation
import Media
import Synchronization

/// Where a run's files go: a directory of its own, made when the first file is, and removed at
/// the end unless somebody wants to keep it.
public final class RunDirectory {
    private let kept: String?
    private var made: String?
    /// The directories that are to be removed, for a program that is stopped by a signal.
    private static let temporary = Mutex<Set<String>>([])

    /// A directory that is removed at the end.
    public init() { kept = nil }

    /// A directory that is kept; it must not exist yet, or be empty.
    public init(keeping path: String) { kept = path }

    /// Makes a directory that is kept, whether or not a file will be put there: one that cannot
    /// be used is no matter of what a scenario stores.
    func prepare() throws(BenchFault) {
        if kept != nil { _ = try directory() }
    }

    /// The same directory for files that are made later, by whoever goes on with the run.
    func forMore() throws(BenchFault) -> sending RunDirectory {
        let more = kept.map { RunDirectory(keeping: $0) } ?? RunDirectory()
        more.made = try directory()
        return more
    }

    /// The path for a new file.
    func path(_ name: String) throws(BenchFault) -> String { try directory() + "/" + name }

    private func directory() throws(BenchFault) -> String {
        if let made { return made }
        let path = kept ?? NSTemporaryDirectory() + "/sanbench-" + UUID().uuidString
        let manager = FileManager.default
        if let content = try? manager.contentsOfDirectory(atPath: path), !content.isEmpty {
            let found = content.count == 1 ? "1 file" : "\(content.count) files"
            throw BenchFault("\(path): an empty directory expected, \(found) found")
        }
        do {
            try manager.createDirectory(
                atPath: path, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw BenchFault("\(path): a directory that can be made expected")
        }
        made = path
        if kept == nil { Self.temporary.withLock { _ = $0.insert(path) } }
        return path
    }

    /// Removes every directory that would be removed at the end of its run.
    public static func removeTemporary() {
        let paths = temporary.withLock { $0 }
        for path in paths { try? FileManager.default.removeItem(atPath: path) }
    }

    /// A copy of a directory or file.
    func copy(of original: String, as name: String) throws(BenchFault) -> String {
        let path = try path(name)
        do {
            try FileManager.default.copyItem(atPath: original, toPath: path)
        } catch {
            throw BenchFault("\(original): a directory that can be copied expected")
        }
        return path
    }

    /// A new sparse file.
    func sparseFile(_ name: String, byteCount: Int64) throws(BenchFault) -> FileMedium {
        let path = try path(name)
        do {
            return try FileMedium(creating: path, byteCount: byteCount)
        } catch {
            throw BenchFault(error.description)
        }
    }

    /// Removes what is not to be kept.
    func remove() {
        guard kept == nil, let made else { return }
        try? FileManager.default.removeItem(atPath: made)
        Self.temporary.withLock { _ = $0.remove(made) }
    }
}
