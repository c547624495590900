import CopyManager
import Fabric
import Foundation
import Media
import SCSI
import Testing
import VolumeMap

@testable import ServerlessBackup

/// Tapes that say what is not so: a clear error, nothing written where it must not be, no crash.
@Suite struct HostileTapeTests {
    private static let record = 8192
    private static let diskCount = 64 << 10

    private static func header(_ content: ArchiveContent = .used) -> ArchiveHeader {
        var header = ArchiveHeader(
            name: "n",
            geometry: DiskGeometry(blockLength: 512, blockCount: UInt64(diskCount / 512)),
            recordLength: record, source: [1, 2, 3], time: 5)
        header.content = content
        return header
    }

    /// A SAN with these bytes as a backup on t0, and a disk d1 of EEh.
    private func san(_ stream: [UInt8], filemark: Bool = true) throws -> SmallSAN {
        let san = SmallSAN()
        try san.addDisk("d1", [UInt8](repeating: 0xEE, count: Self.diskCount))
        let tape = try san.addTape("t0")
        let filler = (Self.record - stream.count % Self.record) % Self.record
        let bytes = stream + [UInt8](repeating: 0, count: filler)
        try tape.append(DataBuffer(bytes), recordLength: Self.record, at: 0)
        if filemark { try tape.append(filemarks: 1, at: tape.objectCount) }
        return san
    }

    private func member(
        _ path: String, _ content: [UInt8], records: [(String, String)] = [],
        change: (inout MemberHeader) -> Void = { _ in }
    ) -> [UInt8] {
        var header = MemberHeader(.regular, path: Array(path.utf8))
        header.size = UInt64(content.count)
        for record in records { header.records.add(record.0, record.1) }
        change(&header)
        return header.encoded() + content + tarPadding(UInt64(content.count))
    }

    private static let end = [UInt8](repeating: 0, count: 1024)

    /// An archive of a whole disk of 64 KiB whose content comes from the disk.
    private func wholeDisk() -> [UInt8] {
        let content = distinctBlocks(byteCount: Self.diskCount)
        var stream = Self.header().encoded()
        stream += member("small", Array("a few bytes".utf8), records: [("SANBENCH.file", "7")])
        stream += member(
            "sparse",
            SparseMap([.init(offset: 4096, count: 512)], size: 9000).encoded()
                + content.prefix(512),
            records: [
                ("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"),
                ("GNU.sparse.name", "sparse"), ("GNU.sparse.realsize", "9000"),
                ("SANBENCH.regions", "512+512@0"), ("mtime", "12.5"), ("SCHILY.xattr.user.a", "b"),
            ])
        stream += member(".sanbench/regions/1", Array("0+\(Self.diskCount)@0".utf8))
        stream += member(
            ".sanbench/volume.img", content,
            records: [
                ("SANBENCH.regions_member", ".sanbench/regions/1"), ("SANBENCH.role", "remainder"),
            ])
        return stream + Self.end
    }

    /// Extracts, and holds nothing: a lie about a size costs no memory.
    private final class NullSink: ExtractionSink {
        var count = 0
        func make(_ member: ArchivedMember) throws {}
        func begin(_ member: ArchivedMember) throws {}
        func write(_ bytes: [UInt8], at offset: UInt64) throws { count += bytes.count }
        func end(_ member: ArchivedMember) throws {}
    }

    /// Reads, extracts and restores. Every error is one that says what is wrong.
    ///
    /// - Returns: whether all of it was done.
    private func useAll(_ san: SmallSAN, _ note: String) throws -> Bool {
        let tapes = [try san.device("t0")]
        do {
            let found = try BackupOnTape.named(nil, on: tapes)
            let sink = NullSink()
            _ = try FileExtraction(found, from: tapes).run(to: sink, isChosen: { _ in true })
            #expect(sink.count < 1 << 20)
            _ = try DiskRestore(found, from: tapes, to: san.device("d1")).volume()
            return true
        } catch let error as BackupError {
            #expect(error.description.count > 20 && error.description.count < 1000, "\(note)")
            return false
        }
    }

    @Test func anIntactTapeIsRestored() throws {
        let san = try san(wholeDisk())
        #expect(try useAll(san, ""))
        let isSame = try san.content("d1") == distinctBlocks(byteCount: Self.diskCount)
        #expect(isSame)
    }

    /// Bytes all over the members' headers; `ArchiveHeaderTests` flips those of the backup's.
    @Test func flippedBytesOfTheMembersHeaders() throws {
        let stream = wholeDisk()
        var random = SeededRandom(seed: 1)
        var passed = 0
        // The members' headers and the map, but not the long content at the end.
        let last = stream.count - Self.diskCount - 1024
        for place in stride(from: ArchiveHeader.byteCount, to: last, by: 43) {
            var bytes = stream
            bytes[place] ^= UInt8(1) << UInt8(random.next() % 8)
            if try useAll(san(bytes), "byte \(place)") { passed += 1 }
        }
        // Names and contents have no checksum: those tell of nothing.
        #expect(passed > 0)
    }

