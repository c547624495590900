import WireBytes

/// Looks at the fast commits behind the log: small records of changes since the last transaction,
/// little-endian.
///
///     byte  field
///     00h   fc_tag, 2: 1 ADD_RANGE, 2 DEL_RANGE, 3 CREAT, 4 LINK, 5 UNLINK, 6 INODE, 7 PAD, 8 TAIL,
///           9 HEAD
///     02h   fc_len, 2: bytes of what follows
///
/// A commit begins with HEAD (features, transaction) where the volume was clean before, and ends
/// with TAIL (transaction, CRC-32C of all records since the last TAIL, up to the checksum itself).
/// What follows on no TAIL was not committed. They are recognised, not replayed: what they change is
/// named. Source: Linux, Documentation/filesystems/ext4/journal.rst and fs/ext4/fast_commit.h.
struct ExtFastCommits {
    private enum Tag {
        static let addRange: UInt16 = 1
        static let deleteRange: UInt16 = 2
        static let create: UInt16 = 3
        static let link: UInt16 = 4
        static let unlink: UInt16 = 5
        static let inode: UInt16 = 6
        static let pad: UInt16 = 7
        static let tail: UInt16 = 8
        static let head: UInt16 = 9
    }

    var log: ExtJournalLog
    let first: UInt64
    let count: UInt64
    /// The transaction that the records belong to.
    let sequence: UInt32
    /// What committed records change, each once, at most `limit`.
    private(set) var changes: [String] = []
    private static let limit = 100

    private var pending: [String] = []
    private var sum = ExtChecksum(seed: 0)

    init(log: ExtJournalLog, first: UInt64, count: UInt64, sequence: UInt32) {
        self.log = log
        self.first = first
        self.count = count
        self.sequence = sequence
    }

    /// Reads until the records end.
    mutating func run() {
        for block in first..<first + count {
            guard let offset = try? log.offset(of: block) else { return }
            let window = log.window
            let bytes = window.span.extracting(offset..<offset + log.blocks.blockLength)
            if !read(bytes, isFirst: block == first) { return }
        }
    }

    /// Reads the records of a block; false where they end.
    private mutating func read(_ bytes: Span<UInt8>, isFirst: Bool) -> Bool {
        var place = 0
        while place + 4 <= bytes.count {
            let tag = bytes.littleEndian16(at: place)
            let length = Int(bytes.littleEndian16(at: place + 2))
            let value = place + 4
            // A tail's length goes up to the block's end, or a block too far.
            let size = tag == Tag.tail ? min(length, 8) : length
            guard tag >= Tag.addRange, tag <= Tag.head, value + size <= bytes.count else {
                return false
            }
            if isFirst, place == 0 {
                guard tag == Tag.head else { return false }
            }
            switch tag {
            case Tag.tail:
                guard length >= 8, bytes.littleEndian32(at: value) == sequence else { return false }
                sum.add(bytes, place..<value + 4)
                guard bytes.littleEndian32(at: value + 4) == sum.value else { return false }
                commit()
                // The rest of the block is not used.
                return true
            case Tag.head:
                guard length >= 8, bytes.littleEndian32(at: value + 4) == sequence else {
                    return false
                }
            default: note(tag, bytes, value, length)
            }
            sum.add(bytes, place..<value + length)
            place = value + length
        }
        return true
    }

    private mutating func commit() {
        for change in pending where changes.count < Self.limit && !changes.contains(change) {
            changes.append(change)
        }
        pending.removeAll()
        sum = ExtChecksum(seed: 0)
    }

    private mutating func note(_ tag: UInt16, _ bytes: Span<UInt8>, _ value: Int, _ length: Int) {
        guard length >= 4, pending.count < Self.limit else { return }
        let number = bytes.littleEndian32(at: value)
        switch tag {
        case Tag.addRange, Tag.deleteRange: pending.append("blocks of inode \(number)")
        case Tag.inode: pending.append("inode \(number)")
        case Tag.create, Tag.link, Tag.unlink:
            guard length >= 8 else { return }
            let name = (value + 8..<value + length).map { bytes[$0] }
            let verb = tag == Tag.unlink ? "without" : "with"
            pending.append(
                "directory \(number) (\(verb) \"\(String(decoding: name, as: UTF8.self))\" of inode"
                    + " \(bytes.littleEndian32(at: value + 4)))")
        default: break
        }
    }
}
