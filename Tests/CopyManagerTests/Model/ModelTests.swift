import CopyManager
import Fabric
import Foundation
import Media
import Testing
import WireBytes

/// The copy manager against the plainest model of what PAD and CAT do, on random copies.
@Suite struct ModelTests {
    /// Copies for each bench; `SANBENCH_COPY_PLANS` sets how many there are in all.
    static let plansOfBench = 50

    static let benches: Range<Int> = {
        let wanted = ProcessInfo.processInfo.environment["SANBENCH_COPY_PLANS"].flatMap { Int($0) }
        return 0..<max(1, (wanted ?? 3000) / plansOfBench)
    }()

    @Test func agreesWithTheModel() throws {
        var seen = Seen()
        for number in Self.benches {
            if try !run(number, &seen) { break }
        }
        // What this is about did happen, often enough to be believed.
        let plans = Self.benches.count * Self.plansOfBench
        #expect(seen.good > plans / 5 && seen.inexact > plans / 40 && seen.other > plans / 10)
    }

    /// How copies ended.
    private struct Seen {
        var good = 0
        var inexact = 0
        var other = 0

        mutating func count(_ outcome: ResidueModel.Outcome) {
            if outcome.sense.isEmpty {
                good += 1
            } else if outcome.sense[12...13] == [0x26, 0x0A] {
                inexact += 1
            } else {
                other += 1
            }
        }
    }

    /// Sends one bench's copies; false after the first one that is not as the model says.
    private func run(_ number: Int, _ seen: inout Seen) throws -> Bool {
        var random = SplitMix64(seed: UInt64(number))
        var shape = BenchShape()
        shape.blockLengthA = random.oneIn(4) ? 4096 : 512
        shape.blockLengthB = random.oneIn(4) ? 4096 : 512
        shape.blocksA = 24
        shape.blocksB = 24
        shape.isBWriteProtected = random.oneIn(10)
        if random.oneIn(4) { shape.capacity = Int64.random(in: 100...40000, using: &random) }
        shape.earlyWarning = shape.capacity / 2
        // Where a step ends must not matter, but for what was done before a device failed.
        let isStepped = random.oneIn(3)
        if isStepped { shape.limits.stepByteCount = Int.random(in: 200...5000, using: &random) }
        let bench = try CopyBench(shape)
        var model = ResidueModel(
            disks: [
                ModelDisk(length: shape.blockLengthA, bytes: bench.diskA.content),
                ModelDisk(
                    length: shape.blockLengthB, bytes: bench.diskB.content,
                    isWriteProtected: shape.isBWriteProtected),
            ],
            tapes: [
                ModelTape(capacity: Int(shape.capacity)), ModelTape(capacity: Int(shape.capacity)),
            ])
        var generator = PlanGenerator(random: random)
        for index in 0..<Self.plansOfBench {
            for tape in 0..<2 where generator.random.oneIn(3) {
                try refill(tape, bench, &model, generator.tapeContent())
            }
            let plan = generator.plan(for: model)
            model.receiver = Int.random(in: 0...3, using: &generator.random)
            // Nor can it be told what a disk that is copied onto itself holds.
            let isOntoItself = plan.segments.contains {
                $0.code == 0x02 && Set([$0.source, $0.destination]) != [0, 1]
            }
            if isStepped && isOntoItself { continue }
            var next = model
            let outcome = next.run(plan)
            if isStepped && outcome.dependsOnSteps { continue }
            model = next
            seen.count(outcome)
            let list = plan.list(id: UInt8(index))
            if try !agrees(bench, model, outcome, list, id: UInt8(index)) {
                let text = plan.segments.map(\.description).joined(separator: "; ")
                Issue.record("bench \(number), copy \(index): \(text)\n\(hexPairs(list))")
                return false
            }
        }
        return true
    }

    /// Puts a new cartridge's worth of records onto a tape, as far as it takes them.
    private func refill(
        _ tape: Int, _ bench: CopyBench, _ model: inout ResidueModel, _ lengths: [Int]
    ) throws {
        let cartridge = [bench.tape1, bench.tape2][tape].cartridge
        try cartridge.endData(at: 0)
        model.tapes[tape].items = []
        var used = 0
        for (number, length) in lengths.enumerated() {
            used += length == 0 ? 64 : length
            if used > model.tapes[tape].capacity { break }
            let at = Int64(number)
            if length == 0 {
                try cartridge.append(filemarks: 1, at: at)
                model.tapes[tape].items.append(.filemark)
            } else {
                let bytes = distinctBytes(tape << 30 | used << 8 | number, count: length)
                try cartridge.append(DataBuffer(bytes), recordLength: length, at: at)
                model.tapes[tape].items.append(.record(bytes))
            }
        }
        model.tapes[tape].position = 0
        bench.send([0x01, 0, 0, 0, 0, 0], to: ["1", "2"][tape])
    }

    private func agrees(
        _ bench: CopyBench, _ model: ResidueModel, _ outcome: ResidueModel.Outcome,
        _ list: [UInt8], id: UInt8
    ) throws -> Bool {
        let receiver = ["A", "B", "1", "2"][model.receiver]
        let reply = bench.copy(list, to: receiver)
        let status = bench.results(0x00, id: id, of: receiver).dataIn
        let details = bench.results(0x04, id: id, of: receiver).dataIn
        var wanted: [UInt8] = [0, 0, 0, 8, outcome.sense.isEmpty ? 1 : 2]
        wanted += ListBytes.number(outcome.segments, 2) + [0] + ListBytes.number(outcome.bytes, 4)
        var isRight = true
        func compare<Value: Equatable>(_ found: Value, _ expected: Value, _ what: Comment) {
            #expect(found == expected, what)
            if found != expected { isRight = false }
        }
        compare(hexPairs(reply.sense), hexPairs(outcome.sense), "sense data")
        compare(reply.status, outcome.sense.isEmpty ? .good : .checkCondition, "status")
        compare(hexPairs(status), hexPairs(wanted), "COPY STATUS")
        compare(details, failureDetails(outcome.sense), "FAILURE DETAILS")
        for (disk, model) in zip([bench.diskA, bench.diskB], model.disks) {
            if try !areEqual(disk.bytes(), model.bytes) { compare(false, true, "a disk") }
        }
        for (tape, model) in zip([bench.tape1, bench.tape2], model.tapes) {
            if try tape.items() != model.items { compare(false, true, "a tape") }
        }
        compare(bench.position("1"), model.tapes[0].position, "position of tape 1")
        compare(bench.position("2"), model.tapes[1].position, "position of tape 2")
        return isRight
    }

    private func failureDetails(_ sense: [UInt8]) -> [UInt8] {
        if sense.isEmpty { return [0, 0, 0, 0] }
        return ListBytes.number(56 + sense.count, 4) + [UInt8](repeating: 0, count: 52)
            + [0x02, 0] + ListBytes.number(sense.count, 2) + sense
    }
}
