import Testing

@testable import VolumeMap

/// Each damage is a finding with its place, and the rest of the volume is mapped.
@Suite struct DamagedVolumeTests {
    private func volume() -> SyntheticNTFS {
        var volume = SyntheticNTFS()
        volume.add(24, "first", [.data([Run(40, 3)])], clusters: [40..<43])
        volume.add(25, "second", [.resident(0x80, Array("value".utf8))])
        return volume
    }

    /// The volume with one change of record 24.
    private func map(
        change: (inout SyntheticRecord) -> Void
    ) throws -> (map: MappedVolume, place: UInt64) {
        var volume = volume()
        var record = try #require(volume.records[24])
        change(&record)
        volume.records[24] = record
        let map = try volume.map()
        #expect(map.file(number: 25) != nil)
        return (map, UInt64(volume.place(of: 24)))
    }

    @Test func aTornRecordIsAFindingAndNotUsed() throws {
        var volume = volume()
        var bytes = try #require(volume.records[24]).bytes(number: 24, length: 1024)
        bytes[1023] ^= 1
        volume.rawRecords[24] = bytes
        let map = try volume.map()
        #expect(map.file(number: 24) == nil)
        #expect(map.file(number: 25) != nil)
        #expect(map.misowned == [40, 41, 42])
        #expect(map.findings.map(\.structure) == ["FILE record 24"])
        #expect(map.findings.map(\.byte) == [UInt64(volume.place(of: 24))])
        #expect(map.findings[0].problem.contains("only a part was written"))
    }

    @Test(arguments: [
        Array("BAAD".utf8), Array("XXXX".utf8), [0, 0, 0, 0],
    ]) func aUsedRecordWithoutItsSignatureIsAFinding(signature: [UInt8]) throws {
        var volume = volume()
        var bytes = try #require(volume.records[24]).bytes(number: 24, length: 1024)
        bytes.replaceSubrange(0..<4, with: signature)
        volume.rawRecords[24] = bytes
        let map = try volume.map()
        #expect(map.findings.map(\.structure) == ["FILE record 24"])
        #expect(map.file(number: 24) == nil)
    }

