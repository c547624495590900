import Testing
import VolumeMap

/// Our maps of NTFS volumes and what other people's listers say of every file of them.
@Suite struct NTFSVolumeTests {
    /// The map, with which every file's contents are where and as they were written.
    private func map(_ volume: GeneratedVolume) throws -> MappedVolume {
        let disk = try volume.disk()
        let reader = try NTFSReader(reader: disk, part: disk.part)
        let map = try reader.map()
        #expect(map.findings.isEmpty, "\(map.findings.prefix(5))")
        let found = try ExpectedContents(map: map, reader: reader)
            .differences(from: volume.entries())
        #expect(found.isEmpty, "\(found.count): \(found.prefix(5).joined(separator: "\n"))")
        return map
    }

    @Test(
        .enabled(if: Makeable.ntfs == nil, Makeable.ntfs),
        arguments: [
            ["--files", "1500"], ["--files", "100", "--block-size", "512"],
            ["--files", "100", "--block-size", "16384", "--sector-size", "4096"],
        ])
    func listersAgreeOnEveryFile(_ options: [String]) throws {
        let volume = try GeneratedVolume(options)
        let map = try map(volume)
        let listing = try NTFSInfo(image: volume.image).values(of: map.files.map(\.number))
        #expect(listing.count > 150)
        let found = differences(MapListing(map).files(), listing, known: Self.ntfsinfoFailures)
        #expect(found.isEmpty, "\(found.count): \(found.prefix(5).joined(separator: "\n"))")

        let entries = try SleuthKit(image: volume.image).entries()
        let names = differences(MapListing(map).paths(), SleuthKit.paths(of: entries))
        #expect(names.isEmpty, "\(names.count): \(names.prefix(5).joined(separator: "\n"))")

        let facts = try NTFSInfo(image: volume.image).facts()
        #expect(facts["Cluster Size"] == "\(map.blockLength)")
        #expect(facts["Volume Size in Clusters"] == "\(map.blockCount)")
        #expect(facts["Volume Name"] == map.label)
    }

    private static let ntfsinfoFailures = [
        KnownFailure(reason: "$Bad is a hole as large as the volume; the map has bad clusters") {
            number, _ in number == 8
        }
    ]

    @Test(.enabled(if: Makeable.ntfs == nil, Makeable.ntfs))
    func theSleuthKitAgreesOnEveryAttribute() throws {
        let volume = try GeneratedVolume(["--files", "150", "--seed", "3"])
        let map = try map(volume)
        let kit = SleuthKit(image: volume.image)
        // It lists the blocks of a value's size alone, not those behind.
        let ours = MapListing(map).files().mapValues { values in
            values.map { value in
                let length = UInt64(map.blockLength)
                return value.cut(toBlocks: value.size / length + (value.size % length == 0 ? 0 : 1))
            }
        }
        let found = differences(
            ours, try kit.values(of: map.files.map(\.number)), known: Self.sleuthKitFailures)
        #expect(found.isEmpty, "\(found.count): \(found.prefix(5).joined(separator: "\n"))")

        let facts = try kit.facts()
        #expect(facts["File System Type"] == "NTFS")
        #expect(facts["Cluster Size"] == "\(map.blockLength)")
        #expect(facts["Total Cluster Range"] == "0 - \(map.blockCount - 1)")
        #expect(facts["Volume Serial Number"] == map.identifier)
    }

    private static let sleuthKitFailures = [
        KnownFailure(reason: "4.11 takes no run that is longer than the volume, not even a hole") {
            $1.contains { $0.extents.contains { $0.count > 50_000 } }
        }
    ]
}
