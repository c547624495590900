import WireBytes

/// Reads the log from its beginning to the last transaction that was committed.
///
///     descriptor block    tags: which blocks of the volume the next blocks are copies of
///     copies              the first four bytes zeroed where they were the magic number (escaped)
///     revocation block    blocks whose copies in this and earlier transactions do not count
///     commit block        all of the transaction was written
///
/// All begin with h_magic, h_blocktype and h_sequence (12 bytes). The log is a ring from s_first to
/// its end; a transaction's blocks have its sequence number, which grows by 1.
struct ExtJournalScan {
    let journal: ExtJournal
    var log: ExtJournalLog
    /// The copies of committed transactions in the order of writing.
    private(set) var tags: [ExtJournalTag] = []
    /// The last transaction that revokes a block.
    private(set) var revoked: [UInt64: UInt32] = [:]
    /// The number of the transaction behind the last committed one.
    private(set) var sequence: UInt32
    private(set) var problems: [(block: UInt64, problem: String)] = []

    private var pending: [ExtJournalTag] = []
    private var pendingRevocations: [UInt64] = []
    private var next: UInt64
    /// Blocks looked at: no more than the ring has.
    private var seen: UInt64 = 0
    private var sum: UInt32 = .max
    private var lastCommit: UInt64 = 0

    init(journal: ExtJournal, log: ExtJournalLog) {
        self.journal = journal
        self.log = log
        sequence = journal.sequence
        next = journal.start
    }

    private var ring: UInt64 { journal.end - journal.first }

    private mutating func advance(_ count: UInt64) {
        next += count
        while next >= journal.end { next -= ring }
        seen += count
    }

    /// Reads until the log ends.
    mutating func run() throws(VolumeError) {
        guard next >= journal.first, next < journal.end else {
            problems.append((next, "s_start is \(next), outside of the log"))
            return
        }
        while seen < ring {
            let offset = try log.offset(of: next)
            let window = log.window
            let bytes = window.span.extracting(offset..<offset + journal.blockLength)
            guard bytes.bigEndian32(at: 0) == ExtJournal.magic,
                bytes.bigEndian32(at: 8) == sequence
            else { return }
            let goesOn: Bool
            switch bytes.bigEndian32(at: 4) {
            case ExtJournal.BlockKind.descriptor: goesOn = try readDescriptor(bytes)
            case ExtJournal.BlockKind.revocation: goesOn = readRevocation(bytes)
            case ExtJournal.BlockKind.commit: goesOn = readCommit(bytes)
            default: return
            }
            if !goesOn { return }
        }
    }

    private mutating func reject(_ what: String) -> Bool {
        problems.append(
            (next, "\(what); transaction \(sequence) and what follows is not replayed"))
        return false
    }

    private mutating func readDescriptor(_ bytes: Span<UInt8>) throws(VolumeError) -> Bool {
        if !hasValidTail(bytes) { return reject("the checksum of a descriptor block is wrong") }
        var place = 12
        let end = bytes.count - journal.tailByteCount
        var found: [ExtJournalTag] = []
        while place + journal.tagByteCount <= end {
            var tag = ExtJournalTag(bytes, at: place, journal: journal, sequence: sequence)
            let behind = next + 1 + UInt64(found.count)
            tag.place = behind >= journal.end ? behind - ring : behind
            found.append(tag)
            place += journal.tagByteCount
            if tag.flags & ExtJournalTag.sameUUID == 0 { place += 16 }
            if tag.flags & ExtJournalTag.last != 0 { break }
        }
        if UInt64(found.count) >= ring - seen {
            return reject("a descriptor block has more tags than the log has blocks")
        }
        if journal.hasTransactionChecksums {
            sum = extBigEndianCRC32(bytes, seed: sum)
            for tag in found {
                let offset = try log.offset(of: tag.place)
                let window = log.window
                sum = extBigEndianCRC32(
                    window.span.extracting(offset..<offset + journal.blockLength), seed: sum)
            }
        }
        pending += found
        advance(1 + UInt64(found.count))
        return true
    }

