import VolumeMap

/// Makes maps by hand, file by file.
struct HandMadeVolume {
    var volume: MappedVolume

    init(
        _ fileSystem: FileSystemKind = .ntfs, blockCount: UInt64 = 1000, blockLength: Int = 4096,
        start: UInt64 = 1 << 20
    ) {
        let part = DiskPart(start: start, byteCount: blockCount * UInt64(blockLength) + 512)
        volume = MappedVolume(
            fileSystem: fileSystem, part: part, blockLength: blockLength, blockCount: blockCount)
        volume.allocation = AllocationBitmap(
            bytes: [UInt8](repeating: 0, count: Int(blockCount + 7) / 8), unitCount: blockCount)
    }

    mutating func poolName(_ bytes: [UInt8]) -> PoolRange {
        let start = volume.nameBytes.count
        volume.nameBytes += bytes
        return PoolRange(from: start, to: volume.nameBytes.count)
    }

    /// Adds a file; files have to come in the order of their numbers.
    ///
    /// - Returns: its index.
    @discardableResult
    mutating func add(
        _ number: UInt64, _ kind: MappedFile.Kind = .regular,
        names: [(parent: UInt64, name: String)] = [], with attributes: [Attribute] = []
    ) -> Int {
        add(
            number, kind, byteNames: names.map { ($0.parent, Array($0.name.utf8)) },
            with: attributes)
    }

    @discardableResult
    mutating func add(
        _ number: UInt64, _ kind: MappedFile.Kind = .regular,
        byteNames: [(parent: UInt64, name: [UInt8])], with attributes: [Attribute] = []
    ) -> Int {
        var file = MappedFile(number: number, generation: 1, kind: kind)
        let firstLink = volume.links.count
        for name in byteNames {
            volume.links.append(FileLink(parent: name.parent, name: poolName(name.name)))
        }
        file.links = PoolRange(from: firstLink, to: volume.links.count)
        let firstAttribute = volume.attributes.count
        for attribute in attributes {
            var made = attribute.value
            made.name = poolName(Array(attribute.name.utf8))
            let firstExtent = volume.extents.count
            volume.extents += attribute.extents
            made.extents = PoolRange(from: firstExtent, to: volume.extents.count)
            volume.attributes.append(made)
        }
        file.attributes = PoolRange(from: firstAttribute, to: volume.attributes.count)
        volume.files.append(file)
        return volume.files.count - 1
    }

    /// Adds the root directory, record 5 of NTFS.
    mutating func addRoot(number: UInt64 = 5) {
        volume.root = add(number, .directory, names: [(number, ".")])
    }

    /// Marks units as used.
    mutating func use(_ units: Range<UInt64>) {
        for unit in units { volume.allocation.bytes[Int(unit / 8)] |= 1 << UInt8(unit % 8) }
    }

    /// Marks as used exactly what is claimed.
    mutating func useClaimed() {
        for extent in volume.extents { if let blocks = extent.blocks { use(blocks) } }
        for area in volume.areas { use(area.blocks) }
    }

    /// An attribute with its name and extents.
    struct Attribute {
        var value: FileAttribute
        var name = ""
        var extents: [Extent] = []

        /// Content in extents, as large as they are.
        static func data(
            _ extents: [Extent], name: String = "", size: UInt64? = nil, initialized: UInt64? = nil,
            flags: FileAttribute.Flags = [], blockLength: UInt64 = 4096
        ) -> Attribute {
            let end = extents.last.map { $0.logical + $0.count } ?? 0
            var value = FileAttribute(role: .data, size: size ?? end * blockLength)
            value.typeCode = 0x80
            value.flags = flags
            value.allocatedSize = end * blockLength
            value.initializedSize = initialized ?? value.size
            if flags.contains(.compressed) { value.compressionUnit = 16 }
            return Attribute(value: value, name: name, extents: extents)
        }

        static func resident(size: UInt64, name: String = "") -> Attribute {
            var value = FileAttribute(role: .data, size: size)
            value.typeCode = 0x80
            value.flags = .resident
            return Attribute(value: value, name: name)
        }
    }
}

extension Extent {
    static func stored(_ logical: UInt64, at physical: UInt64, _ count: UInt64) -> Extent {
        Extent(logical: logical, physical: physical, count: count, kind: .stored)
    }

    static func hole(_ logical: UInt64, _ count: UInt64) -> Extent {
        Extent(logical: logical, physical: 0, count: count, kind: .hole)
    }

    static func unwritten(_ logical: UInt64, at physical: UInt64, _ count: UInt64) -> Extent {
        Extent(logical: logical, physical: physical, count: count, kind: .unwritten)
    }
}

/// A volume whose block contents are a function of their place, and whose resident values are given.
final class FakeFileSystem: FileSystemReader {
    let volume: MappedVolume
    var residents: [ResidentPlaceKey: [UInt8]] = [:]
    /// Blocks that were written by hand.
    var blocks: [UInt64: [UInt8]] = [:]
    private(set) var largestRead = 0

    struct ResidentPlaceKey: Hashable {
        var record: UInt64
        var offset: UInt32
    }

    init(_ volume: MappedVolume) { self.volume = volume }

    /// The byte at a place of the volume, distinct from its neighbours' in every block.
    static func byte(at place: UInt64) -> UInt8 {
        UInt8(truncatingIfNeeded: (place &* 0x9E37_79B9_7F4A_7C15) >> 32)
    }

    func map() -> MappedVolume { volume }

    func residentValue(of attribute: FileAttribute) throws(VolumeError) -> [UInt8] {
        let key = ResidentPlaceKey(
            record: attribute.place.record, offset: attribute.place.offset)
        guard let value = residents[key] else {
            throw .damaged(MapFinding(structure: "record", byte: key.record, problem: "gone"))
        }
        return value
    }

    func read(blocks range: Range<UInt64>) throws(VolumeError) -> [UInt8] {
        let length = UInt64(volume.blockLength)
        guard range.upperBound <= volume.blockCount else {
            throw .unreadable(BlockReadFailure(blocks: range, reason: "outside"))
        }
        largestRead = max(largestRead, range.count * volume.blockLength)
        var bytes: [UInt8] = []
        for block in range {
            bytes += blocks[block] ?? (block * length..<(block + 1) * length).map(Self.byte)
        }
        return bytes
    }

    /// Writes bytes to the blocks from `block` on, with zeros behind them up to the next block.
    func write(_ bytes: [UInt8], at block: UInt64) {
        let length = volume.blockLength
        for (index, start) in stride(from: 0, to: bytes.count, by: length).enumerated() {
            var piece = Array(bytes[start..<min(bytes.count, start + length)])
            piece += [UInt8](repeating: 0, count: length - piece.count)
            blocks[block + UInt64(index)] = piece
        }
    }
}
