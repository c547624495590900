import SCSI
import Testing

/// Ranges of bytes that begin and end anywhere in a block: 08h, 09h and 0Ah.
@Suite struct ByteRangeTests {
    private static let blocks = 16

    private func bench(_ blockLength: Int) throws -> CopyBench {
        try CopyBench(
            BenchShape(
                blockLengthA: blockLength, blockLengthB: blockLength, blocksA: Self.blocks,
                blocksB: Self.blocks))
    }

    /// Ranges that begin at every byte of a block, on the two sides at different ones.
    private func ranges(_ blockLength: Int) -> [(from: Int, to: Int, count: Int)] {
        (0..<blockLength).map { offset in
            let count = offset * 37 % (blockLength * 3) + 1
            let to = (offset * 7 + 3) % blockLength + offset % 12 * blockLength
            return (offset + offset % 11 * blockLength, to, count)
        }
    }

    /// What stands before the first byte and behind the last one is kept, in every place.
    @Test(arguments: [512, 4096])
    func bytesToBytesKeepTheNeighbours(_ blockLength: Int) throws {
        let bench = try bench(blockLength)
        let descriptors = [
            ListBytes.disk(CopyBench.naaA, blockLength),
            ListBytes.disk(CopyBench.naaB, blockLength),
        ]
        var expected = bench.diskB.content
        let all = ranges(blockLength)
        for start in stride(from: 0, to: all.count, by: 64) {
            let part = all[start..<start + 64]
            let segments = part.map {
                ListBytes.bytesToBytes(
                    bytes: $0.count, from: $0.from / blockLength, to: $0.to / blockLength,
                    offset: $0.from % blockLength, at: $0.to % blockLength)
            }
            expectGood(bench.copy(ListBytes.list(descriptors, segments)))
            for range in part {
                let bytes = bench.diskA.content[range.from..<range.from + range.count]
                expected.replaceSubrange(range.to..<range.to + range.count, with: bytes)
            }
            expectBytes(try bench.diskB.bytes(), expected)
        }
        try expectDisk(bench.diskA)
    }

    /// A record for each range; the bytes of the last block behind it are nobody's.
    @Test(arguments: [512, 4096])
    func bytesToStreamBeginAnywhere(_ blockLength: Int) throws {
        let bench = try bench(blockLength)
        let all = ranges(blockLength)
        for start in stride(from: 0, to: all.count, by: 64) {
            let segments = all[start..<start + 64].map {
                ListBytes.bytesToStream(
                    transfer: $0.count, bytes: $0.count, lba: $0.from / blockLength,
                    offset: $0.from % blockLength)
            }
            let descriptors = [
                ListBytes.disk(CopyBench.naaA, blockLength), ListBytes.tape(CopyBench.naa1),
            ]
            expectGood(bench.copy(ListBytes.list(descriptors, segments)))
        }
        try expectItems(
            bench.tape1,
            all.map { .record(Array(bench.diskA.content[$0.from..<$0.from + $0.count])) })
    }

    /// With PAD of the source what a record holds beyond the range is dropped with its segment.
    @Test(arguments: [512, 4096])
    func streamToBytesKeepsTheNeighbours(_ blockLength: Int) throws {
        let bench = try bench(blockLength)
        let all = ranges(blockLength)
        let record = blockLength + 188
        let records = try bench.tape1.record(
            [Int](repeating: record, count: all.reduce(0) { $0 + ($1.count + record - 1) / record })
        )
        let tape = Array(records.joined())
        var expected = bench.diskB.content
        var place = 0
        for start in stride(from: 0, to: all.count, by: 64) {
            let part = all[start..<start + 64]
            let segments = part.map {
                ListBytes.streamToBytes(
                    transfer: record, bytes: $0.count, lba: $0.to / blockLength,
                    offset: $0.to % blockLength)
            }
            let descriptors = [
                ListBytes.tape(CopyBench.naa1, pad: true),
                ListBytes.disk(CopyBench.naaB, blockLength),
            ]
            expectGood(bench.copy(ListBytes.list(descriptors, segments)))
            for range in part {
                expected.replaceSubrange(
                    range.to..<range.to + range.count, with: tape[place..<place + range.count])
                place += (range.count + record - 1) / record * record
            }
            expectBytes(try bench.diskB.bytes(), expected)
        }
        #expect(bench.position("1") == records.count)
    }

