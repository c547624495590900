import Media
import SCSI
import Testing
import WireBytes

/// Every outcome that the reference states for its worked lists of byte ranges, positions, images,
/// held data and registrations.
@Suite struct WorkedSegmentTests {
    @Test func w7TakesBytesFromTheMiddleOfABlockAndFlushes() throws {
        let bench = try CopyBench()
        expectGood(bench.copy(try WorkedList.w7.bytes))
        let taken = Array(bench.diskA.original(0x10, 7)[100..<3100])
        try expectItems(
            bench.tape1, [.record(Array(taken[..<1024])), .record(Array(taken[1024..<2048]))])
        #expect(bench.position("1") == 2)
        let reads = bench.commands.ofCopies.filter { $0.cdb[0] == 0x88 }
        #expect(reads.map(\.cdb) == [[0x88, 0] + ListBytes.number(0x10, 8) + [0, 0, 0, 7, 0, 0]])
        #expect(bench.results(0x00, id: 0x27).dataIn == [0, 0, 0, 8, 1, 0, 2, 0, 0, 0, 8, 0])
    }

    /// Without the flush the 952 bytes are inexact where neither side pads; with it nothing of them
    /// reaches the next segment.
    @Test func w7DropsWhatIsLeftOver() throws {
        let bench = try CopyBench()
        let next = ListBytes.inlineToStream(1, transfer: 4, bytes: 4)
        func list(_ segments: ArraySlice<UInt8>) throws -> [UInt8] {
            var list = try WorkedList.w7.bytes
            let segments = Array(segments) + next
            list = Array(list[..<0x50]).with(ListBytes.number(segments.count, 4), at: 8)
            return list.with([0, 0, 0, 4], at: 12) + segments + [1, 2, 3, 4]
        }
        let whole = try WorkedList.w7.bytes
        expectGood(bench.copy(try list(whole[0x50...])))
        #expect(bench.position("1") == 3)
        #expect(try bench.tape1.items().last == .record([1, 2, 3, 4]))
        bench.send([0x01, 0, 0, 0, 0, 0], to: "1")
        expectGood(bench.copy(try list(whole[0x50..<0x6C])))
        // 952 and 4 bytes make 239 records of four.
        #expect(bench.position("1") == 2 + 239)
    }

    @Test func w8MovesARangeOfBytes() throws {
        let bench = try CopyBench(BenchShape(blocksB: 0x48))
        expectGood(bench.copy(try WorkedList.w8.bytes))
        let moved = Array(bench.diskA.original(0x20, 2)[16..<1016])
        try expectDisk(bench.diskB, with: moved, at: 0x40 * 512 + 496)
        try expectDisk(bench.diskA)
        let touched = bench.commands.ofCopies.filter { [0x88, 0x8A].contains($0.cdb[0]) }
        let source = touched.filter { $0.unit == "A" }.map(\.cdb)
        #expect(source == [[0x88, 0] + ListBytes.number(0x20, 8) + [0, 0, 0, 2, 0, 0]])
        // The first and the last block are read, then all three are written at once.
        let blocks = touched.filter { $0.unit == "B" }.map { ($0.cdb[0], $0.cdb[9], $0.cdb[13]) }
        #expect(blocks.map(\.0) == [0x88, 0x88, 0x8A])
        #expect(blocks.map(\.1) == [0x40, 0x42, 0x40])
        #expect(blocks.map(\.2) == [1, 1, 3])
    }

    @Test func w9StandsBetweenTwoFilemarks() throws {
        let bench = try CopyBench()
        expectGood(bench.copy(try WorkedList.w9.bytes))
        try expectItems(bench.tape1, [.filemark, .filemark])
        #expect(bench.position("1") == 1)
        #expect(bench.results(0x00, id: 0x29).dataIn == [0, 0, 0, 8, 1, 0, 2, 0, 0, 0, 0, 0])
    }

