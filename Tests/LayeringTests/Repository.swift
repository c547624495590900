import Foundation

/// The repository that these tests were built from.
enum Repository {
    static let top = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// A file's path from the top, and what it says.
    struct TextFile {
        var path: String
        var text: String
    }

    /// The names in a folder, in order; none where there is no such folder.
    static func entries(of folder: String) throws -> [String] {
        let path = top.appending(path: folder).path
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    /// Every file below a folder whose name ends so, in order.
    static func files(below folder: String, extensions: Set<String>) throws -> [TextFile] {
        let path = top.appending(path: folder).path
        return try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
            .filter { extensions.contains(String($0.split(separator: ".").last ?? "")) }
            .map { try file("\(folder)/\($0)") }
    }

    static func file(_ path: String) throws -> TextFile {
        TextFile(
            path: path,
            text: try String(contentsOf: top.appending(path: path), encoding: .utf8)
        )
    }
}
