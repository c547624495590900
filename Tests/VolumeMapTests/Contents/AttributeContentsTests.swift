import Testing

@testable import VolumeMap

/// Reading values as a file system shows them.
@Suite struct AttributeContentsTests {
    typealias Attribute = HandMadeVolume.Attribute

    private func contents(
        _ attribute: Attribute, blockCount: UInt64 = 4000,
        prepare: (FakeFileSystem) -> Void = { _ in }
    ) -> AttributeContents {
        var maker = HandMadeVolume(blockCount: blockCount)
        maker.add(30, with: [attribute])
        let reader = FakeFileSystem(maker.volume)
        prepare(reader)
        return AttributeContents(
            reader: reader, volume: maker.volume, attribute: maker.volume.attributes[0])
    }

    private func places(_ blocks: Range<UInt64>) -> [UInt8] {
        (blocks.lowerBound * 4096..<blocks.upperBound * 4096).map(FakeFileSystem.byte)
    }

    /// Every range of a value with all kinds of extents is that of the whole.
    @Test func holesUnwrittenBlocksAndTheTailAreZeros() throws {
        let extents: [Extent] = [
            .stored(0, at: 50, 2), .hole(2, 3), .unwritten(5, at: 80, 1), .stored(6, at: 20, 2),
            .stored(8, at: 22, 1),
        ]
        let end = 8 * 4096 + 100
        let value = contents(.data(extents, size: 9 * 4096 - 7, initialized: UInt64(end)))
        var expected = places(50..<52) + [UInt8](repeating: 0, count: 4 * 4096) + places(20..<23)
        for index in end..<expected.count { expected[index] = 0 }
        expected.removeLast(7)
        #expect(try value.read(at: 0, count: 100_000) == expected)
        var random = SplitMix64(seed: 1)
        for _ in 0..<100 {
            let start = Int.random(in: 0..<expected.count, using: &random)
            let count = Int.random(in: 0...12_000, using: &random)
            let read = try value.read(at: UInt64(start), count: count)
            #expect(read == Array(expected[start...].prefix(count)))
        }
        #expect(try value.read(at: value.size, count: 1) == [])
        #expect(try value.read(at: .max, count: .max) == [])
    }

    @Test func aLargeValueComesInPieces() throws {
        var maker = HandMadeVolume(blockCount: 4000)
        maker.add(30, with: [.data([.stored(0, at: 100, 3000)], size: 3000 * 4096 - 1)])
        let reader = FakeFileSystem(maker.volume)
        let value = AttributeContents(
            reader: reader, volume: maker.volume, attribute: maker.volume.attributes[0])
        var position: UInt64 = 0
        try value.forEachPiece { piece in
            #expect(piece.count <= AttributeContents.pieceLength)
            #expect(piece.first == FakeFileSystem.byte(at: 100 * 4096 + position))
            position += UInt64(piece.count)
            #expect(piece.last == FakeFileSystem.byte(at: 100 * 4096 + position - 1))
        }
        #expect(position == value.size)
        #expect(try value.read(at: 0, count: 6 << 20).count == 6 << 20)
        #expect(reader.largestRead == DiskPart.largestRead)
    }

    @Test func aResidentValueComesFromItsRecord() throws {
        let value = contents(.resident(size: 5)) { reader in
            reader.residents[.init(record: 0, offset: 0)] = [1, 2, 3, 4, 5]
        }
        #expect(try value.read(at: 0, count: 9) == [1, 2, 3, 4, 5])
        #expect(try value.read(at: 3, count: 1) == [4])
        let short = contents(.resident(size: 6)) { reader in
            reader.residents[.init(record: 0, offset: 0)] = [1, 2, 3, 4, 5]
        }
        #expect(throws: VolumeError.self) { try short.read(at: 0, count: 6) }
    }

    @Test func whatIsLostIsNotShownAsZeros() throws {
        let extents: [Extent] = [.stored(0, at: 50, 2), .stored(4, at: 60, 1)]
        let whole = contents(.data(extents))
        #expect(try whole.read(at: 8192, count: 8192) == [UInt8](repeating: 0, count: 8192))
        let damaged = contents(.data(extents, flags: .incomplete))
        #expect(try damaged.read(at: 0, count: 8192) == places(50..<52))
        #expect(throws: VolumeError.self) { try damaged.read(at: 8191, count: 2) }
        #expect(try damaged.read(at: 16384, count: 4096) == places(60..<61))
    }

    @Test(arguments: [(3999, 2), (UInt64.max, 1), (UInt64.max - 1, 2)] as [(UInt64, UInt64)])
    func extentsThatLeaveTheVolumeAreErrors(physical: UInt64, count: UInt64) {
        let value = contents(.data([.stored(0, at: physical, count)]))
        #expect(throws: VolumeError.self) { try value.read(at: 0, count: 8192) }
    }

