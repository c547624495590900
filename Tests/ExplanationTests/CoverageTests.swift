import Foundation
import SCSI
import Testing
import WireBytes

@testable import Explanation

/// No byte without a name: what is printed covers every bit of the input exactly once.
@Suite struct CoverageTests {
    struct Subject: CustomTestStringConvertible, Sendable {
        let type: any WireCodable.Type
        var testDescription: String { String(describing: type) }

        static let all = WireStructures.all.map { Subject(type: $0) }
    }

    @Test(arguments: Subject.all)
    func everyStructureNamesEveryBitOnce(subject: Subject) throws {
        let form = ByteForm("structure", subject.type)
        let golden = try Fixture.golden(of: subject.type)
        #expect(!golden.isEmpty)
        var random = SplitMix64(seed: UInt64(golden[0].count))
        for bytes in golden {
            // All of it is the structure's own: nothing is left for the rest that lies behind.
            #expect(form.parts(bytes).allSatisfy { $0.name != "Surplus bytes" })
            #expect(bitFaults(form.parts(bytes), bytes) == [])
            for count in 1..<bytes.count { expectCovered(form, Array(bytes[..<count])) }
            expectCovered(form, bytes + [0xA5, 0x5A])
            for _ in 0..<50 {
                var changed = bytes
                changed[Int.random(in: 0..<bytes.count, using: &random)] = .random(
                    in: 0...255, using: &random)
                expectCovered(form, changed)
                expectCovered(form, random.bytes(.random(in: 1...2 * bytes.count, using: &random)))
            }
        }
    }

    @Test(arguments: ByteForm.guessed.map(\.name))
    func everyTypeNamesEveryBitOnceWhateverTheBytes(name: String) throws {
        let form = try #require(ByteForm.named(name))
        var random = SplitMix64(seed: UInt64(name.count))
        for _ in 0..<300 {
            expectCovered(form, random.bytes(.random(in: 1...120, using: &random)))
        }
        for count in 1...64 { expectCovered(form, [UInt8](repeating: 0, count: count)) }
    }

    @Test func parameterListsNameEveryBitOnceHoweverTheyAreCut() throws {
        let lists = workedLists
        #expect(lists.count >= 12)
        var random = SplitMix64(seed: 12)
        for list in lists {
            for name in ["extended-copy-lid1", "extended-copy-lid4"] {
                let form = try #require(ByteForm.named(name))
                for count in 1...list.count { expectCovered(form, Array(list[..<count])) }
                for _ in 0..<100 {
                    var changed = list
                    for _ in 0..<3 {
                        changed[Int.random(in: 0..<list.count, using: &random)] = .random(
                            in: 0...255, using: &random)
                    }
                    expectCovered(form, changed)
                }
            }
        }
    }

    /// The same of what is printed as JSON, read back by another reader of JSON.
    @Test(arguments: Subject.all)
    func theJSONCoversEveryBitOnce(subject: Subject) throws {
        let form = ByteForm("structure", subject.type)
        for golden in try Fixture.golden(of: subject.type) {
            for count in Set([golden.count, golden.count / 2, 1]) where count > 0 {
                let bytes = Array(golden[..<count])
                let parts = form.parts(bytes).namingTheRest(of: bytes)
                let one = ExplainedBytes(
                    origin: "\"here\"\n\u{1B}", bytes: bytes, type: "structure", title: form.title,
                    reason: "", isGuess: false, alternatives: [], parts: parts, profile: nil,
                    refusal: nil)
                try expectCoveredJSON(ExplanationJSON([one]).text, bytes)
            }
        }
    }

    private func expectCoveredJSON(_ text: String, _ bytes: [UInt8]) throws {
        let all = try #require(
            JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
        #expect(all[0]["bytes"] as? String == hexPairs(bytes))
        #expect(all[0]["origin"] as? String == "\"here\"\n\u{1B}")
        let structures = try #require(all[0]["structures"] as? [[String: Any]])
        var owners = [Int](repeating: 0, count: bytes.count * 8)
        for structure in structures {
            #expect((structure["name"] as? String)?.isEmpty == false)
            for field in try #require(structure["fields"] as? [[String: Any]]) {
                #expect((field["name"] as? String)?.isEmpty == false)
                let offset = try #require(field["offset"] as? Int)
                let length = try #require(field["length"] as? Int)
                let high = try #require(field["high_bit"] as? Int)
                let low = try #require(field["low_bit"] as? Int)
                let end = (offset + length) * 8 - low
                for bit in offset * 8 + 7 - high..<end { owners[bit] += 1 }
            }
        }
        #expect(owners.allSatisfy { $0 == 1 }, "\(hexPairs(bytes))")
    }

    private func expectCovered(_ form: ByteForm, _ bytes: [UInt8]) {
        let parts = form.parts(bytes).namingTheRest(of: bytes)
        let faults = bitFaults(parts, bytes)
        #expect(faults == [], "\(form.title): \(hexPairs(bytes))")
        #expect(parts.allSatisfy { !$0.name.isEmpty })
        #expect(parts.flatMap(\.fields).allSatisfy { !$0.field.name.isEmpty })
    }

    private func bitFaults(_ parts: [ExplainedPart], _ bytes: [UInt8]) -> [String] {
        var owners = [[String]](repeating: [], count: bytes.count * 8)
        for field in parts.flatMap(\.fields).map(\.field) {
            for byte in field.bytes {
                guard byte < bytes.count else { return ["\(field.name) lies beyond the end"] }
                for bit in 0...7 where field.holds(bit: bit, ofByte: byte) {
                    owners[byte * 8 + 7 - bit].append(field.name)
                }
            }
        }
        return owners.enumerated().filter { $0.element.count != 1 }.map {
            "byte \($0.offset / 8) bit \(7 - $0.offset % 8): \($0.element)"
        }
    }
}
