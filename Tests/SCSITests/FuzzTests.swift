import SCSI
import Testing
import WireBytes

/// Throws bytes at every structure: plain noise, and golden bytes with a few of them changed, which
/// get past the operation code and the page code.
@Suite struct FuzzTests {
    private static let rounds = 2000

    @Test(arguments: Subject.all)
    func decodingNeverCrashesAndWhatDecodesStaysTheSame(subject: Subject) throws {
        var random = SplitMix64(seed: subject.name)
        let examples = try GoldenFile.all(of: subject).map(\.bytes)
        var decoded = 0
        for round in 0..<Self.rounds {
            let golden = examples[round / 2 % examples.count]
            let bytes =
                round % 2 == 0 ? Self.changed(golden, &random) : Self.noise(golden.count, &random)
            if expectStable(subject.type, bytes) { decoded += 1 }
        }
        #expect(decoded > 0, "not one of the changed structures decoded")
    }

    private static func noise(_ count: Int, _ random: inout SplitMix64) -> [UInt8] {
        (0..<Int.random(in: 0...2 * count, using: &random)).map { _ in
            UInt8.random(in: 0...255, using: &random)
        }
    }

    private static func changed(_ golden: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        var bytes = golden
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(
                in: 0...255,
                using: &random
            )
        }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes.removeLast(Int.random(in: 0...bytes.count, using: &random))
        case 1: bytes += noise(4, &random)
        default: break
        }
        return bytes
    }

    /// Whether `bytes` decode. If so, the value encodes to bytes that decode to it again.
    private func expectStable<T: WireCodable>(_ type: T.Type, _ bytes: [UInt8]) -> Bool {
        let lines = T.explain(bytes)
        #expect(lines.allSatisfy { $0.bytes.upperBound <= bytes.count }, "\(hexPairs(bytes))")
        guard let value = try? T(bytes) else { return false }
        let again = try? T(value.encoded())
        #expect(again == value, "\(hexPairs(bytes))")
        return true
    }
}
