import Media
import Testing

/// A cartridge's log is cut at every byte, as a crash or a full disk may do it.
@Suite struct CartridgeCutTests {
    /// A tape, and what had been flushed when its log had which length.
    private struct Written {
        var model = TapeModel()
        var flushed: [(logLength: Int, objects: Int)] = []
        var files = CartridgeFiles()

        /// Records and filemarks of several lengths with flushes between some of them.
        init(at path: String, overwriting: Bool) throws {
            let tape = try Cartridge.create(at: path, .small())
            if overwriting {
                try model.write(records: 4, length: 90, to: tape)
                try model.write(length: 33, at: 2, to: tape)
            }
            try note(tape, path)
            for length in [40, 1, 200] { try model.write(length: length, to: tape) }
            try note(tape, path)
            try model.write(filemarks: 2, to: tape)
            try note(tape, path)
            try model.write(records: 2, length: 17, to: tape)
            try model.write(filemarks: 1, to: tape)
            try model.write(length: 3, to: tape)
            files = try CartridgeFiles(path)
        }

        private mutating func note(_ tape: Cartridge, _ path: String) throws {
            try tape.flush()
            files = try CartridgeFiles(path)
            flushed.append((files.log.count, model.objects.count))
        }

        /// How many objects had surely been flushed when the log was `length` bytes long.
        func flushedCount(_ length: Int) -> Int {
            flushed.last { $0.logLength <= length }?.objects ?? 0
        }
    }

    @Test(arguments: [false, true])
    func nothingFlushedIsLostAndNothingTornIsRead(overwriting: Bool) throws {
        let scratch = try ScratchDirectory()
        let path = scratch.place("tape")
        let written = try Written(at: path, overwriting: overwriting)
        for length in (written.flushed[0].logLength...written.files.log.count).reversed() {
            let cut = written.files.with(log: Array(written.files.log[..<length]))
            try cut.restore(to: path)
            var model = written.model
            do {
                let tape = try Cartridge.mount(path)
                #expect(tape.condition == .good)
                let seen = try contents(of: tape)
                #expect(!seen.contains(.unreadable), "cut at \(length)")
                #expect(isTrue(seen, to: written.model.objects), "cut at \(length)")
                #expect(seen.count >= written.flushedCount(length), "cut at \(length)")
                // The tape can be written on, and what is written is there afterwards.
                model.forget(from: seen.count)
                try model.write(length: 55, to: tape)
                try model.write(filemarks: 1, to: tape)
                try tape.flush()
                try model.expectEqual(to: tape)
            }
            try model.expectEqual(to: Cartridge.mount(path), "cut at \(length)")
        }
    }

    /// After a power failure a file can have its length before it has its bytes.
    @Test(arguments: [false, true])
    func aTailOfZerosEndsTheTapeWithoutUnreadableObjects(overwriting: Bool) throws {
        let scratch = try ScratchDirectory()
        let path = scratch.place("tape")
        let written = try Written(at: path, overwriting: overwriting)
        let end = written.files.log.count
        for length in written.flushed[0].logLength..<end {
            let zeros = [UInt8](repeating: 0, count: end - length)
            try written.files.with(log: written.files.log[..<length] + zeros).restore(to: path)
            var model = written.model
            do {
                let tape = try Cartridge.mount(path)
                let seen = try contents(of: tape)
                #expect(!seen.contains(.unreadable), "zeros from \(length)")
                #expect(isTrue(seen, to: written.model.objects), "zeros from \(length)")
                #expect(seen.count >= written.flushedCount(length), "zeros from \(length)")
                model.forget(from: seen.count)
                try model.write(length: 5, to: tape)
                try tape.flush()
            }
            try model.expectEqual(to: Cartridge.mount(path), "zeros from \(length)")
        }
    }

    /// With its index, a cartridge knows that it has lost something that was flushed.
    @Test func aLogShorterThanItsIndexSaysIsDamaged() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.place("tape")
        var written = try Written(at: path, overwriting: false)
        do {
            let tape = try Cartridge.mount(path)
            try tape.unload()
        }
        written.files = try CartridgeFiles(path)
        let all = written.model.objects
        for length in 0..<written.files.log.count {
            var cut = written.files
            cut.log = Array(written.files.log[..<length])
            try cut.restore(to: path)
            var model = written.model
            do {
                let tape = try Cartridge.mount(path)
                guard case .damaged(let first, let why) = tape.condition else {
                    Issue.record("mounted as good when cut at \(length)")
                    continue
                }
                #expect(why.medium == path + "/partition-0.log")
                #expect(why.reason.hasSuffix("at least were expected, it has \(length)"))
                // The lost objects still have their numbers, and cannot be read.
                let seen = try contents(of: tape)
                #expect(seen.count == all.count && isTrue(seen, to: all))
                #expect(!seen[..<Int(first)].contains(.unreadable))
                #expect(seen[Int(first)...].allSatisfy { $0 == .unreadable })
                #expect(throws: MediumFailure.self) { try tape.append(filemarks: 1, at: first) }
                #expect(throws: MediumFailure.self) {
                    try tape.append(DataBuffer([1]), recordLength: 1, at: tape.objectCount)
                }
                #expect(try fileBytes(path + "/partition-0.log") == cut.log)
                if first == 0 { continue }
                // Before the damage it can be written: that is what makes it good again.
                try model.write(length: 12, at: Int(first) - 1, to: tape)
                try tape.flush()
                #expect(tape.condition == .good)
            }
            try model.expectEqual(to: Cartridge.mount(path), "cut at \(length)")
        }
    }

    @Test func aLogThatHasLostEverythingIsNotBlank() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.place("tape")
        let written = try Written(at: path, overwriting: false)
        for length in 0..<72 {
            try written.files.with(log: Array(written.files.log[..<length])).restore(to: path)
            let tape = try Cartridge.mount(path)
            guard case .damaged(at: 0, let why) = tape.condition else {
                Issue.record("mounted as blank when cut at \(length)")
                continue
            }
            #expect(why.action == "reading MAGIC at byte 0")
            #expect(throws: MediumFailure.self) { try tape.append(filemarks: 1, at: 0) }
        }
    }
}
