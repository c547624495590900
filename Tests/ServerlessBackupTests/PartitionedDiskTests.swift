import Foundation
import SCSI
import Testing
import VolumeMap

@testable import ServerlessBackup

/// Disks of several partitions.
extension ArchiveVolumesTests {
    /// A disk with a master boot record: each part at its block.
    private static func disk(
        _ parts: [(type: UInt8, block: Int, count: Int, content: [UInt8])], byteCount: Int
    ) -> [UInt8] {
        var disk = [UInt8](repeating: 0, count: 512)
        disk += distinctBlocks(byteCount: 63 * 512, seed: 9)
        disk += [UInt8](repeating: 0xA5, count: byteCount - disk.count)
        for (index, part) in parts.enumerated() {
            let entry = 446 + 16 * index
            disk[entry + 4] = part.type
            for shift in 0..<4 {
                disk[entry + 8 + shift] = UInt8(truncatingIfNeeded: part.block >> (8 * shift))
                disk[entry + 12 + shift] = UInt8(truncatingIfNeeded: part.count >> (8 * shift))
            }
            let start = part.block * 512
            disk.replaceSubrange(start..<start + part.content.count, with: part.content)
        }
        disk[510] = 0x55
        disk[511] = 0xAA
        return disk
    }

    /// The golden volume, and the same with other contents of its files.
    private static func volumes() throws -> (one: [UInt8], other: [UInt8]) {
        let image = try GoldenVolume.bytes()
        let san = SmallSAN()
        try san.addDisk("d0", image)
        let disk = try DiskMap(try DeviceBlockReader(san.device("d0")), name: "d0")
        var other = image
        let map = disk.volumes[0].map
        for file in map.files where !file.isMetadata {
            for attribute in map.attributes(of: file)
            where attribute.role == .data && !attribute.flags.contains(.compressed) {
                for case .stored(let bytes) in map.storedPieces(of: attribute) {
                    for place in stride(from: bytes.lowerBound, to: bytes.upperBound, by: 64) {
                        other[Int(place)] ^= 0x77
                    }
                }
            }
        }
        return (image, other)
    }

    @Test func twoVolumesAndAnUnknownPartition() throws {
        let (one, other) = try Self.volumes()
        let blocks = one.count / 512
        let unknown = distinctBlocks(byteCount: 100 * 512, seed: 77)
        let image = Self.disk(
            [
                (0x07, 64, blocks, one), (0x07, 64 + blocks + 8, blocks, other),
                (0x83, 64 + 2 * blocks + 16, 100, unknown),
            ], byteCount: (64 + 2 * blocks + 200) * 512)
        let backed = try Backed(image)
        #expect(backed.disk.volumes.map(\.partition) == [1, 2])
        #expect(backed.disk.unmapped.map(\.partition) == [3])
        try backed.requireRestored()
        // What no map knows of came along whole: gaps, the table, the unknown partition.
        let after = try backed.san.content("d1")
        let place = (64 + 2 * blocks + 16) * 512
        let hasUnknown = Array(after[place..<place + unknown.count]) == unknown
        #expect(hasUnknown && Array(after[0..<64 * 512]) == Array(image[0..<64 * 512]))
        #expect(Array(after[(place - 8 * 512)..<place]) == Array(image[(place - 8 * 512)..<place]))
        // A free cluster of the second volume did not.
        #expect(backed.disk.inUse.byteCount < UInt64(image.count / 2))

        let sink = try backed.extract()
        let path = "fragmented/a.bin"
        let (first, second) = (sink["partition-1/" + path], sink["partition-2/" + path])
        #expect(first != nil && second != nil && first?.content != second?.content)
        #expect(first?.content.count == second?.content.count)
    }

