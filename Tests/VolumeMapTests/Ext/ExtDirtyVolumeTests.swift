import Foundation
import Testing
import VolumeMap

/// A snapshot of a mounted volume (images/make-ext4-dirty): the newest files are in its journal.
@Suite struct ExtDirtyVolumeTests {
    static let image = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "images/ext4-dirty.img")

    static func disk() throws -> ImageDisk { ImageDisk([UInt8](try Data(contentsOf: image))) }

    static func text(_ name: String, _ count: Int) -> [UInt8] {
        (1...count).flatMap { Array("\(name) line \($0)\n".utf8) }
    }

    @Test func whatIsOnlyInTheJournalIsThere() throws {
        let disk = try Self.disk()
        let before = disk.bytes
        let reader = try ExtReader(reader: disk, part: disk.whole)
        let map = try reader.map()
        #expect(map.findings == [])
        #expect(map.isDirty)
        #expect(!map.overlaidBlocks.isEmpty)
        #expect(map.label == "sanbench dirty")
        #expect(map.disagreements() == [])
        func expect(_ path: String, _ bytes: [UInt8]) throws {
            let file = try #require(map.file(path), "\(path)")
            let data = try #require(map.attributes(of: file).first)
            #expect(try map.value(of: data, reader) == bytes, "\(path)")
        }
        for number in 1...60 {
            try expect("folder/late \(number)", Self.text("late \(number)", number % 7 + 1))
        }
        for number in 1...40 where ![3, 5, 7].contains(number) {
            try expect("early \(number)", Self.text("early \(number)", number))
        }
        try expect("folder/moved", Self.text("early 5", 5))
        try expect("escaped", [0xC0, 0x3B, 0x39, 0x98] + Self.text("escaped", 5))
        for gone in ["early 3", "early 5", "early 7", "victim"] { #expect(map.file(gone) == nil) }
        #expect(disk.bytes == before)
    }

    @Test(.enabled(if: ExtTools.areInstalled, ExtTools.advice))
    func theMapIsThatOfTheVolumeThatE2fsckReplays() throws {
        let disk = try Self.disk()
        let map = try ExtReader(reader: disk, part: disk.whole).map()
        let path = FileManager.default.temporaryDirectory.path + "/sanbench-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try FileManager.default.copyItem(atPath: Self.image.path, toPath: path)
        try ExtTools.run("e2fsck", ["-y", "-E", "journal_only", path], mayFail: true)
        let clean = ImageDisk([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))))
        let replayed = try ExtReader(reader: clean, part: clean.whole).map()
        #expect(!replayed.isDirty)
        #expect(replayed.overlaidBlocks == [])
        #expect(replayed.files == map.files)
        #expect(replayed.attributes == map.attributes)
        #expect(replayed.extents == map.extents)
        #expect(replayed.links == map.links)
        #expect(replayed.nameBytes == map.nameBytes)
        #expect(replayed.allocation == map.allocation)
        #expect(replayed.areas == map.areas)
    }

    /// Damages one block of the log: the first descriptor, or the commit of the transaction that
    /// has the escaped block.
    private func damaged(kind: UInt8) throws -> ImageDisk {
        let disk = try Self.disk()
        let places = stride(from: 0, to: disk.bytes.count, by: 1024).filter {
            Array(disk.bytes[$0..<$0 + 8]) == [0xC0, 0x3B, 0x39, 0x98, 0, 0, 0, kind]
        }
        let content = try #require(
            stride(from: 0, to: disk.bytes.count, by: 1024).first {
                Array(disk.bytes[$0..<$0 + 12]) == [0, 0, 0, 0] + Array("escaped ".utf8)
            })
        let place = try #require(kind == 2 ? places.first { $0 > content } : places.first)
        disk.bytes[place + 0x30] ^= 1
        return disk
    }

    @Test func aTransactionWithoutItsCommitIsNotReplayed() throws {
        let disk = try damaged(kind: 2)
        let map = try ExtReader(reader: disk, part: disk.whole).map()
        #expect(map.findings.map(\.structure) == ["journal"])
        #expect(map.file("escaped") == nil)
        #expect(map.file("folder/late 60") != nil)
        #expect(map.disagreements() == [])
    }

    @Test func aDamagedDescriptorEndsTheReplay() throws {
        let disk = try damaged(kind: 1)
        let map = try ExtReader(reader: disk, part: disk.whole).map()
        #expect(map.findings.first?.problem.contains("descriptor") == true)
        #expect(map.overlaidBlocks == [])
        #expect(map.file("early 1") == nil)
    }
}
