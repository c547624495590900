import Testing

@testable import VolumeMap

/// The pieces of a value as a backup sees it.
@Suite struct StoredPiecesTests {
    typealias Attribute = HandMadeVolume.Attribute

    /// The first byte of the volume on the disk.
    private let start: UInt64 = 1 << 20

    private func pieces(
        _ attribute: Attribute, overlaid: [Range<UInt64>] = []
    ) -> (pieces: [StoredPiece], count: UInt64) {
        var maker = HandMadeVolume(start: start)
        maker.add(30, with: [attribute])
        maker.volume.overlaidBlocks = overlaid
        let found = maker.volume.storedPieces(of: maker.volume.attributes[0])
        return (Array(found), found.byteCount)
    }

    private func disk(_ block: UInt64, _ count: UInt64, from: UInt64 = 0) -> StoredPiece {
        .stored(start + block * 4096 + from..<start + block * 4096 + from + count)
    }

    @Test func piecesAreOnesOfTheDiskAndZeros() {
        let extents: [Extent] = [
            .stored(0, at: 50, 2), .hole(2, 3), .unwritten(5, at: 80, 1), .stored(6, at: 20, 2),
            .stored(8, at: 22, 2),
        ]
        let (found, count) = pieces(.data(extents, size: 9 * 4096 + 10, initialized: 36_000))
        #expect(count == 9 * 4096 + 10)
        #expect(
            found == [
                disk(50, 8192), .zeros(16_384), disk(20, 11_424), .zeros(874),
            ] as [StoredPiece])
    }

    @Test func aValueEndsWithinItsLastBlock() {
        let (found, count) = pieces(.data([.stored(0, at: 7, 1)], size: 100))
        #expect(found == [disk(7, 100)])
        #expect(count == 100)
        #expect(pieces(.data([], size: 0)).pieces == [])
        #expect(pieces(.data([], size: 10)).pieces == [.zeros(10)])
    }

    @Test func aResidentValueIsOnePiece() {
        #expect(pieces(.resident(size: 12)).pieces == [.resident(12)])
        #expect(pieces(.resident(size: 0)).pieces == [])
    }

    @Test func whatTheJournalHoldsIsToldApart() {
        let (found, _) = pieces(
            .data([.stored(0, at: 10, 10)], size: 10 * 4096 - 5),
            overlaid: [0..<9, 12..<13, 15..<16, 19..<30])
        #expect(
            found == [
                disk(10, 8192), .journaled(4096), disk(13, 8192), .journaled(4096),
                disk(16, 12288), .journaled(4091),
            ] as [StoredPiece])
    }

    @Test func whatIsLostIsToldApart() {
        let extents: [Extent] = [.stored(1, at: 10, 1), .stored(3, at: 20, 1)]
        let (found, _) = pieces(.data(extents, size: 5 * 4096, flags: .incomplete))
        #expect(
            found == [.lost(4096), disk(10, 4096), .lost(4096), disk(20, 4096), .lost(4096)])
    }

    /// Compressed data end anywhere in their unit, and a cipher's last block is whole.
    @Test func rawValuesAreNotCutWithinTheirUnits() {
        let compressed: [Extent] = [.stored(0, at: 10, 4), .hole(4, 12)]
        let (found, count) = pieces(
            .data(compressed, size: 14_000, initialized: 9000, flags: .compressed))
        #expect(count == 65_536)
        #expect(found == [disk(10, 16_384), .zeros(49_152)] as [StoredPiece])
        let (encrypted, length) = pieces(
            .data([.stored(0, at: 10, 2)], size: 5000, initialized: 4500, flags: .encrypted))
        #expect(length == 8192)
        #expect(encrypted == [disk(10, 8192)])
    }

    @Test(arguments: 0..<20) func piecesAddUpWhateverTheExtentsSay(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let odd: [UInt64] = [0, 1, 7, 1 << 20, 1 << 52, UInt64.max - 1, UInt64.max]
        for _ in 0..<200 {
            let extents = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                Extent(
                    logical: odd.randomElement(using: &random) ?? 0,
                    physical: odd.randomElement(using: &random) ?? 0,
                    count: odd.randomElement(using: &random) ?? 0,
                    kind: Extent.Kind.allCases.randomElement(using: &random) ?? .hole)
            }
            var value = FileAttribute(role: .data, size: odd.randomElement(using: &random) ?? 0)
            value.initializedSize = odd.randomElement(using: &random) ?? 0
            value.compressionUnit = UInt32.random(in: 0...20, using: &random)
            value.flags = FileAttribute.Flags(rawValue: UInt8.random(in: 0..<32, using: &random))
            let (found, count) = pieces(Attribute(value: value, extents: extents))
            var sum: UInt64 = 0
            for piece in found {
                #expect(piece.byteCount > 0)
                sum += piece.byteCount
            }
            #expect(sum == count)
        }
    }

    /// The pieces, read from the disk, are the value that a file system shows.
    @Test func piecesReadBackAreTheValue() throws {
        var random = SplitMix64(seed: 9)
        for _ in 0..<50 {
            var extents: [Extent] = []
            var next: UInt64 = 0
            for index in 0..<12 as Range<UInt64> {
                let count = UInt64.random(in: 1...3, using: &random)
                let kind = Extent.Kind.allCases.randomElement(using: &random) ?? .hole
                let place = kind == .hole ? 0 : 10 + index * 70 % 800
                extents.append(Extent(logical: next, physical: place, count: count, kind: kind))
                next += count
            }
            let size = next * 4096 - UInt64.random(in: 0..<8192, using: &random) % (next * 4096)
            var maker = HandMadeVolume(start: start)
            maker.add(
                30,
                with: [
                    .data(extents, size: size, initialized: .random(in: 0...size, using: &random))
                ]
            )
            let attribute = maker.volume.attributes[0]
            let value = try AttributeContents(
                reader: FakeFileSystem(maker.volume), volume: maker.volume, attribute: attribute
            ).read(at: 0, count: Int(size))
            var copy: [UInt8] = []
            for piece in maker.volume.storedPieces(of: attribute) {
                switch piece {
                case .stored(let places): copy += places.map { FakeFileSystem.byte(at: $0 - start) }
                case .zeros(let count): copy += [UInt8](repeating: 0, count: Int(count))
                default: Issue.record("\(piece)")
                }
            }
            #expect(copy == value)
        }
    }
}
