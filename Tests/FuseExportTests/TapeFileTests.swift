import Devices
import Foundation
import Glibc
import Media
import SCSI
import Testing

@testable import FuseExport

/// What is on a tape, as files.
@Suite(.serialized) struct TapeFileTests {
    /// Records of several lengths between filemarks; `nil` stands for a filemark.
    private static let objects: [[UInt8]?] = [
        distinctBytes(1024, seed: 200), distinctBytes(1024, seed: 201), nil,
        distinctBytes(1, seed: 202), distinctBytes(33_333, seed: 203), nil,
        nil,
        distinctBytes(3_000_001, seed: 204),
    ]

    private func write(_ objects: [[UInt8]?], _ bench: MountedBench) throws {
        for object in objects {
            if let record = object {
                let length = record.count
                let cdb: [UInt8] = [
                    0x0A, 0, UInt8(length >> 16), UInt8(length >> 8 & 0xFF), UInt8(length & 0xFF),
                    0,
                ]
                #expect(try bench.send(cdb, to: "tape0", dataOut: record).isGood)
            } else {
                #expect(try bench.send([0x10, 0, 0, 0, 1, 0], to: "tape0").isGood)
            }
        }
    }

    /// The image as SIMH describes it, made without the code that is tested.
    private func image(_ objects: [[UInt8]?]) -> [UInt8] {
        var image: [UInt8] = []
        for object in objects {
            guard let record = object else {
                image += [0, 0, 0, 0]
                continue
            }
            let length = lengthField(record.count)
            image += length + record + (record.count % 2 == 1 ? [0] : []) + length
        }
        return image + [0xFF, 0xFF, 0xFF, 0xFF]
    }

    private func lengthField(_ count: Int) -> [UInt8] {
        [UInt8(count & 0xFF), UInt8(count >> 8 & 0xFF), UInt8(count >> 16), 0]
    }

    private func position(_ bench: MountedBench) throws -> [UInt8] {
        try bench.send([0x34, 0, 0, 0, 0, 0, 0, 0, 0, 0], to: "tape0", dataIn: 20).dataIn
    }

    @Test func filesAndImageAreTheRecordsThatWereWritten() throws {
        let bench = try MountedBench()
        let folder = bench.path("tapes/tape0")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["tape0.tap"])
        try expectSame(bytes(of: folder + "/tape0.tap"), [0xFF, 0xFF, 0xFF, 0xFF])
        try write(Self.objects, bench)
        // Between two objects, where reading would lose its place.
        #expect(try bench.send([0x01, 0, 0, 0, 0, 0], to: "tape0").isGood)
        #expect(try bench.send([0x11, 0, 0, 0, 1, 0], to: "tape0").isGood)
        let before = try position(bench)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        let numbers = ["00000", "00001", "00002", "00003"]
        #expect(names == numbers.flatMap { [$0 + ".file", $0 + ".records"] } + ["tape0.tap"])
        let groups = Self.objects.split(separator: nil, omittingEmptySubsequences: false)
        #expect(groups.count == 4)
        for (number, group) in zip(numbers, groups) {
            let content = group.flatMap { $0 ?? [] }
            let path = folder + "/\(number).file"
            try expectSame(bytes(of: path), content)
            #expect(try run(["stat", "--format=%s", path]).text == "\(content.count)\n")
            let records = try JSONSerialization.jsonObject(
                with: try Data(contentsOf: URL(filePath: folder + "/\(number).records")))
            let list = try #require((records as? [String: Any])?["records"] as? [[String: Int]])
            let lengths = list.flatMap {
                [Int](repeating: $0["length"] ?? -1, count: $0["count"] ?? 0)
            }
            #expect(lengths == group.map { $0?.count ?? 0 })
        }
        try expectSame(bytes(of: folder + "/tape0.tap"), image(Self.objects))
        #expect(try position(bench) == before)
        // Small reads in the middle of everything.
        let tap = try OpenedFile(folder + "/tape0.tap", O_RDONLY)
        let whole = image(Self.objects)
        for offset in stride(from: 0, to: 40_000, by: 97) {
            expectSame(tap.read(at: offset, 50).bytes, Array(whole[offset..<offset + 50]))
        }
        #expect(errorOfOpening(folder + "/tape0.tap", O_RDWR) == EROFS)
        #expect(errorOfOpening(folder + "/00004.file", O_RDONLY) == ENOENT)
        #expect(errorOfOpening(folder + "/0.file", O_RDONLY) == ENOENT)
    }

    @Test func anOpenFileIsTheTapeAsItWas() throws {
        let bench = try MountedBench()
        let folder = bench.path("tapes/tape0")
        let first = distinctBytes(5000, seed: 210)
        let second = distinctBytes(5000, seed: 211)
        try write([first], bench)
        let file = try OpenedFile(folder + "/00000.file", O_RDONLY)
        try write([second], bench)
        expectSame(file.read(at: 0, 20_000).bytes, first, "what came later is not in it")
        try expectSame(bytes(of: folder + "/00000.file"), first + second)
        let both = try OpenedFile(folder + "/00000.file", O_RDONLY)
        // Written over from the second record on.
        #expect(try bench.send([0x01, 0, 0, 0, 0, 0], to: "tape0").isGood)
        #expect(try bench.send([0x11, 0, 0, 0, 1, 0], to: "tape0").isGood)
        let third = distinctBytes(5000, seed: 212)
        try write([third], bench)
        #expect(both.read(at: 5000, 5000).failure == ESTALE)
        try expectSame(bytes(of: folder + "/00000.file"), first + third)
    }

    @Test func aDriveWithoutACartridge() throws {
        let bench = try MountedBench()
        try write([distinctBytes(100, seed: 220)], bench)
        let file = try OpenedFile(bench.path("tapes/tape0/00000.file"), O_RDONLY)
        _ = bench.fabric.withUnit(try bench.unit("tape0")) { unit -> Bool in
            (unit.logicalUnit as? SequentialAccessUnit)?.removeCartridge() != nil
        }
        #expect(file.read(at: 0, 100).failure == ESTALE)
        #expect(errorOfOpening(bench.path("tapes/tape0/tape0.tap"), O_RDONLY) == ENOMEDIUM)
    }
}

