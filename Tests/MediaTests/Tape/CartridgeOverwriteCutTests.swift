import Media
import Testing

/// A crash at each step of writing before the end of data.
@Suite struct CartridgeOverwriteCutTests {
    /// How many bytes an end-of-data mark has.
    private static let markLength = 72

    /// A tape before and after it was overwritten from an object on.
    private struct Overwritten {
        let first: Int
        var old = TapeModel()
        var new = TapeModel()
        /// The files before: with the index, as a closed cartridge has it.
        var before = CartridgeFiles()
        var after = CartridgeFiles()
        /// Where the mark is in the log.
        var place = 0

        init(at path: String, first: Int, again: Bool) throws {
            self.first = first
            do {
                let tape = try Cartridge.create(at: path, .small())
                // The first mark stands where the first object's number is still 0.
                var places = [0]
                for step in 0..<8 {
                    if step == 3 || step == 6 {
                        try old.write(filemarks: 1, to: tape)
                    } else {
                        try old.write(length: 30 + step, to: tape)
                    }
                    places.append(try CartridgeFiles(path).log.count)
                }
                place = places[first]
                if again {
                    // The mark that is to come then replaces another.
                    try old.write(length: 99, at: first, to: tape)
                    try old.write(length: 98, to: tape)
                }
                try tape.unload()
            }
            before = try CartridgeFiles(path)
            new = old
            let tape = try Cartridge.mount(path)
            try new.write(records: 2, length: 44, at: first, to: tape)
            try new.write(filemarks: 1, to: tape)
            try tape.flush()
            after = try CartridgeFiles(path)
        }

        /// The old log with the first `count` bytes of what was written over it.
        func overlaid(_ count: Int) -> [UInt8] {
            var log = before.log
            let end = min(log.count, place + count)
            log.replaceSubrange(place..<end, with: after.log[place..<place + count])
            return log
        }
    }

    private static let cases = [0, 1, 3, 4, 7].flatMap { [($0, false), ($0, true)] }

    /// Restores files, checks what is seen, writes on, and checks again.
    private static func expect(
        _ files: CartridgeFiles,
        at path: String,
        prefix: Int,
        of model: TapeModel,
        _ comment: Comment,
        rest: ([Seen]) -> Bool
    ) throws {
        try files.restore(to: path)
        var expected: [Seen] = []
        do {
            let tape = try Cartridge.mount(path)
            let seen = try contents(of: tape)
            #expect(Array(seen.prefix(prefix)) == model.prefix(prefix).map(Seen.init), comment)
            #expect(rest(Array(seen.dropFirst(prefix))), comment)
            expected = seen
            try tape.append(
                DataBuffer(distinctBytes(-1, count: 61)), recordLength: 61, at: tape.objectCount)
            try tape.flush()
            expected.append(.record(distinctBytes(-1, count: 61)))
            #expect(try contents(of: tape) == expected, comment)
        }
        #expect(try contents(of: Cartridge.mount(path)) == expected, comment)
    }

    @Test(arguments: cases)
    func whileTheMarkIsWritten(first: Int, again: Bool) throws {
        let scratch = try ScratchDirectory()
        let path = scratch.place("tape")
        let tape = try Overwritten(at: path, first: first, again: again)
        let old = Array(tape.old.objects[first...])
        try Self.expect(tape.before, at: path, prefix: first, of: tape.old, "before") {
            $0 == old.map(Seen.init)
        }
        // The index is gone before the mark's first byte is written.
        for count in 0..<Self.markLength {
            let files = tape.before.with(log: tape.overlaid(count))
            try Self.expect(files, at: path, prefix: first, of: tape.old, "\(count) bytes") {
                isTrue($0, to: old)
            }
        }
    }

    @Test(arguments: cases)
    func whileTheLogIsCutOff(first: Int, again: Bool) throws {
        let scratch = try ScratchDirectory()
        let path = scratch.place("tape")
        let tape = try Overwritten(at: path, first: first, again: again)
        let log = tape.overlaid(Self.markLength)
        for length in tape.place + Self.markLength...log.count {
            let files = tape.before.with(log: Array(log[..<length]))
            try Self.expect(files, at: path, prefix: first, of: tape.old, "\(length) bytes") {
                $0.isEmpty
            }
        }
    }

    /// New objects are on stable storage before the cut is: old ones must not be seen behind them.
    @Test(arguments: cases)
    func whenTheCutIsLost(first: Int, again: Bool) throws {
        let scratch = try ScratchDirectory()
        let path = scratch.place("tape")
        let tape = try Overwritten(at: path, first: first, again: again)
        let new = Array(tape.new.objects[first...])
        for count in Self.markLength...tape.after.log.count - tape.place {
            let files = tape.before.with(log: tape.overlaid(count))
            try Self.expect(files, at: path, prefix: first, of: tape.old, "\(count) bytes") {
                isTrue($0, to: new)
            }
        }
    }

    @Test(arguments: cases)
    func whileNewObjectsAreWritten(first: Int, again: Bool) throws {
        let scratch = try ScratchDirectory()
        let path = scratch.place("tape")
        let tape = try Overwritten(at: path, first: first, again: again)
        let new = Array(tape.new.objects[first...])
        for length in tape.place + Self.markLength...tape.after.log.count {
            let files = tape.after.with(log: Array(tape.after.log[..<length]))
            try Self.expect(files, at: path, prefix: first, of: tape.old, "\(length) bytes") {
                isTrue($0, to: new) && !$0.contains(.unreadable)
            }
        }
        try Self.expect(tape.after, at: path, prefix: first, of: tape.old, "after") {
            $0 == new.map(Seen.init)
        }
    }
}
