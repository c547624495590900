import Media
import Testing

/// Bytes of the log that change after they were written.
@Suite struct CartridgeDamageTests {
    /// A closed cartridge with records of several lengths and filemarks.
    private static func written(_ path: String) throws -> (TapeModel, CartridgeFiles) {
        var model = TapeModel()
        let tape = try Cartridge.create(at: path, .small())
        for length in [40, 1, 130] { try model.write(length: length, to: tape) }
        try model.write(filemarks: 2, to: tape)
        try model.write(records: 3, length: 25, to: tape)
        try model.write(filemarks: 1, to: tape)
        try model.write(length: 9, to: tape)
        try tape.unload()
        return (model, try CartridgeFiles(path))
    }

    /// Each byte in turn, with and without the index, and with an end that is a filemark.
    @Test(arguments: [false, true], [false, true])
    func aChangedByteIsNeverReadAsGood(withIndex: Bool, endsInFilemark: Bool) throws {
        let scratch = try ScratchDirectory()
        let path = scratch.place("tape")
        var (model, files) = try Self.written(path)
        if endsInFilemark {
            let tape = try Cartridge.mount(path)
            try model.write(filemarks: 1, to: tape)
            try tape.unload()
            files = try CartridgeFiles(path)
        }
        for place in 0..<files.log.count {
            var log = files.log
            log[place] ^= UInt8(1) << UInt8(place % 8)
            try files.with(log: log, index: withIndex ? files.index : nil).restore(to: path)
            var seen: [Seen] = []
            do {
                let tape = try Cartridge.mount(path)
                #expect(tape.condition == .good)
                seen = try contents(of: tape)
                #expect(isTrue(seen, to: model.objects), "byte \(place)")
                #expect(seen.count == model.objects.count, "byte \(place)")
                #expect(seen.count { $0 == .unreadable } <= 1, "byte \(place)")
                try tape.append(DataBuffer([1, 2, 3]), recordLength: 3, at: tape.objectCount)
                try tape.flush()
                seen.append(.record([1, 2, 3]))
                #expect(try contents(of: tape) == seen, "byte \(place)")
            }
            #expect(try contents(of: Cartridge.mount(path)) == seen, "byte \(place)")
        }
    }

