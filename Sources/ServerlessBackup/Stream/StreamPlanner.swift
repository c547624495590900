/// Cuts a stream into EXTENDED COPY lists: each as long as the limits allow, and each ending with a
/// tape record, since what is left over at the end of a command is lost.
///
/// It takes the stream piece by piece and gives the lists one by one, so that a stream of any length
/// is planned in bounded memory.
struct StreamPlanner {
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
    init(
        rules: StreamRules, position: UInt64 = 0,
        read: @escaping (_ start: UInt64, _ count: Int) throws(BackupError) -> [UInt8]
    ) {
        self.rules = rules
        self.position = position
        self.read = read
    }

    /// Whether so much waits that a list must be taken before more is added.
    var isFull: Bool { !load.fits(rules) }

    /// Adds a piece behind all others.
    mutating func add(_ piece: StreamPiece) throws(BackupError) {
        switch piece {
        case .inline(let bytes): addInline(bytes)
        case .disk(let start, let count): try addDisk(start, count)
        }
    }

    /// The next list; nil where nothing is left.
    ///
    /// - Parameter isEnd: whether no more pieces come.
    /// - Throws: `BackupError.unsuitable` where the limits do not let one tape record pass.
    mutating func take(isEnd: Bool, of device: Device) throws(BackupError) -> StreamList? {
        if head == waiting.count { return nil }
        var taken = Load()
        var end = head
        while end < waiting.count {
            var next = taken
            next.add(waiting[end])
            if !next.fits(rules) { break }
            taken = next
            end += 1
        }
        if isEnd, end == waiting.count {
            let list = StreamList(start: position, segments: Array(waiting[head...]), isLast: true)
            drop(to: waiting.count, taken.bytes)
            return list
        }
        var admitted = taken.bytes
        if end < waiting.count, case .inline(let bytes) = waiting[end],
            taken.segments < rules.segments,
            taken.descriptorBytes + waiting[end].descriptorLength <= rules.descriptorBytes
        {
            // As much of it as there is room for.
            admitted += UInt64(min(bytes.count, rules.inlineBytes - taken.inlineBytes))
        }
        let record = UInt64(rules.recordLength)
        let bytes = admitted / record * record
        guard bytes > 0 else {
            throw .unsuitable(
                device: device.name,
                what: "one EXTENDED COPY moves only \(admitted) bytes here, in \(end - head)"
                    + " segments with \(taken.inlineBytes) bytes of inline data",
                expected: "room for a tape record of \(rules.recordLength) bytes; shorter records"
                    + " need less")
        }
        return try cut(bytes)
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
        if !tail.isEmpty {
            // What a segment was cut into takes its place.
            head -= tail.count
            if head < 0 {
                waiting.insert(contentsOf: [StreamSegment](repeating: tail[0], count: -head), at: 0)
                head = 0
            }
            for (offset, segment) in tail.enumerated() { waiting[head + offset] = segment }
            for segment in tail { load.add(segment) }
        }
        return list
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
            let room = min(rest.count, rules.inlineBytes - last.count)
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
            append(.inline(Array(rest.prefix(rules.inlineBytes))))
            rest = rest.dropFirst(rules.inlineBytes)
        }
    }

    private mutating func addDisk(_ start: UInt64, _ count: UInt64) throws(BackupError) {
        let length = UInt64(rules.blockLength)
        var block = start / length
        let skipped = start % length
        var left = count
        if skipped > 0, left > 0 {
            let part = min(length - skipped, left)
            try addBytes(block, Int(skipped), Int(part))
            left -= part
            block += 1
        }
        // What the granularity leaves over goes through the server.
        let multiple = UInt64(rules.blockMultiple)
        var whole = left / length / multiple * multiple
        left -= whole * length
        while whole > 0 {
            let part = min(whole, UInt64(rules.blocksPerSegment))
            append(.blocks(first: block, count: Int(part), blockLength: rules.blockLength))
            block += part
            whole -= part
        }
        while left >= length {
            let part = min(left / length, UInt64(DeviceBlockReader.largestRead / rules.blockLength))
            addInline(try read(block * length, Int(part * length)))
            block += part
            left -= part * length
        }
        if left > 0 { try addBytes(block, 0, Int(left)) }
    }

    private mutating func addBytes(
        _ block: UInt64, _ offset: Int, _ count: Int
    ) throws(BackupError) {
        if rules.movesBytes {
            append(.bytes(block: block, offset: offset, count: count))
        } else {
            let start = block * UInt64(rules.blockLength) + UInt64(offset)
            addInline(try read(start, count))
        }
    }

    /// The segment, or the same bytes read through the server where it cannot be moved.
    private func movable(_ segment: StreamSegment) throws(BackupError) -> [StreamSegment] {
        let length = rules.blockLength
        switch segment {
        case .bytes(let block, let offset, let count) where !rules.movesBytes:
            let start = block * UInt64(length) + UInt64(offset)
            return [.inline(try read(start, count))]
        case .blocks(let first, let count, _) where count % rules.blockMultiple != 0:
            let whole = count / rules.blockMultiple * rules.blockMultiple
            let start = (first + UInt64(whole)) * UInt64(length)
            let rest = StreamSegment.inline(try read(start, (count - whole) * length))
            return whole > 0
                ? [.blocks(first: first, count: whole, blockLength: length), rest] : [rest]
        default: return [segment]
        }
    }
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
