import Foundation
import SCSI
import Testing
import WireBytes

/// Holds every structure to the bytes of its golden file.
@Suite struct GoldenTests {
    @Test func everyStructureHasAFileAndEveryFileAStructure() throws {
        let structures = Subject.all.map(\.name)
        #expect(Set(structures).count == structures.count, "a structure is listed twice")
        #expect(Set(try GoldenFile.allNames().map(GoldenFile.type)) == Set(structures))
    }

    @Test(arguments: Subject.all)
    func decodesAndEncodesToTheSameBytes(subject: Subject) throws {
        for golden in try GoldenFile.all(of: subject) {
            #expect(!golden.bytes.isEmpty)
            try expectRoundTrip(subject.type, golden.bytes)
        }
    }

    @Test(arguments: Subject.all)
    func explainsEveryByteAsTheFileDoes(subject: Subject) throws {
        for golden in try GoldenFile.all(of: subject) {
            let lines = subject.type.explain(golden.bytes)
            let url = GoldenFile.url(of: golden.name)
            if ProcessInfo.processInfo.environment["SANBENCH_WRITE_GOLDEN"] != nil {
                try golden.text(explainedBy: lines)
                    .write(to: url, atomically: true, encoding: .utf8)
                continue
            }
            #expect(
                try String(contentsOf: url, encoding: .utf8) == golden.text(explainedBy: lines)
            )
            #expect(lines.map(\.description) == golden.explanations)
            #expect(lines.allSatisfy { $0.fault == nil }, "a golden structure has no fault")
            #expect(namedBytes(lines) == Set(golden.bytes.indices))
        }
    }

    @Test(arguments: Subject.all)
    func cutsAreRefusedOrSayTheSame(subject: Subject) throws {
        for golden in try GoldenFile.all(of: subject) {
            for count in 0..<golden.bytes.count {
                try expectCut(subject.type, Array(golden.bytes[..<count]))
            }
        }
    }

    @Test(arguments: Subject.all)
    func theTableNamesEveryBitOnce(subject: Subject) {
        if let structure = subject.type as? any WireStructure.Type {
            #expect(coverageFaults(structure) == [])
        }
    }

    private func expectRoundTrip<T: WireCodable>(_ type: T.Type, _ bytes: [UInt8]) throws {
        let value = try T(bytes)
        #expect(value.encoded() == bytes)

        // The same structure in the midst of other bytes, which it must leave alone.
        var offset = 3
        let end = bytes.count + 3
        let inTheMidst = try T(from: [0xA5, 0xA5, 0xA5] + bytes + [0x5A], at: &offset, end: end)
        #expect(inTheMidst == value)
        #expect(offset == end)
    }

    private func expectCut<T: WireCodable>(_ type: T.Type, _ bytes: [UInt8]) throws {
        #expect(namedBytes(T.explain(bytes)) == Set(bytes.indices))
        do throws(WireError) {
            let value = try T(bytes)
            // A part that reaches to the end of the bytes, or fields that a device may leave out.
            #expect(value.encoded().starts(with: bytes))
            #expect(bytes.count >= shortestLength(type))
        } catch {
            #expect(error.offset <= bytes.count)
            #expect(!error.description.isEmpty)
        }
    }

    private func namedBytes(_ lines: [ExplainedField]) -> Set<Int> { Set(lines.flatMap(\.bytes)) }

    private func coverageFaults<T: WireStructure>(_ type: T.Type) -> [String] {
        T.layout.coverageFaults
    }

    private func shortestLength<T: WireCodable>(_ type: T.Type) -> Int {
        (type as? any WireStructure.Type).map { shortest($0) } ?? 0
    }

    private func shortest<T: WireStructure>(_ type: T.Type) -> Int { T.layout.shortestLength }
}
