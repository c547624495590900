import Foundation
import Testing
import VolumeMap

/// `images/ntfs-small.img`, a volume that mkntfs and ntfs-3g made, and what a mount of it shows.
enum SmallImage {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "images")

    static let bytes: [UInt8] = {
        let data = try? Data(contentsOf: folder.appending(path: "ntfs-small.img"))
        return data.map { [UInt8]($0) } ?? []
    }()

    /// The lines of the list, as fields; nil for `-`.
    static func tree() throws -> [[String?]] {
        let text = try String(
            contentsOf: folder.appending(path: "ntfs-small.tree"), encoding: .utf8)
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
            $0.split(separator: "\t", omittingEmptySubsequences: false)
                .map { $0 == "-" ? nil : String($0) }
        }
    }

    /// SHA-256 of each content, by coreutils.
    static func digests(_ contents: [[UInt8]]) throws -> [String] {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "sanbench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let names = contents.indices.map { String($0) }
        for (name, content) in zip(names, contents) {
            try Data(content).write(to: folder.appending(path: name))
        }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/sha256sum")
        process.arguments = names
        process.currentDirectoryURL = folder
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).split(separator: "\n")
            .map { String($0.prefix(64)) }
    }
}
