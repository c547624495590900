import Fabric
import Timebase
import Trace
import WireBytes

/// Runs one case of a scenario.
public struct CaseRunner {
    private let file: String
    private let setup: ScenarioCase
    private let directory: RunDirectory

    /// A run to come.
    ///
    /// - Parameters:
    ///   - file: the scenario file, for reports.
    ///   - seed: in place of the scenario's own.
    public init(
        file: String, case setup: ScenarioCase, seed: UInt64? = nil,
        directory: RunDirectory = RunDirectory()
    ) {
        self.file = file
        var setup = setup
        if let seed { setup.seed = seed }
        self.setup = setup
        self.directory = directory
    }

    /// Does it.
    ///
    /// - Parameters:
    ///   - sinks: get the trace beside the run's own readers of it.
    ///   - lines: gets the trace as JSON lines.
    ///   - progress: is told of long work: what, how many bytes, of how many.
    /// - Throws: `BenchFault` where the bench cannot be built; its words begin with the file.
    public func run(
        sinks: [any TraceSink] = [], lines: @escaping (ArraySlice<UInt8>) -> Void = { _ in },
        progress: @escaping (String, UInt64, UInt64) -> Void = { _, _, _ in }
    ) throws(BenchFault) -> RunResult {
        do {
            return try result(sinks, lines, progress)
        } catch {
            throw error.placed(in: file)
        }
    }

    private func result(
        _ sinks: [any TraceSink], _ lines: @escaping (ArraySlice<UInt8>) -> Void,
        _ progress: @escaping (String, UInt64, UInt64) -> Void
    ) throws(BenchFault) -> RunResult {
        let clock = ContinuousClock()
        let begin = clock.now
        defer { directory.remove() }
        try directory.prepare()
        let trace = Trace()
        let digest = SHA256()
        let json = JSONLinesSink { bytes in
            digest.add(bytes)
            lines(bytes)
        }
        let tally = EventTally(tapes: setup.tapeIDs)
        for sink in [json, tally] + sinks { trace.add(sink) }
        trace.emit(
            .run(scenario: setup.title, seed: setup.seed), at: .zero)
        let bench = try Bench(setup, trace: trace, directory: directory)
        bench.start()
        let runner = StepRunner(bench, trace: trace, progress: progress)
        let steps = try runSteps(runner)
        json.flush()
        let check = ExpectationCheck(
            setup: setup, bench: bench, steps: steps, tally: tally,
            copyResults: runner.copyResults)
        return RunResult(
            file: file, title: setup.title, caseName: setup.name, seed: setup.seed, steps: steps,
            unmet: check.unmet(), expectationCount: setup.expectations.count,
            eventCount: trace.eventCount,
            traceDigest: hexPairs(digest.finish()).filter { $0 != " " },
            wallTime: (clock.now - begin) / .seconds(1))
    }

    /// After a step that failed nothing that builds on it can be done. An explicit copy that ends
    /// in CHECK CONDITION is what many scenarios are about, and stops nothing.
    private func runSteps(_ runner: StepRunner) throws(BenchFault) -> [StepOutcome] {
        var outcomes: [StepOutcome] = []
        var hasFailed = false
        for step in setup.steps {
            if hasFailed {
                outcomes.append(
                    StepOutcome(
                        kind: step.kind, subject: step.subject, isGood: nil,
                        detail: "not run"))
                continue
            }
            let outcome = try runner.run(step)
            outcomes.append(outcome)
            hasFailed = outcome.isGood == false && outcome.kind != .copy
        }
        return outcomes
    }
}

extension ScenarioCase {
    /// The identifiers of the tapes.
    var tapeIDs: Set<String> {
        Set(
            logicalUnits.compactMap {
                if case .tape = $0.device { $0.id } else { nil }
            })
    }
}
