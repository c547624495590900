import WireBytes

/// The header of a GUID partition table (UEFI 2.10, 5.3.2), at block 1 and again at the disk's last:
///
///     byte  0…7    "EFI PART"
///     byte  8…11   revision
///     byte  12…15  length of the header, 92 or more
///     byte  16…19  CRC-32 of the header, with these four bytes as zeros
///     byte  24…31  the block where this header lies
///     byte  32…39  the block where the other lies
///     byte  56…71  the disk's GUID
///     byte  72…79  the first block of the entries
///     byte  80…83  how many entries there are
///     byte  84…87  length of an entry: 128, 256, 512, …
///     byte  88…91  CRC-32 of the entries
///
/// An entry:
///
///     byte  0…15   type GUID; zeros where the entry is unused
///     byte  16…31  the partition's own GUID
///     byte  32…39  first block
///     byte  40…47  last block, which belongs to it
///     byte  48…55  attributes
///     byte  56…127 name, UTF-16, ended by a zero where it is shorter
struct GUIDPartitionTable: Equatable {
    static let signature = Array("EFI PART".utf8)
    /// So many bytes of entries are read: 256 times what a disk has.
    static let largestTable = 4 << 20

    let block: UInt64
    let otherBlock: UInt64
    let diskGUID: [UInt8]
    let entriesBlock: UInt64
    let entryCount: Int
    let entryLength: Int
    let entriesChecksum: UInt32

    /// Whether bytes begin with the signature.
    static func isSigned(_ bytes: [UInt8]) -> Bool { bytes.prefix(8).elementsEqual(signature) }

    /// The header at a block.
    ///
    /// - Throws: `Problem` that says what is wrong with it.
    static func decode(_ bytes: [UInt8], at block: UInt64) throws(Problem) -> Self {
        guard bytes.count >= 92, isSigned(bytes) else { throw Problem(text: "EFI PART expected") }
        let header = PartitionTableBytes(bytes: bytes)
        let length = Int(header.number(at: 12, count: 4))
        guard length >= 92, length <= bytes.count else {
            throw Problem(text: "its length is \(length), 92 to \(bytes.count) expected")
        }
        var covered = Array(bytes[..<length])
        covered.replaceSubrange(16..<20, with: [0, 0, 0, 0])
        let stored = UInt32(truncatingIfNeeded: header.number(at: 16, count: 4))
        let computed = CRC32.of(covered)
        guard stored == computed else {
            throw Problem(
                text: "its CRC-32 is \(hexadecimal(stored, digits: 8)),"
                    + " its bytes give \(hexadecimal(computed, digits: 8))")
        }
        let own = header.number(at: 24, count: 8)
        guard own == block else { throw Problem(text: "it says that it lies at block \(own)") }
        let count = header.number(at: 80, count: 4)
        let size = header.number(at: 84, count: 4)
        guard size >= 128, size & (size - 1) == 0, count * size <= UInt64(largestTable) else {
            throw Problem(text: "\(count) entries of \(size) bytes cannot be")
        }
        return GUIDPartitionTable(
            block: own, otherBlock: header.number(at: 32, count: 8),
            diskGUID: Array(bytes[56..<72]), entriesBlock: header.number(at: 72, count: 8),
            entryCount: Int(count), entryLength: Int(size),
            entriesChecksum: UInt32(truncatingIfNeeded: header.number(at: 88, count: 4)))
    }

    /// What is wrong with a header.
    struct Problem: Error, Equatable {
        let text: String
    }
}

/// A header with its entries, as far as they could be read.
private struct FoundTable {
    let header: GUIDPartitionTable
    let entries: [UInt8]
    let isIntact: Bool
}

extension DiskLayout {
    /// Adds the partitions of a GUID partition table; false where there is none to be used.
    ///
    /// - Parameters:
    ///   - isProtected: whether the master boot record has the entry that announces the table.
    ///   - entries: the used entries of the master boot record.
    mutating func addGUIDPartitions(
        _ table: PartitionTableReader, isProtected: Bool, entries: [MasterBootRecord.Entry]
    ) -> Bool {
        let disk = blockLength
        // An image keeps the table of the disk that it was taken from, whose blocks may be others.
        let lengths = [disk] + [512, 4096].filter { $0 != disk }
        let isSigned = { (byte: UInt64) in
            (try? table.bytes(at: byte, count: 8)).map(GUIDPartitionTable.isSigned) ?? false
        }
        let signed =
            lengths.first { isSigned(UInt64($0)) }
            ?? lengths.first { table.byteCount >= $0 && isSigned(table.byteCount - UInt64($0)) }
        blockLength = signed ?? disk
        var isReported = signed != nil || isProtected
        let before = findings.count
        let primary = find(at: 1, table)
        let last = max(table.byteCount / UInt64(blockLength), 1) - 1
        var backup: FoundTable?
        if let other = primary?.header.otherBlock, other != 1 { backup = find(at: other, table) }
        // The header that says where the other lies may be the damaged one.
        if backup == nil, primary?.header.otherBlock != last, last > 1 {
            backup = find(at: last, table)
            isReported = isReported || backup != nil
        }
        if !isReported { findings.removeSubrange(before...) }
        let candidates = [primary, backup].compactMap { $0 }
        guard let used = candidates.first(where: { $0.isIntact }) ?? candidates.first else {
            blockLength = disk
            return false
        }
        scheme = .guidPartitionTable
        compare(primary, backup)
        if !isProtected {
            report("master boot record", at: 0, "no entry of type EEh protects the GPT")
        } else if entries.count > 1 {
            report(
                "master boot record", at: 0,
                "a hybrid: \(entries.count - 1) entries beside the one of type EEh; the GPT is used"
            )
        }
        addEntries(of: used, table)
        finish(table)
        return true
    }

