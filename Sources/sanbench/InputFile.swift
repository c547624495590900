import Explanation
import Foundation

/// Files that are read whole. No more is read of them than can be explained: a device or a pipe
/// may have no end.
enum InputFile {
    /// What is on standard input.
    static func standardInput() throws -> Data { try read(.standardInput) }

    /// What is in a file.
    static func content(of path: String) throws -> Data {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw CocoaError(.fileReadNoSuchFile)
        }
        defer { try? handle.close() }
        return try read(handle)
    }

    private static func read(_ handle: FileHandle) throws -> Data {
        var content = Data()
        while content.count <= Explainer.Source.limit,
            let part = try handle.read(upToCount: 1 << 16), !part.isEmpty
        { content += part }
        return content
    }
}
