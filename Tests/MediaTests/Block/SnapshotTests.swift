import Media
import Testing

/// Snapshots keep what was there while the origin goes on being written.
@Suite struct SnapshotTests {
    private static let length = 200_000

    private static func origin(
        _ scratch: ScratchDirectory,
        inFile: Bool
    ) throws -> (origin: SnapshotOrigin, model: BlockMediumModel) {
        let medium: any BlockMedium =
            inFile
            ? try FileMedium(creating: scratch.place("disk"), byteCount: Int64(length))
            : MemoryMedium(byteCount: Int64(length))
        let origin = SnapshotOrigin(medium)
        var model = BlockMediumModel(origin, expected: [UInt8](repeating: 0, count: length))
        try model.write(at: 0, count: length, seed: 9)
        return (origin, model)
    }

    @Test(arguments: rangesAroundChunkBorders, [false, true])
    func keepsOldContent(range: Range<Int>, inFile: Bool) throws {
        let scratch = try ScratchDirectory()
        var (origin, model) = try Self.origin(scratch, inFile: inFile)
        let snapshot = origin.takeSnapshot(store: MemoryMedium(byteCount: Int64(Self.length)))
        let frozen = BlockMediumModel(snapshot, expected: model.expected)
        #expect(try frozen.holds())
        try model.write(at: range.lowerBound, count: range.count)
        #expect(try model.holds())
        #expect(try frozen.holds())
        // A second write over the same range must not be taken for old content.
        try model.write(at: range.lowerBound, count: range.count)
        #expect(try model.holds())
        #expect(try frozen.holds())
    }

    @Test(arguments: 1...8)
    func severalSnapshotsUnderRandomWrites(seed: UInt64) throws {
        let scratch = try ScratchDirectory()
        var (origin, model) = try Self.origin(scratch, inFile: seed % 2 == 0)
        var generator = SplitMix64(seed: seed)
        var frozen: [(SnapshotMedium, BlockMediumModel)] = []
        for step in 0..<60 {
            if step % 15 == 0 {
                let store: any BlockMedium =
                    seed % 3 == 0
                    ? try FileMedium(
                        creating: scratch.place("store\(step)"), byteCount: Int64(Self.length))
                    : MemoryMedium(byteCount: Int64(Self.length))
                let snapshot = origin.takeSnapshot(store: store)
                frozen.append(
                    (snapshot, BlockMediumModel(snapshot, expected: model.expected)))
            }
            try model.writeRandomly(&generator, longest: 50_000)
            for (_, view) in frozen {
                let start = Int.random(in: 0..<Self.length, using: &generator)
                let end = Int.random(in: start...Self.length, using: &generator)
                #expect(try view.holds(start..<end))
            }
        }
        #expect(try model.holds())
        for (_, view) in frozen { #expect(try view.holds()) }
        let kept = frozen.map(\.0.storedByteCount)
        #expect(kept.allSatisfy { $0 > 0 && $0 <= Int64(Self.length) })
    }

    @Test func aRemovedSnapshotCostsNothingMore() throws {
        let scratch = try ScratchDirectory()
        var (origin, model) = try Self.origin(scratch, inFile: false)
        let snapshot = origin.takeSnapshot(store: MemoryMedium(byteCount: Int64(Self.length)))
        origin.remove(snapshot)
        try model.write(at: 0, count: 1000)
        #expect(snapshot.storedByteCount == 0)
    }

    @Test func aSnapshotIsReadOnly() throws {
        let origin = SnapshotOrigin(MemoryMedium(byteCount: 512))
        let snapshot = origin.takeSnapshot(store: MemoryMedium(byteCount: 512))
        let failure = #expect(throws: MediumFailure.self) {
            try snapshot.write(DataBuffer([1]), at: 0)
        }
        #expect(failure?.reason == "a snapshot is read-only")
    }
}
