import Foundation
import Media

/// Where a run's files go: a directory of its own, made when the first file is, and removed at
/// the end unless somebody wants to keep it.
public final class RunDirectory {
    private let kept: String?
    private var made: String?

    /// A directory that is removed at the end.
    public init() { kept = nil }

    /// A directory that is kept; it must not exist yet, or be empty.
    public init(keeping path: String) { kept = path }

    /// The path for a new file.
    func path(_ name: String) throws(BenchFault) -> String {
        if let made { return made + "/" + name }
        let path =
            kept
            ?? NSTemporaryDirectory() + "/sanbench-" + UUID().uuidString
        do {
            let manager = FileManager.default
            if let content = try? manager.contentsOfDirectory(atPath: path), !content.isEmpty {
                throw BenchFault("\(path): an empty directory expected, \(content.count) found")
            }
            try manager.createDirectory(
                atPath: path, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch let fault as BenchFault {
            throw fault
        } catch {
            throw BenchFault("\(path): a directory that can be made expected: \(error)")
        }
        made = path
        return path + "/" + name
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
    }
}