    @Test func aValueThatCannotBeSoLargeIsAnError() {
        let value = contents(.data([.stored(0, at: 1, 1)], size: UInt64.max))
        #expect(throws: VolumeError.self) { try value.read(at: 1 << 62, count: 10) }
    }

    // MARK: compression

    /// A value of four units: compressed, stored whole, none, compressed in two runs.
    private func compressed(
        _ random: inout SplitMix64, _ change: (FakeFileSystem) -> Void = { _ in }
    ) -> (AttributeContents, [UInt8]) {
        let unit = 16 * 4096
        let first = SimpleLZNT1.sample(unit, alphabet: 3, using: &random)
        let last = SimpleLZNT1.sample(unit, alphabet: 4, using: &random)
        let packed = [first, last].map(SimpleLZNT1.compress)
        let blocks = packed.map { UInt64(($0.count + 4095) / 4096) }
        precondition(blocks.allSatisfy { (3..<16).contains($0) })
        let attribute = Attribute.data(
            [
                .stored(0, at: 100, blocks[0]), .hole(blocks[0], 16 - blocks[0]),
                .stored(16, at: 200, 10), .stored(26, at: 300, 6), .hole(32, 16),
                .stored(48, at: 400, 1), .stored(49, at: 500, blocks[1] - 1),
                .hole(48 + blocks[1], 16 - blocks[1]),
            ], size: UInt64(4 * unit - 99), flags: .compressed)
        let value = contents(attribute) { reader in
            reader.write(packed[0], at: 100)
            reader.write(Array(packed[1][..<4096]), at: 400)
            reader.write(Array(packed[1][4096...]), at: 500)
            change(reader)
        }
        let stored = places(200..<210) + places(300..<306)
        let all = first + stored + [UInt8](repeating: 0, count: unit) + last
        return (value, Array(all.dropLast(99)))
    }

    @Test func unitsAreDecompressedStoredOrZeros() throws {
        var random = SplitMix64(seed: 2)
        let (value, expected) = compressed(&random)
        #expect(try value.read(at: 0, count: expected.count + 5) == expected)
        for _ in 0..<30 {
            let start = Int.random(in: 0..<expected.count, using: &random)
            let count = Int.random(in: 1...5000, using: &random)
            #expect(
                try value.read(at: UInt64(start), count: count)
                    == Array(expected[start...].prefix(count)))
        }
        var pieces: [UInt8] = []
        try value.forEachPiece { pieces += $0 }
        #expect(pieces == expected)
    }

    @Test func aDamagedUnitIsNamed() throws {
        var random = SplitMix64(seed: 3)
        let (value, expected) = compressed(&random) { $0.write([0xFF, 0x0F], at: 400) }
        let good = 3 * 65_536
        #expect(try value.read(at: 0, count: good) == Array(expected[..<good]))
        let error = #expect(throws: VolumeError.self) {
            try value.read(at: UInt64(good) - 1, count: 2)
        }
        guard case .damaged(let finding) = error else {
            Issue.record("not damaged")
            return
        }
        #expect(finding.structure == "compression unit 3")
        #expect(finding.byte == 400 * 4096)
    }

    @Test func storedBlocksBehindAHoleAreDamage() {
        let value = contents(
            .data(
                [.stored(0, at: 1, 1), .hole(1, 2), .stored(3, at: 7, 1), .hole(4, 12)],
                flags: .compressed))
        #expect(throws: VolumeError.self) { try value.read(at: 0, count: 1) }
    }

    @Test func aUnitThatIsTooLargeIsAnError() {
        var attribute = Attribute.data([.stored(0, at: 1, 1), .hole(1, 2000)], flags: .compressed)
        attribute.value.compressionUnit = UInt32.max
        let value = contents(attribute)
        #expect(throws: VolumeError.self) { try value.read(at: 0, count: 1) }
        #expect(throws: VolumeError.self) { try value.forEachPiece { _ in } }
    }

    @Test func damagedUnitsNeverCrash() {
        var random = SplitMix64(seed: 4)
        for _ in 0..<20 {
            var changes = random
            let (value, expected) = compressed(&random) { reader in
                for block in [100, 101, 400, 500] as [UInt64] {
                    var bytes = reader.blocks[block] ?? []
                    guard !bytes.isEmpty, Bool.random(using: &changes) else { continue }
                    let place = Int.random(in: 0..<40, using: &changes)
                    bytes[place] = UInt8.random(in: 0...255, using: &changes)
                    reader.blocks[block] = bytes
                }
            }
            let read = try? value.read(at: 0, count: expected.count)
            #expect(read.map { $0.count == expected.count } ?? true)
        }
    }
}
