import VolumeMap
import WireBytes

/// A disk in memory on which a test writes its partition tables.
final class TableDisk: BlockReader {
    let blockLength: Int
    let blockCount: UInt64
    private var written: [UInt64: [UInt8]] = [:]
    /// Blocks that cannot be read.
    var bad: Set<UInt64> = []
    private(set) var reads = 0

    init(blockLength: Int = 512, blockCount: UInt64 = 100_000) {
        self.blockLength = blockLength
        self.blockCount = blockCount
    }

    func read(_ blocks: Range<UInt64>) throws(BlockReadFailure) -> [UInt8] {
        reads += 1
        guard bad.isDisjoint(with: blocks) else {
            throw BlockReadFailure(blocks: blocks, reason: "medium error")
        }
        return blocks.flatMap { written[$0] ?? [UInt8](repeating: 0, count: blockLength) }
    }

    func write(_ bytes: [UInt8], at byte: UInt64) {
        for (index, value) in bytes.enumerated() {
            let place = byte + UInt64(index)
            let block = place / UInt64(blockLength)
            var content = written[block] ?? [UInt8](repeating: 0, count: blockLength)
            content[Int(place % UInt64(blockLength))] = value
            written[block] = content
        }
    }

    /// An entry of a master boot record or extended boot record.
    struct Entry {
        var type: UInt8
        var first: UInt64
        var count: UInt64
        var status: UInt8 = 0
    }

    func writeBootRecord(_ entries: [Entry], at block: UInt64 = 0) {
        var bytes = [UInt8](repeating: 0, count: 512)
        for (index, entry) in entries.enumerated() {
            let start = 446 + 16 * index
            bytes[start] = entry.status
            bytes[start + 4] = entry.type
            bytes.replaceSubrange(start + 8..<start + 12, with: littleEndianBytes(entry.first, 4))
            bytes.replaceSubrange(start + 12..<start + 16, with: littleEndianBytes(entry.count, 4))
        }
        bytes[510] = 0x55
        bytes[511] = 0xAA
        write(bytes, at: block * UInt64(blockLength))
    }

    /// An entry of a GUID partition table; its GUIDs are made from its name.
    struct GUIDEntry {
        var first: UInt64
        var last: UInt64
        var name: String
    }

    /// Microsoft basic data, EBD0A0A2-B9E5-4433-87C0-68B6B72699C7, as it lies on a disk.
    static let basicData: [UInt8] = [
        0xA2, 0xA0, 0xD0, 0xEB, 0xE5, 0xB9, 0x33, 0x44, 0x87, 0xC0, 0x68, 0xB6, 0xB7, 0x26, 0x99,
        0xC7,
    ]

    /// Writes a protective record, a table, and its backup at the last block.
    func writeGUIDTable(
        _ entries: [GUIDEntry], tableBlockLength: Int? = nil, isProtected: Bool = true
    ) {
        let length = UInt64(tableBlockLength ?? blockLength)
        let last = blockCount * UInt64(blockLength) / length - 1
        if isProtected { writeBootRecord([Entry(type: 0xEE, first: 1, count: 0xFFFF_FFFF)]) }
        var table = [UInt8](repeating: 0, count: 128 * 128)
        for (index, entry) in entries.enumerated() {
            let start = 128 * index
            table.replaceSubrange(start..<start + 16, with: Self.basicData)
            table.replaceSubrange(
                start + 16..<start + 32, with: (0..<16).map { UInt8(index * 16 + $0) })
            table.replaceSubrange(start + 32..<start + 40, with: littleEndianBytes(entry.first, 8))
            table.replaceSubrange(start + 40..<start + 48, with: littleEndianBytes(entry.last, 8))
            let name = entry.name.utf16.flatMap { littleEndianBytes(UInt64($0), 2) }
            table.replaceSubrange(start + 56..<start + 56 + name.count, with: name)
        }
        let tableBlocks = (UInt64(table.count) + length - 1) / length
        write(table, at: 2 * length)
        write(table, at: (last - tableBlocks) * length)
        write(
            header(at: 1, other: last, entries: 2, table: table), at: length)
        write(
            header(at: last, other: 1, entries: last - tableBlocks, table: table), at: last * length
        )
    }

    /// Changes bytes of a header and makes its checksum anew.
    func forgeHeader(at block: UInt64, offset: Int, _ bytes: [UInt8]) {
        var header = Array((written[block] ?? [])[..<92])
        header.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        header.replaceSubrange(16..<20, with: [0, 0, 0, 0])
        header.replaceSubrange(16..<20, with: littleEndianBytes(UInt64(CRC32.of(header)), 4))
        write(header, at: block * UInt64(blockLength))
    }

    private func header(
        at block: UInt64, other: UInt64, entries: UInt64, table: [UInt8]
    ) -> [UInt8] {
        var bytes = Array("EFI PART".utf8) + [0, 0, 1, 0] + littleEndianBytes(92, 4)
        bytes += [0, 0, 0, 0, 0, 0, 0, 0]
        bytes += littleEndianBytes(block, 8) + littleEndianBytes(other, 8)
        bytes += littleEndianBytes(34, 8) + littleEndianBytes(blockCount - 34, 8)
        bytes += (0..<16).map { UInt8(0xA0 + $0) }
        bytes += littleEndianBytes(entries, 8) + littleEndianBytes(UInt64(table.count) / 128, 4)
        bytes += littleEndianBytes(128, 4) + littleEndianBytes(UInt64(CRC32.of(table)), 4)
        bytes.replaceSubrange(16..<20, with: littleEndianBytes(UInt64(CRC32.of(bytes)), 4))
        return bytes
    }
}

/// The low bytes of a number, the lowest first.
func littleEndianBytes(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
}
