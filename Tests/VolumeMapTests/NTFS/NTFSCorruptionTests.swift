import Testing

@testable import VolumeMap

/// Volumes with wrong bytes: nothing crashes, nothing hangs, and what is used is in bounds.
@Suite struct NTFSCorruptionTests {
    /// Maps a disk and looks at every reference of the map.
    ///
    /// - Returns: how many findings there are; nil where nothing could be mapped.
    @discardableResult
    private func exercise(_ disk: MemoryDisk, indexes: Bool) -> Int? {
        guard let reader = try? NTFSReader(reader: disk, part: disk.part),
            let map = try? reader.map()
        else { return nil }
        var isSound = true
        for extent in map.extents {
            let end = extent.logical.addingReportingOverflow(extent.count)
            isSound =
                isSound && !end.overflow && extent.count > 0
                && end.partialValue <= UInt64(Int64.max) / UInt64(map.blockLength)
            if extent.kind == .stored {
                isSound = isSound && extent.physical + extent.count <= map.blockCount
            }
        }
        for area in map.areas { isSound = isSound && area.blocks.upperBound <= map.blockCount }
        for file in map.files {
            isSound = isSound && file.links.indices.upperBound <= map.links.count
            isSound = isSound && file.attributes.indices.upperBound <= map.attributes.count
        }
        for attribute in map.attributes {
            isSound = isSound && attribute.extents.indices.upperBound <= map.extents.count
            isSound = isSound && attribute.name.indices.upperBound <= map.nameBytes.count
            if attribute.isResident { _ = try? reader.residentValue(of: attribute) }
        }
        isSound =
            isSound
            && zip(map.files, map.files.dropFirst()).allSatisfy {
                $0.number < $1.number
            }
        #expect(isSound)
        let found = indexes ? reader.checkIndexes(of: map).count : 0
        return map.findings.count + found
    }

    /// Writes a structure anew whose bytes were changed, its update sequence right: so the change
    /// gets past it.
    private func change(
        _ disk: MemoryDisk, at place: Int, length: Int, by numbers: inout SplitMix64
    ) {
        var bytes = Array(disk.bytes[place..<place + length])
        guard
            UpdateSequence.restore(&bytes, signature: UpdateSequence.file) == .restored
                || UpdateSequence.restore(&bytes, signature: UpdateSequence.index) == .restored
        else { return }
        for _ in 0..<Int.random(in: 1...3, using: &numbers) {
            let limit = Bool.random(using: &numbers) ? 128 : min(length, 600)
            let at = Int.random(in: 8..<limit, using: &numbers)
            bytes[at] =
                [0, 1, 0x7F, 0x80, 0xFF, UInt8(truncatingIfNeeded: numbers.next())]
                .randomElement(using: &numbers) ?? 0
        }
        protect(&bytes, number: 0x5A5A)
        disk.bytes.replaceSubrange(place..<place + length, with: bytes)
    }

    @Test(arguments: 0..<6 as Range<UInt64>)
    func wrongBytesOfTheImage(seed: UInt64) throws {
        var numbers = SplitMix64(seed: seed)
        let disk = MemoryDisk(SmallImage.bytes)
        let part = DiskPart(start: 0, byteCount: UInt64(disk.bytes.count))
        let map = try NTFSReader(reader: disk, part: part).map()
        let mft = try #require(map.attribute(0x80, of: 0))
        let records = map.extents(of: mft).flatMap { extent in
            stride(
                from: Int(extent.physical) * 4096,
                to: Int(extent.physical + extent.count) * 4096, by: 1024)
        }
        let indexes = map.attributes.filter { $0.typeCode == 0xA0 }.flatMap { attribute in
            map.extents(of: attribute).flatMap { extent in
                (extent.physical..<extent.physical + extent.count).map { Int($0) * 4096 }
            }
        }
        var found = 0
        for round in 0..<25 {
            let disk = MemoryDisk(SmallImage.bytes)
            // Many changes at a time, each in a record of its own.
            for _ in 0..<20 {
                let place = records[Int.random(in: 1..<records.count, using: &numbers)]
                change(disk, at: place, length: 1024, by: &numbers)
            }
            for place in indexes.shuffled(using: &numbers).prefix(2) {
                change(disk, at: place, length: 4096, by: &numbers)
            }
            if round % 5 == 0 { change(disk, at: records[0], length: 1024, by: &numbers) }
            if let count = exercise(disk, indexes: true), count > 0 { found += 1 }
        }
        #expect(found > 15)
    }

