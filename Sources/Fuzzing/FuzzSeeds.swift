import Foundation
import WireBytes

/// Inputs to begin with: the tests' example bytes, put as each target wants them, and sequences
/// that get somewhere.
public struct FuzzSeeds {
    private let fixtures: URL

    /// The seeds from the tests' fixtures.
    ///
    /// - Parameter fixtures: the folder `Tests/Fixtures`.
    public init(fixtures: String) { self.fixtures = URL(filePath: fixtures) }

    /// The inputs of a target, each with a name of its own, in the order of the names.
    public func seeds(of target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
        switch target.name {
        case "structures": try structures()
        case "parameter-list": try parameterLists()
        case "results": try results()
        case "tokens": tokens()
        case "sense": try sense()
        case "explain": try explain()
        case "volume-map": try volumes()
        case "sg-protocol": SGProtocolSeeds.all
        default: []
        }
    }

    private func volumes() throws -> [(name: String, bytes: [UInt8])] {
        let folder = fixtures.appending(path: "volume-map")
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            .filter { $0.hasSuffix(".volume") }
            .map { ($0, [UInt8](try Data(contentsOf: folder.appending(path: $0)))) }
    }

    private func files(_ folder: String, _ suffix: String) throws -> [(name: String, text: String)]
    {
        let url = fixtures.appending(path: folder)
        return try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
            .filter { $0.hasSuffix(suffix) }
            .map { ($0, try String(contentsOf: url.appending(path: $0), encoding: .utf8)) }
    }

    private func examples(
        _ folder: String, _ suffix: String
    ) throws -> [(name: String, bytes: [UInt8])] {
        try files(folder, suffix).map {
            (String($0.name.dropLast(suffix.count)), try bytes(hex: $0.text))
        }
    }

    private func structures() throws -> [(name: String, bytes: [UInt8])] {
        try examples("wire", ".golden").compactMap { golden in
            let type = golden.name.prefix { $0 != "." }
            let structure = FuzzedStructure.all.first { String(describing: $0.type) == type }
            return structure.map { (golden.name, bigEndian(Int($0.key), 2) + golden.bytes) }
        }
    }

    private func parameterLists() throws -> [(name: String, bytes: [UInt8])] {
        try examples("third-party-copy", ".hex").flatMap { list in
            let isLID4 =
                list.bytes.starts(with: [0x01]) && list.bytes.dropFirst(2).first == 0
                && list.bytes.dropFirst(3).first == 0x20
            return [0x00, 0x04].map { (profile: UInt8) in
                ("\(list.name)-\(profile)", [isLID4 ? 1 : 0, profile] + list.bytes)
            }
        } + [
            ("lid4-disk", [1, 0] + WorkingList.lid4(identifier: 7, flags: 0x41)),
            ("lid4-tape", [1, 0] + WorkingList.lid4(identifier: 7, flags: 0xC1)),
        ]
    }

    private func results() throws -> [(name: String, bytes: [UInt8])] {
        let begin: [UInt8] = [1, 7, 0x01, 1, 9, 0x82]
        let ask: [UInt8] = [3, 5, 7, 1, 0, 3, 6, 9, 1, 0, 3, 7, 7, 1, 0]
        var seeds: [(name: String, bytes: [UInt8])] = [
            ("in-progress", [0] + begin + [5, 6] + ask + [7, 0, 1] + ask),
            ("abort", [0] + begin + [5, 9, 2, 7] + ask + [5, 40] + ask),
            ("reset", [0] + begin + [5, 9, 6, 0] + ask + begin + [5, 5, 6, 1] + ask),
            ("task-set", [0] + begin + [5, 9, 6, 2] + ask),
            ("other-nexus", [1] + begin + [9, 7, 0x01, 5, 20] + [11, 5, 7, 1, 0] + ask),
            ("any", [0, 4, 0, 3] + [UInt8](repeating: 0, count: 10) + [0, 0, 4, 3, 0, 0]),
        ]
        for list in try examples("third-party-copy", ".hex") where list.bytes.count < 256 {
            let short: [UInt8] = [3, 0, list.bytes[0], 0, 99, 3, 4, list.bytes[0], 1, 0]
            seeds.append(
                (list.name, [0, 0, 0, UInt8(list.bytes.count)] + list.bytes + [5, 200] + short))
        }
        return seeds
    }

    private func tokens() -> [(name: String, bytes: [UInt8])] {
        let range: [UInt8] = bigEndian(32, 8) + bigEndian(8, 4) + [0, 0, 0, 0]
        let use: [UInt8] = [0x13, 3, 0, 1, 0, 1] + range
        return (0..<4).flatMap { (type: UInt8) -> [(name: String, bytes: [UInt8])] in
            let make: [UInt8] = [1, 2, type, 2, 2, 4, 0]
            return [
                ("use-\(type)", [0] + make + use + [2, 3, 1, 0]),
                ("changed-\(type)", [0] + make + [5, 3] + use),
                ("late-\(type)", [0] + make + [6, 0, 61] + use + [4, 2, 0]),
                ("forged-\(type)", [0] + make + [0x13, 3, 0, 1, 1, 0, 9, 0x10, 1] + range),
                ("deleted-\(type)", [0] + make + [0x13, 3, 2, 1, 0, 1] + range + use),
            ]
        } + [("zero", [0, 0x13, 3, 0, 0, 0, 1] + range)]
    }

    private func sense() throws -> [(name: String, bytes: [UInt8])] {
        try examples("wire", ".golden").filter { $0.name.contains("FormatSenseData") }.flatMap {
            [("\($0.name)-0", [0] + $0.bytes), ("\($0.name)-1", [1] + $0.bytes)]
        }
    }

    private func explain() throws -> [(name: String, bytes: [UInt8])] {
        let texts = try files("explain", ".txt") + files("third-party-copy", ".hex")
        return texts.map { ($0.name, [0] + Array($0.text.utf8)) }
            + (try examples("wire", ".golden").map { ($0.name, [1] + $0.bytes) })
    }
}