    @Test func flagsThatContradictTheBitmapAreFindings() throws {
        let (freed, _) = try map { $0.flags = 0 }
        #expect(
            freed.findings.map(\.problem) == [
                "flags: not in use, but $MFT's $BITMAP has it used"
            ])
        var volume = volume()
        volume.records[0] = SyntheticRecord(attributes: [
            .standardInformation(), .fileName("$MFT"), volume.data(volume.mft),
            .resident(0xB0, [0xEF, 0x09, 0, 2]),
        ])
        let kept = try volume.map()
        #expect(
            kept.findings.map(\.problem) == [
                "flags: in use, but $MFT's $BITMAP has it free"
            ])
        #expect(kept.file(number: 24) != nil)
    }

    @Test func namesWhoseDirectoryIsNotThereAreFindings() throws {
        let cases: [(UInt64, String)] = [
            (reference(5, 4), "sequence number 5 now, 4 when this was named"),
            (reference(25), "record 25, is no directory"), (reference(40), "record 40, is lost"),
        ]
        for (parent, problem) in cases {
            let (map, place) = try map { $0.attributes[1] = .fileName("first", in: parent) }
            #expect(map.findings.count == 1)
            #expect(map.findings[0].problem.contains(problem))
            #expect(map.findings[0].byte == place && map.findings[0].file == 24)
        }
        // Sequence number 0 means whatever is there.
        let (map, _) = try map { $0.attributes[1] = .fileName("first", in: 5) }
        #expect(map.findings == [])
    }

    /// An attribute that cannot be, and what is said of it.
    @Test func attributesThatCannotBeAreFindings() throws {
        let right = SyntheticAttribute.Sizes(allocated: 12_288, data: 12_288, initialized: 12_288)
        func sizes(_ change: (inout SyntheticAttribute.Sizes) -> Void) -> SyntheticAttribute {
            var sizes = right
            change(&sizes)
            return .runs(0x80, [Run(40, 3)], sizes: sizes)
        }
        let cases: [(SyntheticAttribute, String, Bool)] = [
            (sizes { $0.data = 12_289 }, "data size 12289", false),
            (sizes { $0.initialized = 12_289 }, "initialized size 12289", false),
            (sizes { $0.allocated = 16_384 }, "12288 bytes in runs", false),
            (sizes { $0.data = 1 << 63 }, "sizes: negative", false),
            (.runs(0x80, [Run(126, 3)], sizes: right), "outside of the volume", true),
            (.runs(0x80, [Run(40, 3)], lowest: 4, sizes: right), "VCNs from 0 to 3", true),
            (
                .runs(0x80, [Run(40, 1), Run(nil, 2)], sizes: right, flags: 1),
                "a compression unit of 2^0", true
            ),
            (.runs(0x30, [Run(40, 3)], sizes: right), "which it may not be", false),
            (.resident(0x30, [1, 2, 3]), "$FILE_NAME: a value of 3 bytes", false),
            (.resident(0xC0, [1, 2, 3]), "$REPARSE_POINT: a value of 3 bytes", false),
            (.resident(0x10, [1, 2, 3]), "$STANDARD_INFORMATION: a value of 3", false),
        ]
        for (attribute, problem, isIncomplete) in cases {
            let (map, place) = try map {
                $0.linkCount = 1
                $0.attributes[2] = attribute
            }
            #expect(map.findings.map(\.problem).contains { $0.contains(problem) }, "\(problem)")
            #expect(map.findings.allSatisfy { $0.byte == place && $0.file == 24 })
            let found = map.attributes.contains { $0.flags.contains(.incomplete) }
            #expect(found == isIncomplete, "\(problem)")
        }
    }

    @Test func headersThatCannotBeAreFindings() throws {
        let (links, _) = try map { $0.linkCount = 3 }
        #expect(links.findings.map(\.problem) == ["hard link count: 3, with 1 names"])
        let (number, _) = try map { $0.writtenNumber = 7 }
        #expect(number.findings.map(\.problem) == ["number of this record: 7"])
        for (place, value) in [(20, 60), (20, 8), (24, 2000), (24, 8)] {
            var volume = volume()
            var bytes = try #require(volume.records[24]).plain(number: 24, length: 1024)
            bytes.replaceSubrange(place..<place + 2, with: little(value, 2))
            protect(&bytes, number: 9)
            volume.rawRecords[24] = bytes
            let map = try volume.map()
            #expect(map.findings.map(\.structure) == ["FILE record 24"])
            #expect(map.file(number: 24) == nil && map.file(number: 25) != nil)
        }
    }

    @Test func theSystemsOwnFilesAreMissed() throws {
        for (number, text) in [
            (2, "$LogFile is lost"), (3, "$VOLUME_INFORMATION is lost"),
            (5, "root directory is lost"), (6, "$Bitmap is lost"),
        ] as [(UInt64, String)] {
            var volume = volume()
            volume.rawRecords[number] = [UInt8](repeating: 0xEE, count: 1024)
            let map = try volume.map()
            #expect(map.findings.contains { $0.problem.contains(text) }, "\(text)")
            #expect(map.file(number: 24) != nil)
        }
    }

    @Test func aBitmapThatIsTooShortIsAFinding() throws {
        var volume = volume()
        volume.records[6] = SyntheticRecord(
            sequence: 6,
            attributes: [
                .standardInformation(), .fileName("$Bitmap"),
                .runs(
                    0x80, [Run(2, 1)], sizes: .init(allocated: 4096, data: 8, initialized: 8)),
            ])
        let map = try volume.map()
        #expect(map.findings.map(\.problem) == ["$Bitmap: 8 bytes for 128 clusters"])
        #expect(map.allocation.bytes.count == 8 && map.allocation.unitCount == 128)
    }

    @Test func theMirrorStandsInForRecordZero() throws {
        let (disk, _) = try volume().opened()
        disk.bytes[4 * 4096 + 511] ^= 1
        let map = try NTFSReader(reader: disk, part: disk.part).map()
        #expect(map.file(number: 24) != nil)
        #expect(map.findings.map(\.structure).contains("FILE record 0"))
        #expect(map.findings.map(\.structure).contains("$MFTMirr"))
        disk.bytes[1 * 4096 + 511] ^= 1
        #expect(throws: VolumeError.self) {
            try NTFSReader(reader: disk, part: disk.part).map()
        }
    }

    @Test func theBackupBootSectorIsComparedAndStandsIn() throws {
        let (disk, _) = try volume().opened()
        let last = disk.bytes.count - 512
        disk.bytes[last + 0x48] ^= 1
        let map = try NTFSReader(reader: disk, part: disk.part).map()
        #expect(map.findings.map(\.structure) == ["backup boot sector"])
        #expect(map.findings.map(\.byte) == [UInt64(last)])
        // Sectors per cluster.
        disk.bytes[13] = 3
        let rescued = try NTFSReader(reader: disk, part: disk.part).map()
        #expect(rescued.findings.map(\.structure) == ["boot sector"])
        #expect(rescued.file(number: 24) != nil)
        disk.bytes[last + 13] = 3
        #expect(throws: VolumeError.self) { try NTFSReader(reader: disk, part: disk.part) }
        disk.bytes[3] = 0
        let error = #expect(throws: VolumeError.self) {
            try NTFSReader(reader: disk, part: disk.part)
        }
        guard case .unknownFileSystem = error else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
    }

    @Test func aPartitionThatIsTooShortIsMappedAsFarAsItGoes() throws {
        let (disk, _) = try volume().opened()
        let part = DiskPart(start: 0, byteCount: 60 * 4096)
        let map = try NTFSReader(reader: disk, part: part).map()
        #expect(map.blockCount == 60)
        #expect(map.findings.map(\.structure).prefix(2) == ["backup boot sector", "boot sector"])
        #expect(map.file(number: 24) != nil)
    }

    @Test func whatCannotBeReadIsLostAndNoMore() throws {
        let (disk, _) = try volume().opened()
        // The second half of record 24.
        let sector = UInt64(volume().place(of: 24) / 512 + 1)
        disk.unreadable = sector..<sector + 1
        let map = try NTFSReader(reader: disk, part: disk.part).map()
        #expect(map.file(number: 24) == nil)
        #expect(map.file(number: 25) != nil && map.root != nil)
        #expect(map.findings.map(\.structure) == ["FILE record 24"])
        #expect(map.findings[0].problem.contains("medium error"))
    }

    @Test func aValueThatIsNoLongerThereIsNotRead() throws {
        let (disk, reader) = try volume().opened()
        let map = try reader.map()
        var value = try #require(map.attribute(0x80, of: 25))
        value.place.offset = 1020
        #expect(throws: VolumeError.self) { try reader.residentValue(of: value) }
        value.place.record = .max - 10
        #expect(throws: VolumeError.self) { try reader.residentValue(of: value) }
        value = try #require(map.attribute(0x80, of: 25))
        disk.bytes[Int(value.place.record) + 511] ^= 1
        let fresh = try NTFSReader(reader: disk, part: disk.part)
        #expect(throws: VolumeError.self) { try fresh.residentValue(of: value) }
    }
}
