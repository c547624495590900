import Foundation

/// A folder for one test, removed with the value.
final class ScratchFolder {
    let place: URL
    var path: String { place.path }

    init() throws {
        place = FileManager.default.temporaryDirectory
            .appendingPathComponent("sanbench-device-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(at: place) }

    /// Writes a file, and the folders that it is in.
    func write(_ text: String, to name: String, isExecutable: Bool = false) throws {
        let file = place.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        if isExecutable {
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: file.path)
        }
    }
}
