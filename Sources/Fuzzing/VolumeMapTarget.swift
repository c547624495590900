import VolumeMap

extension FuzzTarget {
    /// A small volume, whole, because patches of one volume would never meet another geometry. Only
    /// what is not zero is in the input:
    ///
    ///     byte 0         bit 0: NTFS, or ext
    ///     bytes 1 and 2  KiB of the volume, one more; at most 4 MiB
    ///     then           pieces: place (3 bytes), length (2 bytes), so many bytes
    ///
    /// The volume is mapped, and everything of the map is gone through: ranges, names, extents,
    /// resident values, blocks.
    static let volumeMap = FuzzTarget(
        "volume-map", "volumes: mapped, and everything of the map read", maximumLength: 48 << 10
    ) { input throws(FuzzFinding) in
        let reader: any FileSystemReader
        let map: MappedVolume
        do throws(VolumeError) {
            reader = try volumeReader(of: input)
            map = try reader.map()
        } catch {
            return try require(!error.description.isEmpty, "an error without words")
        }
        var walk = MapWalk(map: map, reader: reader)
        try walk.all()
    }

    /// How many files and findings the map of an input of `volumeMap` has; nil where there is none.
    public static func mapped(_ input: [UInt8]) -> (files: Int, findings: Int)? {
        guard let map = try? volumeReader(of: input).map() else { return nil }
        return (map.files.count, map.findings.count)
    }

    private static func volumeReader(
        of input: [UInt8]
    ) throws(VolumeError) -> any FileSystemReader {
        var bytes = InputBytes(input)
        let isNTFS = bytes.byte() & 1 == 0
        let disk = FuzzedDisk(&bytes)
        return isNTFS
            ? try NTFSReader(reader: disk, part: disk.part)
            : try ExtReader(reader: disk, part: disk.part)
    }
}

/// A disk of which an input says what is not zero.
private final class FuzzedDisk: BlockReader {
    let blockLength = 512
    let blockCount: UInt64
    private var bytes: [UInt8]

    init(_ input: inout InputBytes) {
        let count = ((input.number(2) & 0x0FFF) + 1) << 10
        bytes = [UInt8](repeating: 0, count: count)
        blockCount = UInt64(count / 512)
        while !input.isAtEnd {
            let place = input.number(3)
            let piece = input.take(input.number(2))
            guard place < count else { continue }
            let kept = piece.prefix(count - place)
            bytes.replaceSubrange(place..<place + kept.count, with: kept)
        }
    }

    var part: DiskPart { DiskPart(start: 0, byteCount: UInt64(bytes.count)) }

    func read(_ blocks: Range<UInt64>) throws(BlockReadFailure) -> [UInt8] {
        // What the protocol promises to whoever implements it.
        precondition(!blocks.isEmpty && blocks.upperBound <= blockCount)
        precondition(blocks.count * blockLength <= DiskPart.largestRead)
        return Array(bytes[Int(blocks.lowerBound) * 512..<Int(blocks.upperBound) * 512])
    }
}

/// Goes through a map.
private struct MapWalk {
    let map: MappedVolume
    let reader: any FileSystemReader
    /// How much is read yet at most: an input may have a thousand names for one value.
    private var budget = 8 << 20

    init(map: MappedVolume, reader: any FileSystemReader) {
        self.map = map
        self.reader = reader
    }

    mutating func all() throws(FuzzFinding) {
        try require(map.blockLength > 0, "blocks of \(map.blockLength) bytes")
        try require(map.root.map { map.files.indices.contains($0) } ?? true, "the root is no file")
        for finding in map.findings {
            try require(!finding.problem.isEmpty, "a finding without words")
        }
        for area in map.areas {
            try require(area.blocks.upperBound <= map.blockCount, "an area beyond the volume")
        }
        var last: UInt64?
        for file in map.files {
            try require(
                last.map { $0 < file.number } ?? true, "file \(file.number) is not in order")
            last = file.number
            try require(
                file.links.indices.upperBound <= map.links.count
                    && file.attributes.indices.upperBound <= map.attributes.count,
                "file \(file.number): ranges beyond the pools")
            for link in map.links(of: file) { try name(link.name) }
            for attribute in map.attributes(of: file) { try walk(attribute, of: file.number) }
        }
        try blocksOfAll()
    }

    private func name(_ range: PoolRange) throws(FuzzFinding) {
        try require(range.indices.upperBound <= map.nameBytes.count, "a name beyond the pool")
        let name = map.name(range)
        try require(name.bytes.isEmpty == name.description.isEmpty, "a name without text")
    }

    private mutating func walk(
        _ attribute: FileAttribute, of number: UInt64
    ) throws(FuzzFinding) {
        try name(attribute.name)
        try require(
            attribute.extents.indices.upperBound <= map.extents.count,
            "file \(number): extents beyond the pool")
        if attribute.isResident {
            guard budget > 0, let value = try? reader.residentValue(of: attribute) else { return }
            budget -= value.count + 512
            try require(
                UInt64(value.count) == attribute.size
                    || attribute.flags.contains(.incomplete),
                "file \(number): \(value.count) bytes of a value of \(attribute.size)")
            return
        }
        var next: UInt64 = 0
        for extent in map.extents(of: attribute) {
            try require(extent.count > 0, "file \(number): an extent of no blocks")
            try require(extent.logical >= next, "file \(number): extents are not in order")
            let (end, overflow) = extent.logical.addingReportingOverflow(extent.count)
            try require(!overflow, "file \(number): an extent beyond all numbers")
            next = end
            guard extent.kind != .hole else { continue }
            let (behind, isFar) = extent.physical.addingReportingOverflow(extent.count)
            try require(
                !isFar && behind <= map.blockCount, "file \(number): an extent beyond the volume")
        }
    }

    /// Reads the first block of each extent, as far as the budget goes.
    private mutating func blocksOfAll() throws(FuzzFinding) {
        for extent in map.extents where extent.kind != .hole {
            guard budget > 0 else { return }
            budget -= map.blockLength
            guard let bytes = try? reader.read(blocks: extent.physical..<extent.physical + 1) else {
                continue
            }
            try require(bytes.count == map.blockLength, "a block of \(bytes.count) bytes")
        }
    }
}
