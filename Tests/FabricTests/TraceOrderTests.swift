import CopyManager
import Devices
import Fabric
import Media
import SCSI
import Testing
import Timebase
import Trace

/// The trace of a run: the same for the same seed and events, and in the order of time.
@Suite struct TraceOrderTests {
    private final class Recorder: TraceSink {
        var events: [TraceEvent] = []

        func record(_ event: TraceEvent) { events.append(event) }
    }

    private final class Lines {
        var bytes: [UInt8] = []
    }

    /// Copies in steps, while others write at random instants, a fault strikes, and a snapshot is
    /// taken.
    private func run(seed: UInt64, sinks: [any TraceSink]) throws {
        let trace = Trace()
        for sink in sinks { trace.add(sink) }
        var limits = CopyManagerLimits()
        limits.stepByteCount = 4096
        let small = try SmallFabric(seed: seed, trace: trace, limits: limits)
        let fabric = small.fabric
        fabric.add(
            Fault(
                unit: "b", trigger: .segment(1, nth: 5), times: 1,
                effect: .checkCondition(SenseData(.mediumError, .writeError))))
        fabric.submit(SmallFabric.copy(1, from: small.a, to: small.b), to: small.a) { _ in }
        fabric.submit(
            SmallFabric.copy(2, from: small.b, to: small.a, segments: 2), to: small.b
        ) { _ in }
        fabric.submit(
            SmallFabric.copy(3, from: small.a, to: small.b, segments: 3), to: small.b
        ) { _ in }
        var random = fabric.random("writes")
        for number in 0..<40 {
            let time = Instant.zero + Nanoseconds(Int64.random(in: 0...200_000_000, using: &random))
            let lba = UInt64.random(in: 0..<64, using: &random)
            fabric.schedule(at: time) {
                fabric.submit(SmallFabric.write(lba, number), to: small.a) { _ in }
            }
        }
        fabric.wait(until: .zero + .milliseconds(50))
        _ = fabric.takeSnapshot(of: small.a, id: "s", store: MemoryMedium(byteCount: 64 * 512))
        fabric.runToTheEnd()
    }

    private func lines(seed: UInt64) throws -> [UInt8] {
        let lines = Lines()
        let sink = JSONLinesSink { lines.bytes += $0 }
        try run(seed: seed, sinks: [sink])
        sink.flush()
        return lines.bytes
    }

    @Test func isTheSameForTheSameSeed() throws {
        let first = try lines(seed: 7)
        #expect(first.count > 10000)
        for _ in 0..<3 { #expect(try lines(seed: 7) == first) }
        #expect(try lines(seed: 8) != first)
    }

    /// Also where copies run in steps that are computed as they begin.
    @Test func isInTheOrderOfTime() throws {
        let recorder = Recorder()
        try run(seed: 3, sinks: [recorder])
        #expect(recorder.events.map(\.sequence) == recorder.events.indices.map { UInt64($0) })
        for (event, next) in zip(recorder.events, recorder.events.dropFirst()) {
            #expect(event.time <= next.time)
        }
    }

    /// A segment has ended when its last command has.
    @Test func segmentsEndWithTheirCommands() throws {
        let recorder = Recorder()
        let trace = Trace()
        trace.add(recorder)
        let small = try SmallFabric(trace: trace)
        small.fabric.submit(
            SmallFabric.copy(from: small.a, to: small.b, segments: 2), to: small.a
        ) { _ in }
        small.fabric.runToTheEnd()
        var text: [String] = []
        for event in recorder.events {
            switch event.kind {
            case .command(let command):
                #expect(command.issued <= event.time)
                text.append("\(command.unit) \(command.cdb[0])")
            case .segment(let segment): text.append(segment.hasEnded ? "ended" : "began")
            default: break
            }
        }
        let questions = ["18", "0", "0", "37"]
        #expect(
            text == ["began"] + questions.map { "a \($0)" } + questions.map { "b \($0)" }
                + ["a 136", "b 138", "ended", "began", "a 136", "b 138", "ended", "a 131"])
    }

    @Test func randomNumbersBelongToTheirLabel() throws {
        let fabric = Fabric(seed: 5)
        var first = fabric.random("one")
        var again = fabric.random("one")
        var other = fabric.random("two")
        var otherSeed = Fabric(seed: 6).random("one")
        let values = (0..<8).map { _ in first.next() }
        #expect((0..<8).map { _ in again.next() } == values)
        #expect((0..<8).map { _ in other.next() } != values)
        #expect((0..<8).map { _ in otherSeed.next() } != values)
    }

    /// The sequence of SplitMix64 for the seed 1234567, as its authors publish it.
    @Test func isSplitMix64() {
        var random = SeededRandom(seed: 1_234_567)
        #expect(
            (0..<5).map { _ in random.next() } == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
            ])
    }
}
