import Foundation
import Testing
import WireBytes

@testable import VolumeMap

/// Extent trees and indirect blocks made block by block, deeper than a small volume would have them.
@Suite struct ExtTreeTests {
    /// A disk of 4,096 blocks of 1 KiB, and a mapping of it without checksums.
    static func mapping(_ disk: ImageDisk) throws -> ExtMapping {
        let image = try ExtDirtyVolumeTests.disk()
        var bytes = Array(image.bytes[1024..<2048])
        bytes[0x65] &= ~0x04  // no metadata_csum
        return ExtMapping(
            blocks: ExtBlocks(reader: disk, part: disk.whole, blockLength: 1024, blockCount: 4096),
            superblock: ExtSuperblock(bytes.span))
    }

    static func little(_ value: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
    }

    static func header(_ entries: Int, _ maximum: Int, _ depth: Int) -> [UInt8] {
        little(0xF30A, 2) + little(UInt64(entries), 2) + little(UInt64(maximum), 2)
            + little(UInt64(depth), 2) + little(0, 4)
    }

    static func inode(_ list: [UInt8], extents: Bool, size: UInt64) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 256)
        bytes.replaceSubrange(0..<2, with: [0xA4, 0x81])
        bytes.replaceSubrange(4..<8, with: little(size, 4))
        if extents { bytes.replaceSubrange(0x20..<0x24, with: little(0x8_0000, 4)) }
        bytes.replaceSubrange(0x28..<0x28 + list.count, with: list)
        return bytes
    }

    /// A tree of a depth in which every node has two children; leaves have a stored extent, a hole
    /// and an unwritten extent.
    private func tree(depth: Int, _ disk: ImageDisk) -> (root: [UInt8], expected: [Extent]) {
        var nextNode = 100
        var nextData: UInt64 = 2000
        var expected: [Extent] = []
        func leaf(_ logical: UInt64) -> [UInt8] {
            let first = nextData
            nextData += 6
            expected += [
                Extent(logical: logical, physical: first, count: 2, kind: .stored),
                Extent(logical: logical + 2, physical: 0, count: 3, kind: .hole),
                Extent(logical: logical + 5, physical: first + 3, count: 1, kind: .unwritten),
            ]
            return Self.little(logical, 4) + Self.little(2, 2) + Self.little(first >> 32, 2)
                + Self.little(first, 4) + Self.little(logical + 5, 4) + Self.little(32769, 2)
                + Self.little(0, 2) + Self.little(first + 3, 4)
        }
        func node(_ depth: Int, _ logical: UInt64, _ maximum: Int) -> [UInt8] {
            if depth == 0 { return Self.header(2, maximum, 0) + leaf(logical) }
            var bytes = Self.header(2, maximum, depth)
            for child in 0..<2 {
                let first = logical + UInt64(child) * (6 << UInt64(depth - 1))
                let block = nextNode
                nextNode += 1
                let content = node(depth - 1, first, 84)
                disk.bytes.replaceSubrange(
                    block * 1024..<block * 1024 + content.count, with: content)
                bytes += Self.little(first, 4) + Self.little(UInt64(block), 4) + Self.little(0, 4)
            }
            return bytes
        }
        return (node(depth, 0, 4), expected)
    }

    @Test(arguments: 0...5)
    func aTreeOfAnyDepthGivesItsExtents(depth: Int) throws {
        let disk = ImageDisk([UInt8](repeating: 0, count: 4096 * 1024))
        let (root, expected) = tree(depth: depth, disk)
        var mapping = try Self.mapping(disk)
        let count = UInt64(6 << depth)
        let bytes = Self.inode(root, extents: true, size: count * 1024 + 9000)
        mapping.mapInode(bytes.span, number: 12, record: 4096)
        // What follows to the end of the file is a hole.
        let rest = Extent(logical: count, physical: 0, count: 9, kind: .hole)
        #expect(mapping.volume.extents == expected + [rest])
        #expect(mapping.findings.all == [])
        #expect(mapping.volume.attributes.first?.allocatedSize == UInt64(3 << depth) * 1024)
        let nodes = mapping.volume.areas.filter { $0.kind == .extentTree && $0.owner == 12 }
        #expect(nodes.reduce(0) { $0 + $1.blocks.count } == (2 << depth) - 2)
    }

    @Test func aTreeThatLeadsIntoItselfEnds() throws {
        let disk = ImageDisk([UInt8](repeating: 0, count: 4096 * 1024))
        let index = Self.little(0, 4) + Self.little(100, 4) + Self.little(0, 4)
        let node = Self.header(1, 84, 1) + index
        disk.bytes.replaceSubrange(100 * 1024..<100 * 1024 + node.count, with: node)
        var mapping = try Self.mapping(disk)
        let bytes = Self.inode(Self.header(1, 4, 2) + index, extents: true, size: 1024)
        mapping.mapInode(bytes.span, number: 12, record: 4096)
        #expect(mapping.findings.all.count == 1)
        #expect(mapping.volume.attributes.first?.flags.contains(.incomplete) == true)
    }

    @Test func indirectBlocksOfThreeLevelsGiveTheirBlocks() throws {
        let disk = ImageDisk([UInt8](repeating: 0, count: 4096 * 1024))
        func put(_ block: Int, _ pointers: [Int: UInt64]) {
            for (index, pointer) in pointers {
                let place = block * 1024 + 4 * index
                disk.bytes.replaceSubrange(place..<place + 4, with: Self.little(pointer, 4))
            }
        }
        put(100, [0: 2000, 1: 2001, 255: 2002])
        put(101, [3: 102])
        put(102, [1: 2010])
        put(103, [1: 104])
        put(104, [0: 105])
        put(105, [2: 2020, 3: 2021])
        var list = [UInt8](repeating: 0, count: 60)
        for (index, block) in [(0, 1990), (11, 1999), (12, 100), (13, 101), (14, 103)] {
            list.replaceSubrange(4 * index..<4 * index + 4, with: Self.little(UInt64(block), 4))
        }
        var mapping = try Self.mapping(disk)
        let bytes = Self.inode(list, extents: false, size: 1024)
        mapping.mapInode(bytes.span, number: 12, record: 4096)
        let stored = mapping.volume.extents.filter { $0.kind == .stored }
        let double: UInt64 = 12 + 256 + 3 * 256 + 1
        let triple: UInt64 = 12 + 256 + 65536 + 65536 + 2
        #expect(
            stored == [
                Extent(logical: 0, physical: 1990, count: 1, kind: .stored),
                Extent(logical: 11, physical: 1999, count: 3, kind: .stored),
                Extent(logical: 267, physical: 2002, count: 1, kind: .stored),
                Extent(logical: double, physical: 2010, count: 1, kind: .stored),
                Extent(logical: triple, physical: 2020, count: 2, kind: .stored),
            ])
        #expect(mapping.findings.all == [])
        let lists = mapping.volume.areas.filter { $0.kind == .indirectBlock }
        #expect(lists.map(\.blocks) == [100..<106])
    }
}