    /// The same file number on two volumes: only the chosen one is restored.
    @Test func aFileGoesBackToItsOwnVolume() throws {
        let (one, other) = try Self.volumes()
        let blocks = one.count / 512
        let image = Self.disk(
            [(0x07, 64, blocks, one), (0x07, 64 + blocks, blocks, other)],
            byteCount: (64 + 2 * blocks) * 512)
        let backed = try Backed(image, .files)
        // The target has the first volume twice.
        let changed = Self.disk(
            [(0x07, 64, blocks, one), (0x07, 64 + blocks, blocks, one)],
            byteCount: (64 + 2 * blocks) * 512)
        try backed.san.addDisk("d2", changed)
        let path = Array("partition-2/fragmented/a.bin".utf8)
        let (summary, _) = try DiskRestore(
            backed.found, from: backed.tapes, to: backed.san.device("d2")
        ).files(isChosen: { $0 == path })
        #expect(summary.memberCount == 1)
        var members: [ArchivedMember] = []
        try backed.found.forEachMember(on: backed.tapes) { members.append($0) }
        var expected = changed
        for region in try #require(members.first { $0.path == path }).regions {
            let place = Int(region.disk)..<Int(region.disk + region.count)
            expected.replaceSubrange(place, with: image[place])
        }
        let isSame = try backed.san.content("d2") == expected
        #expect(isSame && expected != changed)
    }

    /// What is free in one partition may be in use in another that shares its bytes.
    @Test func partitionsThatShareBytes() throws {
        let image = try GoldenVolume.bytes()
        let blocks = image.count / 512
        let plain = Self.disk([(0x07, 64, blocks, image)], byteCount: (64 + blocks) * 512)
        let san = SmallSAN()
        try san.addDisk("d0", plain)
        let known = try DiskMap(try DeviceBlockReader(san.device("d0")), name: "d0")
        // A partition of free clusters, by another entry.
        let free = ByteRanges([0..<UInt64(plain.count)]).subtracting(known.inUse)
        let range = try #require(free.ranges.first { $0.upperBound - $0.lowerBound > 64 << 10 })
        let first = Int(range.lowerBound) / 512
        let content = distinctBlocks(byteCount: 32 << 10, seed: 12)
        let shared = Self.disk(
            [(0x07, 64, blocks, image), (0x83, first, 64, content)],
            byteCount: (64 + blocks) * 512)
        let backed = try Backed(shared)
        _ = try DiskRestore(backed.found, from: backed.tapes, to: backed.san.device("d1")).volume()
        let after = try backed.san.content("d1")
        #expect(Array(after[first * 512..<first * 512 + content.count]) == content)
    }

    @Test(.enabled(if: isHere("sfdisk"), "sfdisk is not installed"), arguments: [512, 4096])
    func aGUIDPartitionTable(_ blockLength: Int) throws {
        let (one, other) = try Self.volumes()
        let directory = try ScratchDirectory()
        var disk = [UInt8](repeating: 0xA5, count: 20 << 20)
        try Data([UInt8](repeating: 0, count: disk.count))
            .write(to: URL(fileURLWithPath: directory.place("image")))
        let unit = blockLength
        _ = try Self.run(
            """
            printf 'label: gpt\\nstart=\((1 << 20) / unit), size=\(one.count / unit)\\n\
            start=\((10 << 20) / unit), size=\(other.count / unit)\\n' |
            sfdisk -q --sector-size \(unit) image
            """, in: directory.path)
        let table = Array(try Data(contentsOf: URL(fileURLWithPath: directory.place("image"))))
        disk.replaceSubrange(0..<64 << 10, with: table[0..<64 << 10])
        let tail = disk.count - (64 << 10)
        disk.replaceSubrange(tail..., with: table[tail...])
        disk.replaceSubrange(1 << 20..<(1 << 20) + one.count, with: one)
        disk.replaceSubrange(10 << 20..<(10 << 20) + other.count, with: other)
        let backed = try Backed(disk, blockLength: blockLength)
        #expect(backed.disk.volumes.map(\.partition) == [1, 2])
        try backed.requireRestored()
        let sink = try backed.extract()
        #expect(sink.files.keys.contains(Array("partition-2/fragmented/a.bin".utf8)))
        #expect(backed.disk.volumes.allSatisfy { $0.map.findings.isEmpty })
    }
}
