import Foundation
import Glibc
import Testing

/// Runs a program of the PATH to its end and returns what it printed.
func run(_ command: [String], input: String = "", folder: String? = nil) throws -> String {
    let files = try PrivateFolder()
    defer { files.remove() }
    // Files, not pipes: neither side can ever wait for the other.
    try Data(input.utf8).write(to: files.url.appending(path: "input"))
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    // Debian keeps mkntfs where an ordinary user's PATH does not look.
    var environment = ProcessInfo.processInfo.environment
    environment["PATH", default: "/usr/bin:/bin"] += ":/usr/sbin:/sbin"
    process.environment = environment
    if let folder { process.currentDirectoryURL = URL(filePath: folder) }
    process.standardInput = try FileHandle(forReadingFrom: files.url.appending(path: "input"))
    process.standardOutput = try files.newFile("output")
    process.standardError = try files.newFile("errors")
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
        throw MountError(reason: "\(command[0]): \(try files.text("errors"))")
    }
    return try files.text("output")
}

/// Why a volume is not mounted.
struct MountError: Error, CustomStringConvertible {
    var reason: String
    var description: String { reason.trimmingCharacters(in: .whitespacesAndNewlines) }
}

/// A new folder that nobody else uses.
struct PrivateFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory
            .appending(path: "sanbench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    }

    func newFile(_ name: String) throws -> FileHandle {
        try Data().write(to: url.appending(path: name))
        return try FileHandle(forWritingTo: url.appending(path: name))
    }

    func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: url.appending(path: name)), as: UTF8.self)
    }

    func remove() { try? FileManager.default.removeItem(at: url) }
}

/// A volume mounted read-only with ntfs-3g in a private folder, for as long as `body` runs.
///
/// - Throws: `MountError` where it cannot be mounted or does not let go; what `body` throws.
func withMountedNTFS<Result>(
    image: String,
    _ body: (_ mountPoint: String) throws -> Result
) throws -> Result {
    let folder = try PrivateFolder()
    let volume = MountedNTFS(image: image, folder: folder)
    do {
        try volume.mount()
        let result = try body(volume.mountPoint)
        try volume.unmount()
        return result
    } catch {
        try? volume.unmount()
        throw error
    }
}

/// Why this machine cannot mount an NTFS image; nil where it can. Found by trying, once, with a
/// volume made for it: a golden image that is damaged must fail its tests, not skip them.
let reasonNotToMount: Comment? = {
    do {
        let folder = try PrivateFolder()
        defer { folder.remove() }
        let image = folder.url.appending(path: "empty.img").path
        _ = try run(["truncate", "--size=2M", image])
        _ = try run(["mkntfs", "--quiet", "--quick", "--force", image])
        try withMountedNTFS(image: image) { _ in }
        return nil
    } catch {
        return "FUSE cannot mount here: \(error)"
    }
}()

/// The golden images.
enum Images {
    static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "images").path
    static let ntfsSmall = folder + "/ntfs-small.img"

    /// The tree that the script saw which made `ntfsSmall`.
    static func ntfsSmallTree() throws -> FileTree {
        let path = folder + "/ntfs-small.tree"
        return try FileTree(manifest: String(contentsOfFile: path, encoding: .utf8))
    }
}

private final class MountedNTFS {
    let mountPoint: String
    private let image: String
    private let folder: PrivateFolder
    private let driver = Process()

    init(image: String, folder: PrivateFolder) {
        self.image = image
        self.folder = folder
        mountPoint = folder.url.appending(path: "mount").path
    }

    func mount() throws {
        try FileManager.default.createDirectory(
            atPath: mountPoint,
            withIntermediateDirectories: false
        )
        driver.executableURL = URL(filePath: "/usr/bin/env")
        // In the foreground: its end then says that it has let go of the image.
        let options = "ro,no_detach,streams_interface=windows"
        driver.arguments = ["ntfs-3g", "-o", options, image, mountPoint]
        driver.standardInput = FileHandle.nullDevice
        driver.standardOutput = FileHandle.nullDevice
        driver.standardError = try folder.newFile("driver.log")
        try driver.run()
        for _ in 0..<6000 {
            if isMounted { return }
            if !driver.isRunning { break }
            usleep(10_000)
        }
        throw MountError(reason: try folder.text("driver.log"))
    }

    /// A mount point lies on another device than the folder that holds it.
    private var isMounted: Bool {
        var (inside, outside) = (stat(), stat())
        return unsafe lstat(mountPoint, &inside) == 0
            && lstat(folder.url.path, &outside) == 0 && inside.st_dev != outside.st_dev
    }

    /// Lets go of the image and removes the folder; does nothing where that is done.
    func unmount() throws {
        guard FileManager.default.fileExists(atPath: folder.url.path) else { return }
        // What has just read a file may hold it for a moment longer.
        for _ in 0..<6000 where isMounted {
            do {
                _ = try run(["fusermount3", "-u", mountPoint])
            } catch {
                usleep(10_000)
            }
        }
        if isMounted { throw MountError(reason: "\(mountPoint) does not unmount") }
        if driver.isRunning { driver.terminate() }
        if driver.processIdentifier != 0 { driver.waitUntilExit() }
        // Only now: before, this would reach into the volume.
        folder.remove()
    }
}
