import Glibc
import Testing

@testable import Media

/// A cartridge that nothing happens to.
@Suite struct CartridgeTests {
    /// A cartridge in memory or on disk.
    enum Place: CaseIterable { case memory, disk }

    static func cartridge(_ place: Place, _ scratch: ScratchDirectory) throws -> Cartridge {
        switch place {
        case .memory: try Cartridge(inMemory: .small())
        case .disk: try Cartridge.create(at: scratch.place("tape"), .small())
        }
    }

    @Test(arguments: Place.allCases)
    func aNewOneIsBlankAndGood(place: Place) throws {
        let scratch = try ScratchDirectory()
        let tape = try Self.cartridge(place, scratch)
        #expect(tape.objectCount == 0)
        #expect(tape.condition == .good)
        #expect(tape.volumeIdentifier == "SB0001L8")
        #expect(tape.geometry == TapeGeometry(capacity: 1 << 20, earlyWarning: 768 << 10))
        #expect(tape.filemarks(before: 0) == 0)
        #expect(tape.usedByteCount(before: 0) == 0)
        #expect(tape.filemark(0) == nil)
        #expect(!tape.isWriteProtected)
    }

    @Test(arguments: Place.allCases)
    func everyRecordKeepsItsOwnContent(place: Place) throws {
        let scratch = try ScratchDirectory()
        let tape = try Self.cartridge(place, scratch)
        var model = TapeModel()
        try model.write(records: 20, length: 512, to: tape)
        try model.write(filemarks: 2, to: tape)
        for length in [1, 71, 72, 73, 4096, 262_144, 1] {
            try model.write(length: length, to: tape)
        }
        try model.write(filemarks: 1, to: tape)
        try model.write(records: 3, length: 400_000, to: tape)
        try model.expectEqual(to: tape)
        // Backwards, too: nothing depends on the order of reading.
        for number in (0..<20).reversed() {
            guard case .record(let bytes) = model.objects[number] else { continue }
            #expect(try tape.read(Int64(number)).bytes() == bytes)
        }
    }

    @Test func theLongestRecord() throws {
        let tape = try Cartridge(inMemory: .small())
        let bytes = distinctBytes(5, count: maximumRecordLength)
        try tape.append(DataBuffer(bytes), recordLength: bytes.count, at: 0)
        #expect(tape.object(0) == .record(length: 16_777_215))
        #expect(try tape.read(0).bytes() == bytes)
    }

    @Test(arguments: Place.allCases)
    func aRecordMayComeInPiecesOfFilesMemoryAndZeros(place: Place) throws {
        let scratch = try ScratchDirectory()
        let image = distinctBytes(8, count: 10_000)
        try writeFile(scratch.place("image"), image)
        let file = try RandomAccessFile(path: scratch.place("image"), mode: .reading)
        var data = DataBuffer(.file(file, offset: 100, count: 3000))
        data.append(.zeros(count: 500))
        data.append(.memory(distinctBytes(9, count: 1000)[500...]))
        data.append(.file(file, offset: 9000, count: 1000))
        var expected = Array(image[100..<3100]) + [UInt8](repeating: 0, count: 500)
        expected += distinctBytes(9, count: 1000)[500...] + image[9000...]
        let tape = try Self.cartridge(place, scratch)
        // What an earlier record left in the scratch array must not show through the zeros.
        try tape.append(DataBuffer(distinctBytes(1, count: 5000)), recordLength: 5000, at: 0)
        try tape.append(data, recordLength: 5000, at: 1)
        try tape.append(data, recordLength: 2500, at: 2)
        #expect(try tape.read(1).bytes() == expected)
        #expect(try tape.read(2).bytes() == Array(expected[..<2500]))
        #expect(try tape.read(3).bytes() == Array(expected[2500...]))
    }

    @Test(arguments: Place.allCases)
    func writingBeforeTheEndOfDataEndsTheTapeThere(place: Place) throws {
        let scratch = try ScratchDirectory()
        let tape = try Self.cartridge(place, scratch)
        var model = TapeModel()
        try model.write(records: 6, length: 300, to: tape)
        try model.write(filemarks: 1, to: tape)
        try model.write(records: 6, length: 200, to: tape)
        try model.write(length: 50, at: 9, to: tape)
        try model.expectEqual(to: tape)
        try model.write(filemarks: 3, at: 4, to: tape)
        try model.expectEqual(to: tape)
        try model.write(length: 7, at: 4, to: tape)
        try model.write(length: 7, at: 4, to: tape)
        try model.expectEqual(to: tape)
        try model.endData(at: 2, on: tape)
        try model.expectEqual(to: tape)
        try model.endData(at: 2, on: tape)
        try model.write(length: 1, at: 0, to: tape)
        try model.expectEqual(to: tape)
    }

