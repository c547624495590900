import WireBytes

/// Reads a cartridge's log forward and finds what objects are there.
///
/// An object counts when its header is right in itself, belongs to this volume and this place, has
/// the number that comes next and no lower a generation than its predecessor, and was written to
/// its end. Where one does not, the scan looks for the next header that fits; objects between are
/// damaged, and where no such header follows, the log's tail is torn and the tape ends.
struct LogScan {
    /// How much of the log is read at a time to find headers, in bytes: few headers are near each
    /// other unless records are small.
    private static let windowSize = 4096
    /// How much is read at a time in search of a header behind damage.
    private static let searchSize = 1 << 20

    private let store: any LogStore
    private let volumeTag: UInt32
    private let logLength: Int64
    private var window: [UInt8] = []
    private var windowOffset: Int64 = 0

    /// What was found so far.
    private(set) var table: ObjectTable
    /// The generation of the last header.
    private(set) var generation: UInt64
    /// Where the last header stands; `nil` where there is none.
    private(set) var lastHeader: (offset: Int64, checksum: UInt32)?

    /// A scan that goes on behind what `table` has.
    init(
        _ store: any LogStore,
        volumeTag: UInt32,
        table: ObjectTable,
        generation: UInt64,
        lastHeader: (offset: Int64, checksum: UInt32)?
    ) throws(MediumFailure) {
        self.store = store
        self.volumeTag = volumeTag
        self.table = table
        self.generation = generation
        self.lastHeader = lastHeader
        logLength = try store.byteCount()
    }

    /// Whether the log goes on behind the last object that was found.
    var hasTail: Bool { table.endOffset < logLength }

    /// Scans to the end of the log.
    mutating func run() throws(MediumFailure) {
        while table.endOffset < logLength {
            let offset = table.endOffset
            if let header = try header(at: offset), continues(header, at: offset),
                header.objectNumber == UInt64(table.objectCount)
            {
                if try isWhole(header) {
                    add(header)
                    continue
                }
                // The log ends within this object.
                if offset + header.extent > logLength { return }
            }
            guard try skipDamage() else { return }
        }
    }

    /// The header at a place, whether it belongs there or not.
    mutating func header(at offset: Int64) throws(MediumFailure) -> ObjectHeader? {
        let bytes = try bytes(at: offset, count: ObjectHeader.byteCount)
        return ObjectHeader(checking: bytes, at: 0)
    }

    private mutating func add(_ header: ObjectHeader) {
        lastHeader = (table.endOffset, header.headerChecksum)
        generation = header.generation
        switch header.type {
        case .record: table.append(.record, length: Int(header.logicalLength))
        case .filemark: table.append(.filemark)
        default: table.appendMark()
        }
    }

    /// Whether a header may follow what was found so far, with damaged objects between.
    private func continues(_ header: ObjectHeader, at offset: Int64) -> Bool {
        let objects = UInt64(table.objectCount)
        let filemarks = UInt64(table.filemarkCount)
        guard header.volumeTag == volumeTag, header.logOffset == UInt64(offset),
            header.generation >= generation,
            header.objectNumber >= objects, header.fileNumber >= filemarks
        else { return false }
        let lost = header.objectNumber - objects
        return header.fileNumber - filemarks <= lost
            && lost <= UInt64((offset - table.endOffset) / objectOverhead)
    }

    /// Whether an object was written to its end. Its trailer says so; where the trailer is damaged,
    /// the data's checksum says it, or an object that follows.
    private mutating func isWhole(_ header: ObjectHeader) throws(MediumFailure) -> Bool {
        let offset = Int64(header.logOffset)
        let end = offset + header.extent
        guard end <= logLength else { return false }
        let trailer = try bytes(
            at: end - Int64(ObjectTrailer.byteCount), count: ObjectTrailer.byteCount)
        if trailer == ObjectTrailer(behind: header).encoded() { return true }
        if let next = try self.header(at: end) {
            var behind = self
            behind.add(header)
            if behind.continues(next, at: end),
                next.objectNumber == UInt64(behind.table.objectCount)
            {
                return true
            }
        }
        let data = try store.read(
            at: offset + Int64(ObjectHeader.byteCount), upTo: Int(header.storedLength))
        return CRC32C.of(data) == header.dataChecksum
    }

    /// Goes on where objects can be found again; `false` where the log's tail is torn.
    private mutating func skipDamage() throws(MediumFailure) -> Bool {
        let start = table.endOffset
        // The header at the damage itself has been refused already.
        if let header = try search(from: start + 1) {
            table.appendDamage(
                objects: Int64(header.objectNumber) - table.objectCount,
                filemarks: Int64(header.fileNumber) - table.filemarkCount,
                to: Int64(header.logOffset))
            return true
        }
        // A trailer at the end of the log that reaches back to here closes an object which was
        // written to its end, and whose header has been damaged since. A header that is right, but
        // not here, is left over from before the tape was overwritten.
        let length = logLength - start
        guard length >= objectOverhead, length <= Int64(maximumRecordLength) + objectOverhead,
            try header(at: start) == nil
        else { return false }
        let trailer = try bytes(
            at: logLength - Int64(ObjectTrailer.byteCount), count: ObjectTrailer.byteCount)
        guard Int64(trailer.bigEndian32(at: 0)) == length else { return false }
        table.appendDamage(objects: 1, filemarks: 0, to: logLength)
        return true
    }

    /// The next header from `start` on that may follow.
    private func search(from start: Int64) throws(MediumFailure) -> ObjectHeader? {
        var offset = start
        while offset + Int64(ObjectHeader.byteCount) <= logLength {
            let part = try store.read(at: offset, upTo: Self.searchSize)
            var place = 0
            while let found = findHeader(in: part, from: place) {
                if let header = ObjectHeader(checking: part, at: found),
                    continues(header, at: offset + Int64(found))
                {
                    return header
                }
                place = found + 1
            }
            // A header may begin in the last bytes of this part.
            offset += Int64(max(1, part.count - ObjectHeader.byteCount + 1))
        }
        return nil
    }

    /// Where the magic of a header that lies wholly in `bytes` stands, from `start` on.
    private func findHeader(in bytes: [UInt8], from start: Int) -> Int? {
        let first = UInt8(truncatingIfNeeded: ObjectHeader.magic >> 56)
        let last = bytes.count - ObjectHeader.byteCount
        if last < start { return nil }
        for place in start...last
        where bytes[place] == first && bytes.bigEndian64(at: place) == ObjectHeader.magic {
            return place
        }
        return nil
    }

    /// Bytes of the log; fewer where it ends.
    private mutating func bytes(at offset: Int64, count: Int) throws(MediumFailure) -> [UInt8] {
        let end = windowOffset + Int64(window.count)
        if offset < windowOffset || offset + Int64(count) > end {
            window = try store.read(at: offset, upTo: max(count, Self.windowSize))
            windowOffset = offset
        }
        let start = Int(offset - windowOffset)
        return Array(window[start..<min(window.count, start + count)])
    }
}