    @Test func objectsBehindADamagedStretchKeepTheirNumbers() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.place("tape")
        let (model, files) = try Self.written(path)
        // From within object 1 up to within object 5: two filemarks (3 and 4) are lost with them.
        var log = files.log
        for place in 72 + 112 + 10..<72 + 112 + 73 + 202 + 72 + 72 + 20 { log[place] = 0xA5 }
        try files.with(log: log).restore(to: path)
        let tape = try Cartridge.mount(path)
        #expect(tape.condition == .good)
        let seen = try contents(of: tape)
        #expect(seen[0] == Seen(model.objects[0]))
        #expect(seen[1...5] == ArraySlice([Seen](repeating: .unreadable, count: 5)))
        #expect(Array(seen[6...]) == model.objects[6...].map(Seen.init))
        #expect(tape.filemarks(before: 6) == 2)
        #expect(tape.filemarks(before: 1) == 0)
        #expect(tape.filemark(2) == 8)
        #expect(tape.firstUnknown(from: 0) == 1)
        #expect(tape.firstUnknown(from: 4) == 4)
        #expect(tape.firstUnknown(from: 6) == nil)
        let failure = #expect(throws: MediumFailure.self) { try tape.read(2) }
        #expect(failure?.medium == path + "/partition-0.log")
        #expect(failure?.action == "reading object 2")
    }

    /// Writing within and behind a damaged stretch.
    @Test(arguments: 0...10)
    func aDamagedTapeCanBeWrittenAnywhere(first: Int) throws {
        let scratch = try ScratchDirectory()
        let path = scratch.place("tape")
        let (_, files) = try Self.written(path)
        var log = files.log
        for place in 72 + 112 + 10..<72 + 112 + 73 + 202 + 72 + 72 + 20 { log[place] = 0xA5 }
        try files.with(log: log).restore(to: path)
        var seen: [Seen] = []
        do {
            let tape = try Cartridge.mount(path)
            let number = min(first, Int(tape.objectCount))
            seen = Array(try contents(of: tape).prefix(number))
            try tape.append(DataBuffer([4, 5, 6, 7]), recordLength: 2, at: Int64(number))
            try tape.append(filemarks: 1, at: Int64(number) + 2)
            try tape.flush()
            seen += [.record([4, 5]), .record([6, 7]), .filemark]
            #expect(try contents(of: tape) == seen)
        }
        #expect(try contents(of: Cartridge.mount(path)) == seen)
    }

    @Test func aDamagedRecordSaysWhatIsWrong() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.place("tape")
        let (_, files) = try Self.written(path)
        var log = files.log
        log[72 + 64] ^= 0x80
        try files.with(log: log).restore(to: path)
        let tape = try Cartridge.mount(path)
        let failure = #expect(throws: MediumFailure.self) { try tape.read(0) }
        #expect(failure?.action == "reading object 0")
        #expect(failure?.reason.hasPrefix("DATA CRC-32C ") == true)
        #expect(try tape.read(1).count == 1)
    }

    /// Tapes hold copies of disks, and disks hold cartridges.
    @Test func aCopyOfALogInARecordIsNotTakenForObjects() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.place("tape")
        var (model, files) = try Self.written(path)
        do {
            let other = try Cartridge.create(at: scratch.place("other"), .small("OTHER1L8"))
            var rest = TapeModel()
            try rest.write(records: 12, length: 40, to: other)
            try other.flush()
        }
        let otherLog = try CartridgeFiles(scratch.place("other")).log
        let start: Int
        do {
            let tape = try Cartridge.mount(path)
            start = files.log.count
            for copy in [files.log, otherLog] {
                try model.write(copy, to: tape)
            }
            try model.write(length: 20, to: tape)
            try tape.flush()
        }
        files = try CartridgeFiles(path)
        let first = model.objects.count - 3
        // A byte of the first copy's header, and of its data: the copy is lost, and nothing else.
        for damage in [start, start + 64 + 80] {
            var log = files.log
            log[damage] ^= 1
            try files.with(log: log).restore(to: path)
            var expected = model.objects.map(Seen.init)
            expected[first] = .unreadable
            #expect(try contents(of: Cartridge.mount(path)) == expected)
        }
    }

    /// The worst case: the copy is of a cartridge on which the same things were written to the same
    /// places, so that its objects fit what comes next in everything but the volume, or in
    /// everything but the place.
    @Test(arguments: [false, true])
    func aFittingCopyOfALogIsNotTakenForObjects(ofSameVolume: Bool) throws {
        let scratch = try ScratchDirectory()
        let name = ofSameVolume ? "SB0001L8" : "OTHER1L8"
        var longer = TapeModel()
        do {
            let other = try Cartridge.create(at: scratch.place("other"), .small(name))
            try longer.write(records: 30, length: 40, to: other)
            try other.flush()
        }
        let otherLog = try CartridgeFiles(scratch.place("other")).log
        let path = scratch.place("tape")
        var model = TapeModel()
        let start = 72 + 2 * 112
        do {
            let tape = try Cartridge.create(at: path, .small())
            try model.write(records: 2, length: 40, to: tape)
            // Behind the header, the other log goes on at its own place, or 1 byte before it.
            let from = start + 64 + (ofSameVolume ? 1 : 0)
            try model.write(Array(otherLog[from...]), to: tape)
            try model.write(length: 10, to: tape)
            try tape.flush()
        }
        var files = try CartridgeFiles(path)
        files.log[start] ^= 1
        try files.restore(to: path)
        var expected = model.objects.map(Seen.init)
        expected[2] = .unreadable
        #expect(try contents(of: Cartridge.mount(path)) == expected)
    }

    /// What a tape holds is counted in its objects, not in what once happened to it.
    @Test func aDamagedMarkTakesNoneOfTheCapacity() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.place("tape")
        var (model, files) = try Self.written(path)
        do {
            let tape = try Cartridge.mount(path)
            try model.write(length: 20, at: 5, to: tape)
            try tape.flush()
            files = try CartridgeFiles(path)
        }
        for place in [0, files.log.count - 20 - 72 - 72] {
            var log = files.log
            log[place] ^= 1
            try files.with(log: log).restore(to: path)
            try model.expectEqual(to: Cartridge.mount(path))
        }
    }
}
