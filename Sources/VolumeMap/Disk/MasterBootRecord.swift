/// A master boot record, or one of the extended boot records that have its form (UEFI 2.10, table
/// 5-1; the chain as every operating system reads it):
///
///     byte  0…445    boot code
///     byte  446…509  four entries of 16 bytes
///     byte  510      55h AAh
///
/// An entry:
///
///     byte  0        80h where it is the one to boot from, else 00h
///     byte  1…3      its first block as cylinder, head and sector
///     byte  4        its type; 00h where the entry is unused
///     byte  5…7      its last block as cylinder, head and sector
///     byte  8…11     its first block
///     byte  12…15    how many blocks it has
///
/// Where there are more than four partitions, one is extended. Its first block is an extended boot
/// record: entry 0 is a logical partition, counted from this record; entry 1 the next record, counted
/// from the extended partition's first block.
struct MasterBootRecord {
    struct Entry {
        /// 0 to 3.
        let index: Int
        let status: UInt8
        let type: UInt8
        let first: UInt64
        let count: UInt64

        var isUsed: Bool { type != 0 && count > 0 }
        var isExtended: Bool { type == 0x05 || type == 0x0F || type == 0x85 }
    }

    /// The type of the entry that keeps others off a disk with a GUID partition table.
    static let protectiveType: UInt8 = 0xEE
    /// Where the entries begin.
    static let entriesOffset = 446
    /// So many extended boot records are followed; no operating system makes as many.
    static let largestChain = 256

    let entries: [Entry]

    /// The record of a block; nil where it does not end as one.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 512, bytes[510] == 0x55, bytes[511] == 0xAA else { return nil }
        let table = PartitionTableBytes(bytes: bytes)
        entries = (0..<4).map { index in
            let start = Self.entriesOffset + 16 * index
            return Entry(
                index: index, status: bytes[start], type: bytes[start + 4],
                first: table.number(at: start + 8, count: 4),
                count: table.number(at: start + 12, count: 4))
        }
    }

    /// Whether the entries are those of a partition table, and not a boot loader's code: each has a
    /// status that exists, and at least one begins on the disk.
    func isPlausible(blockCount: UInt64) -> Bool {
        entries.allSatisfy { $0.status & 0x7F == 0 }
            && entries.contains { $0.isUsed && $0.first > 0 && $0.first < blockCount }
    }
}

extension DiskLayout {
    /// Adds the partitions of a master boot record, and the logical ones below it.
    mutating func addPartitions(of record: MasterBootRecord, _ table: PartitionTableReader) {
        var nextLogical = 5
        var seen: Set<UInt64> = []
        for entry in record.entries where entry.isUsed {
            let byte = UInt64(MasterBootRecord.entriesOffset + 16 * entry.index)
            if entry.isExtended {
                followChain(of: entry, at: byte, seen: &seen, nextLogical: &nextLogical, table)
            } else if entry.type != MasterBootRecord.protectiveType {
                let partition = partition(entry, number: entry.index + 1, at: byte)
                add(partition, blocks: (entry.first, entry.count), table)
            }
        }
    }

    private func partition(
        _ entry: MasterBootRecord.Entry, number: Int, at byte: UInt64
    ) -> DiskPartition {
        var partition = DiskPartition(
            number: number, scheme: .masterBootRecord, type: .code(entry.type),
            part: DiskPart(start: 0, byteCount: 0))
        partition.isActive = entry.status & 0x80 != 0
        partition.entryByte = byte
        return partition
    }

    private mutating func followChain(
        of extended: MasterBootRecord.Entry, at entryByte: UInt64, seen: inout Set<UInt64>,
        nextLogical: inout Int, _ table: PartitionTableReader
    ) {
        let length = UInt64(blockLength)
        // 32-bit numbers: their sums and their products with a block's length fit 64 bits.
        let end = extended.first + extended.count
        var block = extended.first
        var pointer = entryByte
        while true {
            let byte = block * length
            guard seen.insert(block).inserted else {
                report("extended boot record", at: byte, "the chain of records runs in a circle")
                return
            }
            guard seen.count <= MasterBootRecord.largestChain else {
                report(
                    "extended boot record", at: byte,
                    "more than \(MasterBootRecord.largestChain) records in the chain")
                return
            }
            guard block < end, byte < table.byteCount, table.byteCount - byte >= 512 else {
                report(
                    "partition table entry", at: pointer,
                    "its extended boot record, block \(block), lies outside of the extended"
                        + " partition or of the disk")
                return
            }
            guard let record = extendedRecord(at: byte, table) else { return }
            let logical = record.entries[0]
            if logical.isUsed, !logical.isExtended {
                let place = byte + UInt64(MasterBootRecord.entriesOffset)
                let partition = partition(logical, number: nextLogical, at: place)
                add(partition, blocks: (block + logical.first, logical.count), table)
                nextLogical += 1
            }
            let next = record.entries[1]
            guard next.isUsed, next.isExtended else { return }
            pointer = byte + UInt64(MasterBootRecord.entriesOffset + 16)
            block = extended.first + next.first
        }
    }

    private mutating func extendedRecord(
        at byte: UInt64, _ table: PartitionTableReader
    ) -> MasterBootRecord? {
        do throws(BlockReadFailure) {
            if let record = MasterBootRecord(try table.bytes(at: byte, count: 512)) {
                return record
            }
            report("extended boot record", at: byte, "55h AAh expected at its byte 510")
        } catch {
            report("extended boot record", at: byte, error.description)
        }
        return nil
    }
}