    /// A volume with lists, fragments, compressed and bad clusters, small enough for thousands.
    private var synthetic: SyntheticNTFS {
        var volume = SyntheticNTFS()
        volume.clusterLength = 1024
        volume.mirror = 120..<124
        volume.mft = [4..<28, 40..<48]
        volume.badClusters = [90..<92]
        let entry = SyntheticAttribute.listEntry
        let list =
            entry(0x10, "", 0, reference(24), 0) + entry(0x30, "", 0, reference(24), 0)
            + entry(0x80, "", 0, reference(24), 1) + entry(0x80, "", 2, reference(25), 1)
            + entry(0x80, "s", 0, reference(25), 1)
        volume.records[24] = SyntheticRecord(attributes: [
            .standardInformation(),
            .runs(
                0x20, [Run(70, 1)],
                sizes: .init(
                    allocated: 1024, data: UInt64(list.count), initialized: UInt64(list.count))),
            .fileName("list"), .data([Run(60, 2)], size: 5120),
        ])
        volume.records[25] = SyntheticRecord(
            base: reference(24), linkCount: 0,
            attributes: [
                .data([Run(50, 3)], lowest: 2), .resident(0x80, named: "s", [1, 2]),
            ])
        volume.records[26] = SyntheticRecord(attributes: [
            .standardInformation(), .fileName("compressed"),
            .runs(
                0x80, [Run(80, 3), Run(nil, 13)],
                sizes: .init(
                    allocated: 16_384, data: 16_000, initialized: 15_000, total: 3072,
                    compressionShift: 4), flags: 1),
        ])
        volume.used = [50..<53, 60..<62, 70..<71, 80..<83]
        volume.patches = [(70 * 1024, list)]
        return volume
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func wrongBytesOfRecordsAndLists(seed: UInt64) throws {
        var numbers = SplitMix64(seed: 1000 + seed)
        let volume = synthetic
        let image = volume.image()
        #expect(exercise(MemoryDisk(image), indexes: false) == 0)
        let targets = [0, 3, 5, 6, 8, 24, 25, 26].map { volume.place(of: $0) }
        var found = 0
        for round in 0..<100 {
            let disk = MemoryDisk(image)
            for _ in 0..<2 {
                let target = targets.randomElement(using: &numbers) ?? 0
                change(disk, at: target, length: 1024, by: &numbers)
            }
            let byte = UInt8(truncatingIfNeeded: numbers.next())
            switch round % 4 {
            case 0: disk.bytes[70 * 1024 + Int.random(in: 0..<160, using: &numbers)] = byte
            case 1: disk.bytes[Int.random(in: 11..<80, using: &numbers)] = byte
            default: break
            }
            if exercise(disk, indexes: true) != 0 { found += 1 }
        }
        #expect(found > 70)
    }

    /// A record of $MFT in the middle of nowhere: every length and every place is in doubt.
    @Test func randomBytesMakeNoVolume() {
        var numbers = SplitMix64(seed: 77)
        let image = synthetic.image()
        for _ in 0..<200 {
            let disk = MemoryDisk(image)
            let start = Int.random(in: 4..<28, using: &numbers) * 1024
            for place in start + 56..<start + 500 {
                disk.bytes[place] = UInt8(truncatingIfNeeded: numbers.next())
            }
            exercise(disk, indexes: true)
        }
    }
}
