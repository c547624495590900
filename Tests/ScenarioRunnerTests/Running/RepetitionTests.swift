import Foundation
import ScenarioRunner
import Testing

/// Every scenario does what it promises, and the same each time.
@Suite struct RepetitionTests {
    /// A case by its place: what is said of it in a failure is its name.
    struct Named: CustomTestStringConvertible, Sendable {
        var file: String
        var setup: ScenarioCase

        var testDescription: String { setup.title }
    }

    private static let cases: [Named] = {
        let found = try? ScenarioFolder.cases()
        return (found ?? []).map { Named(file: $0.file, setup: $0.setup) }
    }()

    @Test func thereAreScenarios() throws {
        #expect(try ScenarioFolder.files().count >= 5)
        #expect(Self.cases.count >= 9)
    }

    @Test(arguments: cases) func tenRunsAreByteIdentical(_ one: Named) throws {
        let first = try OneRun(one.setup, of: one.file)
        #expect(first.result.hasPassed, "\(first.table.joined(separator: "\n"))")
        #expect(first.result.traceDigest == (try sha256sum(first.lines)))
        #expect(first.result.eventCount == first.lines.count { $0 == 0x0A })
        for _ in 1..<10 {
            let next = try OneRun(one.setup, of: one.file)
            #expect(next.result.traceDigest == first.result.traceDigest)
            let isEqual = next.lines == first.lines && next.narration == first.narration
            #expect(isEqual && next.table == first.table)
        }
    }

    /// Workloads draw their places and sizes from the seed; where nothing is drawn, nothing differs
    /// but the line that names the seed.
    @Test(arguments: cases) func anotherSeedDrawsAnotherTrace(_ one: Named) throws {
        let first = try OneRun(one.setup, of: one.file)
        let other = try OneRun(one.setup, of: one.file, seed: one.setup.seed + 1)
        #expect(other.result.hasPassed, "\(other.table.joined(separator: "\n"))")
        #expect(other.result.seed == one.setup.seed + 1)
        #expect(other.result.traceDigest != first.result.traceDigest)
        let isDrawn = one.setup.workloads.contains {
            if case .bursts = $0.pattern { true } else { false }
        }
        #expect((first.events != other.events) == isDrawn)
    }

    @Test func everyLineIsAnObjectWithItsSequence() throws {
        let one = try #require(Self.cases.first { $0.setup.title.hasPrefix("tape-error") })
        let lines = try OneRun(one.setup, of: one.file).lines.split(separator: 0x0A)
        for (number, line) in lines.enumerated() {
            let object = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
            #expect(object?["sequence"] as? Int == number)
            #expect(object?["event"] is String && object?["time"] is Int)
        }
    }

    private func sha256sum(_ bytes: [UInt8]) throws -> String {
        let place = FileManager.default.temporaryDirectory
            .appendingPathComponent("sanbench-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: place) }
        try Data(bytes).write(to: place)
        let (process, output) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["sha256sum", place.path]
        process.standardOutput = output
        try process.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return String(text.prefix(64))
    }
}
