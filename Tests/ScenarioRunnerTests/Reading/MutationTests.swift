import Foundation
import ScenarioRunner
import Testing

/// Good scenario files, damaged at random: each must be read or refused, and never crash.
@Suite struct MutationTests {
    /// SplitMix64: the same seed gives the same damage on every machine.
    private struct Source: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }

    /// What YAML and the vocabulary give a meaning to.
    private static let words = [
        "{", "}", "[", "]", ": ", ", ", "- ", "? ", "\n", "\n  ", "\t", "\"", "'", "#", "&a ",
        "*a", "<<: ", "|\n", ">\n", "!x ", "---\n", "...\n", "%", "@", "~", "\0", "\r", "\u{FEFF}",
        "ä", "-1", "0", "99999999999999999999", "0Ch", "10b", "1KB", "8388608TiB", "292000000h",
        "id: d0, ", "type: tape, ", "true", "seed: 1\n", "schema: 1\n", "\u{F0000}", "??",
    ].map { Array($0.utf8) }

    private static func files() throws -> [[UInt8]] {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        folder.appendPathComponent("Scenarios")
        let found = try #require(FileManager.default.enumerator(atPath: folder.path))
        return try found.compactMap { $0 as? String }.filter { $0.hasSuffix(".yaml") }.sorted()
            .map { try Array(Data(contentsOf: folder.appendingPathComponent($0))) }
    }

    private static func damage(_ text: inout [UInt8], _ source: inout Source) {
        let place = Int.random(in: 0...text.count, using: &source)
        let rest = text.count - place
        switch Int.random(in: 0..<7, using: &source) {
        case 0: text.insert(contentsOf: words.randomElement(using: &source) ?? [], at: place)
        case 1: text.removeSubrange(place..<place + min(rest, .random(in: 1...8, using: &source)))
        case 2 where rest > 0: text[place] = .random(in: 0...255, using: &source)
        case 3:
            let length = min(rest, .random(in: 1...200, using: &source))
            let target = Int.random(in: 0...text.count, using: &source)
            text.insert(contentsOf: Array(text[place..<place + length]), at: target)
        case 4 where rest > 0: text[place] ^= 1 << UInt8.random(in: 0..<8, using: &source)
        case 5: text.removeSubrange(place...)
        default:
            let word = words.randomElement(using: &source) ?? []
            text.replaceSubrange(place..<place + min(rest, word.count), with: word)
        }
    }

    @Test(arguments: 0..<8 as Range<UInt64>) func damagedFilesAreReadOrRefused(seed: UInt64) throws
    {
        let files = try Self.files()
        var source = Source(state: seed)
        var (good, refused) = (0, 0)
        for round in 0..<250 {
            var text = files[round % files.count]
            for _ in 0..<Int.random(in: 1...4, using: &source) { Self.damage(&text, &source) }
            switch Scenario.read(bytes: text, file: "damaged.yaml") {
            case .success(let scenario):
                good += 1
                #expect(!scenario.cases.isEmpty)
            case .failure(let faults):
                refused += 1
                #expect(!faults.faults.isEmpty)
                let lines = text.reduce(1) { $1 == 0x0A ? $0 + 1 : $0 }
                let places = faults.faults.map { ($0.line, $0.column) }
                #expect(places.allSatisfy { (1...lines).contains($0.0) && $0.1 >= 1 })
                #expect(zip(places, places.dropFirst()).allSatisfy { $0 <= $1 })
                #expect(faults.faults.allSatisfy { !$0.description.contains("\n") })
            }
        }
        // Damage inside a comment is harmless; nearly all other is not.
        #expect(good > 0 && refused > good)
    }

    @Test func everyBeginningOfAFileIsReadOrRefused() throws {
        for file in try Self.files() {
            for end in stride(from: 0, to: file.count, by: 37) {
                if case .failure(let faults) = Scenario.read(bytes: Array(file[..<end]), file: "") {
                    #expect(!faults.faults.isEmpty)
                }
            }
        }
    }
}
