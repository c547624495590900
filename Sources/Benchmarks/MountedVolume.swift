import Foundation
import Glibc
import VolumeMap

/// A volume's files as the kernel, or ntfs-3g, shows them: mounted for reading.
final class MountedVolume {
    /// Where it is mounted.
    let path: String
    private let server: Process?

    /// How long ntfs-3g may take to mount, in milliseconds.
    private static let patience = 10_000

    /// Mounts an image.
    ///
    /// - Throws: `BenchmarkFault` where it cannot be: mount(8) is root's.
    init(_ image: String, _ kind: FileSystemKind, at path: String) throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        if kind != .ntfs {
            server = nil
            try CopyBenchmarks.run("/bin/mount", ["-o", "loop,ro", image, path])
            return
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/ntfs-3g")
        process.arguments = ["-o", "ro,no_detach", image, path]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        server = process
        for _ in 0..<Self.patience where !isMounted { usleep(1000) }
        guard isMounted else { throw BenchmarkFault("ntfs-3g did not mount \(image)") }
    }

    /// Whether another device begins there than above it.
    private var isMounted: Bool {
        let manager = FileManager.default
        let number = { (path: String) in
            (try? manager.attributesOfItem(atPath: path))?[.systemNumber] as? NSNumber
        }
        return number(path) != number(path + "/..")
    }

    /// Unmounts it.
    func unmount() throws {
        try CopyBenchmarks.run("/bin/umount", [path])
        server?.waitUntilExit()
    }
}