    /// Labels are written over and over at the same place: a mark a time would fill the disk.
    @Test func overwritingAtOnePlaceDoesNotLengthenTheLog() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.place("tape")
        let tape = try Cartridge.create(at: path, .small())
        var model = TapeModel()
        try model.write(records: 3, length: 80, to: tape)
        try model.write(length: 80, at: 1, to: tape)
        let length = try fileBytes(path + "/partition-0.log").count
        for _ in 0..<10 { try model.write(length: 80, at: 1, to: tape) }
        #expect(try fileBytes(path + "/partition-0.log").count == length)
        try model.expectEqual(to: tape)
    }

    @Test func aMillionEqualRecordsAndFilemarksAreFoundAtOnce() throws {
        let tape = try Cartridge(inMemory: .small())
        let block = DataBuffer(.zeros(count: 50_000))
        try tape.append(block, recordLength: 1, at: 0)
        try tape.append(filemarks: 50_000, at: 50_000)
        try tape.append(block, recordLength: 1, at: 100_000)
        #expect(tape.objectCount == 150_000)
        #expect(tape.filemark(0) == 50_000)
        #expect(tape.filemark(49_999) == 99_999)
        #expect(tape.filemark(50_000) == nil)
        #expect(tape.filemarks(before: 75_000) == 25_000)
        #expect(tape.filemarks(before: 150_000) == 50_000)
        #expect(tape.object(49_999) == .record(length: 1))
        #expect(tape.object(100_000) == .record(length: 1))
        #expect(tape.usedByteCount(before: 150_000) == 100_000 + 50_000 * 64)
    }

    @Test func survivesBeingClosed() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.place("tape")
        var model = TapeModel()
        for round in 0..<4 {
            let tape =
                round == 0 ? try Cartridge.create(at: path, .small()) : try Cartridge.mount(path)
            try model.expectEqual(to: tape)
            try model.write(records: 5, length: 100 + round, to: tape)
            try model.write(filemarks: 1, to: tape)
            if round % 2 == 0 { try tape.unload() } else { try tape.flush() }
        }
        try model.expectEqual(to: Cartridge.mount(path))
    }

    @Test func twoProgramsCannotWriteTheSameCartridge() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.place("tape")
        let tape = try Cartridge.create(at: path, .small())
        let failure = #expect(throws: MediumFailure.self) { try Cartridge.mount(path) }
        #expect(failure?.medium == path + "/partition-0.log")
        #expect(failure?.reason == "it is in use already")
        #expect(tape.objectCount == 0)
    }

    /// As a process has that was started while the cartridge was in use.
    @Test func aCopyOfItsDescriptorDoesNotKeepIt() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.place("image")
        var copy: Int32 = -1
        do {
            let file = try RandomAccessFile(path: path, mode: .creating)
            try file.lock(exclusively: true)
            copy = dup(file.descriptor)
            try #require(copy >= 0)
        }
        defer { close(copy) }
        try RandomAccessFile(path: path, mode: .updating).lock(exclusively: true)
    }

    @Test func aWriteProtectedOneIsNotChanged() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.place("tape")
        var model = TapeModel()
        do {
            let tape = try Cartridge.create(at: path, .small())
            try model.write(records: 3, length: 60, to: tape)
            try tape.flush()
        }
        let before = try CartridgeFiles(path)
        let tape = try Cartridge.mount(path, writeProtected: true)
        #expect(tape.isWriteProtected)
        try model.expectEqual(to: tape)
        #expect(throws: MediumFailure.self) { try tape.append(filemarks: 1, at: 3) }
        #expect(throws: MediumFailure.self) { try tape.endData(at: 0) }
        try tape.unload()
        let after = try CartridgeFiles(path)
        #expect(after.log == before.log && after.index == nil && after.manifest == before.manifest)
        try model.expectEqual(to: tape)
    }

    @Test func aDirectoryIsNotMadeTwice() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.place("tape")
        do { _ = try Cartridge.create(at: path, .small()) }
        let failure = #expect(throws: MediumFailure.self) {
            try Cartridge.create(at: path, .small())
        }
        #expect(failure?.medium == path)
    }
}
