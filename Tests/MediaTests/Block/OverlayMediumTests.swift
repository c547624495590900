import Media
import Testing

/// Writing over an image that must never change.
@Suite struct OverlayMediumTests {
    private static let imageLength = 150_000
    private static let length = 200_000

    private struct Overlay {
        let scratch: ScratchDirectory
        let imagePath: String
        let image: [UInt8]
        var model: BlockMediumModel

        init(storeInFile: Bool) throws {
            scratch = try ScratchDirectory()
            imagePath = scratch.place("image")
            image = distinctBytes(77, count: imageLength)
            try writeFile(imagePath, image)
            let store: any BlockMedium =
                storeInFile
                ? try FileMedium(creating: scratch.place("store"), byteCount: Int64(length))
                : MemoryMedium(byteCount: Int64(length))
            let medium = try OverlayMedium(
                image: RandomAccessFile(path: imagePath, mode: .reading), store: store)
            let behind = [UInt8](repeating: 0, count: length - imageLength)
            model = BlockMediumModel(medium, expected: image + behind)
        }
    }

    @Test(arguments: [false, true])
    func showsTheImageAndZerosBehindIt(storeInFile: Bool) throws {
        let overlay = try Overlay(storeInFile: storeInFile)
        #expect(try overlay.model.holds())
    }

    @Test(arguments: rangesAroundChunkBorders, [false, true])
    func aWriteChangesItsRangeOnly(range: Range<Int>, storeInFile: Bool) throws {
        var overlay = try Overlay(storeInFile: storeInFile)
        try overlay.model.write(at: range.lowerBound, count: range.count)
        #expect(try overlay.model.holds())
        #expect(try fileBytes(overlay.imagePath) == overlay.image)
    }

    @Test(arguments: 1...8)
    func randomWrites(seed: UInt64) throws {
        var overlay = try Overlay(storeInFile: seed % 2 == 0)
        var generator = SplitMix64(seed: seed)
        for _ in 0..<40 { try overlay.model.writeRandomly(&generator, longest: 70_000) }
        #expect(try overlay.model.holds())
        #expect(try fileBytes(overlay.imagePath) == overlay.image)
    }

    @Test func anImageLongerThanTheMediumIsRefused() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.place("image")
        try writeFile(path, [UInt8](repeating: 1, count: 513))
        let failure = #expect(throws: MediumFailure.self) {
            try OverlayMedium(
                image: RandomAccessFile(path: path, mode: .reading),
                store: MemoryMedium(byteCount: 512))
        }
        #expect(failure?.reason == "512 bytes at most were expected, it has 513")
    }
}
