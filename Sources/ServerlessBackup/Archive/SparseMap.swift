/// The map in front of a sparse member's content: which parts of the file follow; all others are
/// zeros (GNU tar, "PAX Format, Version 1.0").
///
///     decimal number of regions, newline
///     of each region: decimal offset, newline, decimal length, newline
///     zero bytes up to a multiple of 512
struct SparseMap: Equatable {
    /// A part of the file that is not zeros for certain.
    struct Region: Equatable {
        var offset: UInt64
        var count: UInt64
    }

    var regions: [Region]
    /// Bytes of the file.
    var size: UInt64

    /// The map of a file with these parts, ascending. A hole at the end is told by a region without
    /// bytes there.
    init(_ regions: [Region], size: UInt64) {
        self.regions = regions
        self.size = size
        let end = regions.last.map { $0.offset + $0.count } ?? 0
        if end < size || regions.isEmpty {
            self.regions.append(Region(offset: size, count: 0))
        }
    }

    /// The map's bytes.
    func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32 * regions.count + UstarHeader.byteCount)
        bytes += "\(regions.count)\n".utf8
        for region in regions { bytes += "\(region.offset)\n\(region.count)\n".utf8 }
        return bytes + tarPadding(UInt64(bytes.count))
    }

    /// The records that say that a member is sparse.
    func records(path: [UInt8]) -> PaxRecords {
        var records = PaxRecords()
        records.add("GNU.sparse.major", "1")
        records.add("GNU.sparse.minor", "0")
        records.add("GNU.sparse.name", path)
        records.add("GNU.sparse.realsize", String(size))
        return records
    }

    /// The name that such a member has for programs that do not know of sparse members.
    static func placeholder(_ path: [UInt8]) -> [UInt8] {
        let slash = UInt8(ascii: "/")
        let name = path.lastIndex(of: slash).map { $0 + 1 } ?? 0
        return path[..<name] + Array("GNUSparseFile.0/".utf8) + path[name...]
    }

    /// The most regions of a map that is read.
    static let mostRegions = 1 << 24

    /// Reads a map from the beginning of a member's content.
    ///
    /// - Parameters:
    ///   - size: the record GNU.sparse.realsize.
    ///   - next: gives the content, 512 bytes at a time.
    /// - Returns: the map, and how many bytes of content it took.
    static func read(
        size: UInt64, next: () throws(BackupError) -> ArraySlice<UInt8>
    ) throws(BackupError) -> (map: SparseMap, byteCount: UInt64) {
        var numbers: [UInt64] = []
        var digits: [UInt8] = []
        var blocks: UInt64 = 0
        var needed = 1
        while numbers.count < needed {
            let block = try next()
            blocks += 1
            for byte in block where numbers.count < needed {
                if byte != 0x0A {
                    digits.append(byte)
                    continue
                }
                guard digits.count <= 20,
                    let number = UInt64(String(decoding: digits, as: UTF8.self))
                else { throw .notAnArchive("a sparse map: decimal numbers expected") }
                digits = []
                if numbers.isEmpty {
                    guard number <= UInt64(mostRegions) else {
                        throw .notAnArchive(
                            "a sparse map of \(number) regions; at most \(mostRegions)")
                    }
                    needed = 1 + 2 * Int(number)
                }
                numbers.append(number)
            }
            if digits.count > 20 { throw .notAnArchive("a sparse map: decimal numbers expected") }
        }
        var map = SparseMap([], size: size)
        map.regions = []
        var end: UInt64 = 0
        for index in stride(from: 1, to: numbers.count, by: 2) {
            let (offset, count) = (numbers[index], numbers[index + 1])
            guard offset >= end, offset <= size, count <= size - offset else {
                throw .notAnArchive(
                    "a sparse map: \(count) bytes at \(offset) of a file of \(size) bytes")
            }
            end = offset + count
            map.regions.append(Region(offset: offset, count: count))
        }
        return (map, blocks * UInt64(UstarHeader.byteCount))
    }
}
