import Foundation
import ScenarioRunner

/// How long simulations take in real time.
struct SimulationBenchmarks {
    let rounds: Int

    /// How many writes the second scenario simulates.
    private static let writes = 1_000_000
    private static let starved = "Scenarios/serverless-backup/starved-quiesce.yaml"

    /// The rows of the table.
    func run() throws -> [[String]] {
        let starved = try scenario(file: Self.starved)
        let quiesce = try median(times(starved))
        let busy = try scenario(text: Self.writesScenario)
        let perSecond = Double(Self.writes) / (try median(times(busy)))
        return [
            [
                "80 s quiesce scenario", "\(decimal(quiesce * 1000, 2)) ms", "", "",
                "under 10 ms", quiesce < 0.010 ? "reached" : "missed",
            ],
            [
                "simulated writes a second", decimal(perSecond, 0), "", "", "1000000",
                perSecond >= 1_000_000 ? "reached" : "missed",
            ],
        ]
    }

    private func times(_ setup: (String, ScenarioCase)) throws -> [Double] {
        try (0...rounds).map { _ in
            try seconds { _ = try CaseRunner(file: setup.0, case: setup.1).run() }
        }.dropFirst().map { $0 }
    }

    private func scenario(file: String) throws -> (String, ScenarioCase) {
        try first(Scenario.read(file: file))
    }

    private func scenario(text: String) throws -> (String, ScenarioCase) {
        try first(Scenario.read(text: text, file: "writes.yaml"))
    }

    private func first(
        _ read: Result<Scenario, ScenarioFaults>
    ) throws -> (String, ScenarioCase) {
        let scenario = try read.get()
        guard let setup = scenario.cases.first else {
            throw BenchmarkFault("\(scenario.file): no case")
        }
        return (scenario.file, setup)
    }

    private static let writesScenario = """
        schema: 1
        scenario: writes
        logical_units:
          - {id: d0, type: disk, size: 64MiB, timing: {per_command: 0ns, per_mib: 0ns}}
        workloads:
          - {on: d0, burst: {writes: \(writes), gap: 1us, sizes: {4KiB: 1}}}
        steps:
          - wait: {for: 2s}
        """
}
