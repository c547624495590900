import SCSI
import Testing

/// Which PAD bits a test sets.
struct Pads: CustomTestStringConvertible {
    var source: Bool
    var destination: Bool

    static let all = [false, true].flatMap { source in
        [false, true].map { Pads(source: source, destination: $0) }
    }

    var testDescription: String { "\(source ? 1 : 0)/\(destination ? 1 : 0)" }
}

/// Worked example 1: three 00h segments of 30, 25 and 12 blocks to tape blocks of 10240 bytes.
@Suite struct WorkedBlockToStreamTests {
    private func list(_ pads: Pads, cat: [Bool]) throws -> [UInt8] {
        var list = try WorkedList.w2.bytes
        list[0x2C] = pads.source ? 0x04 : 0
        list[0x4C] = (pads.destination ? 0x04 : 0) | 0x01
        for (offset, cat) in zip([0x51, 0x69, 0x81], cat) { list[offset] = cat ? 1 : 0 }
        return list
    }

    private func bench() throws -> CopyBench { try CopyBench(BenchShape(blocksA: 0xE0)) }

    /// What the three segments read, one behind the other.
    private func source(_ bench: CopyBench) -> [UInt8] {
        bench.diskA.original(0, 30) + bench.diskA.original(0x64, 25)
            + bench.diskA.original(0xC8, 12)
    }

    private func blocks(_ bytes: [UInt8]) -> [TapeItem] {
        stride(from: 0, to: bytes.count, by: 10240).map { start in
            let part = Array(bytes[start..<min(bytes.count, start + 10240)])
            return .record(part + [UInt8](repeating: 0, count: 10240 - part.count))
        }
    }

    @Test func theListAsItStands() throws {
        let bench = try bench()
        expectGood(bench.copy(try WorkedList.w2.bytes))
        let bytes = source(bench)
        #expect(try bench.tape1.items() == blocks(bytes))
        let expected =
            Array(bytes[30720..<34304]) + [UInt8](repeating: 0, count: 6656)
        #expect(try bench.tape1.items().last == .record(expected))
        #expect(bench.position("1") == 4)
        // four tape blocks, the zeros counted.
        #expect(
            bench.results(0x00, id: 0x22).dataIn == [0, 0, 0, 8, 1, 0, 3, 0, 0, 0, 0xA0, 0])
        #expect(try bench.diskA.bytes() == bench.diskA.content)
    }

    @Test(arguments: Pads.all)
    func carriesOnToTheLastSegment(_ pads: Pads) throws {
        let bench = try bench()
        let reply = bench.copy(try list(pads, cat: [true, true, false]))
        let bytes = source(bench)
        if pads.destination {
            expectGood(reply)
            #expect(try bench.tape1.items() == blocks(bytes))
            return
        }
        // Either the rest is dropped silently, or it is an error: three blocks are on tape.
        #expect(try bench.tape1.items() == blocks(Array(bytes[..<30720])))
        #expect(bench.position("1") == 3)
        if pads.source {
            expectGood(reply)
        } else {
            expectSense(reply, "f0 00 0a 00 00 00 00 0a 00 00 00 02 26 0a 00 00 00 00")
            #expect(
                bench.results(0x00, id: 0x22).dataIn == [0, 0, 0, 8, 2, 0, 3, 0, 0, 0, 0x78, 0])
        }
    }

    @Test(arguments: Pads.all)
    func dropsTheRestOfALastSegmentWithCAT(_ pads: Pads) throws {
        let bench = try bench()
        expectGood(bench.copy(try list(pads, cat: [true, true, true])))
        #expect(try bench.tape1.items() == blocks(Array(source(bench)[..<30720])))
        #expect(
            bench.results(0x00, id: 0x22).dataIn == [0, 0, 0, 8, 1, 0, 3, 0, 0, 0, 0x78, 0])
    }

    @Test(arguments: Pads.all)
    func treatsSegmentsWithoutCATAlone(_ pads: Pads) throws {
        let bench = try bench()
        let reply = bench.copy(try list(pads, cat: [false, false, false]))
        let parts = [
            bench.diskA.original(0, 30), bench.diskA.original(0x64, 25),
            bench.diskA.original(0xC8, 12),
        ]
        if pads.destination {
            expectGood(reply)
            #expect(try bench.tape1.items() == parts.flatMap { blocks($0) })
            #expect(bench.position("1") == 5)
        } else if pads.source {
            expectGood(reply)
            // 15360, 12800 and 6144 bytes hold one, one and no whole block.
            #expect(
                try bench.tape1.items()
                    == blocks(Array(parts[0][..<10240])) + blocks(Array(parts[1][..<10240])))
        } else {
            expectSense(reply, "f0 00 0a 00 00 00 00 0a 00 00 00 00 26 0a 00 00 00 00")
            #expect(try bench.tape1.items() == blocks(Array(parts[0][..<10240])))
        }
    }
}

/// Worked example 2: tape blocks of 10240 bytes to 30, then 10 blocks of 512.
@Suite struct WorkedStreamToBlockTests {
    private func bench() throws -> CopyBench {
        let bench = try CopyBench(BenchShape(blocksA: 0x2030))
        try bench.tape1.record([10240, 10240, 10240])
        return bench
    }

    private func list(_ pads: Pads) throws -> [UInt8] {
        var list = try WorkedList.w3.bytes
        list[0x2C] = (pads.source ? 0x04 : 0) | 0x01
        list[0x4C] = pads.destination ? 0x04 : 0
        return list
    }

