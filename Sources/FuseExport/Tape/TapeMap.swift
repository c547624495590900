import Media

/// What is on a tape, as runs of equal objects, with where each run begins in the files that are
/// made of it. It stays true as long as nothing on the tape is written over.
struct TapeMap: Sendable {
    /// Equal objects, one behind the other; the run ends where the next one begins.
    struct Run: Equatable, Sendable {
        let object: TapeObject
        let firstObject: Int64
        /// How many filemarks are before it.
        let filemarks: Int64
        /// How many bytes the records before it have.
        let dataOffset: Int64
        /// How many bytes a SIMH tape image has before it.
        let imageOffset: Int64
    }

    /// Which cartridge it is, and which of its generations.
    struct Source: Equatable, Sendable {
        let cartridge: ObjectIdentifier
        let generation: UInt64

        init(_ medium: any TapeMedium) {
            cartridge = ObjectIdentifier(medium)
            generation = medium.generation
        }
    }

    let source: Source
    private(set) var runs: [Run] = []
    private(set) var objectCount: Int64 = 0
    private(set) var filemarkCount: Int64 = 0
    /// How many bytes all records have.
    private(set) var dataCount: Int64 = 0
    /// How many bytes a SIMH tape image has, without its end.
    private(set) var imageCount: Int64 = 0

    init(_ source: Source) { self.source = source }

    /// Takes in what is behind what is known.
    ///
    /// - Parameters:
    ///   - end: the number of objects up to which it goes; at most the medium's.
    ///   - limit: how many runs at most.
    /// - Returns: whether all up to `end` is known.
    mutating func extend(_ medium: any TapeMedium, to end: Int64, limit: Int) -> Bool {
        for _ in 0..<limit {
            if objectCount >= end { return true }
            let object = medium.object(objectCount)
            append(object, min(medium.endOfRun(objectCount), end) - objectCount)
        }
        return objectCount >= end
    }

    /// Adds objects.
    ///
    /// - Parameter count: at least 1.
    mutating func append(_ object: TapeObject, _ count: Int64) {
        if runs.last?.object != object {
            runs.append(
                Run(
                    object: object, firstObject: objectCount, filemarks: filemarkCount,
                    dataOffset: dataCount, imageOffset: imageCount))
        }
        objectCount += count
        if object == .filemark { filemarkCount += count }
        if case .record(let length) = object { dataCount += Int64(length) * count }
        imageCount += Int64(SIMHTapeImage.byteCount(of: object)) * count
    }

    /// How many groups of records there are: between filemarks, and one behind the last filemark
    /// where something is there.
    var fileCount: Int64 {
        runs.last.map { filemarkCount + ($0.object == .filemark ? 0 : 1) } ?? 0
    }

    /// The objects of group `file`, without its filemark; `nil` where it is not there.
    func objects(ofFile file: Int64) -> Range<Int64>? {
        guard file >= 0, file < fileCount else { return nil }
        let start = file == 0 ? 0 : filemark(file - 1) + 1
        let end = file < filemarkCount ? filemark(file) : objectCount
        return start..<end
    }

    /// How many bytes the records before an object have; at most `objectCount`.
    func dataOffset(ofObject number: Int64) -> Int64 {
        guard number < objectCount else { return dataCount }
        let run = runs[lastRun { $0.firstObject <= number }]
        guard case .record(let length) = run.object else { return run.dataOffset }
        return run.dataOffset + (number - run.firstObject) * Int64(length)
    }

    /// The record that byte `offset` of all records' bytes is in, and where in it.
    ///
    /// - Parameter offset: less than `dataCount`.
    func record(atData offset: Int64) -> (number: Int64, length: Int, skipped: Int) {
        let run = runs[lastRun { $0.dataOffset <= offset }]
        guard case .record(let length) = run.object else {
            preconditionFailure("bytes are in records")
        }
        let (ahead, skipped) = (offset - run.dataOffset).quotientAndRemainder(
            dividingBy: Int64(length))
        return (run.firstObject + ahead, length, Int(skipped))
    }

    /// The object that byte `offset` of a SIMH tape image is in, and where in it.
    ///
    /// - Parameter offset: less than `imageCount`.
    func object(atImage offset: Int64) -> (number: Int64, object: TapeObject, skipped: Int) {
        let run = runs[lastRun { $0.imageOffset <= offset }]
        let stride = Int64(SIMHTapeImage.byteCount(of: run.object))
        // An object of which nothing is known is nowhere in the image.
        if stride == 0 { return (run.firstObject, run.object, 0) }
        let (ahead, skipped) = (offset - run.imageOffset).quotientAndRemainder(dividingBy: stride)
        return (run.firstObject + ahead, run.object, Int(skipped))
    }

    /// The first object of which nothing is known, within a range.
    func firstUnknown(in objects: Range<Int64>) -> Int64? {
        guard !objects.isEmpty else { return nil }
        let first = lastRun { $0.firstObject <= objects.lowerBound }
        for run in runs[first...] {
            if run.firstObject >= objects.upperBound { return nil }
            if run.object == .unknown { return max(run.firstObject, objects.lowerBound) }
        }
        return nil
    }

    /// Where in a SIMH tape image an object begins.
    func imageOffset(ofObject number: Int64) -> Int64 {
        guard number < objectCount else { return imageCount }
        let run = runs[lastRun { $0.firstObject <= number }]
        return run.imageOffset
            + (number - run.firstObject) * Int64(SIMHTapeImage.byteCount(of: run.object))
    }

    /// The runs of a range of objects, each with how many of its objects are in the range.
    func runs(in objects: Range<Int64>) -> [(object: TapeObject, count: Int64)] {
        guard !objects.isEmpty else { return [] }
        var found: [(object: TapeObject, count: Int64)] = []
        var index = lastRun { $0.firstObject <= objects.lowerBound }
        while index < runs.count, runs[index].firstObject < objects.upperBound {
            let start = max(runs[index].firstObject, objects.lowerBound)
            let next = index + 1 < runs.count ? runs[index + 1].firstObject : objectCount
            found.append((runs[index].object, min(next, objects.upperBound) - start))
            index += 1
        }
        return found
    }

    /// The number of filemark `index`, which is there.
    private func filemark(_ index: Int64) -> Int64 {
        // The last run before which there are no more than `index` filemarks holds that filemark.
        let run = runs[lastRun { $0.filemarks <= index }]
        return run.firstObject + index - run.filemarks
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
