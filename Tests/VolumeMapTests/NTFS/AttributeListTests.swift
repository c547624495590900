import Testing

@testable import VolumeMap

/// Files, and $MFT itself, whose attributes lie in several records.
@Suite struct AttributeListTests {
    /// An extension record of a file.
    private func holder(
        of base: UInt64, sequence: UInt16 = 1, baseSequence: UInt16 = 1,
        _ attributes: [SyntheticAttribute]
    ) -> SyntheticRecord {
        SyntheticRecord(
            sequence: sequence, base: reference(base, baseSequence), linkCount: 0,
            attributes: attributes)
    }

    /// $DATA in three pieces, of which the second and third lie in records 30 and 26; all have the
    /// same instance.
    private func pieces(_ volume: inout SyntheticNTFS, list: SyntheticAttribute) {
        volume.records[24] = SyntheticRecord(attributes: [
            .standardInformation(), list, .fileName("pieces"),
            .data([Run(60, 2)], size: 7 * 4096, instance: 2),
        ])
        volume.records[30] = holder(of: 24, [.data([Run(50, 3)], lowest: 2, instance: 2)])
        volume.records[26] = holder(
            of: 24, sequence: 9,
            [
                .data([Run(40, 2)], lowest: 5, instance: 2),
                .resident(0x80, named: "stream", [7], instance: 2),
            ])
        volume.used = [60..<62, 50..<53, 40..<42]
    }

    private var pieceEntries: [UInt8] {
        SyntheticAttribute.listEntry(0x10, in: reference(24))
            + SyntheticAttribute.listEntry(0x30, in: reference(24))
            + SyntheticAttribute.listEntry(0x80, in: reference(24), instance: 2)
            + SyntheticAttribute.listEntry(0x80, lowest: 2, in: reference(30), instance: 2)
            + SyntheticAttribute.listEntry(0x80, lowest: 5, in: reference(26, 9), instance: 2)
            + SyntheticAttribute.listEntry(
                0x80, named: "stream", in: reference(26, 9), instance: 2)
    }

    private let joined = [
        Extent(logical: 0, physical: 60, count: 2, kind: .stored),
        Extent(logical: 2, physical: 50, count: 3, kind: .stored),
        Extent(logical: 5, physical: 40, count: 2, kind: .stored),
    ]

