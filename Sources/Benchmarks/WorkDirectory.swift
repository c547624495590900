import Foundation
import Glibc

/// Where the benchmarks' files are: a directory of their own, removed at the end.
struct WorkDirectory {
    let path: String
    /// The image that is copied.
    var image: String { path + "/image" }

    init(in parent: String) throws {
        path = parent + "/sanbench-bench-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false)
    }

    /// A path that nothing is at yet.
    func new(_ name: String) -> String { path + "/" + name }

    /// Removes everything but the image and what is kept.
    func clean() throws {
        let manager = FileManager.default
        for name in try manager.contentsOfDirectory(atPath: path)
        where name != "image" && !name.hasPrefix("kept-") {
            try manager.removeItem(atPath: path + "/" + name)
        }
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}

/// Writes out what the kernel holds back, so that one side does not pay for the other's data.
func flushFileSystems() { sync() }
