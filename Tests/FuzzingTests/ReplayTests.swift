import Foundation
import Fuzzing
import Testing

/// Replays what the fuzzers begin with and what they have found.
@Suite struct ReplayTests {
    private static let fixtures = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures")

    @Test(arguments: FuzzTarget.all.map(\.name))
    func seedsFindNothing(_ name: String) throws {
        let target = try #require(FuzzTarget.named(name))
        let seeds = try FuzzSeeds(fixtures: Self.fixtures.path).seeds(of: target)
        #expect(seeds.count > 3)
        #expect(Set(seeds.map(\.name)).count == seeds.count)
        for seed in seeds {
            #expect(seed.bytes.count <= target.maximumLength, "\(seed.name)")
            let finding = target.finding(of: seed.bytes)
            #expect(finding == nil, "\(seed.name)")
        }
    }

    /// Volumes that could not be mapped would lead nowhere.
    @Test func seedsOfVolumesAreMapped() throws {
        let target = try #require(FuzzTarget.named("volume-map"))
        for seed in try FuzzSeeds(fixtures: Self.fixtures.path).seeds(of: target) {
            let map = try #require(FuzzTarget.mapped(seed.bytes), "\(seed.name)")
            #expect(map.files >= 20, "\(seed.name)")
        }
    }

    @Test(arguments: FuzzTarget.all.map(\.name))
    func whatWasFoundStaysMended(_ name: String) throws {
        let target = try #require(FuzzTarget.named(name))
        let folder = Self.fixtures.appending(path: "fuzz/\(name)")
        guard FileManager.default.fileExists(atPath: folder.path) else { return }
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
            let input = try Data(contentsOf: folder.appending(path: file))
            #expect(target.finding(of: [UInt8](input)) == nil, "\(file)")
        }
    }

    @Test func everyFolderOfFoundInputsIsATarget() throws {
        let folder = Self.fixtures.appending(path: "fuzz")
        guard FileManager.default.fileExists(atPath: folder.path) else { return }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(names.filter { FuzzTarget.named($0) == nil } == [])
    }

    /// Cut and changed seeds: a few seconds of what the fuzzers do for hours.
    @Test(arguments: FuzzTarget.all.map(\.name))
    func changedSeedsFindNothing(_ name: String) throws {
        let target = try #require(FuzzTarget.named(name))
        var state: UInt64 = 0x5EED
        func random(_ bound: Int) -> Int {
            state = state &* 0x5851_F42D_4C95_7F2D &+ 0x1405_7B7E_F767_814F
            return Int(state >> 33) % bound
        }
        let seeds = try FuzzSeeds(fixtures: Self.fixtures.path).seeds(of: target)
        for _ in 0..<300 {
            let seed = seeds[random(seeds.count)]
            var input = seed.bytes
            for _ in 0...random(3) { input[random(input.count)] = UInt8(random(256)) }
            if random(4) == 0 { input.removeLast(random(input.count)) }
            #expect(target.finding(of: input) == nil, "\(seed.name): \(input)")
        }
    }
}