    /// A tape that ends at two filemarks in a row, and one that ends before there are any.
    @Test(arguments: [true, false])
    func w10CopiesATapeFromAnObjectOn(_ hasMarks: Bool) throws {
        let bench = try CopyBench()
        try bench.tape1.cartridge.append(filemarks: 0x1234, at: 0)
        var wanted: [TapeItem] = try bench.tape1.record([700, 80]).map { .record($0) }
        try bench.tape1.cartridge.append(filemarks: 1, at: 0x1236)
        wanted += [.filemark] + (try bench.tape1.record([30000, 1])).map { .record($0) }
        if hasMarks {
            try bench.tape1.cartridge.append(filemarks: 2, at: 0x1239)
            wanted += [.filemark, .filemark]
            try bench.tape1.record([500])
        }
        expectGood(bench.copy(try WorkedList.w10.bytes))
        try expectItems(bench.tape2, wanted)
        #expect(bench.position("1") == 0x1234 + wanted.count)
        #expect(bench.position("2") == wanted.count)
        // Records count, filemarks have no bytes.
        #expect(
            bench.results(0x00, id: 0x2A).dataIn
                == [0, 0, 0, 8, 1, 0, 2, 0] + ListBytes.number(30781, 4))
    }

    @Test func w11WritesAnEmbeddedLabel() throws {
        let bench = try CopyBench()
        expectGood(bench.copy(try WorkedList.w11.bytes))
        try expectItems(bench.tape1, [.record(Array("HDR1TEST01".utf8))])
    }

    @Test func w11bIsInexact() throws {
        let bench = try CopyBench()
        let list = try WorkedList.w11.bytes.with([0x00, 0x02, 0x00], at: 0x39)
        expectSense(bench.copy(list), aborted("26 0a"))
        try expectItems(bench.tape1, [])
        #expect(bench.commands.ofCopies.filter { $0.cdb[0] == 0x0A }.isEmpty)
        // With PAD the record is filled up.
        expectGood(bench.copy(list.with([0x04], at: 0x2C)))
        let record = Array("HDR1TEST01".utf8) + [UInt8](repeating: 0, count: 502)
        try expectItems(bench.tape1, [.record(record)])
    }

    @Test func w12HoldsWhatItDiscards() throws {
        let bench = try CopyBench()
        let records = try bench.tape1.record([4096, 4096, 4096, 4096])
        expectGood(bench.copy(try WorkedList.w12.bytes))
        #expect(bench.position("1") == 3)
        let data = bench.results(0x01, id: 0x2C, allocation: 0x8000).dataIn
        #expect(Array(data.prefix(4)) == [0, 0, 0x27, 0x10])
        expectBytes(Array(data.dropFirst(4)), Array(records.joined().prefix(10000)))
        #expect(bench.results(0x00, id: 0x2C).dataIn == [0, 0, 0, 8, 1, 0, 1, 0, 0, 0, 0, 0])
    }

    @Test func w14FillsUpFixedBlocks() throws {
        let bench = try CopyBench()
        let records = try bench.tape1.record([32768, 32768, 32768, 32768])
        expectGood(bench.copy(try WorkedList.w14.bytes))
        let bytes =
            Array(records.joined().prefix(70000)) + [UInt8](repeating: 0, count: 3728)
        let blocks = stride(from: 0, to: bytes.count, by: 1024).map {
            TapeItem.record(Array(bytes[$0..<$0 + 1024]))
        }
        // 18 writes of four blocks.
        #expect(blocks.count == 72)
        try expectItems(bench.tape2, blocks)
        #expect(bench.position("1") == 3)
        #expect(bench.results(0x00, id: 0x2E).dataIn == [0, 0, 0, 8, 1, 0, 1, 0, 0, 1, 0x20, 0])
    }

    /// Every record must be as long as the transfer.
    @Test func w14RefusesARecordOfAnotherLength() throws {
        let bench = try CopyBench()
        try bench.tape1.record([32768, 32767, 32768])
        expectSense(
            bench.copy(try WorkedList.w14.bytes),
            """
            70 00 0a 00 00 00 00 1d 12 00 00 00 0d 01 00 80 00 10 \
            02 f0 00 20 00 00 00 01 0a 00 00 00 00 00 00 00 00 00 00
            """)
        #expect(bench.position("1") == 2)
        try expectItems(bench.tape2, [])
    }
}

