import CopyManager
import Media
import SCSI
import Testing
import Timebase
import VolumeMap

@testable import ServerlessBackup

/// Chosen files back to their blocks, and to a directory.
@Suite struct FileRestoreTests {
    /// A SAN with the golden volume on d0, a changed one on d1, and a backup of d0 on t0.
    private struct Backed {
        let san: SmallSAN
        let found: BackupOnTape
        let tapes: [Device]
        let disk: DiskMap

        init(
            _ content: ArchiveContent = .files, isExpanding: Bool = false,
            change: (DiskMap, inout [UInt8]) throws -> Void = { _, _ in }
        ) throws {
            san = SmallSAN()
            var image = try GoldenVolume.bytes()
            try san.addDisk("d0", image)
            try san.addTape("t0")
            tapes = [try san.device("t0")]
            disk = try DiskMap(try DeviceBlockReader(san.device("d0")), name: "d0")
            let backup = ArchiveBackup(
                source: try san.device("d0"), tapes: tapes, name: "n",
                options: ArchiveOptions(content: content, isExpanding: isExpanding))
            _ = try backup.run(time: 1)
            found = try BackupOnTape.named("n", on: tapes)
            try change(disk, &image)
            try san.addDisk("d1", image)
        }

        func restore(
            _ isChosen: ([UInt8]) -> Bool
        ) throws -> (summary: RestoreSummary, withoutBlocks: [[UInt8]]) {
            try DiskRestore(found, from: tapes, to: san.device("d1")).files(isChosen: isChosen)
        }
    }

    /// The disk's bytes of every file that has blocks of its own.
    private static func contentRanges(_ disk: DiskMap) -> [Range<Int>] {
        let map = disk.volumes[0].map
        var ranges: [Range<Int>] = []
        for file in map.files where !file.isMetadata {
            for attribute in map.attributes(of: file) where attribute.role == .data {
                for case .stored(let bytes) in map.storedPieces(of: attribute) {
                    ranges.append(Int(bytes.lowerBound)..<Int(bytes.upperBound))
                }
            }
        }
        return ranges
    }

    /// Sparse, fragmented and compressed files and streams; blocks of others are not touched.
    @Test func everyFileComesBackToItsBlocks() throws {
        let backed = try Backed { disk, image in
            for range in Self.contentRanges(disk) {
                for place in range { image[place] ^= 0x5A }
            }
        }
        let (summary, withoutBlocks) = try backed.restore { _ in true }
        #expect(summary.serverBytes == 0 && summary.memberCount > 10)
        // Files of a few bytes lie in their records.
        #expect(withoutBlocks.count > 80)
        #expect(withoutBlocks.contains(Array("folder/entry-001".utf8)))
        #expect(!withoutBlocks.contains(Array("folder/entry-000".utf8)), "it is empty")
        // A deleted file's blocks are no file's, and everything else is as it was.
        let (before, after) = (try backed.san.content("d0"), try backed.san.content("d1"))
        let isSame = before == after
        #expect(isSame)
    }

    @Test func onlyWhatIsChosenIsTouched() throws {
        let backed = try Backed { disk, image in
            for range in Self.contentRanges(disk) {
                for place in range { image[place] ^= 0x5A }
            }
        }
        let before = try backed.san.content("d1")
        var members: [ArchivedMember] = []
        try backed.found.forEachMember(on: backed.tapes) { members.append($0) }
        let chosen = try #require(members.first { $0.regions.count > 3 }, "a fragmented file")
        let (summary, _) = try backed.restore { $0 == chosen.path }
        #expect(summary.memberCount == 1)
        let (source, after) = (try backed.san.content("d0"), try backed.san.content("d1"))
        var expected = before
        for region in chosen.regions {
            let place = Int(region.disk)..<Int(region.disk + region.count)
            expected.replaceSubrange(place, with: source[place])
        }
        let isSame = expected == after
        #expect(isSame && before != after)
        #expect(summary.copiedBytes == chosen.regions.reduce(0) { $0 + $1.count })
    }

    /// The record of a file is found by its number: records have 1024 bytes, $MFT's are contiguous.
    private static func mutateRecord(
        _ disk: DiskMap, _ image: inout [UInt8], _ number: UInt64, _ change: (inout [UInt8]) -> Void
    ) throws {
        let map = disk.volumes[0].map
        let mft = try #require(map.attributes(of: map.files[0]).first { $0.role == .data })
        let extent = try #require(map.extents(of: mft).first)
        let place = Int(extent.physical) * map.blockLength + Int(number) * 1024
        var record = Array(image[place..<place + 1024])
        change(&record)
        image.replaceSubrange(place..<place + 1024, with: record)
    }