    /// What was left over comes first, then as much as the range still needs.
    @Test func aRangeTakesWhatWasLeftOver() throws {
        let bench = try bench(512)
        let records = try bench.tape1.record([400, 400, 400])
        let descriptors = [
            ListBytes.tape(CopyBench.naa1), ListBytes.disk(CopyBench.naaB),
            ListBytes.disk(CopyBench.naaA), ListBytes.tape(CopyBench.naa2),
        ]
        let label: [UInt8] = Array("left over".utf8)
        let carry = ListBytes.embedded(cat: true, 3, transfer: 64, label)
        expectGood(
            bench.copy(
                ListBytes.list(
                    descriptors,
                    [
                        carry,
                        ListBytes.streamToBytes(
                            cat: true, 0, 1, transfer: 400, bytes: 809, lba: 2, offset: 100),
                    ])))
        try expectDisk(
            bench.diskB, with: label + Array(records.joined().prefix(800)), at: 2 * 512 + 100)
        #expect(bench.position("1") == 2)
        // The same to a range of a disk: nine bytes of the residue, three of the source.
        expectGood(
            bench.copy(
                ListBytes.list(
                    descriptors,
                    [carry, ListBytes.bytesToBytes(2, 2, bytes: 12, from: 3, to: 9, at: 500)])))
        let twelve = label + bench.diskA.original(3, 1)[..<3]
        try expectDisk(bench.diskA, with: Array(twelve), at: 9 * 512 + 500)
        try expectItems(bench.tape2, [])
    }

    /// Residue beyond the range is inexact, whatever PAD of the destination is: note a.
    @Test(arguments: [false, true])
    func residueBeyondTheRangeIsInexact(_ pad: Bool) throws {
        for isFromTape in [false, true] {
            let bench = try bench(512)
            let descriptors = [
                isFromTape ? ListBytes.tape(CopyBench.naa1) : ListBytes.disk(CopyBench.naaA),
                ListBytes.disk(CopyBench.naaB, pad: pad), ListBytes.tape(CopyBench.naa2),
            ]
            let move =
                isFromTape
                ? ListBytes.streamToBytes(transfer: 9, bytes: 5, lba: 1, offset: 7)
                : ListBytes.bytesToBytes(bytes: 5, to: 1, at: 7)
            let reply = bench.copy(
                ListBytes.list(
                    descriptors,
                    [ListBytes.embedded(cat: true, 2, transfer: 64, Array("abcdefgh".utf8)), move]
                ))
            expectSense(reply, "f0 00 0a 00 00 00 00 0a 00 00 00 01 26 0a 00 00 00 00")
            try expectDisk(bench.diskB, with: Array("abcde".utf8), at: 512 + 7)
        }
    }

    /// With the switch the tail of the last block becomes residue of the source.
    @Test func theTailOfTheLastBlockMayBecomeResidue() throws {
        var shape = BenchShape()
        shape.profile.switches.offsetTailIsResidue = true
        let bench = try CopyBench(shape)
        let descriptors = [
            ListBytes.disk(CopyBench.naaA), ListBytes.tape(CopyBench.naa1),
            ListBytes.disk(CopyBench.naaB),
        ]
        let part = ListBytes.bytesToStream(cat: true, transfer: 100, bytes: 100, lba: 4, offset: 50)
        expectGood(
            bench.copy(
                ListBytes.list(
                    descriptors,
                    [part, ListBytes.bytesToStream(transfer: 362, bytes: 362, lba: 60)])))
        let block = bench.diskA.original(4, 1)
        try expectItems(
            bench.tape1, [.record(Array(block[50..<150])), .record(Array(block[150...]))])
        expectSense(
            bench.copy(ListBytes.list(descriptors, [part.with([0], at: 1)])),
            "f0 00 0a 00 00 00 00 0a 00 00 00 00 26 0a 00 00 00 00")
    }
}
