import SCSI
import Testing

/// Every outcome that the reference states for its worked lists of blocks, streams and labels.
@Suite struct WorkedListTests {
    @Test func w1CopiesADiskToFixedTapeBlocks() throws {
        let bench = try CopyBench(BenchShape(blocksA: 0x1028))
        expectGood(bench.copy(try WorkedList.w1.bytes))
        let content = bench.diskA.original(0x1000, 40)
        try expectItems(
            bench.tape1, [.record(Array(content[..<10240])), .record(Array(content[10240...]))])
        #expect(bench.position("1") == 2)
        let status = bench.results(0x00, id: 0x21).dataIn
        #expect(status == [0, 0, 0, 8, 0x01, 0, 1, 0x00, 0, 0, 0x50, 0])
        let reads = bench.commands.ofCopies.filter { $0.cdb[0] == 0x88 }
        #expect(
            reads.map(\.cdb) == [[0x88, 0] + ListBytes.number(0x1000, 8) + [0, 0, 0, 40, 0, 0]])
        let writes = bench.commands.ofCopies.filter { $0.cdb[0] == 0x0A }
        #expect(writes.map(\.dataOut) == [10240, 10240])
    }

    @Test func w4CopiesWithinOneDiskWithoutAListIdentifier() throws {
        let bench = try CopyBench(BenchShape(blocksA: 0x810))
        expectGood(bench.copy(try WorkedList.w4.bytes))
        try expectDisk(bench.diskA, with: bench.diskA.original(0, 8), at: 0x800 * 512)
        for action in [0x00, 0x01, 0x04] as [UInt8] {
            expectSense(
                bench.results(action, id: 0),
                "70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 c0 00 02")
        }
    }

    /// A list identifier that must be zero, and a copy manager that needs one.
    @Test func w4NeedsAnIdentifierOfZeroAndSNLID() throws {
        let bench = try CopyBench(BenchShape(blocksA: 0x810))
        expectSense(
            bench.copy(try WorkedList.w4.bytes.with([0x24], at: 0)), refused("26 00", "80 00 00"))
        var shape = BenchShape(blocksA: 0x810)
        shape.limits.supportsNoListIdentifier = false
        let other = try CopyBench(shape)
        expectSense(other.copy(try WorkedList.w4.bytes), refused("26 00", "8c 00 01"))
        for bench in [bench, other] {
            try expectDisk(bench.diskA)
            #expect(bench.commands.ofCopies.isEmpty)
        }
    }

    @Test func w5WritesTheDestinationsNumberOfBlocks() throws {
        let bench = try CopyBench(BenchShape(blockLengthA: 4096, blocksA: 16, blocksB: 0x90))
        expectGood(bench.copy(try WorkedList.w5.bytes))
        try expectDisk(bench.diskB, with: bench.diskA.original(4, 8), at: 0x40 * 512)
        try expectDisk(bench.diskA)
        let read = bench.commands.ofCopies.filter { $0.cdb[0] == 0x88 }.map(\.dataIn)
        #expect(read == [8 * 4096])
    }

    @Test func w6WritesALabel() throws {
        let bench = try CopyBench()
        expectGood(bench.copy(try WorkedList.w6.bytes))
        let label = Array("VOL1T00001".utf8) + [UInt8](repeating: 0x20, count: 70)
        #expect(try bench.tape1.items() == [.record(label)])
        #expect(bench.position("1") == 1)
    }

    @Test func w6bAsksForMoreThanTheInlineData() throws {
        let bench = try CopyBench()
        let reply = bench.copy(try WorkedList.w6.bytes.with([0x54], at: 0x43))
        expectSense(reply, "70 00 0a 00 00 00 00 0a 00 00 00 00 26 0b 00 a0 00 10")
        #expect(try bench.tape1.items() == [])
        #expect(bench.position("1") == 0)
        #expect(bench.results(0x00, id: 0x26).dataIn == [0, 0, 0, 8, 2, 0, 1, 0, 0, 0, 0, 0])
    }
}
