import Foundation
import Testing
import VolumeMap

/// A volume that tools/make-volume made for a test, removed with the value.
final class GeneratedVolume {
    let image: String
    private let directory: ScratchDirectory

    /// Makes it.
    ///
    /// - Parameter options: those of tools/make-volume.
    init(_ options: [String]) throws {
        directory = try ScratchDirectory()
        image = directory.place.appendingPathComponent("volume.img").path
        let tool = Self.top.appendingPathComponent("tools/make-volume").path
        let ended = try Program("python3").run([tool] + options + [image], in: directory)
        guard ended.status == 0 else { throw Misread("make-volume: \(ended.errors)") }
    }

    private static let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// An entry of the list that make-volume writes, in what tests compare.
    struct Entry: Decodable {
        var path: String
        var kind: String
        var size: UInt64?
        var unit: String?
        var data: String?
        var target: String?
        /// Nanoseconds since 1970.
        var modified: Int64?
        /// Bytes behind which nothing was written.
        var written: UInt64?
        var holes: [[UInt64]]?
        var streams: [Value]?
        var xattrs: [Value]?
    }

    /// A named stream or an extended attribute.
    struct Value: Decodable {
        var name: String
        var size: UInt64
        var unit: String
    }

    /// What is in the volume, without the line about the volume itself.
    func entries() throws -> [Entry] {
        let list = directory.place.appendingPathComponent("volume.tree")
        let lines = String(decoding: try Data(contentsOf: list), as: UTF8.self)
            .split(separator: "\n")
        let decoder = JSONDecoder()
        return try lines.dropFirst().map { try decoder.decode(Entry.self, from: Data($0.utf8)) }
    }

    /// The image as a disk that is one volume.
    func disk(blockLength: Int = 512) throws -> ImageDisk {
        try ImageDisk(path: image, blockLength: blockLength)
    }
}

/// Why this machine cannot make a volume of a kind; nil where it can. Found by making the smallest.
enum Makeable {
    static let ntfs = reason(["--file-system", "ntfs", "--files", "50"])
    static let ext4 = reason(["--file-system", "ext4", "--files", "50"])
    /// Without it only what mke2fs and debugfs can make is compared.
    static let mountedExt4 = reason(["--file-system", "ext4", "--files", "50", "--unclean"])

    private static func reason(_ options: [String]) -> Comment? {
        do {
            _ = try GeneratedVolume(options)
            return nil
        } catch {
            return "no volume can be made here: \(error)"
        }
    }
}

/// An image file, read block by block.
final class ImageDisk: BlockReader {
    let blockLength: Int
    let blockCount: UInt64
    /// How many READs there were.
    private(set) var readCount = 0
    private let file: FileHandle

    init(path: String, blockLength: Int) throws {
        file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        self.blockLength = blockLength
        blockCount = try file.seekToEnd() / UInt64(blockLength)
    }

    /// The whole disk.
    var part: DiskPart { DiskPart(start: 0, byteCount: blockCount * UInt64(blockLength)) }

    func read(_ blocks: Range<UInt64>) throws(BlockReadFailure) -> [UInt8] {
        readCount += 1
        let count = Int(blocks.upperBound - blocks.lowerBound) * blockLength
        do {
            try file.seek(toOffset: blocks.lowerBound * UInt64(blockLength))
            if let data = try file.read(upToCount: count), data.count == count {
                return [UInt8](data)
            }
        } catch {
            throw BlockReadFailure(blocks: blocks, reason: "\(error)")
        }
        throw BlockReadFailure(blocks: blocks, reason: "the file ends before")
    }
}
