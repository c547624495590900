import Foundation
import Testing
import VolumeMap

/// An image in memory. Counts its reads.
final class ImageDisk: BlockReader {
    let blockLength: Int
    var bytes: [UInt8]
    private(set) var readCount = 0
    /// Blocks that cannot be read.
    var unreadable: Range<UInt64> = 0..<0

    init(_ bytes: [UInt8], blockLength: Int = 512) {
        self.bytes = bytes
        self.blockLength = blockLength
    }

    var blockCount: UInt64 { UInt64(bytes.count / blockLength) }

    var whole: DiskPart { DiskPart(start: 0, byteCount: UInt64(bytes.count)) }

    func read(_ blocks: Range<UInt64>) throws(BlockReadFailure) -> [UInt8] {
        readCount += 1
        if blocks.overlaps(unreadable) {
            throw BlockReadFailure(blocks: blocks, reason: "medium error")
        }
        return Array(
            bytes[Int(blocks.lowerBound) * blockLength..<Int(blocks.upperBound) * blockLength])
    }
}

/// Programs of e2fsprogs, which know nothing of us.
enum ExtTools {
    static let areInstalled = ["mke2fs", "debugfs", "e2fsck"].allSatisfy { path($0) != nil }
    static let advice: Comment = "e2fsprogs is not installed: run tools/setup"

