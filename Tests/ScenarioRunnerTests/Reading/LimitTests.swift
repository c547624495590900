import ScenarioRunner
import Testing

/// Files that are long rather than wrong: each list that would be searched again and again for
/// its own entries has a limit, and everything else is read in time that grows with the file.
@Suite struct LimitTests {
    private func list(_ count: Int, _ element: (Int) -> String) -> String {
        (0..<count).map(element).joined(separator: ", ")
    }

    private func manySizes(_ count: Int) -> String {
        let sizes = list(count) { "\(512 * ($0 + 1)): 1" }
        return "workloads: [{on: d0, burst: {writes: 1, sizes: {\(sizes)}}}]"
    }

    private func manySnapshots(_ count: Int) -> String {
        "steps: [" + list(count) { "snapshot: {of: d0, as: s\($0)}" } + "]"
    }

    private func manyNexuses(_ count: Int) -> String {
        "i_t_nexuses: [" + list(count) { "{id: n\($0), logical_units: [d0]}" } + "]"
    }

    private func manyCases(_ count: Int) -> String {
        "cases: [" + list(count) { "{case: c\($0)}" } + "]"
    }

    @Test func whatIsAtTheLimitIsRead() {
        for lines in [manySizes(64), manySnapshots(254), manyNexuses(256), manyCases(256)] {
            #expect(faults(in: shortest + lines) == "")
        }
    }

    @Test func whatIsBeyondTheLimitIsRefused() {
        #expect(faults(in: shortest + manySizes(65)).contains("found 65; expected at most 64"))
        #expect(
            faults(in: shortest + manySnapshots(255)).hasSuffix(
                "steps[254].snapshot: found one more; expected at most 256 logical units, with "
                    + "the snapshots"
            )
        )
        #expect(faults(in: shortest + manyNexuses(257)).contains("found 257; expected from 1 to"))
        #expect(faults(in: shortest + manyCases(257)).contains("found 257; expected from 1 to"))
        let units = list(257) { "{id: t\($0), type: tape}" }
        let text = "schema: 1\nscenario: sample\nlogical_units: [\(units)]\n"
        #expect(
            faults(in: text) == "a.yaml:3:16: logical_units: found 257; "
                + "expected from 1 to 256 logical units"
        )
    }

    @Test(.timeLimit(.minutes(1))) func longFilesAreReadInTime() throws {
        let waits = String(repeating: "  - wait: {for: 1s}\n", count: 20_000)
        #expect(try onlyCase("steps:\n" + waits).steps.count == 20_000)
        let unknown = (0..<5000).map { "key\($0): 1\n" }.joined()
        #expect(faults(in: shortest + unknown).split(separator: "\n").count == 5000)
    }
}