    private func expectCopied(_ bench: CopyBench, blocks: Int) throws {
        var expected = bench.diskA.content
        let tape = try bench.tape1.items().flatMap { item -> [UInt8] in
            if case .record(let bytes) = item { bytes } else { [] }
        }
        expected.replaceSubrange(
            0x2000 * 512..<(0x2000 + blocks) * 512, with: tape[..<(blocks * 512)])
        #expect(try bench.diskA.bytes() == expected)
        #expect(bench.position("1") == 2)
    }

    @Test(arguments: Pads.all)
    func isExactWhateverThePads(_ pads: Pads) throws {
        let bench = try bench()
        expectGood(bench.copy(try list(pads)))
        try expectCopied(bench, blocks: 40)
        // How the disk's blocks are gathered into WRITE commands is the copy manager's choice; how
        // many tape blocks are read is not.
        let reads = bench.commands.ofCopies.filter { $0.cdb[0] == 0x08 }
        #expect(reads.map(\.segment) == [0, 0])
        #expect(bench.results(0x00, id: 0x23).dataIn == [0, 0, 0, 8, 1, 0, 2, 0, 0, 0, 0x50, 0])
    }

    @Test(arguments: Pads.all)
    func leavesSourceResidueOfALoneSegment(_ pads: Pads) throws {
        let bench = try bench()
        var list = Array(try list(pads)[..<0x68]).with([0x18], at: 0x0B)
        list[0x51] = 0
        let reply = bench.copy(list)
        try expectCopied(bench, blocks: 30)
        if pads.source || pads.destination {
            expectGood(reply)
        } else {
            expectSense(reply, "f0 00 0a 00 00 00 00 0a 00 00 00 00 26 0a 00 00 00 00")
        }
    }

    @Test(arguments: Pads.all)
    func retainsSourceResidueForTheNextSegmentOrNot(_ pads: Pads) throws {
        let bench = try bench()
        let reply = bench.copy(try list(pads).with([0], at: 0x51))
        switch (pads.source, pads.destination) {
        case (false, false):
            expectSense(reply, "f0 00 0a 00 00 00 00 0a 00 00 00 00 26 0a 00 00 00 00")
        case (false, true):
            expectGood(reply)
            try expectCopied(bench, blocks: 40)
        case (true, _):
            // What the first segment left was dropped: the second reads a block of its own.
            expectGood(reply)
            #expect(bench.position("1") == 3)
            let third = try #require(try bench.tape1.items().last)
            #expect(
                .record(try bench.diskA.blocks(0x201E, 10) + Array(rest(third))) == third)
        }
    }

    private func rest(_ item: TapeItem) -> ArraySlice<UInt8> {
        if case .record(let bytes) = item { bytes[5120...] } else { [] }
    }
}

/// More of the reference's computed cases.
@Suite struct WorkedCaseTests {
    /// 3000 bytes carried in, then two blocks with DC: what is left is an error, by note a.
    @Test(arguments: [(false, false), (false, true), (true, false), (true, true)])
    func destinationResidueBeyondTheBlockCount(_ sourcePad: Bool, _ destinationPad: Bool) throws {
        let bench = try CopyBench()
        let inline = distinctBytes(99, count: 3000)
        let reply = bench.copy(
            ListBytes.list(
                [
                    ListBytes.tape(CopyBench.naa1),
                    ListBytes.disk(CopyBench.naaA, pad: sourcePad),
                    ListBytes.disk(CopyBench.naaB, pad: destinationPad),
                ],
                [
                    ListBytes.inlineToStream(cat: true, 0, transfer: 4096, bytes: 3000),
                    ListBytes.blockToBlock(dc: true, 1, 2, blocks: 2, from: 8, to: 16),
                ], inline: inline))
        #expect(try bench.diskB.blocks(16, 2) == Array(inline[..<1024]))
        #expect(try bench.diskB.blocks(18, 8) == bench.diskB.original(18, 8))
        #expect(bench.commands.ofCopies.filter { $0.cdb[0] == 0x88 }.isEmpty)
        #expect(try bench.tape1.items() == [])
        if sourcePad && !destinationPad {
            expectGood(reply)
        } else {
            expectSense(reply, "f0 00 0a 00 00 00 00 0a 00 00 00 01 26 0a 00 00 00 00")
        }
    }

    /// The flush recipe: 06h from the null tape with no bytes drops both residues.
    @Test func flushDropsBothResidues() throws {
        let bench = try CopyBench()
        try bench.tape2.record([700])
        let list = ListBytes.list(
            [
                ListBytes.disk(CopyBench.naaA), ListBytes.tape(CopyBench.naa1),
                ListBytes.tape(CopyBench.naa2), ListBytes.disk(CopyBench.naaB),
            ],
            [
                ListBytes.blockToStream(cat: true, 0, 1, transfer: 600, blocks: 2),
                ListBytes.streamToDiscard(cat: true, 2, transfer: 700, bytes: 100),
                ListBytes.streamToDiscard(0xC001, transfer: 512, bytes: 0),
                ListBytes.blockToBlock(0, 3, blocks: 1, from: 5, to: 6),
            ])
        expectGood(bench.copy(list))
        #expect(try bench.tape1.items() == [.record(Array(bench.diskA.content[..<600]))])
        #expect(bench.position("2") == 1)
        #expect(try bench.diskB.blocks(6, 1) == bench.diskA.original(5, 1))
        #expect(try bench.diskB.blocks(7, 1) == bench.diskB.original(7, 1))
    }
}
