/// The partitions of a disk, from whichever partition table it has.
public struct DiskLayout: Equatable, Sendable {
    /// What divides the disk.
    public enum Scheme: String, Sendable, CaseIterable {
        /// Nothing: the disk is one part, from its first byte to its last.
        case none = "no partition table"
        /// A master boot record, with logical partitions in an extended one.
        case masterBootRecord = "MBR"
        /// A GUID partition table.
        case guidPartitionTable = "GPT"
    }

    /// What divides the disk.
    public var scheme: Scheme
    /// The partitions in the order of their numbers.
    public var partitions: [DiskPartition] = []
    /// What is damaged, contradicts itself, or leaves the disk. Bytes count from the disk's first.
    public var findings: [MapFinding] = []
    /// Bytes of the blocks in which the table counts: those of the disk, or where an image was taken
    /// from a disk with other blocks those of that disk.
    public var blockLength: Int

    /// Reads the partition table of a disk.
    ///
    /// - Throws: `BlockReadFailure` where the disk's first block cannot be read. Anything less is a
    ///   finding.
    public init(_ reader: any BlockReader) throws(BlockReadFailure) {
        let table = PartitionTableReader(reader)
        blockLength = reader.blockLength
        scheme = .none
        let first = try table.bytes(at: 0, count: min(512, Int(clamping: table.byteCount)))
        let record = MasterBootRecord(first)
        // The OEM ID is unmistakable; a boot sector's code may look like a partition table.
        if FileSystemSignature.isVolumeBootSector(first) {
            addWholeDisk(table)
            return
        }
        let entries = record?.entries.filter { $0.isUsed } ?? []
        let isProtective = entries.contains { $0.type == MasterBootRecord.protectiveType }
        if isProtective || entries.isEmpty,
            addGUIDPartitions(table, isProtected: isProtective, entries: entries)
        {
            return
        }
        let real = entries.filter { $0.type != MasterBootRecord.protectiveType }
        // ext leaves its first 1024 bytes to a boot loader, which may end in 55h AAh.
        let isPlausible = record?.isPlausible(blockCount: reader.blockCount) ?? false
        guard let record, isPlausible, !real.isEmpty else {
            addWholeDisk(table)
            return
        }
        scheme = .masterBootRecord
        addPartitions(of: record, table)
        finish(table)
    }

    private mutating func addWholeDisk(_ table: PartitionTableReader) {
        let part = DiskPart(start: 0, byteCount: table.byteCount)
        partitions = [DiskPartition(number: 0, scheme: .none, type: .wholeDisk, part: part)]
    }

    /// Sorts the partitions and reports those that share bytes.
    mutating func finish(_ table: PartitionTableReader) {
        partitions.sort { $0.number < $1.number }
        let placed = partitions.sorted { $0.part.start < $1.part.start }
        var reach: DiskPartition?
        for partition in placed {
            if let before = reach, before.part.start + before.part.byteCount > partition.part.start
            {
                report(
                    "partition \(partition.number)", at: partition.part.start,
                    "shares bytes with partition \(before.number)")
            }
            let end = partition.part.start + partition.part.byteCount
            if reach.map({ $0.part.start + $0.part.byteCount < end }) ?? true { reach = partition }
        }
    }

    /// Adds a partition that a table places at blocks of the disk; one that leaves the disk is cut,
    /// one that begins behind it is only reported.
    mutating func add(
        _ partition: DiskPartition, blocks: (first: UInt64, count: UInt64),
        _ table: PartitionTableReader
    ) {
        let name = "partition \(partition.number)"
        let length = UInt64(blockLength)
        let start = blocks.first.multipliedReportingOverflow(by: length)
        guard !start.overflow, start.partialValue < table.byteCount, blocks.count > 0 else {
            report(
                name, at: partition.entryByte,
                "begins at block \(blocks.first) and has \(blocks.count); the disk has"
                    + " \(table.byteCount / length)")
            return
        }
        let size = blocks.count.multipliedReportingOverflow(by: length)
        let room = table.byteCount - start.partialValue
        if size.overflow || size.partialValue > room {
            report(
                name, at: partition.entryByte,
                "has \(blocks.count) blocks from block \(blocks.first) on; the disk has"
                    + " \(table.byteCount / length)")
        }
        var partition = partition
        partition.part = DiskPart(
            start: start.partialValue,
            byteCount: size.overflow ? room : min(room, size.partialValue))
        partitions.append(partition)
    }

    mutating func report(_ structure: String, at byte: UInt64, _ problem: String) {
        findings.append(MapFinding(structure: structure, byte: byte, problem: problem))
    }
}

/// A part of a disk that a partition table names.
public struct DiskPartition: Equatable, Sendable {
    /// Its number as operating systems count: 1 to 4 for the entries of a master boot record, from 5
    /// on for logical partitions; of a GUID partition table the entry's place from 1 on. 0 for a
    /// disk without a table.
    public var number: Int
    /// The table that names it.
    public var scheme: DiskLayout.Scheme
    /// What the table says is in it.
    public var type: PartitionType
    /// Its name as WTF-8 (see `FileName`); only a GUID partition table has names.
    public var name = FileName(bytes: [])
    /// The GUID that is its own; empty where the table has none.
    public var identifier = ""
    /// Whether a master boot record marks it as the one to boot from.
    public var isActive = false
    /// The first byte of its entry, counted from the disk's.
    public var entryByte: UInt64 = 0
    /// Where it lies.
    public var part: DiskPart

    /// A partition.
    public init(number: Int, scheme: DiskLayout.Scheme, type: PartitionType, part: DiskPart) {
        self.number = number
        self.scheme = scheme
        self.type = type
        self.part = part
    }
}

/// Reads pieces of partition tables, by bytes.
struct PartitionTableReader {
    let reader: any BlockReader
    let byteCount: UInt64

    init(_ reader: any BlockReader) {
        self.reader = reader
        let size = reader.blockCount.multipliedReportingOverflow(by: UInt64(reader.blockLength))
        byteCount = size.overflow ? UInt64.max : size.partialValue
    }

    /// Bytes of the disk.
    func bytes(at byte: UInt64, count: Int) throws(BlockReadFailure) -> [UInt8] {
        try DiskPart(start: 0, byteCount: byteCount).read(reader, at: byte, count: count)
    }
}

/// A piece of a partition table, whose numbers are little-endian.
struct PartitionTableBytes {
    let bytes: [UInt8]

    /// The number of `count` bytes at `offset`.
    ///
    /// - Precondition: the bytes exist; callers check lengths first.
    func number(at offset: Int, count: Int) -> UInt64 {
        var value: UInt64 = 0
        for index in (offset..<offset + count).reversed() {
            value = value << 8 | UInt64(bytes[index])
        }
        return value
    }
}
