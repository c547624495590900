import VolumeMap

/// An NTFS volume in memory, made record by record.
///
/// The system's records are made by `image()` where a test does not give its own. All clusters
/// begin with their own number.
struct SyntheticNTFS {
    var sectorLength = 512
    var clusterLength = 4096
    var recordLength = 1024
    var indexBlockLength = 4096
    var clusterCount: UInt64 = 128
    /// Where $MFT lies, in order.
    var mft: [Range<UInt64>] = [4..<16]
    var boot: Range<UInt64> = 0..<1
    var mirror: Range<UInt64> = 1..<2
    var bitmap: Range<UInt64> = 2..<3
    var log: Range<UInt64> = 3..<4
    var badClusters: [Range<UInt64>] = []
    var volumeFlags: UInt16 = 0
    var records: [UInt64: SyntheticRecord] = [:]
    /// Records as bytes, which win.
    var rawRecords: [UInt64: [UInt8]] = [:]
    /// Clusters of files, marked as used.
    var used: [Range<UInt64>] = []
    /// What is written somewhere on the volume: bytes by their place.
    var patches: [(place: UInt64, bytes: [UInt8])] = []

    /// How many records $MFT has.
    var recordCount: UInt64 {
        mft.reduce(0) { $0 + UInt64($1.count) } * UInt64(clusterLength) / UInt64(recordLength)
    }

    /// Adds a file with a name in the root directory.
    ///
    /// - Parameters:
    ///   - clusters: of its data, marked as used.
    mutating func add(
        _ number: UInt64, _ name: String, _ attributes: [SyntheticAttribute],
        clusters: [Range<UInt64>] = []
    ) {
        records[number] = SyntheticRecord(
            attributes: [.standardInformation(), .fileName(name)] + attributes)
        used += clusters
    }

    /// The clusters of a structure as one run each.
    func runs(_ ranges: [Range<UInt64>]) -> [Run] {
        ranges.map { Run($0.lowerBound, UInt64($0.count)) }
    }

    private func system(
        _ name: String, _ attributes: [SyntheticAttribute], sequence: UInt16
    ) -> SyntheticRecord {
        SyntheticRecord(
            sequence: sequence,
            attributes: [.standardInformation(attributes: 6), .fileName(name, in: reference(5, 5))]
                + attributes)
    }

    func data(_ ranges: [Range<UInt64>], size: UInt64? = nil) -> SyntheticAttribute {
        .data(runs(ranges), cluster: UInt64(clusterLength), size: size)
    }

    /// $MFT's bitmap: a bit for each record.
    var recordBits: [UInt8] {
        var bits = [UInt8](repeating: 0, count: Int(recordCount + 63) / 64 * 8)
        for number in Array(allRecords.keys) + rawRecords.keys where number < recordCount {
            bits[Int(number / 8)] |= 1 << UInt8(number % 8)
        }
        return bits
    }

    private var allRecords: [UInt64: SyntheticRecord] {
        let length = UInt64(clusterLength)
        var all = records
        func give(_ number: UInt64, _ record: @autoclosure () -> SyntheticRecord) {
            if records[number] == nil { all[number] = record() }
        }
        give(1, system("$MFTMirr", [data([mirror])], sequence: 1))
        give(2, system("$LogFile", [data([log])], sequence: 2))
        give(
            3,
            system(
                "$Volume",
                [
                    .resident(0x60, units("Übung")),
                    .resident(0x70, [0, 0, 0, 0, 0, 0, 0, 0, 3, 1] + little(volumeFlags, 2)),
                ], sequence: 3))
        give(5, root)
        give(6, system("$Bitmap", [data([bitmap])], sequence: 6))
        give(7, system("$Boot", [data([boot])], sequence: 7))
        var bad: [Run] = []
        var next: UInt64 = 0
        for range in badClusters {
            if range.lowerBound > next { bad.append(Run(nil, range.lowerBound - next)) }
            bad.append(Run(range.lowerBound, UInt64(range.count)))
            next = range.upperBound
        }
        bad.append(Run(nil, clusterCount - next))
        give(
            8,
            system(
                "$BadClus",
                [
                    .resident(0x80, []),
                    .runs(
                        0x80, named: "$Bad", bad,
                        sizes: .init(
                            allocated: clusterCount * length, data: clusterCount * length,
                            initialized: 0)),
                ], sequence: 8))
        give(11, SyntheticRecord(sequence: 11, flags: 3, attributes: extend))
        all[0] = all[0] ?? SyntheticRecord()
        return all
    }