/// The map by itself, for what no tape of a test has.
@Suite struct TapeMapTests {
    private func map(_ objects: [(TapeObject, Int64)]) throws -> TapeMap {
        let cartridge = try Cartridge(
            inMemory: CartridgeManifest(
                volumeIdentifier: "SB0001L8", capacity: 1 << 20, earlyWarning: 1 << 20))
        var map = TapeMap(TapeMap.Source(cartridge))
        for (object, count) in objects { map.append(object, count) }
        return map
    }

    @Test func anEmptyTapeHasNoFiles() throws {
        let map = try map([])
        #expect(map.fileCount == 0)
        #expect(map.objects(ofFile: 0) == nil)
        #expect(map.runs(in: 0..<0).isEmpty)
    }

    @Test func millionsOfRecordsAreFewRuns() throws {
        let million: Int64 = 1_000_000
        let map = try map([
            (.record(length: 7), million), (.filemark, 1), (.record(length: 8), million),
            (.filemark, 2),
        ])
        #expect(map.runs.count == 4)
        #expect(map.fileCount == 3)
        #expect(map.objects(ofFile: 1) == million + 1..<2 * million + 1)
        #expect(map.objects(ofFile: 2) == 2 * million + 2..<2 * million + 2)
        #expect(map.dataCount == 15 * million)
        #expect(map.record(atData: 7 * million - 1) == (million - 1, 7, 6))
        #expect(map.record(atData: 7 * million) == (million + 1, 8, 0))
        #expect(map.imageCount == 16 * million + 16 * million + 12)
        #expect(map.object(atImage: 16 * million) == (million, .filemark, 0))
        #expect(map.object(atImage: 16 * million + 4 + 16) == (million + 2, .record(length: 8), 0))
    }

    @Test func whatIsLostIsFound() throws {
        let map = try map([
            (.record(length: 10), 2), (.unknown, 3), (.record(length: 10), 1), (.filemark, 1),
            (.record(length: 10), 1),
        ])
        #expect(map.firstUnknown(in: 0..<6) == 2)
        #expect(map.firstUnknown(in: 3..<6) == 3)
        #expect(map.firstUnknown(in: 5..<8) == nil)
        #expect(map.dataOffset(ofObject: 2) == 20)
        #expect(map.dataOffset(ofObject: 5) == 20)
        #expect(map.imageOffset(ofObject: 5) == 36)
    }
}