    @Test(arguments: [true, false])
    func piecesAreJoinedByTypeNameAndVCN(isResident: Bool) throws {
        var volume = SyntheticNTFS()
        let value = pieceEntries
        if isResident {
            pieces(&volume, list: .resident(0x20, value))
        } else {
            // In two runs, the second before the first.
            let size = SyntheticAttribute.Sizes(
                allocated: 8192, data: UInt64(value.count), initialized: UInt64(value.count))
            pieces(&volume, list: .runs(0x20, [Run(81, 1), Run(80, 1)], sizes: size))
            volume.used.append(80..<82)
            volume.patches = [(81 * 4096, value)]
        }
        let (_, reader) = try volume.opened()
        let map = try reader.map()
        #expect(map.findings == [])
        #expect(map.misowned == [])
        #expect(map.files.map(\.number).suffix(2) == [11, 24])
        let data = try #require(map.attribute(0x80, of: 24))
        #expect(data.size == 7 * 4096 && !data.flags.contains(.incomplete))
        #expect(Array(map.extents(of: data)) == joined)
        let stream = try #require(map.attribute(0x80, "stream", of: 24))
        #expect(try reader.residentValue(of: stream) == [7])
        let file = map.files[try #require(map.file(number: 24))]
        #expect(map.attributes(of: file).map(\.typeCode) == [0x10, 0x20, 0x30, 0x80, 0x80])
    }

    /// A list that is longer than a cluster: a stream in each of many records.
    @Test func hundredsOfStreamsInManyRecords() throws {
        var volume = SyntheticNTFS()
        volume.clusterCount = 256
        volume.mft = [4..<60]
        let entry = SyntheticAttribute.listEntry
        var value = entry(0x10, "", 0, reference(24), 0) + entry(0x30, "", 0, reference(24), 0)
        var next: UInt64 = 30
        for start in stride(from: 0, to: 900, by: 9) {
            var streams: [SyntheticAttribute] = []
            for number in start..<start + 9 {
                let name = "stream-\(number)"
                value += entry(0x80, name, 0, reference(next), 1)
                streams.append(.resident(0x80, named: name, little(number, 2), instance: 1))
            }
            volume.records[next] = holder(of: 24, streams)
            next += 1
        }
        #expect(value.count > 3 * 4096)
        let clusters = UInt64(value.count + 4095) / 4096
        volume.records[24] = SyntheticRecord(attributes: [
            .standardInformation(),
            .runs(
                0x20, [Run(100, clusters)],
                sizes: .init(
                    allocated: clusters * 4096, data: UInt64(value.count),
                    initialized: UInt64(value.count))), .fileName("streams"),
        ])
        volume.used = [100..<100 + clusters]
        volume.patches = [(100 * 4096, value)]
        let (disk, reader) = try volume.opened()
        let map = try reader.map()
        #expect(map.findings == [])
        #expect(map.misowned == [])
        let file = map.files[try #require(map.file(number: 24))]
        let streams = map.attributes(of: file).filter { $0.typeCode == 0x80 }
        #expect(streams.map { map.name($0.name).description } == (0..<900).map { "stream-\($0)" })
        let before = disk.readCount
        for (number, stream) in streams.enumerated() {
            #expect(try reader.residentValue(of: stream) == little(number, 2))
        }
        #expect(disk.readCount <= before + 1)
    }

    /// The list in a cluster of its own: cluster 80.
    private func put(list value: [UInt8], in volume: inout SyntheticNTFS) {
        pieces(
            &volume,
            list: .runs(
                0x20, [Run(80, 1)],
                sizes: .init(
                    allocated: 4096, data: UInt64(value.count), initialized: UInt64(value.count))))
        volume.used.append(80..<81)
        volume.patches = [(80 * 4096, value)]
    }

    /// Where the records account for the whole list, it is not read.
    @Test func aListInClustersIsReadOnlyWhereItIsNeeded() throws {
        var volume = SyntheticNTFS()
        put(list: pieceEntries, in: &volume)
        let (disk, reader) = try volume.opened()
        disk.unreadable = 80 * 8..<81 * 8
        let map = try reader.map()
        #expect(map.findings == [])
        let data = try #require(map.attribute(0x80, of: 24))
        #expect(Array(map.extents(of: data)) == joined)
        // A piece more than the list can name: the list decides.
        volume.records[30]?.attributes.append(.resident(0x80, named: "stale", [1]))
        let stale = try volume.map()
        #expect(stale.attribute(0x80, "stale", of: 24) == nil)
        #expect(stale.findings.map(\.problem) == ["$DATA from VCN 0 on: not in the attribute list"])
        // As many pieces, but two of the same VCNs: the list decides.
        volume.records[30]?.attributes = [.data([Run(50, 3)], lowest: 5)]
        let twice = try volume.map()
        #expect(twice.findings.contains { $0.problem.contains("listed, but not there") })
    }

    /// A byte of the list, and what the check says of it.
    @Test(
        arguments: [
            (0, 0x10, nil), (4, 1, "entry at byte 0"), (0, 0x50, "names $SECURITY_DESCRIPTOR"),
            (186, 0x74, "names $DATA ttream"),
        ] as [(Int, UInt8, String?)])
    func theCheckOfListsReadsThem(place: Int, byte: UInt8, problem: String?) throws {
        var volume = SyntheticNTFS()
        var value = pieceEntries
        value[place] = byte
        put(list: value, in: &volume)
        let (disk, reader) = try volume.opened()
        let map = try reader.map()
        #expect(map.findings == [])
        let found = reader.checkAttributeLists(of: map)
        #expect(found.count == (problem == nil ? 0 : 1))
        #expect(found.allSatisfy { $0.problem.contains(problem ?? "") && $0.byte == 80 * 4096 })
        disk.unreadable = 80 * 8..<81 * 8
        #expect(reader.checkAttributeLists(of: map).map(\.file) == [24])
    }

    @Test(arguments: [true, false])
    func aStaleExtensionRecordIsNotUsed(isResident: Bool) throws {
        var volume = SyntheticNTFS()
        if isResident {
            pieces(&volume, list: .resident(0x20, pieceEntries))
        } else {
            put(list: pieceEntries, in: &volume)
        }
        // The record was given to the file that had the number before.
        volume.records[30]?.base = reference(24, 7)
        let map = try volume.map()
        let data = try #require(map.attribute(0x80, of: 24))
        #expect(data.flags.contains(.incomplete))
        #expect(Array(map.extents(of: data)) == [joined[0], joined[2]])
        #expect(map.misowned == [50, 51, 52])
        let problems = map.findings.map(\.problem)
        #expect(problems.contains { $0.contains("record 30, sequence 1, holds no attributes") })
        #expect(problems.contains { $0.contains("VCNs from 2 to 4") })
        #expect(problems.contains { $0.contains("record 24, sequence 7, which does not list it") })
    }

    @Test func aReferenceWithAnotherSequenceNumberIsStale() throws {
        var volume = SyntheticNTFS()
        pieces(&volume, list: .resident(0x20, pieceEntries))
        volume.records[26]?.sequence = 10
        let map = try volume.map()
        let data = try #require(map.attribute(0x80, of: 24))
        #expect(Array(map.extents(of: data)) == Array(joined[..<2]))
        #expect(map.attribute(0x80, "stream", of: 24) == nil)
        #expect(map.findings.contains { $0.problem.contains("record 26, sequence 9, holds no") })
    }

    @Test func whatTheListDoesNotNameIsNotUsed() throws {
        var volume = SyntheticNTFS()
        pieces(&volume, list: .resident(0x20, pieceEntries))
        volume.records[30]?.attributes.append(.resident(0x80, named: "stale", [1]))
        volume.records[26]?.attributes.removeLast()
        let map = try volume.map()
        #expect(map.attribute(0x80, "stale", of: 24) == nil)
        #expect(
            map.findings.map(\.problem) == [
                "$DATA from VCN 0 on: not in the attribute list",
                "$DATA from VCN 0 on: listed, but not there",
            ])
        #expect(map.findings.map(\.file) == [24, 24])
    }

    /// The extension records themselves say whose they are.
    @Test(arguments: [true, false])
    func withoutItsListAFileIsGatheredFromItsRecords(isEmpty: Bool) throws {
        var volume = SyntheticNTFS()
        var value = pieceEntries
        value[4] = 1
        if isEmpty { value = [] }
        pieces(&volume, list: .resident(0x20, value))
        let map = try volume.map()
        #expect(map.findings.count == 1)
        let data = try #require(map.attribute(0x80, of: 24))
        #expect(Array(map.extents(of: data)) == joined)
        #expect(map.misowned == [])
    }

    @Test func aListInAHoleOrTooLongIsDamaged() throws {
        for (runs, size) in [([Run(nil, 1)], 96), ([Run(60, 100)], 300_000)] as [([Run], UInt64)] {
            var volume = SyntheticNTFS()
            volume.records[24] = SyntheticRecord(attributes: [
                .standardInformation(),
                .runs(
                    0x20, runs,
                    sizes: .init(
                        allocated: runs[0].count * 4096, data: size, initialized: size)),
                .fileName("lost"),
            ])
            volume.used = [60..<128]
            let map = try volume.map()
            #expect(map.findings.map(\.problem).contains { $0.contains("that cannot be") })
            #expect(map.attribute(0x30, of: 24) != nil)
        }
    }

    /// $MFT in four pieces: record 0 has the first, and its list names records that are found only
    /// by the pieces that other records hold.
    @Test(arguments: [true, false])
    func theMFTFindsItself(isResident: Bool) throws {
        var volume = SyntheticNTFS()
        volume.mft = [4..<10, 90..<94, 70..<73, 110..<118]
        let entry = SyntheticAttribute.listEntry
        // Record 23 lies in the first piece; 39 in the second, 51 in the third.
        var value = entry(0x10, "", 0, reference(0), 0) + entry(0x30, "", 0, reference(0), 0)
        value += entry(0x80, "", 0, reference(0), 5)
        // The list is in the order of VCNs; the rounds go over it again and again.
        value += entry(0x80, "", 6, reference(23), 5) + entry(0x80, "", 10, reference(39), 5)
        value += entry(0x80, "", 13, reference(51), 5) + entry(0xB0, "", 0, reference(51), 5)
        func piece(_ range: Range<UInt64>, _ lowest: UInt64) -> SyntheticAttribute {
            .data(
                volume.runs([range]), lowest: lowest, size: 21 * 4096, instance: 5)
        }
        volume.records[23] = holder(of: 0, [piece(volume.mft[1], 6)])
        volume.records[39] = holder(of: 0, [piece(volume.mft[2], 10)])
        volume.records[83] = SyntheticRecord(attributes: [
            .standardInformation(), .fileName("last"), .resident(0x80, [1, 2]),
        ])
        volume.records[51] = SyntheticRecord()
        volume.records[0] = SyntheticRecord()
        let bits = volume.recordBits
        volume.records[51] = holder(of: 0, [piece(volume.mft[3], 13), .resident(0xB0, bits)])
        var list = SyntheticAttribute.resident(0x20, value)
        if !isResident {
            list = .runs(
                0x20, [Run(60, 1)],
                sizes: .init(
                    allocated: 4096, data: UInt64(value.count), initialized: UInt64(value.count)))
            volume.used = [60..<61]
            volume.patches = [(60 * 4096, value)]
        }
        volume.records[0] = SyntheticRecord(attributes: [
            .standardInformation(), list, .fileName("$MFT"), piece(volume.mft[0], 0),
        ])
        let map = try volume.map()
        #expect(map.findings == [])
        #expect(map.misowned == [])
        #expect(map.files.last?.number == 83)
        let data = try #require(map.attribute(0x80, of: 0))
        #expect(map.extents(of: data).map(\.physical) == [4, 90, 70, 110])

        // Without the second piece, the records of the others are still found; its own are lost.
        volume.records[23]?.base = reference(0, 2)
        let torn = try volume.map()
        #expect(torn.findings.contains { $0.problem.contains("a part of $MFT is not found") })
        #expect(torn.findings.contains { $0.problem.contains("records 24 to") })
        #expect(torn.root != nil)
    }

    /// Clusters of 1024 bytes: records of 2048 can lie in two runs.
    @Test func aRecordInTwoRunsIsReadWhole() throws {
        var volume = SyntheticNTFS()
        volume.clusterLength = 1024
        volume.clusterCount = 200
        volume.mirror = 150..<158
        volume.recordLength = 2048
        volume.mft = [4..<52]
        volume.records[23] = SyntheticRecord(attributes: [
            .standardInformation(), .fileName("file"),
            .resident(0x80, distinct("value", 1600)),
        ])
        // Then everything behind the cluster 51 moves: the second half of record 23.
        let image = volume.image()
        volume.records[0] = SyntheticRecord(
            attributes: [
                .standardInformation(attributes: 6), .fileName("$MFT"),
                .data([Run(4, 47), Run(180, 1)], cluster: 1024), .resident(0xB0, volume.recordBits),
            ])
        volume.rawRecords[23] =
            Array(image[50 * 1024..<51 * 1024])
            + [UInt8](
                repeating: 0xEE, count: 1024)
        volume.patches = [(180 * 1024, Array(image[51 * 1024..<52 * 1024]))]
        volume.used = [180..<181]
        let (_, reader) = try volume.opened()
        let map = try reader.map()
        #expect(map.findings == [])
        #expect(map.misowned == [51])
        let data = try #require(map.attribute(0x80, of: 23))
        #expect(try reader.residentValue(of: data) == distinct("value", 1600))
    }
}
