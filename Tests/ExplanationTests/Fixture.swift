import Foundation
import SCSI
import WireBytes

@testable import Explanation

/// Files that the tests share with others.
enum Fixture {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures", directoryHint: .isDirectory)

    /// A file of the folder `Fixtures`.
    static func content(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: path)))
    }

    /// The names in a folder of it, in the order of the alphabet.
    static func names(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(
            atPath: folder.appending(path: path).path(percentEncoded: false)
        ).sorted()
    }

    /// The bytes of a file of digit pairs and comments.
    static func hex(_ path: String) throws -> [UInt8] {
        try bytes(hex: String(decoding: content(path), as: UTF8.self))
    }

    /// The golden bytes of a structure on the wire.
    static func golden(of type: any WireCodable.Type) throws -> [[UInt8]] {
        let name = String(describing: type)
        return try names(in: "wire").filter { $0.prefix { $0 != "." } == name }
            .map { try hex("wire/" + $0) }
    }

    /// What is in a file that was captured from a program, or made with one.
    static func source(_ name: String) throws -> Explainer.Source {
        Explainer.Source(name: name, content: try content("explain/" + name))
    }

    /// Replaces a file of the folder by what it is to hold.
    static func write(_ text: String, to path: String) throws {
        try text.write(to: folder.appending(path: path), atomically: true, encoding: .utf8)
    }
}

/// The EXTENDED COPY lists of the fixtures, of both formats.
let workedLists: [[UInt8]] = {
    let names = (try? Fixture.names(in: "third-party-copy")) ?? []
    return names.filter { $0.hasSuffix(".hex") }
        .compactMap { try? Fixture.hex("third-party-copy/" + $0) }
}()

/// Random numbers that are the same on every machine, from a seed (Steele, Lea and Flood 2014).
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// That many bytes.
    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
    }
}

/// Explains text, and gives the one run of bytes in it.
func explained(
    _ text: String, type: String? = nil
) throws -> ExplainedBytes {
    let all = try Explainer(type: type).explain([
        Explainer.Source(name: "text", content: Array(text.utf8))
    ])
    guard all.count == 1 else { throw HexFault("\(all.count) runs of bytes, 1 expected") }
    return all[0]
}
