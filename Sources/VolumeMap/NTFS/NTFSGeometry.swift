import WireBytes

/// Where things are on an NTFS volume, and how large: what its boot sector says.
///
///     byte  length
///     0     3       jump
///     3     8       OEM ID: `NTFS`, four blanks
///     11    2       bytes per sector
///     13    1       sectors per cluster: 1 to 128; 240 to 253 are -16 to -3, and 2^16 to 2^3 sectors
///     40    8       sectors of the volume, without its last one, which holds a copy of this sector
///     48    8       first cluster of $MFT
///     56    8       first cluster of $MFTMirr
///     64    1       clusters per FILE record, signed; -n means 2^n bytes
///     68    1       clusters per index block, likewise
///     72    8       serial number
///     510   2       55 AA
struct NTFSGeometry: Equatable, Sendable {
    /// Bytes of a boot sector that mean something.
    static let bootSectorLength = 512
    /// The largest cluster that NTFS has: 2 MiB.
    static let largestCluster = 2 << 20

    var sectorLength: Int
    var sectorCount: UInt64
    var clusterLength: Int
    /// Whole clusters of the volume.
    var clusterCount: UInt64
    /// Bytes of a FILE record.
    var recordLength: Int
    /// Bytes of an index block of a directory; its root says it too and prevails.
    var indexBlockLength: Int
    var mftCluster: UInt64
    var mirrorCluster: UInt64
    var serialNumber: UInt64

    /// Bytes for which one VCN of an index stands: a cluster, or 512 where a cluster is larger than
    /// the index block.
    func indexUnit(blockLength: Int) -> Int {
        clusterLength <= blockLength ? clusterLength : 512
    }

    /// Whether a sector has the OEM ID of NTFS.
    static func isMarked(_ bytes: [UInt8]) -> Bool {
        bytes.count >= bootSectorLength && bytes[3..<11].elementsEqual("NTFS    ".utf8)
    }

    /// Reads a boot sector.
    ///
    /// - Parameters:
    ///   - bytes: at least 512 of them.
    ///   - place: their place on the volume.
    init(bootSector bytes: [UInt8], at place: UInt64) throws(VolumeError) {
        let span = bytes.span
        guard span.count >= Self.bootSectorLength, Self.isMarked(bytes) else {
            throw Self.damaged(place, "OEM ID: \"NTFS    \" expected")
        }
        guard span.littleEndian16(at: 510) == 0xAA55 else {
            throw Self.damaged(place, "end of sector marker: 55 AA expected")
        }
        sectorLength = Int(span.littleEndian16(at: 11))
        guard [512, 1024, 2048, 4096].contains(sectorLength) else {
            throw Self.damaged(
                place, "bytes per sector: 512, 1024, 2048 or 4096 expected, \(sectorLength) found")
        }
        let perCluster = span[13]
        guard let sectors = Self.sectorsPerCluster(perCluster),
            sectors * sectorLength <= Self.largestCluster
        else {
            throw Self.damaged(
                place, "sectors per cluster: \(perCluster) makes no cluster of at most 2 MiB")
        }
        clusterLength = sectors * sectorLength
        sectorCount = span.littleEndian64(at: 40)
        let size = sectorCount.multipliedReportingOverflow(by: UInt64(sectorLength))
        guard !size.overflow, size.partialValue <= UInt64(Int64.max), sectorCount > 0 else {
            throw Self.damaged(place, "total sectors: \(sectorCount) is no size of a volume")
        }
        clusterCount = size.partialValue / UInt64(clusterLength)
        mftCluster = span.littleEndian64(at: 48)
        mirrorCluster = span.littleEndian64(at: 56)
        guard mftCluster > 0, mftCluster < clusterCount else {
            throw Self.damaged(
                place, "first cluster of $MFT: \(mftCluster) of \(clusterCount) clusters")
        }
        recordLength = try Self.length(
            span[64], of: "FILE record", cluster: clusterLength, place)
        indexBlockLength = try Self.length(
            span[68], of: "index block", cluster: clusterLength, place)
        serialNumber = span.littleEndian64(at: 72)
    }

    /// A value of `sectors per cluster` as a number of sectors; nil for one that means nothing.
    static func sectorsPerCluster(_ value: UInt8) -> Int? {
        switch value {
        case 1...128: value & (value - 1) == 0 ? Int(value) : nil
        case 240...253: 1 << (256 - Int(value))
        default: nil
        }
    }

    /// A length that is given as a signed byte: so many clusters, or 2^-n bytes.
    private static func length(
        _ value: UInt8, of structure: String, cluster: Int, _ place: UInt64
    ) throws(VolumeError) -> Int {
        let signed = Int(Int8(bitPattern: value))
        let length = signed > 0 ? signed * cluster : signed >= -16 ? 1 << -signed : 0
        guard length >= 512, length <= 65_536, length & (length - 1) == 0 else {
            throw damaged(place, "length of a \(structure): \(hexadecimal(value)) found")
        }
        return length
    }

    private static func damaged(_ place: UInt64, _ problem: String) -> VolumeError {
        .damaged(MapFinding(structure: "boot sector", byte: place, problem: problem))
    }
}