    private var extend: [SyntheticAttribute] {
        [.standardInformation(attributes: 6), .fileName("$Extend", in: reference(5, 5))]
    }

    private var root: SyntheticRecord {
        SyntheticRecord(
            sequence: 5, flags: 3,
            attributes: [
                .standardInformation(attributes: 6), .fileName(".", in: reference(5, 5)),
            ])
    }

    /// Record 0 where a test does not give its own: all runs in the record itself.
    var wholeMFT: SyntheticRecord {
        system("$MFT", [data(mft), .resident(0xB0, recordBits)], sequence: 1)
    }

    /// The place of a record on the volume; a record that lies in two runs is not made here.
    func place(of number: UInt64) -> Int {
        var offset = Int(number) * recordLength
        for range in mft {
            let count = range.count * clusterLength
            if offset < count { return Int(range.lowerBound) * clusterLength + offset }
            offset -= count
        }
        preconditionFailure("a record beyond $MFT")
    }

    var bootSector: [UInt8] {
        func power(_ length: Int) -> UInt8 {
            length >= clusterLength
                ? UInt8(length / clusterLength)
                : UInt8(bitPattern: Int8(-length.trailingZeroBitCount))
        }
        let sectors = clusterLength / sectorLength
        var bytes: [UInt8] = [0xEB, 0x52, 0x90]
        bytes += Array("NTFS    ".utf8)
        bytes += little(sectorLength, 2)
        bytes.append(
            sectors <= 128
                ? UInt8(sectors) : UInt8(bitPattern: Int8(-sectors.trailingZeroBitCount)))
        bytes += [UInt8](repeating: 0, count: 40 - bytes.count)
        bytes += little(clusterCount * UInt64(sectors), 8)
        bytes += little(mft[0].lowerBound, 8)
        bytes += little(mirror.lowerBound, 8)
        bytes += [power(recordLength), 0, 0, 0, power(indexBlockLength), 0, 0, 0]
        bytes += little(0x0123_4567_89AB_CDEF as UInt64, 8)
        bytes += [UInt8](repeating: 0, count: 510 - bytes.count)
        bytes += [0x55, 0xAA]
        return bytes
    }

    /// The bytes of the volume: its clusters, and a sector behind them for the boot sector's copy.
    func image() -> [UInt8] {
        let size = Int(clusterCount) * clusterLength
        var bytes = [UInt8](repeating: 0, count: size + sectorLength)
        func put(_ new: [UInt8], at place: Int) {
            bytes.replaceSubrange(place..<place + new.count, with: new)
        }
        for cluster in 0..<Int(clusterCount) {
            put(Array("cluster \(cluster)".utf8), at: cluster * clusterLength)
        }
        put(bootSector, at: 0)
        put(bootSector, at: size)
        let start = Int(log.lowerBound) * clusterLength
        put([UInt8](repeating: 0xFF, count: log.count * clusterLength), at: start)
        var bits = [UInt8](repeating: 0, count: bitmap.count * clusterLength)
        for range in used + badClusters + mft + [boot, mirror, bitmap, log] {
            for cluster in range { bits[Int(cluster / 8)] |= 1 << UInt8(cluster % 8) }
        }
        put(bits, at: Int(bitmap.lowerBound) * clusterLength)
        for number in 0..<recordCount {
            put([UInt8](repeating: 0, count: recordLength), at: place(of: number))
        }
        var all = allRecords
        all[0] = records[0] ?? wholeMFT
        for (number, record) in all {
            put(record.bytes(number: number, length: recordLength), at: place(of: number))
        }
        for (number, raw) in rawRecords { put(raw, at: place(of: number)) }
        for patch in patches { put(patch.bytes, at: Int(patch.place)) }
        let count = min(max(4 * recordLength, clusterLength), mirror.count * clusterLength)
        let first = place(of: 0)
        put(Array(bytes[first..<first + count]), at: Int(mirror.lowerBound) * clusterLength)
        return bytes
    }

    /// The volume, mapped.
    func map() throws -> MappedVolume { try opened().reader.map() }

    /// The volume with its reader.
    func opened() throws -> (disk: MemoryDisk, reader: NTFSReader) {
        let disk = MemoryDisk(image(), blockLength: max(512, sectorLength))
        return (disk, try NTFSReader(reader: disk, part: disk.part))
    }
}