    private mutating func compare(_ primary: FoundTable?, _ backup: FoundTable?) {
        guard let primary, let backup, primary.isIntact, backup.isIntact else { return }
        if primary.header.diskGUID != backup.header.diskGUID
            || primary.header.entriesChecksum != backup.header.entriesChecksum
        {
            report(
                "GPT header", at: byte(of: backup.header.block),
                "the backup differs from the header at block 1, which is used")
        }
    }

    private func byte(of block: UInt64) -> UInt64 {
        let byte = block.multipliedReportingOverflow(by: UInt64(blockLength))
        return byte.overflow ? UInt64.max : byte.partialValue
    }

    private mutating func find(at block: UInt64, _ table: PartitionTableReader) -> FoundTable? {
        let place = byte(of: block)
        let bytes: [UInt8]
        let header: GUIDPartitionTable
        do throws(BlockReadFailure) {
            bytes = try table.bytes(at: place, count: blockLength)
        } catch {
            report("GPT header", at: place, error.description)
            return nil
        }
        do throws(GUIDPartitionTable.Problem) {
            header = try GUIDPartitionTable.decode(bytes, at: block)
        } catch {
            report("GPT header", at: place, error.text)
            return nil
        }
        let start = byte(of: header.entriesBlock)
        do throws(BlockReadFailure) {
            let entries = try table.bytes(
                at: start, count: header.entryCount * header.entryLength)
            let computed = CRC32.of(entries)
            if computed != header.entriesChecksum {
                report(
                    "GPT entries", at: start,
                    "their CRC-32 is \(hexadecimal(header.entriesChecksum, digits: 8)),"
                        + " their bytes give \(hexadecimal(computed, digits: 8))")
            }
            return FoundTable(
                header: header, entries: entries, isIntact: computed == header.entriesChecksum)
        } catch {
            report("GPT entries", at: start, error.description)
            return nil
        }
    }

    private mutating func addEntries(of found: FoundTable, _ table: PartitionTableReader) {
        let header = found.header
        let bytes = PartitionTableBytes(bytes: found.entries)
        for index in 0..<header.entryCount {
            let offset = index * header.entryLength
            let type = found.entries[offset..<offset + 16]
            if type.allSatisfy({ $0 == 0 }) { continue }
            var partition = DiskPartition(
                number: index + 1, scheme: .guidPartitionTable, type: .guid(guidText(type)),
                part: DiskPart(start: 0, byteCount: 0))
            partition.identifier = guidText(found.entries[offset + 16..<offset + 32])
            partition.name = partitionName(bytes, at: offset + 56)
            partition.entryByte = byte(of: header.entriesBlock) + UInt64(offset)
            let first = bytes.number(at: offset + 32, count: 8)
            let last = bytes.number(at: offset + 40, count: 8)
            guard first > 0, last >= first, last < UInt64.max else {
                report(
                    "partition \(index + 1)", at: partition.entryByte,
                    "blocks \(first) to \(last) are no range that a partition has")
                continue
            }
            add(partition, blocks: (first, last - first + 1), table)
        }
    }
}

/// A GUID as people write it: its first three fields are little-endian (UEFI 2.10, appendix A).
func guidText(_ bytes: ArraySlice<UInt8>) -> String {
    let all = Array(bytes)
    let order = [[3, 2, 1, 0], [5, 4], [7, 6], [8, 9], [10, 11, 12, 13, 14, 15]]
    return order.map { field in
        field.map { place in
            let text = String(all[place], radix: 16, uppercase: true)
            return text.count == 1 ? "0" + text : text
        }.joined()
    }.joined(separator: "-")
}

/// A partition's name: 36 code units of UTF-16 at most, as WTF-8, in which a lone surrogate has three
/// bytes of its own.
private func partitionName(_ table: PartitionTableBytes, at offset: Int) -> FileName {
    var units: [UInt32] = []
    for index in 0..<36 {
        let unit = UInt32(table.number(at: offset + 2 * index, count: 2))
        if unit == 0 { break }
        units.append(unit)
    }
    var bytes: [UInt8] = []
    var index = 0
    while index < units.count {
        var value = units[index]
        index += 1
        if value & 0xFC00 == 0xD800, index < units.count, units[index] & 0xFC00 == 0xDC00 {
            value = 0x10000 + (value & 0x3FF) << 10 + (units[index] & 0x3FF)
            index += 1
        }
        let lead: (UInt32, Int) =
            value < 0x80
            ? (0, 0) : value < 0x800 ? (0xC0, 1) : value < 0x10000 ? (0xE0, 2) : (0xF0, 3)
        bytes.append(UInt8(lead.0 | value >> UInt32(6 * lead.1)))
        for step in (0..<lead.1).reversed() {
            bytes.append(UInt8(0x80 | value >> UInt32(6 * step) & 0x3F))
        }
    }
    return FileName(bytes: bytes)
}
