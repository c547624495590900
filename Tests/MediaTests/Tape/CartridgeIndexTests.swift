import Media
import Testing

/// The index is a cache: whatever happens to it, the tape is the same.
@Suite struct CartridgeIndexTests {
    private static func write(_ model: inout TapeModel, to tape: Cartridge) throws {
        try model.write(records: 4, length: 30, to: tape)
        try model.write(filemarks: 2, to: tape)
        try model.write(length: 31, to: tape)
    }

    @Test func isWrittenOnUnloadingAndUsed() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.place("tape")
        var model = TapeModel()
        do {
            let tape = try Cartridge.create(at: path, .small())
            try Self.write(&model, to: tape)
            #expect(!isThere(path + "/partition-0.index"))
            try tape.unload()
        }
        var files = try CartridgeFiles(path)
        #expect(files.index != nil)
        // A header that the index does not name is not looked at: a scan would notice.
        files.log[72] ^= 1
        try files.restore(to: path)
        #expect(try Cartridge.mount(path).object(0) == .record(length: 30))
        files.index = nil
        try files.restore(to: path)
        #expect(try Cartridge.mount(path).object(0) == .unknown)
    }

    @Test func withoutItTheTapeIsTheSame() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.place("tape")
        var model = TapeModel()
        do {
            let tape = try Cartridge.create(at: path, .small())
            try Self.write(&model, to: tape)
            try model.write(length: 12, at: 3, to: tape)
            try tape.unload()
        }
        let files = try CartridgeFiles(path)
        try model.expectEqual(to: Cartridge.mount(path))
        try files.with(log: files.log).restore(to: path)
        do {
            let tape = try Cartridge.mount(path)
            try model.expectEqual(to: tape)
            try tape.unload()
        }
        #expect(try CartridgeFiles(path).index == files.index)
    }

    @Test func aChangedByteMakesItWorthless() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.place("tape")
        var model = TapeModel()
        do {
            let tape = try Cartridge.create(at: path, .small())
            try Self.write(&model, to: tape)
            try tape.unload()
        }
        let files = try CartridgeFiles(path)
        let index = try #require(files.index)
        for place in index.indices {
            var changed = files
            changed.index?[place] ^= 0x10
            try changed.restore(to: path)
            try model.expectEqual(to: Cartridge.mount(path), "byte \(place)")
            changed.index = Array(index[..<place])
            try changed.restore(to: path)
            try model.expectEqual(to: Cartridge.mount(path), "cut at \(place)")
        }
    }

    /// What was written after the index is found behind what it knows.
    @Test func anOldOneIsAddedTo() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.place("tape")
        var model = TapeModel()
        do {
            let tape = try Cartridge.create(at: path, .small())
            try Self.write(&model, to: tape)
            try tape.unload()
        }
        let index = try CartridgeFiles(path).index
        for _ in 0..<3 {
            let tape = try Cartridge.mount(path)
            try model.expectEqual(to: tape)
            try Self.write(&model, to: tape)
            try tape.flush()
        }
        #expect(try CartridgeFiles(path).index == index)
        try model.expectEqual(to: Cartridge.mount(path))
    }

    /// An index from before the tape was overwritten must not bring anything back.
    @Test(arguments: [0, 1, 4, 5, 6, 7])
    func anOverwrittenOneIsNotObeyed(first: Int) throws {
        let scratch = try ScratchDirectory()
        let path = scratch.place("tape")
        var model = TapeModel()
        do {
            let tape = try Cartridge.create(at: path, .small())
            try Self.write(&model, to: tape)
            try tape.unload()
        }
        let old = try CartridgeFiles(path).index
        for length in [1, 30, 500] {
            var changed = model
            do {
                let tape = try Cartridge.mount(path)
                try changed.write(length: length, at: first, to: tape)
                try tape.flush()
                if first < 7 { #expect(!isThere(path + "/partition-0.index")) }
            }
            var files = try CartridgeFiles(path)
            files.index = old
            try files.restore(to: path)
            let tape = try Cartridge.mount(path)
            #expect(tape.condition == .good)
            try changed.expectEqual(to: tape)
            model = changed
        }
    }

    @Test func anotherCartridgesOneIsNotObeyed() throws {
        let scratch = try ScratchDirectory()
        var model = TapeModel()
        for name in ["FIRST1L8", "OTHER1L8"] {
            let tape = try Cartridge.create(at: scratch.place(name), .small(name))
            model = TapeModel()
            try model.write(records: name == "FIRST1L8" ? 9 : 2, length: 50, to: tape)
            try tape.unload()
        }
        var files = try CartridgeFiles(scratch.place("OTHER1L8"))
        files.index = try CartridgeFiles(scratch.place("FIRST1L8")).index
        try files.restore(to: scratch.place("OTHER1L8"))
        let tape = try Cartridge.mount(scratch.place("OTHER1L8"))
        #expect(tape.condition == .good)
        try model.expectEqual(to: tape)
    }

    /// The last header is damaged, and nothing else shows that there was an object: the index does.
    @Test func remembersObjectsThatTheLogHasLost() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.place("tape")
        var model = TapeModel()
        do {
            let tape = try Cartridge.create(at: path, .small())
            try Self.write(&model, to: tape)
            try tape.unload()
        }
        var files = try CartridgeFiles(path)
        let end = files.log.count
        // Both filemarks and the record behind them.
        for place in end - 72 * 3 - 31..<end { files.log[place] = 0 }
        try files.restore(to: path)
        var seen: [Seen] = []
        do {
            let tape = try Cartridge.mount(path)
            #expect(tape.condition == .good)
            seen = try contents(of: tape)
            let lost = [Seen](repeating: .unreadable, count: 3)
            #expect(seen == model.prefix(4).map(Seen.init) + lost)
            #expect(tape.filemarks(before: 7) == 2)
            try tape.append(DataBuffer([9]), recordLength: 1, at: 7)
            try tape.flush()
            seen.append(.record([9]))
        }
        #expect(try contents(of: Cartridge.mount(path)) == seen)
    }
}