    private func fragmented(_ disk: DiskMap) throws -> MappedFile {
        let map = disk.volumes[0].map
        return try #require(
            map.files.first { file in
                !file.isMetadata && file.kind == .regular
                    && map.attributes(of: file).contains {
                        $0.role == .data && map.extents(of: $0).count > 2
                            && !$0.flags.contains(.compressed)
                    }
            })
    }

    /// A file that is gone, or whose record is another's now.
    @Test func aFileThatIsGoneIsRefused() throws {
        var number: UInt64 = 0
        let backed = try Backed { disk, image in
            number = try fragmented(disk).number
            // FLAGS at byte 22: not in use.
            try Self.mutateRecord(disk, &image, number) { $0[22] &= ~1 }
        }
        var members: [ArchivedMember] = []
        try backed.found.forEachMember(on: backed.tapes) { members.append($0) }
        let gone = try #require(members.first { $0.file == number && !$0.regions.isEmpty })
        let before = try backed.san.content("d1")
        let error = #expect(throws: BackupError.self) {
            _ = try backed.restore { $0 == gone.path }
        }
        #expect(error?.description.contains("does not belong to file \(number)") == true)
        let isUntouched = try before == backed.san.content("d1")
        #expect(isUntouched)
    }

    /// What an archive says of a file is not enough to overwrite others, or the volume's own.
    @Test func blocksOfOthersAreRefused() throws {
        let backed = try Backed()
        var members: [ArchivedMember] = []
        try backed.found.forEachMember(on: backed.tapes) { members.append($0) }
        let map = backed.disk.volumes[0].map
        let index = try #require(members.firstIndex { $0.role == .file && $0.regions.count > 3 })
        let path = members[index].path
        let restore = DiskRestore(backed.found, from: backed.tapes, to: try backed.san.device("d1"))
        func refused(_ change: (inout ArchivedMember) -> Void) throws -> String {
            var changed = members
            change(&changed[index])
            let error = #expect(throws: BackupError.self) {
                try restore.files(members: changed, isChosen: { $0 == path })
            }
            return error?.description ?? ""
        }
        #expect(try refused { $0.file = nil }.contains("does not say which file"))
        // $MFT itself.
        let mft = try #require(map.attributes(of: map.files[0]).first { $0.role == .data })
        let extent = try #require(map.extents(of: mft).first)
        #expect(
            try refused {
                $0.file = 0
                $0.size = mft.size
                $0.storedSize = mft.size
                $0.regions = [
                    MemberRegion(
                        offset: 0, disk: extent.physical * UInt64(map.blockLength), count: mft.size)
                ]
            }.contains("expected: the blocks that the file had"))
        #expect(try refused { $0.regions[1].disk += 4096 }.contains("any more"))
        // Half of a file is not restored.
        var half = members
        half[index].regions.removeLast()
        let (summary, without) = try restore.files(members: half, isChosen: { $0 == path })
        #expect(summary.memberCount == 0 && without == [path])
        #expect(try refused { $0.file = $0.file.map { $0 + 1 } }.contains("any more"))
        #expect(
            try refused { $0.regions[0].disk = UInt64.max - 511 }.contains("from byte"))
        let isUntouched = try backed.san.content("d0") == backed.san.content("d1")
        #expect(isUntouched)
    }

    // MARK: To a directory

    /// Without a catalog and with one: the contents are the volume's, holes are holes.
    @Test(arguments: [true, false], [true, false])
    func filesComeToADirectory(isKnown: Bool, isExpanding: Bool) throws {
        let backed = try Backed(isExpanding: isExpanding)
        var members: [ArchivedMember]?
        if isKnown {
            var known: [ArchivedMember] = []
            try backed.found.forEachMember(on: backed.tapes) { known.append($0) }
            members = known
        }
        let before = backed.tapes[0].payloadBytes
        let sink = MemorySink()
        let summary = try FileExtraction(backed.found, from: backed.tapes)
            .run(members: members, to: sink, isChosen: { _ in true })
        #expect(try sink.compare(with: backed.disk) > 100)
        #expect(summary.memberCount == sink.order.count)
        let written = sink.files.values.reduce(0) { $0 + $1.written }
        #expect(summary.serverBytes == UInt64(written))
        // It is counted, but for what stands in the record that a header was read from.
        let counted = backed.tapes[0].payloadBytes - before
        #expect(counted >= UInt64(written) || (!isKnown && counted > UInt64(written) / 2))
        // Holes are not written.
        #expect(sink.files.values.contains { $0.content.count > $0.written + 100_000 })
        // Directories come before what is in them.
        var made: Set<[UInt8]> = [[]]
        let folders = Set(sink.others.filter { $0.kind == .directory }.map(\.path))
        for path in sink.order {
            let parent = path.split(separator: UInt8(ascii: "/")).dropLast()
                .joined(separator: [UInt8(ascii: "/")])
            if folders.contains(Array(parent)) { #expect(made.contains(Array(parent))) }
            made.insert(path)
        }
        // Of the links of a file one has the content, and the others lead to it.
        let links = sink.others.filter { $0.kind == .hardLink }
        #expect(!links.isEmpty && links.allSatisfy { sink.files[$0.linkPath] != nil })
        let raw = sink.files.values.filter { $0.member.role == .raw }
        #expect(raw.count == (isExpanding ? 0 : 1))
        if let raw = raw.first {
            #expect(raw.member.path == Array(".sanbench/raw/compressed/units.bin".utf8))
        }
    }

    @Test func theWayToWhatIsChosenIsMade() throws {
        let backed = try Backed()
        let sink = MemorySink()
        let summary = try FileExtraction(backed.found, from: backed.tapes)
            .run(to: sink, isChosen: { $0 == Array("folder/entry-011".utf8) })
        #expect(summary.memberCount == 1)
        #expect(sink.order == [Array("folder".utf8), Array("folder/entry-011".utf8)])
        #expect(sink["folder/entry-011"]?.content.count == 4)
    }

    /// All that is there is extracted, and then it is said that this is not all.
    @Test func aBackupThatWasBrokenOffSaysSo() throws {
        let backed = try Backed(.used)
        let tape = try #require(backed.san.tapes["t0"])
        try tape.endData(at: tape.objectCount - 3)
        let found = try BackupOnTape.named("n", on: backed.tapes)
        #expect(!found.isEnded)
        let sink = MemorySink()
        let error = #expect(throws: BackupError.self) {
            try FileExtraction(found, from: backed.tapes).run(to: sink, isChosen: { _ in true })
        }
        #expect(error?.description.contains("was broken off") == true)
        #expect(try sink.compare(with: backed.disk) > 100)
        #expect(throws: BackupError.self) {
            try DiskRestore(found, from: backed.tapes, to: backed.san.device("d1")).volume()
        }
    }
}
