import CopyManager
import Foundation
import SCSI
import Testing
import WireBytes

/// Every parameter list, however malformed, ends in a status, and an error in sense data.
@Suite struct MutationTests {
    /// `SANBENCH_COPY_MUTANTS` sets how many lists there are.
    static let count =
        ProcessInfo.processInfo.environment["SANBENCH_COPY_MUTANTS"].flatMap { Int($0) } ?? 30000

    @Test func endInSenseData() throws {
        let lists = try [
            WorkedList.w1, .w2, .w3, .w4, .w5, .w6, .w7, .w8, .w9, .w10, .w11, .w12, .w13, .w14,
        ]
        .map { try $0.bytes }
        var random = SplitMix64(seed: 0x5EED)
        var bench = try newBench(&random)
        var ended: [UInt8: Int] = [:]
        for number in 0..<Self.count {
            if number % 2000 == 1999 { bench = try newBench(&random) }
            let list = mutant(of: lists, &random)
            let cdb = CopyBench.copyCDB(listLength(list.count, &random))
            let to = ["A", "B", "1", "2"][Int.random(in: 0...3, using: &random)]
            bench.commands.clear()
            let reply = bench.send(cdb, list, to: to)
            let key = try checked(reply, bench)
            if reply.status == .good && cdb == CopyBench.copyCDB(list.count) {
                // What a list is said to end with it does not pass.
                let told = CopyManagerProfile().abortion(ofParameterList: list)
                #expect(told?.sense.text == nil, "list \(number): \(hexPairs(list))")
            }
            ended[key, default: 0] += 1
            if Int.random(in: 0..<8, using: &random) == 0 {
                for tape in ["1", "2"] { bench.send([0x01, 0, 0, 0, 0, 0], to: tape) }
            }
            if key == 0xFF {
                Issue.record("list \(number): \(hexPairs(list)), \(hexPairs(reply.sense))")
                return
            }
        }
        // Lists of each fate: good, refused, aborted.
        for key in [0x00, 0x05, 0x0A] as [UInt8] {
            #expect(ended[key, default: 0] > Self.count / 50)
        }
    }

    private func newBench(_ random: inout SplitMix64) throws -> CopyBench {
        let bench = try CopyBench(
            BenchShape(
                blockLengthA: random.oneIn(4) ? 4096 : 512, blocksA: 0x240, blocksB: 0x240,
                capacity: 1 << 18))
        try bench.tape1.record([10240, 10240, 80, 4096, 4096])
        return bench
    }

    /// The sense key that a copy ended with, 0 for GOOD; 0xFF for what must not be.
    private func checked(_ reply: Reply, _ bench: CopyBench) throws -> UInt8 {
        if reply.transportFailure != nil { return 0xFF }
        if reply.status == .good { return reply.sense.isEmpty ? 0 : 0xFF }
        guard reply.status == .checkCondition else { return 0xFF }
        let sense = try SenseData(reply.sense, isFromCopy: true)
        if sense.encoded(.fixed) != reply.sense { return 0xFF }
        switch sense.key {
        case .illegalRequest:
            // Refused before the first segment: no device was even asked.
            return bench.commands.ofCopies.isEmpty && sense.segment == nil ? 0x05 : 0xFF
        case .copyAborted: return 0x0A
        default: return 0xFF
        }
    }

    private func listLength(_ count: Int, _ random: inout SplitMix64) -> Int {
        switch Int.random(in: 0..<60, using: &random) {
        case 0: 0
        case 1: Int.random(in: 0...count, using: &random)
        case 2: 0xFFFF_FFFF - Int.random(in: 0...3, using: &random)
        case 3: count + 1
        default: count
        }
    }

    private func mutant(of lists: [[UInt8]], _ random: inout SplitMix64) -> [UInt8] {
        var list = lists[Int.random(in: 0..<lists.count, using: &random)]
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            if list.isEmpty { break }
            let place = Int.random(in: 0..<list.count, using: &random)
            switch Int.random(in: 0..<9, using: &random) {
            case 0...3: list[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
            case 4: list[place] = UInt8.random(in: 0...255, using: &random)
            case 5: list = Array(list[..<place])
            case 6:
                let other = lists[Int.random(in: 0..<lists.count, using: &random)]
                let start = Int.random(in: 0..<other.count, using: &random)
                list = Array(list[..<place]) + other[start...]
            case 7: list.remove(at: place)
            default: list = withExtreme(list, &random)
            }
        }
        return list
    }

    /// A field of lengths or counts with a value near what it can hold.
    private func withExtreme(_ list: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        let fields = [
            (2, 2), (8, 4), (12, 4), (0x52, 2), (0x5E, 2), (0x60, 4), (0x4D, 3), (0x59, 3),
        ]
        let (offset, width) = fields[Int.random(in: 0..<fields.count, using: &random)]
        if offset + width > list.count { return list }
        let limit = 1 << (8 * width)
        let near = [0, 1, limit - 1, limit - 16, limit - 17, limit - 32, limit / 2, limit / 2 - 1]
        let value = near[Int.random(in: 0..<near.count, using: &random)]
        return list.with(ListBytes.number(value, width), at: offset)
    }
}
