/// Cuts a stream into EXTENDED COPY lists: each as long as the limits allow, and each ending with a
/// tape record, since what is left over at the end of a command is lost.
///
/// It takes the stream piece by piece and gives the lists one by one, so that a stream of any length
/// is planned in bounded memory.
package struct StreamPlanner {
    let rules: StreamRules
    /// Reads bytes of the source disk through the server, where the copy manager cannot move them.
    private let read: (_ start: UInt64, _ count: Int) throws(BackupError) -> [UInt8]

    /// Bytes of the stream in front of the first segment that waits.
    private(set) var position: UInt64
    private var waiting: [StreamSegment] = []
    /// Where in `waiting` the first segment is that has not been given yet.
    private var head = 0
    /// What the segments from `head` on add up to.
    private var load = Load()

    /// What segments add up to.
    private struct Load {
        var segments = 0
        var descriptorBytes = 0
        var inlineBytes = 0
        var bytes: UInt64 = 0

        mutating func add(_ segment: StreamSegment) {
            segments += 1
            descriptorBytes += segment.descriptorLength
            inlineBytes += segment.inlineCount
            bytes += segment.count
        }

        func fits(_ rules: StreamRules) -> Bool {
            segments <= rules.segments && descriptorBytes <= rules.descriptorBytes
                && inlineBytes <= rules.inlineBytes && bytes <= StreamRules.bytesPerList
        }
    }

    /// A planner of a stream of which `position` bytes are on tape already.
    package init(
        rules: StreamRules, position: UInt64 = 0,
        read: @escaping (_ start: UInt64, _ count: Int) throws(BackupError) -> [UInt8]
    ) {
        self.rules = rules
        self.position = position
        self.read = read
    }

    /// Whether so much waits that a list must be taken before more is added.
    package var isFull: Bool { !load.fits(rules) }

    /// Adds a piece behind all others.
    package mutating func add(_ piece: StreamPiece) throws(BackupError) {
        switch piece {
        case .inline(let bytes): addInline(bytes)
        case .disk(let start, let count): try addDisk(start, count)
        }
    }

    /// Plans what is left of a list anew.
    static func replanned(
        _ list: StreamList, _ rules: StreamRules, of device: Device,
        read: @escaping (_ start: UInt64, _ count: Int) throws(BackupError) -> [UInt8]
    ) throws(BackupError) -> [StreamList] {
        var planner = StreamPlanner(rules: rules, position: list.start, read: read)
        for piece in list.pieces(blockLength: rules.blockLength) { try planner.add(piece) }
        var lists: [StreamList] = []
        while var next = try planner.take(isEnd: true, of: device) {
            next.isLast = next.isLast && list.isLast
            lists.append(next)
        }
        return lists
    }

    /// The next list; nil where nothing is left, or where more must be added first.
    ///
    /// Where the limits do not let one tape record pass in its segments, its bytes go through the
    /// server as inline data.
    ///
    /// - Parameter isEnd: whether no more pieces come.
    /// - Throws: `BackupError.unsuitable` where the limits do not let one tape record pass.
    package mutating func take(isEnd: Bool, of device: Device) throws(BackupError) -> StreamList? {
        if isEnd { fillGranule() }
        while head < waiting.count {
            pack()
            if !isEnd, !isFull { return nil }
            let (taken, end) = fitting()
            if isEnd, end == waiting.count {
                let list = StreamList(
                    start: position, segments: Array(waiting[head...]), isLast: true)
                drop(to: waiting.count, taken.bytes)
                return list
            }
            let bytes = recordBytes(taken, end)
            if bytes > 0 { return try cut(bytes) }
            try bringFirstRecord(taken, end, of: device)
        }
        return nil
    }

    /// Fills each segment that the next list may take from those behind it that go on on the disk: a
    /// cut leaves short ones.
    private mutating func pack() {
        let end = min(waiting.count, head + rules.segments + 1)
        var last = head
        for index in head + 1..<end {
            if case .blocks(let first, let count, let length) = waiting[last],
                case .blocks(let next, let more, _) = waiting[index],
                first + UInt64(count) == next, count < rules.blocksPerSegment
            {
                let moved = min(more, rules.blocksPerSegment - count)
                waiting[last] = .blocks(first: first, count: count + moved, blockLength: length)
                if moved == more {
                    load.segments -= 1
                    load.descriptorBytes -= waiting[last].descriptorLength
                    continue
                }
                last += 1
                waiting[last] = .blocks(
                    first: next + UInt64(moved), count: more - moved, blockLength: length)
            } else {
                last += 1
                waiting[last] = waiting[index]
            }
        }
        // What was emptied goes to the front.
        let emptied = end - last - 1
        if emptied == 0 { return }
        for index in (head...last).reversed() { waiting[index + emptied] = waiting[index] }
        head += emptied
    }

    /// The first segments that fit into a list together.
    private func fitting() -> (load: Load, end: Int) {
        var taken = Load()
        var end = head
        while end < waiting.count {
            var next = taken
            next.add(waiting[end])
            if !next.fits(rules) { break }
            taken = next
            end += 1
        }
        return (taken, end)
    }

    /// How many bytes of whole tape records the segments before `end` have, and as much of the next
    /// one as there is room for.
    private func recordBytes(_ taken: Load, _ end: Int) -> UInt64 {
        var admitted = taken.bytes
        if end < waiting.count, case .inline(let bytes) = waiting[end],
            taken.segments < rules.segments,
            taken.descriptorBytes + waiting[end].descriptorLength <= rules.descriptorBytes
        {
            admitted += UInt64(min(bytes.count, rules.inlineBytes - taken.inlineBytes))
        }
        let record = UInt64(rules.recordLength)
        var bytes = admitted / record * record
        // A cut within a block makes inline data of a part of it.
        while bytes > 0, !rules.movesBytes, !fitsInline(bytes) { bytes -= record }
        return bytes
    }

    /// Whether the inline data of so many bytes fit, that which a cut makes included.
    private func fitsInline(_ bytes: UInt64) -> Bool {
        var left = bytes
        var count = 0
        for segment in waiting[head...] {
            if segment.count > left {
                count += segment.inlineCount > 0 ? Int(left) : Int(left) % rules.blockLength
                break
            }
            count += segment.inlineCount
            left -= segment.count
        }
        return count <= rules.inlineBytes
    }

    /// Makes one record of the first segments inline data, or all there is.
    private mutating func bringFirstRecord(
        _ taken: Load, _ end: Int, of device: Device
    ) throws(BackupError) {
        let length = rules.recordLength
        let segments = (length + rules.inlineSegmentBytes - 1) / rules.inlineSegmentBytes
        guard length <= rules.inlineBytes, segments <= rules.segments,
            segments * StreamSegment.longestDescriptor <= rules.descriptorBytes
        else {
            throw .unsuitable(
                device: device.name,
                what: "one EXTENDED COPY moves only \(taken.bytes) bytes here, in \(end - head)"
                    + " segments with \(taken.inlineBytes) bytes of inline data",
                expected: "room for a tape record of \(length) bytes; shorter records need less")
        }
        let count = min(UInt64(length), load.bytes)
        let start = position
        let list = try cut(count)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(count))
        for segment in list.segments { bytes += try self.bytes(of: segment) }
        position = start
        var made: [StreamSegment] = []
        for place in stride(from: 0, to: bytes.count, by: rules.inlineSegmentBytes) {
            let end = min(bytes.count, place + rules.inlineSegmentBytes)
            made.append(.inline(Array(bytes[place..<end])))
        }
        putBack(made)
    }

    private func bytes(of segment: StreamSegment) throws(BackupError) -> [UInt8] {
        let length = rules.blockLength
        switch segment {
        case .inline(let bytes): return bytes
        case .blocks(let first, let count, _):
            return try read(first * UInt64(length), count * length)
        case .bytes(let block, let offset, let count):
            return try read(block * UInt64(length) + UInt64(offset), count)
        }
    }

    /// Takes exactly so many bytes.
    private mutating func cut(_ bytes: UInt64) throws(BackupError) -> StreamList {
        var segments: [StreamSegment] = []
        var left = bytes
        var index = head
        var tail: [StreamSegment] = []
        while left > 0 {
            let segment = waiting[index]
            index += 1
            if segment.count <= left {
                segments.append(segment)
                left -= segment.count
                continue
            }
            let parts = segment.split(at: left)
            segments += try parts.head.flatMapThrowing(movable)
            tail = try parts.tail.flatMapThrowing(movable)
            left = 0
        }
        let list = StreamList(start: position, segments: segments, isLast: false)
        drop(to: index, bytes)
        // What a segment was cut into takes its place.
        putBack(tail)
        return list
    }

    /// Puts segments in front of those that wait.
    private mutating func putBack(_ segments: [StreamSegment]) {
        head -= segments.count
        if head < 0 {
            let blank = [StreamSegment](repeating: .inline([]), count: -head)
            waiting.insert(contentsOf: blank, at: 0)
            head = 0
        }
        for (offset, segment) in segments.enumerated() {
            waiting[head + offset] = segment
            load.add(segment)
        }
    }

    /// Forgets the segments before `index`, `bytes` of the stream up to a cut in the last of them.
    private mutating func drop(to index: Int, _ bytes: UInt64) {
        for segment in waiting[head..<index] {
            load.segments -= 1
            load.descriptorBytes -= segment.descriptorLength
            load.inlineBytes -= segment.inlineCount
            load.bytes -= segment.count
        }
        position += bytes
        head = index
        if head == waiting.count || head > 1 << 16 {
            waiting.removeFirst(head)
            head = 0
        }
    }

    private mutating func append(_ segment: StreamSegment) {
        waiting.append(segment)
        load.add(segment)
    }

    private mutating func addInline(_ bytes: [UInt8]) {
        var rest = bytes[...]
        // Headers and small files that follow each other are one segment.
        if head < waiting.count, case .inline(var last) = waiting[waiting.count - 1] {
            let room = min(rest.count, rules.inlineSegmentBytes - last.count)
            if room > 0 {
                waiting[waiting.count - 1] = .inline([])
                last += rest.prefix(room)
                waiting[waiting.count - 1] = .inline(last)
                load.inlineBytes += room
                load.bytes += UInt64(room)
                rest = rest.dropFirst(room)
            }
        }
        while !rest.isEmpty {
            append(.inline(Array(rest.prefix(rules.inlineSegmentBytes))))
            rest = rest.dropFirst(rules.inlineSegmentBytes)
        }
    }

    private mutating func addDisk(_ start: UInt64, _ count: UInt64) throws(BackupError) {
        let length = UInt64(rules.blockLength)
        let behind = position + load.bytes
        guard
            let skipped = bytesBeforeBlocks(
                stream: behind, disk: start, blockLength: length,
                granularity: UInt64(rules.granularity)),
            skipped < count
        else { return try addBytes(start, count) }
        try addBytes(start, skipped)
        let multiple = max(UInt64(rules.granularity), length)
        let whole = (count - skipped) / multiple * multiple
        var block = (start + skipped) / length
        var left = whole / length
        while left > 0 {
            let part = min(left, UInt64(rules.blocksPerSegment))
            append(.blocks(first: block, count: Int(part), blockLength: rules.blockLength))
            block += part
            left -= part
        }
        try addBytes(start + skipped + whole, count - skipped - whole)
    }

    /// Adds bytes that cannot be moved as whole blocks.
    private mutating func addBytes(_ start: UInt64, _ count: UInt64) throws(BackupError) {
        let length = UInt64(rules.blockLength)
        var (next, left) = (start, count)
        while left > 0 {
            var part = min(left, UInt64(DeviceBlockReader.largestRead))
            if rules.movesBytes {
                part = min(left, length - next % length)
                append(
                    .bytes(
                        block: next / length, offset: Int(next % length), count: Int(part)))
            } else {
                addInline(try read(next, Int(part)))
            }
            next += part
            left -= part
        }
    }

    /// Zeros behind the end of the archive, where its last segment would be no multiple of the
    /// granularity.
    private mutating func fillGranule() {
        let unit = rules.granularity
        let over = Int((position + load.bytes) % UInt64(unit))
        if over > 0 { addInline([UInt8](repeating: 0, count: unit - over)) }
    }

    /// The segment, or the same bytes read through the server where it cannot be moved.
    private func movable(_ segment: StreamSegment) throws(BackupError) -> [StreamSegment] {
        guard case .bytes = segment, !rules.movesBytes else { return [segment] }
        return [.inline(try bytes(of: segment))]
    }
}

/// How many bytes of the disk come before the first block that can be moved whole between there and
/// the stream, in segments that are a multiple of `granularity`; nil where none ever can.
func bytesBeforeBlocks(
    stream: UInt64, disk: UInt64, blockLength: UInt64, granularity: UInt64
) -> UInt64? {
    let byDisk = (blockLength - disk % blockLength) % blockLength
    if granularity <= UInt64(UstarHeader.byteCount) { return byDisk }
    // Both are powers of two: what is right for the larger one must be for the smaller.
    let byStream = (granularity - stream % granularity) % granularity
    let skipped = granularity > blockLength ? byStream : byDisk
    let isRight =
        (stream + skipped) % granularity == 0 && (disk + skipped) % blockLength == 0
    return isRight ? skipped : nil
}

extension [StreamSegment] {
    /// `flatMap` of a function that throws what backups throw.
    fileprivate func flatMapThrowing(
        _ transform: (StreamSegment) throws(BackupError) -> [StreamSegment]
    ) throws(BackupError) -> [StreamSegment] {
        var result: [StreamSegment] = []
        for segment in self { result += try transform(segment) }
        return result
    }
}