    /// Digits, separators and lengths of the records are what a lie is made of.
    @Test func liesInTheText() throws {
        let stream = wholeDisk()
        var random = SeededRandom(seed: 2)
        let last = stream.count - Self.diskCount - 1024
        let lies = Array("0123456789+@,=\n. -".utf8)
        var failed = 0
        for number in 0..<120 {
            var bytes = stream
            for _ in 0...Int(random.next() % 3) {
                // Only what is text: headers of tar have checksums.
                var place = ArchiveHeader.byteCount
                repeat {
                    let span = UInt64(last - ArchiveHeader.byteCount)
                    place = ArchiveHeader.byteCount + Int(random.next() % span)
                } while bytes[place] == 0
                bytes[place] = lies[Int(random.next() % UInt64(lies.count))]
            }
            if try !useAll(san(bytes), "lie \(number)") { failed += 1 }
        }
        #expect(failed > 20)
    }

    @Test func aTruncatedTapeSaysSo() throws {
        let stream = wholeDisk()
        for records in 1..<stream.count / Self.record {
            let part = Array(stream.prefix(records * Self.record))
            let done = try useAll(san(part, filemark: records % 2 == 0), "\(records) records")
            #expect(!done)
        }
        // A record of another length among them.
        let san = try san(stream)
        let tape = try #require(san.tapes["t0"])
        try tape.append(DataBuffer([1, 2, 3]), recordLength: 3, at: 4)
        let error = #expect(throws: BackupError.self) {
            let tapes = [try san.device("t0")]
            try BackupOnTape.named(nil, on: tapes).forEachMember(on: tapes, isWhole: true) { _ in }
        }
        #expect(
            error?.description.contains("object 4") == true
                || error?.description.contains("broken off") == true, "\(error as Any)")
    }

    /// Nothing is written where a single region lies outside of the disk, or of its member.
    @Test(arguments: [
        "0+512@128", "0+66048@0", "0+512@18446744073709551615", "0+18446744073709551615@1",
        "18446744073709551615+512@1", "512+512@0", "0+0@0", "0+512@0,0+512@1",
        "0+512@36028797018963968",
        "0+512", "0@1", "+512@0", "0+512@0,", "-1+512@0", "0+512@99999999999999999999999", "a+b@c",
        "0+512@0;512+512@1", "0++512@0", "0+512@0.512", "0+512@0.1.1", "0+512@0.", "0.1+512@0",
    ])
    func aRegionElsewhereIsRefused(_ text: String) throws {
        let stream =
            Self.header().encoded()
            + member(
                "file", [UInt8](repeating: 1, count: 512), records: [("SANBENCH.regions", text)])
            + Self.end
        let san = try san(stream)
        let tapes = [try san.device("t0")]
        let found = try BackupOnTape.named(nil, on: tapes)
        let error = #expect(throws: BackupError.self) {
            try DiskRestore(found, from: tapes, to: san.device("d1")).volume()
        }
        guard case .notAnArchive? = error else {
            Issue.record("\(error as Any)")
            return
        }
        let isUntouched =
            try san.content("d1") == [UInt8](repeating: 0xEE, count: Self.diskCount)
        #expect(isUntouched)
    }

    /// An archive without what the mark stands in place of is not restored: the mark would stay.
    @Test func anArchiveWithoutTheFirstBlocksIsRefused() throws {
        let content = [UInt8](repeating: 1, count: 512)
        let san = try san(
            Self.header().encoded()
                + member("file", content, records: [("SANBENCH.regions", "0+512@9")]) + Self.end)
        let tapes = [try san.device("t0")]
        let found = try BackupOnTape.named(nil, on: tapes)
        let error = #expect(throws: BackupError.self) {
            try DiskRestore(found, from: tapes, to: san.device("d1")).volume()
        }
        #expect(error?.description.contains("0 of the first 4096 bytes") == true)
        #expect(try san.content("d1").first == 0xEE)
    }

    /// A file of a volume may be called as this program calls its own.
    @Test func aFileWithTheNameOfRegionsIsAFile() throws {
        let san = try san(
            Self.header(.files).encoded()
                + member(
                    ".sanbench/regions/1", Array("mine".utf8), records: [("SANBENCH.file", "70")])
                + Self.end)
        let tapes = [try san.device("t0")]
        let sink = MemorySink()
        _ = try FileExtraction(try .named(nil, on: tapes), from: tapes)
            .run(to: sink, isChosen: { _ in true })
        #expect(sink[".sanbench/regions/1"]?.content == Array("mine".utf8))
    }

    @Test func sizesThatLieAreRefused() throws {
        for (records, text) in [
            ([("size", "18446744073709551615")], "a member of 18446744073709551615 bytes"),
            ([("size", "9223372036854775807")], "a member of 9223372036854775807 bytes"),
            ([("size", "99999999999999999999")], "the pax record size"),
            ([("GNU.sparse.realsize", "18446744073709551615")], "a member of 512 bytes"),
            ([("GNU.sparse.realsize", "-5")], "the pax record GNU.sparse.realsize"),
            ([("SANBENCH.regions_member", "nowhere")], "nowhere is missing"),
        ] {
            let san = try san(
                Self.header(.files).encoded()
                    + member("f", [UInt8](repeating: 0x30, count: 512), records: records)
                    + Self.end)
            let tapes = [try san.device("t0")]
            let error = #expect(throws: BackupError.self) {
                try BackupOnTape.named(nil, on: tapes).forEachMember(on: tapes) { _ in }
            }
            #expect(error?.description.contains(text) == true, "\(error as Any)")
        }
        // Eight million records in one header.
        var bytes: [UInt8] = []
        for _ in 0..<(1 << 16) + 1 { bytes += Array("5 a=\n".utf8) }
        let error = #expect(throws: BackupError.self) { try PaxRecords(bytes[...], at: 0) }
        #expect(error?.description.contains("more than 65536 pax records") == true)
    }

    /// A thousand maps of holes, each changed somewhere.
    @Test func sparseMapsThatLie() throws {
        let good = SparseMap(
            (0..<60).map { .init(offset: $0 * 1000, count: 500) }, size: 100_000)
        let bytes = good.encoded()
        var random = SeededRandom(seed: 4)
        let lies = Array("0123456789\n\0x".utf8)
        var refused = 0
        for _ in 0..<2000 {
            var changed = bytes
            for _ in 0...Int(random.next() % 4) {
                let place = Int(random.next() % UInt64(changed.count))
                changed[place] = lies[Int(random.next() % UInt64(lies.count))]
            }
            var next = 0
            do throws(BackupError) {
                let (map, count) = try SparseMap.read(size: 100_000) { () throws(BackupError) in
                    guard next < changed.count else { throw .notAnArchive("the end") }
                    defer { next += 512 }
                    return changed[next..<next + 512]
                }
                #expect(count <= UInt64(changed.count))
                var end: UInt64 = 0
                for region in map.regions {
                    #expect(region.offset >= end && region.offset + region.count <= 100_000)
                    end = region.offset + region.count
                }
            } catch {
                refused += 1
            }
        }
        #expect(refused > 500 && refused < 2000)
        for text in [
            "16777217\n", "99999999999999999999\n", "184467440737095516160\n", "\n", "-1\n",
        ] {
            let block = Array(text.utf8) + tarPadding(UInt64(text.utf8.count))
            #expect(throws: BackupError.self) {
                try SparseMap.read(size: 1) { () throws(BackupError) in block[...] }
            }
        }
    }

    /// A tape with somebody else's tar is neither read as a backup nor overwritten.
    @Test func aForeignTarIsLeftAlone() throws {
        let san = try san(member("theirs", Array("precious".utf8)) + Self.end)
        try san.addDisk("d0", distinctBlocks(byteCount: Self.diskCount))
        let tapes = [try san.device("t0")]
        #expect(try BackupOnTape.all(on: tapes).isEmpty)
        let none = #expect(throws: BackupError.self) { try BackupOnTape.named("n", on: tapes) }
        #expect(
            none?.description.hasPrefix(
                "no backup n on the tape; there are: none; t0, tape file 0: not a"
                    + " backup: byte 156: ") == true)
        var backup = ArchiveBackup(
            source: try san.device("d0"), tapes: tapes, name: "n",
            options: ArchiveOptions(content: .image))
        backup.recordLength = Self.record
        let error = #expect(throws: BackupError.self) { try backup.run(time: 1) }
        #expect(error?.description.contains("the tape file 0 holds what is no backup") == true)
        #expect(san.tapes["t0"]?.objectCount == 2)
        // Behind it there is room.
        backup.placement = .appending
        _ = try backup.run(time: 1)
        let found = try BackupOnTape.named("n", on: tapes)
        _ = try DiskRestore(found, from: tapes, to: san.device("d1")).volume()
        let isSame = try san.content("d1") == san.content("d0")
        #expect(isSame)
        backup.placement = .overwriting
        backup.isForced = true
        _ = try backup.run(time: 1)
        #expect(try BackupOnTape.all(on: tapes).count == 1)
    }
}
