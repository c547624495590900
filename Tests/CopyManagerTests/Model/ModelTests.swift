import Foundation
import Testing

/// The copy manager against the plainest model of what PAD and CAT do, on random copies.
///
/// `SANBENCH_COPY_PLANS` says how many, `SANBENCH_COPY_SEED` which; `SANBENCH_COPY_PLAN` is the
/// number of a single one, and `SANBENCH_COPY_PROGRESS` the path of what progress is written to.
@Suite struct ModelTests {
    /// Copies on each bench.
    static let plansOfBench = 32

    private static func text(_ name: String) -> String? {
        ProcessInfo.processInfo.environment["SANBENCH_COPY_" + name]
    }

    private static func setting(_ name: String) -> Int? { text(name).flatMap { Int($0) } }

    static let seed = setting("SEED") ?? 1
    static let plans = max(1, setting("PLANS") ?? 3000)

    @Test func agreesWithTheModel() throws {
        if let number = Self.setting("PLAN") {
            var seen = Seen()
            _ = try compare(number..<number + 1, &seen)
            return
        }
        var seen = Seen()
        for first in stride(from: 0, to: Self.plans, by: Self.plansOfBench) {
            let numbers = first..<min(first + Self.plansOfBench, Self.plans)
            if try !compare(numbers, &seen) { break }
            if first / Self.plansOfBench % 64 == 63 {
                tell("\r\(numbers.upperBound) of \(Self.plans) plans")
            }
        }
        tell("\r\(seen)\n")
        // What this is about did happen, often enough to be believed.
        if Self.plans >= 1000 {
            #expect(seen.good > Self.plans / 5 && seen.inexact > Self.plans / 40)
            #expect(seen.other > Self.plans / 10 && seen.skipped < Self.plans / 5)
        }
    }

    private static let progress = text("PROGRESS").flatMap { FileHandle(forWritingAtPath: $0) }

    private func tell(_ text: String) { Self.progress?.write(Data(text.utf8)) }

    /// How copies ended.
    private struct Seen: CustomStringConvertible {
        var good = 0
        var inexact = 0
        var other = 0
        var skipped = 0

        mutating func count(_ outcome: ResidueModel.Outcome) {
            if outcome.isUndefined {
                skipped += 1
            } else if outcome.sense.isEmpty {
                good += 1
            } else if outcome.sense[12...13] == [0x26, 0x0A] {
                inexact += 1
            } else {
                other += 1
            }
        }

        var description: String {
            "plans that ended well: \(good), inexact: \(inexact), with another error: \(other); "
                + "left to the copy manager by the standard: \(skipped)"
        }
    }

    private static func random(_ stream: Int, _ number: Int) -> SplitMix64 {
        var random = SplitMix64(seed: UInt64(bitPattern: Int64(seed)))
        var next = SplitMix64(seed: random.next() &+ UInt64(stream))
        return SplitMix64(seed: next.next() &+ UInt64(number))
    }

    /// Runs the copies with these numbers, which share a bench; false after one that is not as the
    /// model says.
    private func compare(_ numbers: Range<Int>, _ seen: inout Seen) throws -> Bool {
        var random = Self.random(1, numbers.lowerBound / Self.plansOfBench)
        let world = ModelWorld(random: &random)
        let bench = try ModelBench(world)
        for number in numbers {
            var generator = PlanGenerator(random: Self.random(2, number), world: world)
            let trial = generator.trial()
            let (outcome, difference) = try bench.run(trial, id: number % Self.plansOfBench + 1)
            seen.count(outcome)
            if let difference {
                try report(number, world, trial, difference)
                return false
            }
        }
        return true
    }

    /// Tells of a copy that is not as the model says, without the segments that do not matter.
    private func report(
        _ number: Int, _ world: ModelWorld, _ trial: ModelTrial, _ difference: String
    ) throws {
        func wrong(_ trial: ModelTrial) throws -> String? {
            try ModelBench(world).run(trial, id: 1).difference
        }
        var smallest = trial
        var reason = try wrong(trial)
        var index = trial.plan.segments.count
        while reason != nil && index > 0 {
            index -= 1
            var smaller = smallest
            smaller.plan.segments.remove(at: index)
            if let found = try wrong(smaller) { (smallest, reason) = (smaller, found) }
        }
        let alone = reason == nil ? "\nOn a bench of its own, it is as the model says." : ""
        Issue.record(
            """
            plan \(number) of seed \(Self.seed): \(difference)
            \(world)
            \(trial)
            without the segments that do not matter: \(reason ?? "")
            \(smallest)\(alone)
            tools/compare-model --seed \(Self.seed) --plan \(number)
            """)
    }
}
