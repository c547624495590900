import Testing

@testable import VolumeMap

/// One volume for each feature of NTFS, made by the tests.
@Suite struct SyntheticVolumeTests {
    private func names(_ map: MappedVolume, _ number: UInt64) throws -> [FileName] {
        let index = try #require(map.file(number: number))
        return map.links(of: map.files[index]).map { map.name($0.name) }
    }

    @Test func aPlainVolumeHasNoFindings() throws {
        var volume = SyntheticNTFS()
        volume.add(24, "plain", [.data([Run(40, 3)])], clusters: [40..<43])
        volume.add(25, "resident", [.resident(0x80, Array("value".utf8))])
        let (disk, reader) = try volume.opened()
        let map = try reader.map()
        #expect(map.findings == [])
        #expect(map.misowned == [])
        #expect(map.label == "Übung")
        #expect(map.identifier == "0123456789ABCDEF")
        #expect(map.blockLength == 4096 && map.blockCount == 128 && !map.isDirty)
        #expect(map.root.map { map.files[$0].number } == 5)
        #expect(map.files.map(\.number) == [0, 1, 2, 3, 5, 6, 7, 8, 11, 24, 25])
        #expect(map.files.filter { !$0.isMetadata }.map(\.number) == [24, 25])
        let value = try #require(map.attribute(0x80, of: 25))
        #expect(value.isResident && value.size == 5)
        #expect(try reader.residentValue(of: value) == Array("value".utf8))
        let data = try #require(map.attribute(0x80, of: 24))
        #expect(
            Array(map.extents(of: data)) == [
                Extent(logical: 0, physical: 40, count: 3, kind: .stored)
            ])
        #expect(try reader.read(blocks: 41..<42) == Array(disk.bytes[41 * 4096..<42 * 4096]))
        #expect(throws: VolumeError.self) { try reader.read(blocks: 127..<129) }
        // The boot sector and its copy, record 0, $MFT, $Bitmap, the mirror and what it mirrors,
        // the log.
        #expect(disk.readCount <= 12)
    }

    /// Cluster, record and sector lengths.
    @Test(arguments: [
        (512, 4096, 1024), (512, 4096, 4096), (4096, 4096, 4096), (4096, 65_536, 1024),
        (512, 2 << 20, 1024), (512, 131_072, 4096), (2048, 8192, 2048), (512, 1024, 1024),
    ])
    func allGeometriesAreRead(sector: Int, cluster: Int, record: Int) throws {
        var volume = SyntheticNTFS()
        volume.sectorLength = sector
        volume.clusterLength = cluster
        volume.recordLength = record
        volume.clusterCount = cluster > 100_000 ? 12 : 128
        let needed = UInt64(max(1, 32 * record / cluster))
        volume.mft = [4..<4 + needed]
        if cluster < 4 * record { volume.mirror = 100..<100 + UInt64(4 * record / cluster) }
        let last = volume.clusterCount - 2
        volume.records[24] = SyntheticRecord(attributes: [
            .standardInformation(), .fileName("file"), volume.data([last..<last + 1]),
            .resident(0x80, named: "s", [1, 2, 3]),
        ])
        volume.used = [last..<last + 1]
        let (disk, reader) = try volume.opened()
        let map = try reader.map()
        #expect(map.findings == [])
        #expect(map.misowned == [])
        #expect(map.blockLength == cluster)
        let stream = try #require(map.attribute(0x80, "s", of: 24))
        #expect(try reader.residentValue(of: stream) == [1, 2, 3])
        #expect(
            try reader.read(blocks: last..<last + 1)
                == Array(disk.bytes[Int(last) * cluster..<Int(last + 1) * cluster]))
    }

    @Test func runsGoBackwardsAndOverHoles() throws {
        var volume = SyntheticNTFS()
        let runs = [Run(60, 2), Run(nil, 10), Run(50, 1), Run(nil, 3), Run(90, 4)]
        volume.add(
            24, "sparse",
            [
                .runs(
                    0x80, runs,
                    sizes: .init(
                        allocated: 20 * 4096, data: 80_001, initialized: 70_000, total: 7 * 4096),
                    flags: 0x8000)
            ], clusters: [50..<51, 60..<62, 90..<94])
        let map = try volume.map()
        #expect(map.findings == [])
        #expect(map.misowned == [])
        let data = try #require(map.attribute(0x80, of: 24))
        #expect(data.flags == .sparse)
        #expect((data.size, data.initializedSize, data.allocatedSize) == (80_001, 70_000, 28_672))
        #expect(
            Array(map.extents(of: data)) == [
                Extent(logical: 0, physical: 60, count: 2, kind: .stored),
                Extent(logical: 2, physical: 0, count: 10, kind: .hole),
                Extent(logical: 12, physical: 50, count: 1, kind: .stored),
                Extent(logical: 13, physical: 0, count: 3, kind: .hole),
                Extent(logical: 16, physical: 90, count: 4, kind: .stored),
            ])
    }

    @Test func compressedAndEncryptedDataSaysSo() throws {
        var volume = SyntheticNTFS()
        volume.add(
            24, "compressed",
            [
                .runs(
                    0x80, [Run(60, 3), Run(nil, 13), Run(70, 16)],
                    sizes: .init(
                        allocated: 32 * 4096, data: 130_000, initialized: 130_000,
                        total: 19 * 4096, compressionShift: 4), flags: 1)
            ], clusters: [60..<63, 70..<86])
        volume.add(
            25, "encrypted",
            [
                .runs(
                    0x80, [Run(90, 1)],
                    sizes: .init(allocated: 4096, data: 100, initialized: 100), flags: 0x4000),
                .resident(0x100, named: "$EFS", [9, 9]),
            ], clusters: [90..<91])
        let map = try volume.map()
        #expect(map.findings == [])
        #expect(map.misowned == [])
        let compressed = try #require(map.attribute(0x80, of: 24))
        #expect(compressed.flags == .compressed && compressed.compressionUnit == 16)
        #expect(compressed.allocatedSize == 19 * 4096)
        let encrypted = try #require(map.attribute(0x80, of: 25))
        #expect(encrypted.flags == .encrypted && encrypted.compressionUnit == 0)
        #expect(map.attribute(0x100, "$EFS", of: 25)?.role == .metadata)
    }

    @Test func badClustersAreAnAreaAndTheirHolesNothing() throws {
        var volume = SyntheticNTFS()
        volume.badClusters = [70..<72, 100..<101]
        let map = try volume.map()
        #expect(map.findings == [])
        #expect(map.misowned == [])
        #expect(
            map.areas == [
                MetadataArea(kind: .badBlocks, blocks: 70..<72, owner: 8),
                MetadataArea(kind: .badBlocks, blocks: 100..<101, owner: 8),
            ])
        let bad = try #require(map.attribute(0x80, "$Bad", of: 8))
        #expect(bad.size == 128 * 4096 && bad.initializedSize == 0 && bad.allocatedSize == 0)
        #expect(map.extents(of: bad).isEmpty)
    }

    @Test func namesKeepLoneSurrogatesAndShortNamesComeLast() throws {
        var volume = SyntheticNTFS()
        let lone: [UInt16] = [0x61, 0xD800, 0x62]
        volume.records[24] = SyntheticRecord(attributes: [
            .standardInformation(),
            .fileName(Array("LONGNA~1.TXT".utf16), namespace: 2),
            .fileName(Array("long name.text".utf16), namespace: 1),
            .fileName(lone),
            .resident(0x80, []),
        ])
        let map = try volume.map()
        #expect(map.findings == [])
        let index = try #require(map.file(number: 24))
        let links = Array(map.links(of: map.files[index]))
        #expect(links.map(\.isShortName) == [false, true, false])
        #expect(links.allSatisfy { $0.parent == 5 && $0.parentGeneration == 5 })
        let found = try names(map, 24)
        #expect(found.map(\.description).prefix(2) == ["long name.text", "LONGNA~1.TXT"])
        #expect(found[2].bytes == [0x61, 0xED, 0xA0, 0x80, 0x62])
        #expect(!found[2].isText)
    }

    /// What a reparse tag makes of a file.
    @Test(
        arguments: [
            (0xA000_000C, .symbolicLink), (0xA000_0003, .symbolicLink),
            (0xA000_001D, .symbolicLink),
            (0x8000_0023, .socket), (0x8000_0024, .fifo), (0x8000_0017, .regular),
            (0x9000_001A, .regular),
        ] as [(UInt32, MappedFile.Kind)])
    func reparseTagsSayWhatAFileIs(tag: UInt32, kind: MappedFile.Kind) throws {
        var volume = SyntheticNTFS()
        volume.add(24, "link", [.resident(0xC0, little(tag, 4) + [4, 0, 0, 0, 1, 2, 3, 4])])
        let map = try volume.map()
        let index = try #require(map.file(number: 24))
        #expect(map.findings == [])
        #expect(map.files[index].kind == kind)
        #expect(map.attribute(0xC0, of: 24)?.role == .metadata)
    }

    @Test func timesAndFlagsComeFromStandardInformation() throws {
        var volume = SyntheticNTFS()
        volume.records[24] = SyntheticRecord(
            sequence: 77,
            attributes: [
                .standardInformation(116_444_736_010_000_000, attributes: 0x823),
                .fileName("timed"),
            ])
        let map = try volume.map()
        let file = map.files[try #require(map.file(number: 24))]
        #expect(file.generation == 77 && file.flags == 0x823 && file.permissions == nil)
        #expect(file.times.created == FileTime(seconds: 1))
        #expect(file.times.modified == FileTime(seconds: 1, nanoseconds: 100))
        #expect(file.times.changed == FileTime(seconds: 1, nanoseconds: 200))
        #expect(file.times.accessed == FileTime(seconds: 1, nanoseconds: 300))
    }

    @Test func filesOfExtendAreTheSystems() throws {
        var volume = SyntheticNTFS()
        func directory(_ name: String, in parent: UInt64) -> SyntheticRecord {
            SyntheticRecord(
                flags: 3, attributes: [.standardInformation(), .fileName(name, in: parent)])
        }
        volume.records[24] = directory("$RmMetadata", in: reference(11, 11))
        volume.records[25] = directory("$Txf", in: reference(24))
        volume.records[26] = directory("user", in: reference(5, 5))
        volume.records[27] = directory("below", in: reference(26))
        volume.records[28] = SyntheticRecord(attributes: [
            .standardInformation(), .fileName("deep", in: reference(25)),
        ])
        // Two that are each other's directory.
        volume.records[29] = directory("x", in: reference(30))
        volume.records[30] = directory("y", in: reference(29))
        let map = try volume.map()
        #expect(map.findings == [])
        #expect(map.files.filter(\.isMetadata).map(\.number).suffix(4) == [11, 24, 25, 28])
    }

    @Test(arguments: [(0, false), (1, true)] as [(UInt16, Bool)])
    func theDirtyFlagIsTheVolumes(flags: UInt16, isDirty: Bool) throws {
        var volume = SyntheticNTFS()
        volume.volumeFlags = flags
        let map = try volume.map()
        #expect(map.isDirty == isDirty)
        #expect(map.findings == [])
    }

    /// A log that was closed, and one that was not.
    @Test(
        arguments: [
            (0xFFFF, 0, false), (0, 2, false), (0, 0, true),
        ] as [(UInt16, UInt16, Bool)])
    func theLogSaysWhetherTheVolumeWasUnmounted(
        client: UInt16, flags: UInt16, isDirty: Bool
    ) throws {
        var volume = SyntheticNTFS()
        volume.log = 20..<36
        func page(_ sequence: UInt64, _ client: UInt16, _ flags: UInt16) -> [UInt8] {
            var bytes = Array("RSTR".utf8) + [30, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0]
            bytes += little(4096, 4)
            bytes += little(4096, 4)
            bytes += [48, 0, 1, 0, 1, 0]
            bytes += [UInt8](repeating: 0, count: 18)
            bytes += little(sequence, 8)
            bytes += [0, 0, 0, 0]
            bytes += little(client, 2)
            bytes += little(flags, 2)
            bytes += [UInt8](repeating: 0, count: 4096 - bytes.count)
            protect(&bytes, number: 5)
            return bytes
        }
        // The older page says the opposite.
        let other: UInt16 = isDirty ? 0xFFFF : 0
        volume.patches = [
            (20 * 4096, page(7, client, flags)), (21 * 4096, page(6, other, 0)),
        ]
        let map = try volume.map()
        #expect(map.findings == [])
        #expect(map.isDirty == isDirty)
        volume.patches[0].bytes[700] ^= 1
        volume.patches[0].bytes[511] ^= 1
        #expect(try volume.map().isDirty == !isDirty)
        volume.patches[1].bytes[511] ^= 1
        let damaged = try volume.map()
        #expect(damaged.isDirty && damaged.findings.map(\.structure) == ["$LogFile"])
    }
}