    private mutating func readRevocation(_ bytes: Span<UInt8>) -> Bool {
        if !hasValidTail(bytes) { return reject("the checksum of a revocation block is wrong") }
        let size = journal.features.contains(.wide) ? 8 : 4
        let end = Int(bytes.bigEndian32(at: 12))
        guard end >= 16, end <= bytes.count - journal.tailByteCount else {
            return reject("r_count of a revocation block is \(end)")
        }
        var place = 16
        while place + size <= end {
            var block = UInt64(bytes.bigEndian32(at: place))
            if size == 8 { block = block << 32 | UInt64(bytes.bigEndian32(at: place + 4)) }
            pendingRevocations.append(block)
            place += size
        }
        advance(1)
        return true
    }

    private mutating func readCommit(_ bytes: Span<UInt8>) -> Bool {
        let time = UInt64(bytes.bigEndian32(at: 0x30)) << 32 | UInt64(bytes.bigEndian32(at: 0x34))
        // An older commit is left over from the log's last round.
        if time < lastCommit { return false }
        if journal.hasChecksums {
            var sum = ExtChecksum(seed: journal.checksumSeed)
            sum.add(bytes, 0..<0x10)
            sum.addZeros(4)
            sum.add(bytes, 0x14..<bytes.count)
            if bytes.bigEndian32(at: 0x10) != sum.value {
                return reject("the checksum of a commit block is wrong")
            }
        } else if journal.hasTransactionChecksums {
            let kind = (bytes[0xC], bytes[0xD])
            let found = bytes.bigEndian32(at: 0x10)
            let isAbsent = kind == (0, 0) && found == 0
            if !isAbsent, kind != (1, 4) || found != sum {
                return reject("the checksum of a transaction is wrong")
            }
        }
        lastCommit = time
        sum = .max
        tags += pending
        pending.removeAll(keepingCapacity: true)
        for block in pendingRevocations { revoked[block] = sequence }
        pendingRevocations.removeAll(keepingCapacity: true)
        sequence &+= 1
        advance(1)
        return true
    }

    /// Whether the four bytes at a block's end are its checksum, where it has one.
    private func hasValidTail(_ bytes: Span<UInt8>) -> Bool {
        guard journal.hasChecksums else { return true }
        var sum = ExtChecksum(seed: journal.checksumSeed)
        sum.add(bytes, 0..<bytes.count - 4)
        sum.addZeros(4)
        return bytes.bigEndian32(at: bytes.count - 4) == sum.value
    }

    /// Whether a copy counts: no transaction from its own on revokes its block.
    func isRevoked(_ tag: ExtJournalTag) -> Bool {
        guard let last = revoked[tag.block] else { return false }
        return Int32(bitPattern: tag.sequence &- last) <= 0
    }

    /// Whether a copy is what was written.
    func isIntact(_ copy: Span<UInt8>, _ tag: ExtJournalTag) -> Bool {
        guard journal.hasChecksums else { return true }
        var sum = ExtChecksum(seed: journal.checksumSeed)
        sum.add(bigEndian: tag.sequence)
        sum.add(copy)
        let kept = journal.features.contains(.checksum3) ? sum.value : sum.value & 0xFFFF
        return tag.checksum == kept
    }
}

/// CRC-32 (polynomial 4C11DB7h, most significant bit first, no inversion at the end) of version 1's
/// commit blocks.
private let bigEndianTable: [UInt32] = (0..<256).map { value in
    var sum = UInt32(value) << 24
    for _ in 0..<8 { sum = sum & 0x8000_0000 != 0 ? sum << 1 ^ 0x04C1_1DB7 : sum << 1 }
    return sum
}

/// Goes on with such a CRC-32.
func extBigEndianCRC32(_ bytes: Span<UInt8>, seed: UInt32) -> UInt32 {
    var sum = seed
    let table = bigEndianTable
    for index in 0..<bytes.count {
        sum = sum << 8 ^ table[Int(UInt8(truncatingIfNeeded: sum >> 24) ^ bytes[index])]
    }
    return sum
}
