import Testing

@testable import Media

/// Long random histories of a cartridge against a plain list.
@Suite struct CartridgeModelTests {
    /// One step of a history.
    private static func step(
        _ model: inout TapeModel,
        _ tape: Cartridge,
        _ generator: inout SplitMix64
    ) throws {
        // Mostly at the end; now and then anywhere.
        let isAtEnd = Int.random(in: 0..<6, using: &generator) > 0
        let number =
            isAtEnd
            ? model.objects.count : Int.random(in: 0...model.objects.count, using: &generator)
        switch Int.random(in: 0..<10, using: &generator) {
        case 0...4:
            try model.write(
                records: Int.random(in: 1...6, using: &generator),
                length: [1, 16, 512, 513, 3000].randomElement(using: &generator) ?? 1,
                at: number, to: tape)
        case 5...6:
            try model.write(
                filemarks: Int.random(in: 1...3, using: &generator), at: number, to: tape)
        case 7: try model.endData(at: number, on: tape)
        case 8: try tape.flush()
        default: try tape.unload()
        }
    }

    @Test(arguments: 1...12)
    func onDiskWithRemounts(seed: UInt64) throws {
        let scratch = try ScratchDirectory()
        let path = scratch.place("tape")
        var generator = SplitMix64(seed: seed)
        var model = TapeModel()
        do { _ = try Cartridge.create(at: path, .small()) }
        for round in 0..<12 {
            let tape = try Cartridge.mount(path)
            try model.expectEqual(to: tape, "seed \(seed), round \(round)")
            for _ in 0..<12 { try Self.step(&model, tape, &generator) }
            try model.expectEqual(to: tape, "seed \(seed), round \(round)")
            if Bool.random(using: &generator) { try tape.unload() }
            if Bool.random(using: &generator), isThere(path + "/partition-0.index") {
                try removeItem(path + "/partition-0.index")
            }
        }
    }

    @Test(arguments: 100...107)
    func inMemory(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        var model = TapeModel()
        let tape = try Cartridge(inMemory: .small())
        for _ in 0..<200 { try Self.step(&model, tape, &generator) }
        try model.expectEqual(to: tape, "seed \(seed)")
    }
}

/// A log that fails when it is told to, after it has written a part.
final class FailingLog: LogStore {
    private let memory = MemoryLog(name: "failing log")
    /// How many bytes may still be written; `nil` for any number.
    var bytesLeft: Int?
    var failsToSynchronize = false

    var name: String { memory.name }
    func byteCount() -> Int64 { memory.byteCount() }
    func read(at offset: Int64, upTo count: Int) -> [UInt8] { memory.read(at: offset, upTo: count) }
    func setByteCount(_ count: Int64) { memory.setByteCount(count) }

    func write(_ bytes: ArraySlice<UInt8>, at offset: Int64) throws(MediumFailure) {
        guard let left = bytesLeft, left < bytes.count else {
            bytesLeft = bytesLeft.map { $0 - bytes.count }
            return memory.write(bytes, at: offset)
        }
        memory.write(bytes.prefix(left), at: offset)
        bytesLeft = 0
        throw MediumFailure(medium: name, action: "writing", reason: "No space left on device")
    }

    func synchronize() throws(MediumFailure) {
        if failsToSynchronize {
            throw MediumFailure(medium: name, action: "flushing it", reason: "Input/output error")
        }
    }
}

/// A cartridge whose host's disk fails.
@Suite struct CartridgeFailureTests {
    @Test(arguments: [0, 1, 63, 64, 100, 149, 150, 171])
    func aWriteThatFailsHalfwayCountsForNothing(bytesWritten: Int) throws {
        let log = FailingLog()
        let tape = try Cartridge(formatting: log, .small())
        var model = TapeModel()
        try model.write(records: 3, length: 100, to: tape)
        log.bytesLeft = bytesWritten
        #expect(throws: MediumFailure.self) {
            try tape.append(DataBuffer(distinctBytes(-1, count: 100)), recordLength: 100, at: 3)
        }
        try model.expectEqual(to: tape)
        log.bytesLeft = nil
        // What the failed write left behind is cut off, and a new generation begins.
        try model.write(length: 10, to: tape)
        try model.write(filemarks: 1, to: tape)
        try model.expectEqual(to: tape)
        let again = try RecoveredLog(log, manifest: .small(), index: nil)
        #expect(again.table.objectCount == 5 && again.endsClean && again.generation == 2)
    }

    /// The kernel drops pages that it could not write: a second flush would succeed, and lie.
    @Test func afterAFailedFlushNothingIsPromised() throws {
        let log = FailingLog()
        let tape = try Cartridge(formatting: log, .small())
        try tape.append(filemarks: 1, at: 0)
        log.failsToSynchronize = true
        #expect(throws: MediumFailure.self) { try tape.flush() }
        log.failsToSynchronize = false
        #expect(throws: MediumFailure.self) { try tape.flush() }
        #expect(throws: MediumFailure.self) { try tape.append(filemarks: 1, at: 1) }
        #expect(throws: MediumFailure.self) { try tape.unload() }
    }

    /// A command of several megabytes is written in parts: if one fails, none counts.
    @Test func aLongCommandThatFailsLeavesNothing() throws {
        let log = FailingLog()
        let tape = try Cartridge(formatting: log, .small())
        var model = TapeModel()
        try model.write(records: 2, length: 100, to: tape)
        log.bytesLeft = 2 << 20
        #expect(throws: MediumFailure.self) {
            try tape.append(
                DataBuffer(distinctBytes(3, count: 3 << 20)), recordLength: 1 << 18, at: 2)
        }
        log.bytesLeft = 2 << 20
        #expect(throws: MediumFailure.self) { try tape.append(filemarks: 50_000, at: 2) }
        try model.expectEqual(to: tape)
        log.bytesLeft = nil
        try model.write(length: 10, to: tape)
        try model.expectEqual(to: tape)
    }

    /// The index is gone before a mark can be there, or a crash between would bring back what was
    /// overwritten.
    @Test func theIndexIsRemovedBeforeTheMarkIsWritten() throws {
        let scratch = try ScratchDirectory()
        let log = FailingLog()
        let index = scratch.place("index")
        let tape = try Cartridge(formatting: log, .small(), indexPath: index)
        var model = TapeModel()
        try model.write(records: 3, length: 100, to: tape)
        try tape.unload()
        #expect(isThere(index))
        log.bytesLeft = 0
        #expect(throws: MediumFailure.self) { try tape.append(filemarks: 1, at: 1) }
        #expect(!isThere(index))
    }
}