/// The worked lists of LID4, and the other commands as the reference writes them.
@Suite struct WorkedCommandTests {
    /// What COPY STATUS(LID4) tells of W15.
    private let status: [UInt8] =
        [0, 0, 0, 28, 0x01, 0x01, 0, 0, 0xFF, 0xFF, 0xFF, 0xFE, 0, 0, 0, 0]
        + [0, 0, 0, 0, 0, 0, 0x20, 0, 0, 1, 0, 0, 0, 0, 0, 0]

    @Test func w15CopiesBetweenTheDescriptorsOneAndTwo() throws {
        let bench = try CopyBench(BenchShape(blocksB: 0x120))
        let list = try WorkedList.w15.bytes
        expectGood(
            bench.send([0x83, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x8C, 0, 0], list, to: "A"))
        try expectDisk(bench.diskB, with: bench.diskA.original(0, 16), at: 0x100 * 512)
        let cdb: [UInt8] = [0x84, 5, 0, 1, 2, 3, 0, 0, 0, 0, 0, 0, 2, 0x20, 0, 0]
        // Kept until the list identifier is used again.
        for _ in 0..<2 {
            #expect(bench.send(cdb, to: "A", dataIn: 544).dataIn == status)
        }
    }

    /// 0000h is the place of the pseudo descriptor in the header, unless IDs count descriptors.
    @Test func w15WithTheDescriptorsZeroAndOne() throws {
        let list = try WorkedList.w15.bytes.with([0, 0, 0, 1], at: 0x74)
        let bench = try CopyBench(BenchShape(blocksB: 0x120))
        expectSense(bench.copyLID4(list), aborted("26 00", "a0 00 04"))
        try expectDisk(bench.diskB)
        var shape = BenchShape(blocksB: 0x120)
        shape.profile.switches.lid4CscdBase = 0
        let counting = try CopyBench(shape)
        expectGood(counting.copyLID4(list))
        try expectDisk(counting.diskB, with: counting.diskA.original(0, 16), at: 0x100 * 512)
        expectSense(
            counting.copyLID4(try WorkedList.w15.bytes), aborted("08 04", "a0 00 06"))
    }

    @Test func w20AsksForWhatIsKept() throws {
        let bench = try CopyBench(BenchShape(blocksA: 0xE0))
        let parameters = bench.send(
            [0x84, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0], to: "A", dataIn: 1024)
        #expect(parameters.dataIn.count == 77)
        expectGood(bench.copy(try WorkedList.w2.bytes))
        let details: [UInt8] = [0x84, 4, 0x22, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0]
        #expect(bench.send(details, to: "A", dataIn: 512).dataIn == [0, 0, 0, 0])
        #expect(bench.results(0x00, id: 0x22).dataIn == [0, 0, 0, 8, 1, 0, 3, 0, 0, 0, 0xA0, 0])
        // Nothing of that name runs.
        expectSense(
            bench.send([0x83, 0x1C, 0, 1, 2, 3] + [UInt8](repeating: 0, count: 10), to: "A"),
            refused("24 00", "c0 00 02"))
    }

    /// Nothing is sent, and nothing is changed: not even what is kept of the same name.
    @Test(arguments: [0x00, 0x01] as [UInt8])
    func aListOfNoLength(_ action: UInt8) throws {
        let bench = try CopyBench(BenchShape(blocksA: 0xE0))
        expectGood(bench.copy(try WorkedList.w2.bytes))
        let cdb = CopyBench.copyCDB(0).with([action], at: 1)
        expectGood(bench.send(cdb, try WorkedList.w2.bytes, to: "A"))
        #expect(bench.results(0x00, id: 0x22).dataIn[4] == 1)
    }
}
