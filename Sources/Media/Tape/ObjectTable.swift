/// Where each object of a cartridge is in its log.
///
/// Equal neighbours (same kind, same length, one directly behind the other) are one run of 32
/// bytes, so that a tape of equal records costs nothing however long it is. All lookups are binary
/// searches over the runs.
struct ObjectTable: Equatable, Sendable {
    /// What an object is.
    enum Kind: UInt8, Sendable {
        case record = 1
        case filemark = 2
        /// An object whose header is damaged. It counts as no filemark.
        case unknown = 4
        /// The same, but counted as a filemark, because later objects' file numbers say that there
        /// was one among the damaged objects. Which one is not known: the last ones are taken.
        case lostFilemark = 5

        var isReadable: Bool { self == .record || self == .filemark }
        var isFilemark: Bool { self == .filemark || self == .lostFilemark }
    }

    /// Equal objects, one behind the other; it ends where the next run begins.
    struct Run: Equatable, Sendable {
        /// The number of the first object.
        var firstObject: Int64
        /// Where the first object's header is in the log; all damaged objects share the place
        /// where the damage begins.
        var offset: Int64
        /// How many filemarks are before the first object.
        var filemarks: Int64
        /// The length of each record, in bytes.
        var length: UInt32 { packed & 0xFF_FFFF }
        /// How many end-of-data marks are before the first object in the log.
        var marks: UInt32

        /// The kind in the highest byte, the length in the others.
        private var packed: UInt32

        init(
            _ kind: Kind,
            length: UInt32,
            firstObject: Int64,
            offset: Int64,
            filemarks: Int64,
            marks: UInt32
        ) {
            self.firstObject = firstObject
            self.offset = offset
            self.filemarks = filemarks
            self.marks = marks
            packed = UInt32(kind.rawValue) << 24 | length
        }

        var kind: Kind { Kind(rawValue: UInt8(packed >> 24)) ?? .unknown }

        /// How far one object's header is from the next one's.
        var stride: Int64 { kind.isReadable ? Int64(length) + objectOverhead : 0 }
    }

    private(set) var runs: [Run] = []
    private(set) var objectCount: Int64 = 0
    private(set) var filemarkCount: Int64 = 0
    private(set) var markCount: UInt32 = 0
    /// Where the next object goes in the log.
    private(set) var endOffset: Int64 = 0
    /// The objects of which only the number is known, in order.
    private(set) var damage: [Range<Int64>] = []

    init() {}
}

// MARK: Lookups

extension ObjectTable {
    /// What an object is, how long, and where its header is.
    func entry(_ number: Int64) -> (kind: Kind, length: Int, offset: Int64) {
        let run = runs[runIndex(of: number)]
        return (run.kind, Int(run.length), run.offset + (number - run.firstObject) * run.stride)
    }

    /// Where the run ends that an object is in: the number of the next run's first object.
    func endOfRun(_ number: Int64) -> Int64 {
        let next = runIndex(of: number) + 1
        return next < runs.count ? runs[next].firstObject : objectCount
    }

    func filemarks(before number: Int64) -> Int64 {
        if number == objectCount { return filemarkCount }
        let run = runs[runIndex(of: number)]
        return run.filemarks + (run.kind.isFilemark ? number - run.firstObject : 0)
    }

    func filemark(_ index: Int64) -> Int64? {
        guard index >= 0, index < filemarkCount else { return nil }
        // The last run before which there are no more than `index` filemarks holds that filemark.
        let place = lastRun { $0.filemarks <= index }
        return runs[place].firstObject + index - runs[place].filemarks
    }

    func firstUnknown(from number: Int64) -> Int64? {
        for range in damage where range.upperBound > number {
            return max(number, range.lowerBound)
        }
        return nil
    }

