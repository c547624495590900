import Testing
import VolumeMap

/// Partition tables, whole and damaged.
@Suite struct DiskLayoutTests {
    typealias Entry = TableDisk.Entry

    /// Where partitions lie, in blocks of the table.
    private func places(_ layout: DiskLayout) -> [[UInt64]] {
        let length = UInt64(layout.blockLength)
        return layout.partitions.map {
            [UInt64($0.number), $0.part.start / length, $0.part.byteCount / length]
        }
    }

    @Test(arguments: [512, 4096])
    func primaryAndLogicalPartitionsAreFound(blockLength: Int) throws {
        let disk = TableDisk(blockLength: blockLength)
        disk.writeBootRecord([
            Entry(type: 0x07, first: 2048, count: 1000, status: 0x80),
            Entry(type: 0x05, first: 10_000, count: 20_000),
            Entry(type: 0x83, first: 40_000, count: 777),
        ])
        disk.writeBootRecord(
            [Entry(type: 0x83, first: 63, count: 100), Entry(type: 0x05, first: 5000, count: 200)],
            at: 10_000)
        disk.writeBootRecord([Entry(type: 0x82, first: 1, count: 150)], at: 15_000)
        let layout = try DiskLayout(disk)
        #expect(layout.scheme == .masterBootRecord)
        #expect(
            places(layout)
                == [[1, 2048, 1000], [3, 40_000, 777], [5, 10_063, 100], [6, 15_001, 150]])
        #expect(layout.partitions.map(\.isActive) == [true, false, false, false])
        #expect(layout.partitions.map(\.type) == [0x07, 0x83, 0x83, 0x82].map { .code($0) })
        #expect(
            layout.partitions.map(\.entryByte).suffix(2).map { $0 / UInt64(blockLength) }
                == [10_000, 15_000])
        #expect(layout.findings == [])
    }

    @Test func aChainThatRunsInACircleEnds() throws {
        let disk = TableDisk()
        disk.writeBootRecord([Entry(type: 0x0F, first: 100, count: 1000)])
        disk.writeBootRecord(
            [Entry(type: 0x83, first: 1, count: 10), Entry(type: 0x05, first: 50, count: 20)],
            at: 100)
        disk.writeBootRecord(
            [Entry(type: 0x83, first: 1, count: 10), Entry(type: 0x05, first: 0, count: 20)],
            at: 150)
        let layout = try DiskLayout(disk)
        #expect(places(layout) == [[5, 101, 10], [6, 151, 10]])
        #expect(layout.findings.map(\.problem) == ["the chain of records runs in a circle"])
        #expect(layout.findings.map(\.byte) == [100 * 512])
    }

    @Test func anEndlessChainEnds() throws {
        let disk = TableDisk()
        disk.writeBootRecord([Entry(type: 0x05, first: 1, count: 90_000)])
        for block in 0..<2000 as Range<UInt64> {
            disk.writeBootRecord(
                [Entry(type: 0, first: 0, count: 0), Entry(type: 5, first: block + 1, count: 1)],
                at: block + 1)
        }
        let layout = try DiskLayout(disk)
        #expect(layout.findings.map(\.problem) == ["more than 256 records in the chain"])
        #expect(disk.reads < 300)
    }

    @Test func aChainStaysWithinItsPartition() throws {
        let disk = TableDisk()
        disk.writeBootRecord([
            Entry(type: 0x05, first: 100, count: 50), Entry(type: 7, first: 1000, count: 9),
        ])
        disk.writeBootRecord(
            [Entry(type: 0x83, first: 1, count: 10), Entry(type: 0x05, first: 50, count: 20)],
            at: 100)
        disk.writeBootRecord([Entry(type: 0x83, first: 1, count: 10)], at: 150)
        let layout = try DiskLayout(disk)
        #expect(places(layout) == [[2, 1000, 9], [5, 101, 10]])
        #expect(layout.findings.count == 1)
    }

    @Test func partitionsAreCutAtTheEndOfTheDisk() throws {
        let disk = TableDisk(blockCount: 5000)
        disk.writeBootRecord([
            Entry(type: 0x07, first: 100, count: 50_000), Entry(type: 7, first: 6000, count: 1),
        ])
        let layout = try DiskLayout(disk)
        #expect(places(layout) == [[1, 100, 4900]])
        #expect(layout.findings.map(\.structure) == ["partition 1", "partition 2"])
    }

    @Test func partitionsThatShareBytesAreReported() throws {
        let disk = TableDisk()
        disk.writeBootRecord([
            Entry(type: 0x07, first: 100, count: 1000), Entry(type: 7, first: 1100, count: 10),
            Entry(type: 0x07, first: 1109, count: 10),
        ])
        let layout = try DiskLayout(disk)
        #expect(layout.findings.map(\.problem) == ["shares bytes with partition 2"])
        #expect(layout.findings.map(\.byte) == [1109 * 512])
    }

    @Test(arguments: [(512, 512), (4096, 4096), (512, 4096), (4096, 512)])
    func guidPartitionsAreFound(disk blockLength: Int, table: Int) throws {
        let disk = TableDisk(blockLength: blockLength, blockCount: 80_000)
        disk.writeGUIDTable(
            [
                .init(first: 40, last: 99, name: "EFI"),
                .init(first: 100, last: 999, name: "Größe 😀"),
            ], tableBlockLength: table)
        let layout = try DiskLayout(disk)
        #expect(layout.scheme == .guidPartitionTable)
        #expect(layout.blockLength == table)
        #expect(places(layout) == [[1, 40, 60], [2, 100, 900]])
        #expect(layout.partitions.map(\.name.description) == ["EFI", "Größe 😀"])
        #expect(
            layout.partitions[0].type.description
                == "Microsoft basic data, EBD0A0A2-B9E5-4433-87C0-68B6B72699C7")
        #expect(layout.partitions[1].identifier == "13121110-1514-1716-1819-1A1B1C1D1E1F")
        #expect(layout.partitions[1].entryByte == UInt64(2 * table + 128))
        #expect(layout.findings == [])
    }

    @Test func aNameThatIsNoTextKeepsItsCodeUnits() throws {
        let disk = TableDisk()
        disk.writeGUIDTable([.init(first: 40, last: 99, name: "ab")])
        // The name is not told apart by anything but the entries' CRC-32, which only makes a finding.
        disk.write([0x00, 0xD8], at: 1024 + 58)
        disk.write([0], at: 99_999 * 512)
        let layout = try DiskLayout(disk)
        #expect(layout.partitions.map(\.name.bytes) == [[0x61, 0xED, 0xA0, 0x80]])
    }

    @Test(arguments: [512, 4096])
    func theBackupIsUsedWhereThePrimaryIsDamaged(blockLength: Int) throws {
        // A byte of the header, of the entries, the whole header; a block that cannot be read.
        let damages: [(TableDisk) -> Void] = [
            { $0.write([1], at: UInt64(blockLength) + 40) },
            { $0.write([9], at: UInt64(2 * blockLength) + 33) },
            { $0.write([UInt8](repeating: 0, count: 92), at: UInt64(blockLength)) },
            { $0.bad = [1] }, { $0.bad = [2] },
        ]
        for damage in damages {
            let disk = TableDisk(blockLength: blockLength)
            disk.writeGUIDTable([.init(first: 40, last: 99, name: "data")])
            damage(disk)
            let layout = try DiskLayout(disk)
            #expect(places(layout) == [[1, 40, 60]])
            #expect(layout.findings.count == 1)
            #expect(layout.partitions.first?.entryByte ?? 0 > UInt64(90_000 * blockLength))
        }
    }

    @Test func aDamagedBackupIsReported() throws {
        let disk = TableDisk()
        disk.writeGUIDTable([.init(first: 40, last: 99, name: "data")])
        disk.write([1], at: 99_999 * 512 + 57)
        let layout = try DiskLayout(disk)
        #expect(places(layout) == [[1, 40, 60]])
        #expect(layout.findings.map(\.byte) == [99_999 * 512])
        #expect(layout.findings.first?.problem.contains("CRC-32") ?? false)
    }

    @Test func aHybridUsesTheGUIDTable() throws {
        let disk = TableDisk()
        disk.writeGUIDTable([.init(first: 40, last: 99, name: "data")])
        disk.writeBootRecord([
            Entry(type: 0xEE, first: 1, count: 39), Entry(type: 7, first: 40, count: 50),
        ])
        let layout = try DiskLayout(disk)
        #expect(places(layout) == [[1, 40, 60]])
        #expect(layout.findings.map(\.structure) == ["master boot record"])
        #expect(layout.findings.first?.problem.contains("hybrid: 1 entries") ?? false)
    }

    @Test func aHybridWithoutItsGUIDTableUsesTheRest() throws {
        let disk = TableDisk()
        disk.writeBootRecord([
            Entry(type: 0xEE, first: 1, count: 39), Entry(type: 7, first: 40, count: 50),
        ])
        let layout = try DiskLayout(disk)
        #expect(places(layout) == [[2, 40, 50]])
        #expect(!layout.findings.isEmpty)
    }

    @Test func aGUIDTableThatNothingProtectsIsUsedAndReported() throws {
        let disk = TableDisk()
        disk.writeGUIDTable([.init(first: 40, last: 99, name: "data")], isProtected: false)
        let layout = try DiskLayout(disk)
        #expect(places(layout) == [[1, 40, 60]])
        #expect(layout.findings.map(\.structure) == ["master boot record"])
    }

    @Test(arguments: ["NTFS    ", "EXFAT   "])
    func aBootSectorIsNoPartitionTable(name: String) throws {
        let disk = TableDisk(blockCount: 1000)
        // A boot sector's code may look like entries.
        disk.writeBootRecord([Entry(type: 7, first: 10, count: 10)])
        disk.write(Array(name.utf8), at: 3)
        let layout = try DiskLayout(disk)
        #expect(layout.scheme == .none)
        #expect(layout.partitions.map(\.number) == [0])
        #expect(layout.partitions.map(\.part) == [DiskPart(start: 0, byteCount: 512_000)])
        let found = try FileSystemSignature.detect(disk, layout.partitions[0].part)
        #expect(found == (name == "NTFS    " ? .ntfs : nil))
    }

    @Test(arguments: [512, 4096])
    func extFromTheFirstByteOnIsFound(blockLength: Int) throws {
        let disk = TableDisk(blockLength: blockLength)
        disk.write([0x53, 0xEF], at: 1080)
        let layout = try DiskLayout(disk)
        #expect(layout.scheme == .none)
        let part = DiskPart(start: 0, byteCount: UInt64(100_000 * blockLength))
        #expect(layout.partitions.map(\.part) == [part])
        #expect(try FileSystemSignature.detect(disk, part) == .ext)
        #expect(layout.findings == [])
    }

    @Test func aPartOfAPartitionIsNotTakenForAFileSystem() throws {
        let disk = TableDisk()
        disk.write(Array("NTFS    ".utf8), at: 5003)
        let part = DiskPart(start: 5000, byteCount: 4096)
        #expect(try FileSystemSignature.detect(disk, part) == nil)
        disk.write([0x55, 0xAA], at: 5510)
        #expect(try FileSystemSignature.detect(disk, part) == .ntfs)
        #expect(try FileSystemSignature.detect(disk, DiskPart(start: 5000, byteCount: 511)) == nil)
        #expect(try FileSystemSignature.detect(disk, DiskPart(start: 5000, byteCount: 0)) == nil)
    }

    @Test func whatIsThereInsteadIsNamed() throws {
        let disk = TableDisk()
        let part = DiskPart(start: 0, byteCount: 1 << 20)
        #expect(throws: VolumeError.unknownFileSystem(at: 0, found: "zeros")) {
            try openVolume(disk, part)
        }
        disk.write(Array("XFSB".utf8), at: 0)
        #expect(throws: VolumeError.unknownFileSystem(at: 0, found: "XFS")) {
            try openVolume(disk, part)
        }
        disk.bad = [0]
        #expect(throws: VolumeError.self) { try openVolume(disk, part) }
        #expect(throws: BlockReadFailure.self) { try DiskLayout(disk) }
    }

    /// Damaged tables never crash, never take many reads, and never name bytes beyond the disk.
    @Test(arguments: 0..<8) func damagedTablesAreHarmless(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        for round in 0..<250 {
            let length = round % 2 == 0 ? 512 : 4096
            let disk = TableDisk(blockLength: length, blockCount: 300)
            if round % 4 < 2 {
                disk.writeGUIDTable([
                    .init(first: 40, last: 99, name: "a"), .init(first: 100, last: 120, name: "b"),
                ])
            } else {
                disk.writeBootRecord([
                    Entry(type: 7, first: 2, count: 10), Entry(type: 5, first: 20, count: 200),
                ])
                disk.writeBootRecord(
                    [Entry(type: 7, first: 2, count: 9), Entry(type: 5, first: 20, count: 20)],
                    at: 20)
                disk.writeBootRecord(
                    [Entry(type: 7, first: 2, count: 9), Entry(type: 5, first: 40, count: 20)],
                    at: 40)
            }
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let block = UInt64([0, 1, 2, 20, 40, 299].randomElement(using: &random) ?? 0)
                let offset = [
                    UInt64.random(in: 0..<128, using: &random),
                    UInt64.random(in: 446..<512, using: &random),
                ]
                let byte = block * UInt64(length) + (offset.randomElement(using: &random) ?? 0)
                let value = [0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &random)]
                disk.write([value.randomElement(using: &random) ?? 0], at: byte)
            }
            let layout = try DiskLayout(disk)
            #expect(disk.reads < 300)
            for partition in layout.partitions {
                let end = partition.part.start.addingReportingOverflow(partition.part.byteCount)
                #expect(!end.overflow && end.partialValue <= 300 * UInt64(length))
                #expect(partition.part.byteCount > 0)
            }
        }
    }

    /// A header whose checksum is right may say anything.
    @Test(arguments: [
        (72, UInt64.max, 8), (72, 0, 8), (80, UInt64(UInt32.max), 4), (84, 0, 4), (84, 129, 4),
        (84, UInt64(UInt32.max), 4), (12, 91, 4), (12, 513, 4), (24, 2, 8), (32, UInt64.max, 8),
    ])
    func hostileHeadersWithGoodChecksumsAreHarmless(
        offset: Int, value: UInt64, count: Int
    ) throws {
        let disk = TableDisk()
        disk.writeGUIDTable([.init(first: 40, last: 99, name: "a")])
        disk.forgeHeader(at: 1, offset: offset, littleEndianBytes(value, count))
        let layout = try DiskLayout(disk)
        #expect(places(layout) == [[1, 40, 60]])
        #expect(offset == 32 || !layout.findings.isEmpty)
    }

    @Test(
        arguments: [
            (0 as UInt64, 5 as UInt64), (9, 8), (5, UInt64.max), (UInt64.max, UInt64.max),
        ] as [(UInt64, UInt64)])
    func hostileEntriesWithGoodChecksumsAreReported(first: UInt64, last: UInt64) throws {
        let disk = TableDisk()
        disk.writeGUIDTable([
            .init(first: first, last: last, name: "a"), .init(first: 50, last: 59, name: "b"),
        ])
        let layout = try DiskLayout(disk)
        #expect(places(layout).last == [2, 50, 10])
        #expect(!layout.findings.isEmpty)
    }
}
