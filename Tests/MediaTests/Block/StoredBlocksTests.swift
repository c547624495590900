import Media
import Testing

/// Memory and file media against plain bytes.
@Suite struct StoredBlocksTests {
    private static let length = 200_000

    private static func media(_ scratch: ScratchDirectory) throws -> [any BlockMedium] {
        [
            MemoryMedium(byteCount: Int64(length)),
            try FileMedium(creating: scratch.place("disk"), byteCount: Int64(length)),
        ]
    }

    @Test func neverWrittenBytesAreZeros() throws {
        let scratch = try ScratchDirectory()
        for medium in try Self.media(scratch) {
            let model = BlockMediumModel(
                medium, expected: [UInt8](repeating: 0, count: Self.length))
            #expect(try model.holds())
        }
    }

    @Test func everyBlockKeepsItsOwnContent() throws {
        let scratch = try ScratchDirectory()
        for medium in try Self.media(scratch) {
            var model = BlockMediumModel(
                medium, expected: [UInt8](repeating: 0, count: Self.length))
            for block in 0..<Self.length / 512 {
                try model.write(at: block * 512, count: 512)
            }
            #expect(try model.holds())
            for block in stride(from: Self.length / 512 - 1, through: 0, by: -7) {
                #expect(try model.holds(block * 512..<block * 512 + 512))
            }
        }
    }

    @Test(arguments: rangesAroundChunkBorders)
    func writesAroundChunkBorders(range: Range<Int>) throws {
        let scratch = try ScratchDirectory()
        for medium in try Self.media(scratch) {
            var model = BlockMediumModel(
                medium, expected: [UInt8](repeating: 0, count: Self.length))
            try model.write(at: 0, count: Self.length, seed: 1)
            try model.write(at: range.lowerBound, count: range.count)
            #expect(try model.holds())
            let zeros = [UInt8](repeating: 0, count: range.count)
            try model.write(DataBuffer(.zeros(count: range.count)), zeros, at: range.lowerBound)
            #expect(try model.holds())
        }
    }

    @Test(arguments: 1...8)
    func randomWrites(seed: UInt64) throws {
        let scratch = try ScratchDirectory()
        for medium in try Self.media(scratch) {
            var generator = SplitMix64(seed: seed)
            var model = BlockMediumModel(
                medium, expected: [UInt8](repeating: 0, count: Self.length))
            for _ in 0..<60 { try model.writeRandomly(&generator, longest: 90_000) }
            #expect(try model.holds())
        }
    }

    @Test func whatWasReadStaysAsItWasInMemory() throws {
        let medium = MemoryMedium(byteCount: 4096)
        try medium.write(DataBuffer(distinctBytes(1, count: 4096)), at: 0)
        let before = try medium.read(at: 0, count: 4096)
        try medium.write(DataBuffer(distinctBytes(2, count: 4096)), at: 0)
        #expect(try before.bytes() == distinctBytes(1, count: 4096))
    }

    @Test func aFileKeepsItsBlocksWhenItIsOpenedAgain() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.place("disk")
        do {
            let medium = try FileMedium(creating: path, byteCount: 8192)
            try medium.write(DataBuffer(distinctBytes(3, count: 512)), at: 4096)
            try medium.flush()
        }
        let medium = try FileMedium(updating: path)
        #expect(medium.byteCount == 8192)
        #expect(try medium.read(at: 4096, count: 512).bytes() == distinctBytes(3, count: 512))
    }

    @Test func aFileIsNotCreatedOverAnother() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.place("disk")
        try writeFile(path, [1, 2, 3])
        let failure = #expect(throws: MediumFailure.self) {
            try FileMedium(creating: path, byteCount: 512)
        }
        #expect(failure?.medium == path)
        #expect(try fileBytes(path) == [1, 2, 3])
    }
}