    /// How many bytes of the capacity the objects before `number` take.
    func usedByteCount(before number: Int64) -> Int64 {
        let atEnd = number == objectCount
        let offset = atEnd ? endOffset : entry(number).offset
        let marks = atEnd ? markCount : runs[runIndex(of: number)].marks
        let used =
            offset - objectOverhead * (number + Int64(marks))
            + TapeGeometry.filemarkByteCount * filemarks(before: number)
        // Objects that are lost take nothing of the log any more.
        return max(0, used)
    }

    /// Where the log ends if only the first `number` objects are kept: behind the last of them.
    func end(of number: Int64) -> Int64 {
        if number == 0 { return 0 }
        var index = runIndex(of: number - 1)
        let run = runs[index]
        if run.kind.isReadable { return run.offset + (number - run.firstObject) * run.stride }
        // Behind damage it goes on where the next readable object is, or where the log ends.
        while index < runs.count, !runs[index].kind.isReadable { index += 1 }
        return index < runs.count ? runs[index].offset : endOffset
    }

    private func runIndex(of number: Int64) -> Int {
        precondition(number >= 0 && number < objectCount, "an object outside the tape")
        return lastRun { $0.firstObject <= number }
    }

    /// The last run for which a condition holds that holds for all runs before it.
    private func lastRun(where holds: (Run) -> Bool) -> Int {
        var low = 0
        var high = runs.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if holds(runs[middle]) { low = middle } else { high = middle - 1 }
        }
        return low
    }
}

// MARK: Changes

extension ObjectTable {
    /// Adds objects that stand behind the others in the log.
    mutating func append(_ kind: Kind, length: Int = 0, count: Int64 = 1) {
        let stride = kind.isReadable ? Int64(length) + objectOverhead : 0
        addRun(kind, length)
        objectCount += count
        endOffset += count * stride
        if kind.isFilemark { filemarkCount += count }
    }

    /// Adds objects of which only the number is known, up to where the log can be read again.
    mutating func appendDamage(objects: Int64, filemarks: Int64, to offset: Int64) {
        if objects == 0, offset == endOffset + objectOverhead {
            // As long as an end-of-data mark, and no object: that is what it was.
            markCount += 1
        }
        if objects > filemarks { append(.unknown, count: objects - filemarks) }
        if filemarks > 0 { append(.lostFilemark, count: filemarks) }
        if objects > 0 { damage.append(objectCount - objects..<objectCount) }
        endOffset = offset
    }

    /// Adds an end-of-data mark, which is in the log but is no object of the tape.
    mutating func appendMark() {
        markCount += 1
        endOffset += objectOverhead
    }

    /// Forgets all objects from `number` on, and the marks before it that follow its predecessor.
    mutating func removeObjects(from number: Int64) {
        let end = end(of: number)
        filemarkCount = filemarks(before: number)
        markCount = number == 0 ? 0 : runs[runIndex(of: number - 1)].marks
        objectCount = number
        endOffset = end
        while let last = runs.last, last.firstObject >= number { runs.removeLast() }
        while let last = damage.last, last.upperBound > number {
            damage.removeLast()
            if last.lowerBound < number { damage.append(last.lowerBound..<number) }
        }
    }

    /// Adds a run as it was, whose objects end before number `end`.
    mutating func restore(_ run: Run, to end: Int64) {
        let count = end - objectCount
        runs.append(run)
        objectCount = end
        endOffset = run.offset + count * run.stride
        if run.kind.isFilemark { filemarkCount += count }
        if !run.kind.isReadable { damage.append(end - count..<end) }
    }

    /// Says where the log ends and how many marks are in it, once all runs are restored.
    mutating func restoreEnd(offset: Int64, marks: UInt32) {
        endOffset = offset
        markCount = marks
    }

    private mutating func addRun(_ kind: Kind, _ length: Int) {
        if let last = runs.last, last.kind == kind, Int(last.length) == length,
            last.offset + (objectCount - last.firstObject) * last.stride == endOffset
        {
            return
        }
        runs.append(
            Run(
                kind, length: UInt32(length), firstObject: objectCount, offset: endOffset,
                filemarks: filemarkCount, marks: markCount)
        )
    }
}
