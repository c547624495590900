import Testing

@testable import VolumeMap

/// Directories by their indexes.
@Suite struct DirectoryIndexTests {
    /// An entry; with a node below where `below` is given, the last of its node where there is no
    /// name.
    private func entry(
        _ file: UInt64 = 0, _ name: String? = nil, below: UInt64? = nil, in parent: UInt64 = 26,
        namespace: UInt8 = 0
    ) -> [UInt8] {
        let key = name.map {
            SyntheticAttribute.nameValue(
                Array($0.utf16), in: reference(parent), namespace: namespace)
        }
        let keyLength = key?.count ?? 0
        let length = 16 + (keyLength + 7) / 8 * 8 + (below == nil ? 0 : 8)
        var bytes = little(name == nil ? 0 : reference(file), 8)
        bytes += little(length, 2)
        bytes += little(keyLength, 2)
        bytes += little((below == nil ? 0 : 1) + (name == nil ? 2 : 0), 4)
        bytes += key ?? []
        bytes += [UInt8](repeating: 0, count: length - bytes.count - (below == nil ? 0 : 8))
        if let below { bytes += little(below, 8) }
        return bytes
    }

    private func root(_ entries: [[UInt8]], blockLength: Int = 4096) -> [UInt8] {
        let body = entries.flatMap { $0 }
        var bytes = little(0x30, 4)
        bytes += little(1, 4)
        bytes += little(blockLength, 4)
        bytes += little(1, 4)
        bytes += little(16, 4)
        bytes += little(16 + body.count, 4)
        bytes += little(16 + body.count, 4)
        bytes += little(1, 4)
        return bytes + body
    }

    private func block(_ vcn: UInt64, _ entries: [[UInt8]], length: Int = 4096) -> [UInt8] {
        let body = entries.flatMap { $0 }
        let first = (40 + 2 * (length / 512 + 1) + 7) / 8 * 8
        var bytes = Array("INDX".utf8) + little(40, 2)
        bytes += little(length / 512 + 1, 2)
        bytes += little(0, 8)
        bytes += little(vcn, 8)
        bytes += little(first - 24, 4)
        bytes += little(first - 24 + body.count, 4)
        bytes += little(length - 24, 4)
        bytes += [0, 0, 0, 0]
        bytes += [UInt8](repeating: 0, count: first - bytes.count)
        bytes += body
        bytes += [UInt8](repeating: 0, count: length - bytes.count)
        protect(&bytes, number: UInt16(vcn + 11))
        return bytes
    }

    /// Files a to f in directory 26, whose index has a root and two blocks; the VCN of the second
    /// block is the first's and `step`.
    private func volume(
        cluster: Int = 4096, blockLength: Int = 4096, step: UInt64 = 1,
        secondBlock: [[UInt8]]? = nil
    ) -> SyntheticNTFS {
        var volume = SyntheticNTFS()
        volume.clusterLength = cluster
        if cluster > 4096 { volume.mft = [4..<10] }
        let clusters = UInt64(max(1, 2 * blockLength / cluster))
        for (number, name) in zip(30...35 as ClosedRange<UInt64>, ["a", "b", "c", "d", "e", "f"]) {
            volume.records[number] = SyntheticRecord(attributes: [
                .standardInformation(), .fileName(name, in: reference(26)), .resident(0x80, []),
            ])
        }
        let size = clusters * UInt64(cluster)
        volume.records[26] = SyntheticRecord(
            flags: 3,
            attributes: [
                .standardInformation(), .fileName("directory"),
                .resident(
                    0x90, named: "$I30",
                    root(
                        [entry(32, "c", below: 0), entry(below: step)], blockLength: blockLength)),
                .runs(
                    0xA0, named: "$I30", [Run(60, clusters)],
                    sizes: .init(allocated: size, data: size, initialized: size)),
                .resident(0xB0, named: "$I30", [3, 0, 0, 0, 0, 0, 0, 0]),
            ])
        volume.used = [60..<60 + clusters]
        volume.records[5] = SyntheticRecord(
            sequence: 5, flags: 3,
            attributes: [
                .standardInformation(), .fileName("."),
            ])
        let place = 60 * UInt64(cluster)
        volume.patches = [
            (place, block(0, [entry(30, "a"), entry(31, "b"), entry()], length: blockLength)),
            (
                place + UInt64(blockLength),
                block(
                    step,
                    secondBlock
                        ?? [entry(33, "d"), entry(34, "e"), entry(35, "f"), entry()],
                    length: blockLength)
            ),
        ]
        return volume
    }

    private func check(_ volume: SyntheticNTFS) throws -> [MapFinding] {
        let (_, reader) = try volume.opened()
        let map = try reader.map()
        #expect(map.findings == [])
        // The root has no index here.
        return reader.checkIndexes(of: map).filter { !$0.problem.contains("none that is resident") }
            .filter { $0.file != 5 && !$0.problem.hasSuffix("index of directory 5") }
    }

