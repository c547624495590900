import SCSI
import Testing

/// Every outcome that the reference states for its worked lists of supported segments.
@Suite struct WorkedListTests {
    @Test func w1CopiesADiskToFixedTapeBlocks() throws {
        let bench = try CopyBench(BenchShape(blocksA: 0x1028))
        expectGood(bench.copy(try WorkedList.w1.bytes))
        let content = bench.diskA.original(0x1000, 40)
        #expect(
            try bench.tape1.items() == [
                .record(Array(content[..<10240])), .record(Array(content[10240...])),
            ])
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
        var expected = bench.diskA.content
        expected.replaceSubrange(0x800 * 512..<0x808 * 512, with: bench.diskA.original(0, 8))
        #expect(try bench.diskA.bytes() == expected)
        for action in [0x00, 0x04] as [UInt8] {
            expectSense(
                bench.results(action, id: 0),
                "70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 c0 00 02")
        }
    }

    @Test func w5WritesTheDestinationsNumberOfBlocks() throws {
        let bench = try CopyBench(BenchShape(blockLengthA: 4096, blocksA: 16, blocksB: 0x90))
        expectGood(bench.copy(try WorkedList.w5.bytes))
        var expected = bench.diskB.content
        expected.replaceSubrange(0x40 * 512..<0x80 * 512, with: bench.diskA.original(4, 8))
        #expect(try bench.diskB.bytes() == expected)
        #expect(try bench.diskA.bytes() == bench.diskA.content)
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

    /// Lists with segments that are not supported: the pointer is at the first of them.
    @Test(
        arguments: [
            (WorkedList.w7, 0x50), (.w8, 0x50), (.w9, 0x3C), (.w10, 0x50), (.w11, 0x30),
            (.w12, 0x30),
            (.w13, 0x30), (.w14, 0x50),
        ] as [(WorkedList, UInt8)])
    func reportsUnsupportedSegments(_ list: WorkedList, _ pointer: UInt8) throws {
        let bench = try CopyBench()
        let hex = hexByte(pointer)
        expectSense(
            bench.copy(try list.bytes),
            "70 00 05 00 00 00 00 0a 00 00 00 00 26 09 00 80 00 \(hex)")
        #expect(bench.commands.ofCopies.isEmpty)
    }

    /// Service action 01h, EXTENDED COPY(LID4), is not offered.
    @Test(arguments: [WorkedList.w15, .w16])
    func refusesTheOtherFormat(_ list: WorkedList) throws {
        let bench = try CopyBench()
        let bytes = try list.bytes
        let cdb = CopyBench.copyCDB(bytes.count).with([0x01], at: 1)
        expectSense(
            bench.send(cdb, bytes, to: "A"),
            "70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 cc 00 01")
        #expect(bench.commands.ofCopies.isEmpty)
    }

    private func hexByte(_ value: UInt8) -> String {
        (value < 16 ? "0" : "") + String(value, radix: 16)
    }
}
