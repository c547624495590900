import Foundation
import Testing
import Timebase
import Trace

@testable import ScenarioRunner

/// What a well written scenario asks of a bench that it cannot have.
@Suite struct BenchFaultTests {
    /// Runs a scenario whose disk d0 has an image of so many bytes.
    private func run(
        image byteCount: Int, keys: String = "", _ lines: String
    ) throws -> RunResult {
        let image = FileManager.default.temporaryDirectory
            .appendingPathComponent("bench-fault-\(UUID().uuidString).img")
        try Data(count: byteCount).write(to: image)
        defer { try? FileManager.default.removeItem(at: image) }
        let text = """
            schema: 1
            scenario: sample
            logical_units:
              - {id: d0, type: disk, image: "\(image.path)"\(keys)}

            """
        let scenario = try Scenario.read(text: text + lines, file: "dir/a.yaml").get()
        return try CaseRunner(file: "dir/a.yaml", case: scenario.cases[0]).run()
    }

    private func fault(image byteCount: Int, keys: String = "", _ lines: String) -> String {
        do {
            _ = try run(image: byteCount, keys: keys, lines)
            return ""
        } catch {
            return "\(error)"
        }
    }

    /// 2^54 blocks of 512 bytes are one byte more than a signed offset can be.
    @Test(arguments: ["18446744073709551615", "18014398509481984"])
    func anAddressBeyondEveryDiskIsAnUnmetExpectation(_ address: String) throws {
        let run = try OneRun(
            text: shortest + """
                steps: [backup: {from: d0, to: t0, record: 32KiB}]
                expect:
                  - {tape: t0, objects: [{record: [{bytes: 512, from: \
                {logical_unit: d0, lba: \(address)}}]}]}
                """)
        let found = run.result.unmet.map(\.text).joined(separator: "\n")
        #expect(found.contains("t0, object 0: d0: 512 bytes from LBA \(address) on"), "\(found)")
    }

    @Test func writesBeyondAnImageAreRefusedBeforeTheRun() {
        let places = [("18446744073709551615", 8), ("15", 2), ("16", 1)]
        for (address, blocks) in places {
            let write = "write: {at: 1s, lba: \(address), blocks: \(blocks)}"
            #expect(
                fault(image: 8192, "workloads:\n  - on: d0\n    \(write)\n")
                    == "dir/a.yaml:6: a write of \(blocks) blocks at LBA \(address) of d0; blocks"
                    + " within the disk's 16 expected")
        }
        #expect(
            fault(image: 8192, "workloads: [{on: d0, write: {at: 1s, lba: 14, blocks: 2}}]") == "")
    }

    @Test func regionsAndSizesBeyondAnImageAreRefusedBeforeTheRun() {
        let region =
            "workloads: [{on: d0, burst: {writes: 1, sizes: {512: 1}, region: {to: 16KiB}}}]"
        #expect(
            fault(image: 8192, region) == "dir/a.yaml:5: a region up to byte 16,384 of d0; one"
                + " within the disk's 8,192 bytes expected")
        let size = "workloads: [{on: d0, burst: {writes: 1, sizes: {16KiB: 1}}}]"
        #expect(
            fault(image: 8192, size) == "dir/a.yaml:5: writes of 16,384 bytes to d0; at most"
                + " 8,192 expected, which is all there is to write to")
    }

    @Test func aUnitAttentionThatStaysEndsAWrite() throws {
        let run = try OneRun(
            text: shortest + """
                workloads: [{on: d0, write: {at: 1ms, lba: 0, blocks: 8}}]
                steps: [wait: {for: 1s}]
                faults:
                  - on: d0
                    at: {time: 0s}
                    times: 9
                    fault: {check_condition: {sense_key: UNIT ATTENTION, asc: 29h}}
                """)
        let text = String(decoding: run.lines, as: UTF8.self)
        #expect(
            text.split(separator: "\n").count { $0.contains("\"event\":\"fault\"") } == 4, "\(text)"
        )
    }

    /// The bench meets a fault here of which the scenario knows nothing.
    @Test func aWriteThatFailsWithoutAFaultIsUnmet() throws {
        let write = "  - {on: d0, write: {at: 1s, lba: 0, blocks: 8}}\n"
        let setup = try onlyCase("workloads:\n" + write)
        let fault = InjectedFault(
            logicalUnit: "d0", trigger: .time(.zero), times: 1, effect: .busy, line: 1)
        let bench = try Bench(setup, trace: Trace(), directory: RunDirectory())
        bench.fabric.add(fault.fabricFault)
        bench.start()
        bench.fabric.wait(until: Instant(nanoseconds: 2_000_000_000))
        func unmet(_ setup: ScenarioCase) -> [UnmetExpectation] {
            ExpectationCheck(
                setup: setup, bench: bench, steps: [], tally: EventTally(tapes: []),
                copyResults: nil
            ).unmet()
        }
        #expect(unmet(setup).map(\.line) == [5])
        #expect(unmet(setup).map(\.text) == ["a write of the workload on line 5 ended in BUSY"])
        // A scenario that has one itself is about what becomes of the write.
        var aware = setup
        aware.faults.append(fault)
        #expect(unmet(aware).isEmpty)
    }

    @Test func anImageWithoutAWholeBlockIsRefused() {
        for (bytes, keys) in [(0, ""), (511, ""), (0, ", size: 1MiB")] {
            let found = fault(image: bytes, keys: keys, "")
            #expect(found.hasPrefix("dir/a.yaml:4: d0: the image /"), "\(found)")
            #expect(
                found.hasSuffix(".img has \(bytes) bytes; at least a block of 512 expected"),
                "\(found)")
        }
    }

    /// The name by which a designator and a message know a disk tells it from all others.
    @Test func aSerialNumberIsTheWholeIdentifier() throws {
        let id = "a-disk-whose-name-is-rather-long-but-still-has-64-characters-all"
        let run = try OneRun(
            text: (shortest + """
                steps: [backup: {from: d0, to: t0, record: 32KiB}]
                expect:
                  - {tape: t0, objects: [{record: [{bytes: 512, from: \
                {logical_unit: d0, lba: 2048}}]}]}
                """).replacing("d0", with: id))
        let found = run.result.unmet.map(\.text).joined(separator: "\n")
        #expect(found.contains(id), "\(found)")
    }
}