    private static func path(_ name: String) -> String? {
        ["/usr/sbin/", "/sbin/", "/usr/bin/", "/bin/"].map { $0 + name }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Runs a program; what it printed on its standard output.
    @discardableResult
    static func run(_ name: String, _ arguments: [String], mayFail: Bool = false) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(path(name)))
        process.arguments = arguments
        var environment = ProcessInfo.processInfo.environment
        environment["MKE2FS_CONFIG"] = "/dev/null"
        environment["LC_ALL"] = "C"
        environment["TZ"] = "UTC"
        process.environment = environment
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        if !mayFail { #expect(process.terminationStatus == 0, "\(name) \(arguments)") }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A folder of files of every kind, a volume that mke2fs makes of it, and what is where.
final class ExtVolume {
    let folder: String
    let image: String
    private(set) var contents: [String: [UInt8]] = [:]
    private(set) var targets: [String: String] = [:]

    init(
        _ options: [String], blocks: String = "16M", attributes: Bool = true, index: Bool = false
    ) throws {
        let shared = "/dev/shm"
        let parent =
            FileManager.default.isWritableFile(atPath: shared)
            ? shared : FileManager.default.temporaryDirectory.path
        folder = "\(parent)/sanbench-ext-\(UUID().uuidString)"
        image = folder + "/image"
        try FileManager.default.createDirectory(
            atPath: folder + "/tree", withIntermediateDirectories: true)
        try makeTree()
        try ExtTools.run(
            "mke2fs", ["-q", "-F", "-d", folder + "/tree"] + options + [image, blocks])
        if attributes { try addAttributes() }
        if index { try ExtTools.run("e2fsck", ["-fyD", image], mayFail: true) }
        try ExtTools.run("e2fsck", ["-fn", image])
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func disk(blockLength: Int = 512) throws -> ImageDisk {
        ImageDisk(
            [UInt8](try Data(contentsOf: URL(fileURLWithPath: image))), blockLength: blockLength)
    }

    private func write(_ name: String, _ bytes: [UInt8]) throws {
        contents[name] = bytes
        let path = folder + "/tree/" + name
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    private func makeTree() throws {
        for (number, size) in [0, 1, 59, 60, 61, 100, 150, 1024, 4097, 70_000, 700_000].enumerated()
        {
            try write("size \(size)", ExtVolume.content(number, size))
        }
        for number in 0..<150 {
            try write(
                "many/a name that is long enough to need several blocks \(number)",
                ExtVolume.content(1000 + number, number))
        }
        try write("few/inner/ä", ExtVolume.content(5000, 2000))
        // Zeros where nothing is stored.
        var sparse = [UInt8](repeating: 0, count: 3_000_000)
        for place in [0, 500_000, 1_500_000, 2_900_000] {
            sparse.replaceSubrange(
                place..<place + 8192, with: ExtVolume.content(6000 + place, 8192))
        }
        contents["sparse"] = sparse
        let path = folder + "/tree/sparse"
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        let handle = try #require(FileHandle(forWritingAtPath: path))
        for place in [0, 500_000, 1_500_000, 2_900_000] {
            try handle.seek(toOffset: UInt64(place))
            try handle.write(contentsOf: Data(sparse[place..<place + 8192]))
        }
        try handle.truncate(atOffset: 3_000_000)
        try handle.close()
        for (name, target) in [
            ("short link", "size 1"), ("long link", String(repeating: "long/", count: 40)),
        ] {
            targets[name] = target
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/tree/" + name, withDestinationPath: target)
        }
        try FileManager.default.linkItem(
            atPath: folder + "/tree/size 4097", toPath: folder + "/tree/few/second name")
        contents["few/second name"] = contents["size 4097"]
    }

    /// Extended attributes as debugfs sets them.
    static let attributes: [(file: String, name: String, size: Int)] = [
        ("size 1024", "user.small", 20), ("size 4097", "user.larger", 300),
        ("size 4097", "trusted.second", 40), ("size 70000", "security.sanbench", 700),
        ("few", "user.of.a.folder", 33),
    ]

    static func value(_ name: String, _ size: Int) -> [UInt8] {
        (0..<size).map { UInt8(33 + ($0 * 7 + name.utf8.count) % 90) }
    }

    private func addAttributes() throws {
        for (index, item) in Self.attributes.enumerated() {
            let file = folder + "/value\(index)"
            try Data(Self.value(item.name, item.size)).write(to: URL(fileURLWithPath: file))
            try ExtTools.run(
                "debugfs", ["-w", "-R", "ea_set -f \(file) \"/\(item.file)\" \(item.name)", image])
        }
    }

    /// Bytes that no other file and no other place has.
    static func content(_ number: Int, _ size: Int) -> [UInt8] {
        var state = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
        return (0..<size).map { place in
            if place % 8 == 0 { state = (state ^ state >> 29) &* 0xBF58_476D_1CE4_E5B9 &+ 1 }
            return UInt8(truncatingIfNeeded: state >> UInt64(place % 8 * 8))
        }
    }
}

extension MappedVolume {
    /// The file of a path.
    func file(_ path: String) -> MappedFile? {
        var current = root.map { files[$0] }
        for part in path.split(separator: "/") {
            guard let folder = current else { return nil }
            let bytes = Array(part.utf8)
            current = files.first { file in
                links(of: file).contains {
                    $0.parent == folder.number && name($0.name).bytes == bytes
                }
            }
        }
        return current
    }

    /// The bytes of an attribute, read through its extents.
    func value(of attribute: FileAttribute, _ reader: ExtReader) throws -> [UInt8] {
        if attribute.isResident { return try reader.residentValue(of: attribute) }
        var bytes: [UInt8] = []
        for extent in extents(of: attribute) {
            #expect(UInt64(bytes.count) == extent.logical * UInt64(blockLength))
            if extent.kind == .stored, let blocks = extent.blocks {
                bytes += try reader.read(blocks: blocks)
            } else {
                bytes += [UInt8](repeating: 0, count: Int(extent.count) * blockLength)
            }
        }
        #expect(bytes.count >= Int(attribute.size))
        return Array(bytes.prefix(Int(attribute.size)))
    }

    /// How many owners each block has.
    func owners() -> [UInt8] {
        var owners = [UInt8](repeating: 0, count: Int(blockCount))
        for area in areas { for block in area.blocks { owners[Int(block)] += 1 } }
        for file in files {
            for attribute in attributes(of: file) where !attribute.flags.contains(.shared) {
                for extent in extents(of: attribute) {
                    for block in extent.blocks ?? 0..<0 { owners[Int(block)] += 1 }
                }
            }
        }
        return owners
    }

    /// What the bitmap and the owners do not agree on; empty where they do.
    func disagreements() -> [String] {
        let owners = owners()
        var found: [String] = []
        let ratio = blocksPerAllocationUnit
        for unit in 0..<allocation.unitCount {
            let first = Int(firstAllocatableBlock) + Int(unit) * ratio
            let blocks = owners[first..<min(owners.count, first + ratio)]
            if blocks.contains(where: { $0 > 1 }) { found.append("unit \(unit) is owned twice") }
            let isOwned = blocks.contains { $0 > 0 }
            if allocation.isUsed(unit) != isOwned {
                found.append("unit \(unit) is \(isOwned ? "free" : "lost")")
            }
        }
        return found
    }
}