    /// A VCN of an index is a cluster, or 512 bytes where a cluster is larger than an index block.
    @Test(arguments: [(4096, 4096, 1), (4096, 8192, 2), (8192, 4096, 8), (65_536, 4096, 8)])
    func entriesComeInTheirOrder(cluster: Int, blockLength: Int, step: UInt64) throws {
        let volume = volume(cluster: cluster, blockLength: blockLength, step: step)
        let (_, reader) = try volume.opened()
        let map = try reader.map()
        let directory = map.files[try #require(map.file(number: 26))]
        let entries = try reader.indexEntries(of: directory, in: map)
        #expect(entries.map(\.name.description) == ["a", "b", "c", "d", "e", "f"])
        #expect(entries.map(\.file) == Array(30...35))
        #expect(entries.allSatisfy { $0.parent == 26 && $0.generation == 1 && !$0.isShortName })
        #expect(try check(volume) == [])
        for type in [0x90, 0xA0, 0xB0] as [UInt32] {
            #expect(map.attribute(type, "$I30", of: 26)?.role == .index)
        }
    }

    @Test func namesThatAreInNoIndexAndEntriesOfNoNameAreFindings() throws {
        let found = try check(
            volume(secondBlock: [
                entry(33, "d"), entry(34, "E"), entry(99, "g"), entry(33, "d"), entry(),
            ]))
        #expect(
            found.map(\.problem) == [
                "d of file 33 is there twice",
                "$FILE_NAME e: not in the index of directory 26",
                "$FILE_NAME f: not in the index of directory 26",
                "E of file 34 is no name of that file", "g of file 99 is no name of that file",
            ])
    }

    @Test func anEntryOfAnotherSequenceNumberIsAFinding() throws {
        var volume = volume()
        volume.records[34]?.sequence = 4
        #expect(
            try check(volume).map(\.problem) == [
                "e of file 34 has sequence number 1, the file 4"
            ])
    }

    /// Damage of the second block: a byte, and what is said of it.
    @Test(
        arguments: [
            (511, 1, "only a part was written"), (0, 1, "signature"),
            (16, 2, "VCN of this block: 3"),
            (25, 0x80, "node header"), (28, 0xF0, "node header"), (64 + 8, 0x03, "its length"),
            (64 + 10, 0xF0, "its length"), (64 + 16 + 64, 0xFF, "no $FILE_NAME"),
        ] as [(Int, UInt8, String)])
    func aDamagedBlockIsAFindingAndTheRestIsRead(
        place: Int, mask: UInt8, problem: String
    ) throws {
        var volume = volume()
        var bytes = volume.patches[1].bytes
        bytes[place] ^= mask
        if place == 28 { bytes[29] ^= 0xF0 }
        volume.patches[1].bytes = bytes
        let found = try check(volume)
        #expect(found.map(\.problem).contains { $0.contains(problem) })
        #expect(found.contains { $0.byte == 61 * 4096 })
        #expect(!found.contains { $0.problem.contains("$FILE_NAME a") })
        let (_, reader) = try volume.opened()
        let map = try reader.map()
        let directory = map.files[try #require(map.file(number: 26))]
        #expect(throws: VolumeError.self) { try reader.indexEntries(of: directory, in: map) }
    }

    @Test func anIndexThatLeadsIntoItselfEnds() throws {
        let found = try check(
            volume(secondBlock: [
                entry(33, "d", below: 0), entry(34, "e", below: 1), entry(35, "f", below: 9),
                entry(),
            ]))
        #expect(
            found.map(\.problem) == [
                "two entries lead to it", "two entries lead to it",
                "beyond the end of $INDEX_ALLOCATION",
            ])
    }

    /// Two directories whose indexes cannot both be on the volume.
    @Test func indexesLargerThanTheVolumeAreNotRead() throws {
        var volume = volume()
        let size: UInt64 = 100 * 4096
        for number in [40, 41] as [UInt64] {
            volume.records[number] = SyntheticRecord(
                flags: 3,
                attributes: [
                    .standardInformation(), .fileName("large-\(number)"),
                    .resident(0x90, named: "$I30", root([entry(below: 0)])),
                    .runs(
                        0xA0, named: "$I30", [Run(20, 100)],
                        sizes: .init(allocated: size, data: size, initialized: size)),
                ])
        }
        let (_, reader) = try volume.opened()
        let found = reader.checkIndexes(of: try reader.map())
        #expect(found.contains { $0.file == 40 && $0.problem.contains("signature") })
        #expect(found.contains { $0.file == 41 && $0.problem.contains("more of all indexes") })
    }

    @Test func blocksBehindOneThatCannotBeReadAreRead() throws {
        let (disk, reader) = try volume().opened()
        let map = try reader.map()
        disk.unreadable = 60 * 8..<60 * 8 + 1
        let found = reader.checkIndexes(of: map).filter { $0.file != 5 }
        #expect(found.contains { $0.problem.contains("medium error") })
        #expect(found.contains { $0.problem.contains("$FILE_NAME a: not in the index") })
        #expect(!found.contains { $0.problem.contains("$FILE_NAME d: not in the index") })
    }
}
