import FileSAN
import Foundation
import Glibc
import VolumeMap

/// Maps of generated volumes, side by side with other people's listers.
struct MapBenchmarks {
    let rounds: Int
    /// How many files the volumes have.
    let files: Int
    /// Where they are kept from one run to the next.
    let folder = ".build/bench"

    /// A program that lists or walks a volume, and what it does less than a map.
    private struct Peer {
        var name: String
        var arguments: [String]
        var gives: String
    }

    /// Rows for a table whose first one is `MapBenchmarks.head`.
    func run() throws -> [[String]] {
        var rows: [[String]] = []
        for kind in [FileSystemKind.ntfs, .ext4] {
            let image = try volume(kind)
            let disk = try OpenImage(path: image)
            // What it reads and what it holds is the same each time.
            let map = try Self.map(kind, disk)
            let reads = disk.readCount
            for finding in map.findings.prefix(3) { print("\(kind.text): \(finding)") }
            for peer in peers(kind, image) {
                let result = try SideBySide(rounds: rounds).measure(
                    prepare: {},
                    {
                        try seconds {
                            let paths = Self.pathBytes(of: try Self.map(kind, disk))
                            guard paths > 0 else { throw MapBenchmarkError.nothingMapped }
                        }
                    },
                    peer: { try seconds { try Self.run(peer.arguments) } })
                rows.append([
                    "\(kind.text), \(peer.name)", "\(decimal(median(result.ours), 3)) s",
                    "\(decimal(median(result.peers), 3)) s", decimal(result.ratio, 2),
                    "at least 1.00", result.ratio >= 1 ? "reached" : "missed", peer.gives,
                ])
            }
            print(Self.summary(kind, map, reads))
        }
        return rows
    }

    static let head = ["maps", "sanbench", "peer", "ratio", "reach", "", "the peer gives"]

    private func peers(_ kind: FileSystemKind, _ image: String) -> [Peer] {
        let fls = Peer(name: "fls -r -p", arguments: ["fls", "-r", "-p", image], gives: "paths")
        if kind == .ntfs {
            return [
                fls,
                Peer(
                    name: "ntfsls -R -l", arguments: ["ntfsls", "-f", "-R", "-l", image],
                    gives: "paths"),
                Peer(
                    name: "ntfsresize -i", arguments: ["ntfsresize", "-f", "-i", image],
                    gives: "runs, decoded, not listed"),
            ]
        }
        return [
            fls,
            Peer(
                name: "e2image -r", arguments: ["e2image", "-r", image, "-"],
                gives: "the metadata's blocks"),
            Peer(
                name: "e2fsck -f -n", arguments: ["e2fsck", "-f", "-n", image],
                gives: "extents and directories, checked, not listed"),
        ]
    }

    /// The image, made where it is not there yet.
    func volume(_ kind: FileSystemKind) throws -> String {
        let image = "\(folder)/\(kind.rawValue)-\(files).img"
        if FileManager.default.fileExists(atPath: image) { return image }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        print("Making \(image) (a few minutes, once) ...")
        try Self.run([
            "tools/make-volume", "--file-system", kind.rawValue, "--files", "\(files)", image,
        ])
        return image
    }

    private static func map(_ kind: FileSystemKind, _ disk: OpenImage) throws -> MappedVolume {
        disk.readCount = 0
        return kind == .ntfs
            ? try NTFSReader(reader: disk, part: disk.part).map()
            : try ExtReader(reader: disk, part: disk.part).map()
    }

    /// Makes the path of every name, and counts their bytes.
    private static func pathBytes(of map: MappedVolume) -> Int {
        var folders: [UInt64: [UInt8]] = [:]
        func path(ofFolder number: UInt64, _ depth: Int) -> [UInt8] {
            if let known = folders[number] { return known }
            guard depth < 1000, let index = map.file(number: number), index != map.root,
                let link = map.links(of: map.files[index]).first
            else { return [] }
            let path =
                path(ofFolder: link.parent, depth + 1) + map.nameBytes[link.name.indices]
                + [UInt8(ascii: "/")]
            folders[number] = path
            return path
        }
        var count = 0
        for link in map.links {
            count += (path(ofFolder: link.parent, 0) + map.nameBytes[link.name.indices]).count
        }
        return count
    }

    private static func summary(_ kind: FileSystemKind, _ map: MappedVolume, _ reads: Int) -> String
    {
        let bytes =
            map.files.count * MemoryLayout<MappedFile>.stride
            + map.links.count * MemoryLayout<FileLink>.stride
            + map.attributes.count * MemoryLayout<FileAttribute>.stride
            + map.extents.count * MemoryLayout<Extent>.stride + map.nameBytes.count
            + map.areas.count * MemoryLayout<MetadataArea>.stride + map.allocation.bytes.count
        return "\(kind.text): \(map.files.count) files, \(map.attributes.count) attributes,"
            + " \(map.extents.count) extents; \(reads) READs; \(bytes / max(1, map.files.count))"
            + " bytes of memory per file"
    }

    /// Runs a program to its end; what it prints goes nowhere.
    private static func run(_ command: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        var environment = ProcessInfo.processInfo.environment
        environment["PATH", default: "/usr/bin:/bin"] += ":/usr/sbin:/sbin"
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let awaitEnd = try process.start()
        awaitEnd()
        guard process.terminationStatus == 0 else {
            throw MapBenchmarkError.failed(command.joined(separator: " "))
        }
    }
}

/// Why maps could not be measured.
private enum MapBenchmarkError: Error, CustomStringConvertible {
    case failed(String)
    case nothingMapped
    case unreadable(String)

    var description: String {
        switch self {
        case .failed(let command): "'\(command)' failed; tools/setup installs what it needs"
        case .nothingMapped: "the map has no names"
        case .unreadable(let path): "\(path): cannot be read"
        }
    }
}

/// An image file that counts how often it is read.
private final class OpenImage: BlockReader {
    var readCount = 0
    private let image: ImageBlockReader

    init(path: String) throws { image = try ImageBlockReader(path: path, blockLength: 512) }

    var blockLength: Int { image.blockLength }
    var blockCount: UInt64 { image.blockCount }
    var part: DiskPart { DiskPart(start: 0, byteCount: blockCount * UInt64(blockLength)) }

    func read(_ blocks: Range<UInt64>) throws(BlockReadFailure) -> [UInt8] {
        readCount += 1
        return try image.read(blocks)
    }
}
