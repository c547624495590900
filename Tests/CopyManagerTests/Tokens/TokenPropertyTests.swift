import CopyManager
import SCSI
import Testing
import WireBytes

/// Random ranges, compared with the plainest lists of bytes.
@Suite struct TokenPropertyTests {
    /// Ranges that do not overlap, in any order.
    private func ranges(
        of blocks: Int, most: Int, _ random: inout SplitMix64
    ) -> [BlockRange] {
        var ranges: [BlockRange] = []
        var next = Int.random(in: 0..<8, using: &random)
        while ranges.count < most && next < blocks {
            let count = Int.random(in: 0...min(9, blocks - next), using: &random)
            ranges.append(BlockRange(next, count))
            next += count + (random.oneIn(2) ? 0 : Int.random(in: 0..<20, using: &random))
        }
        return ranges.shuffled(using: &random)
    }

    @Test(arguments: [(512, 512), (512, 4096), (4096, 512), (4096, 4096)])
    func dataArriveWhereTheyBelong(lengths: (Int, Int)) throws {
        var random = SplitMix64(seed: UInt64(lengths.0 << 16 | lengths.1))
        var profile = CopyManagerProfile()
        profile.enforced.stepByteCount = 5000
        let bench = try TokenBench(
            lengthA: lengths.0, lengthB: lengths.1, blocks: 96, profile: profile)
        var source = bench.diskA.content
        var target = bench.diskB.content
        for round in 0..<60 {
            let from = ranges(of: 96, most: 12, &random)
            let token = bench.token(from)
            let data = from.flatMap {
                source[$0.lba * lengths.0..<($0.lba + $0.count) * lengths.0]
            }
            let place = Int.random(in: 0..<90, using: &random)
            let new = bench.overwrite("A", place, 6, seed: round + 100)
            source.replaceSubrange(place * lengths.0..<(place + 6) * lengths.0, with: new)

            let to = ranges(of: 96, most: 12, &random)
            let offset = Int.random(in: 0..<12, using: &random)
            let reply = bench.write(list: TokenLists.write(token, to, offset: offset))
            if offset * lengths.1 >= data.count {
                expectSense(reply, illegalRequest("26 00", "80 00 08"))
                continue
            }
            expectGood(reply)
            var rest = data[(offset * lengths.1)...]
            var written = 0
            for range in to {
                let part = rest.prefix(range.count * lengths.1)
                rest = rest.dropFirst(part.count)
                let blocks = (part.count + lengths.1 - 1) / lengths.1
                let zeros = [UInt8](repeating: 0, count: blocks * lengths.1 - part.count)
                target.replaceSubrange(
                    range.lba * lengths.1..<(range.lba + blocks) * lengths.1, with: part + zeros)
                written += blocks
            }
            #expect(try areEqual(bench.diskB.bytes(), target))
            let report = bench.report(0x78, of: "B")
            #expect(report.bigEndian64(at: 16) == UInt64(written))
            #expect(report[5] == (written == to.reduce(0) { $0 + $1.count } ? 0x01 : 0x03))
        }
    }
}
