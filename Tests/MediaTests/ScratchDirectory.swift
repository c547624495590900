import Foundation

/// A directory for one test, removed at its end. It is in memory where the system has such a
/// place: the tests flush thousands of times.
final class ScratchDirectory {
    let path: String

    init() throws {
        let shared = "/dev/shm"
        let parent =
            FileManager.default.isWritableFile(atPath: shared)
            ? shared : FileManager.default.temporaryDirectory.path
        path = "\(parent)/sanbench-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of something in the directory.
    func place(_ name: String) -> String { path + "/" + name }
}

/// All bytes of a file.
func fileBytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
}

/// Makes or replaces a file.
func writeFile(_ path: String, _ bytes: [UInt8]) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
}

/// Removes a file or a directory with what is in it.
func removeItem(_ path: String) throws { try FileManager.default.removeItem(atPath: path) }

/// Whether a file or a directory is there.
func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
