import SCSI
import VolumeMap
import WireBytes

/// The first place at which two disks differ.
public struct Difference: Equatable, Sendable {
    /// The block.
    public var block: UInt64
    /// The byte in the block.
    public var byte: Int
    /// Up to sixteen bytes from there on, of the disk that was verified.
    public var found: [UInt8]
    /// The same bytes of the disk that it should equal.
    public var expected: [UInt8]

    /// The difference in words.
    public var text: String {
        "block \(block), byte \(byte): \(hexPairs(expected)) expected, \(hexPairs(found)) found"
    }
}

/// Compares a disk with another, bit for bit, by READ commands: the data passes through the
/// server, and is counted.
public struct ImageVerify {
    /// Bytes that are read at once from each disk.
    static let chunkByteCount = 1 << 20

    let disk: Device
    let reference: Device
    /// Is told how many bytes of how many were compared.
    let progress: (UInt64, UInt64) -> Void

    /// A comparison to come: all blocks of `reference` with the same blocks of `disk`.
    public init(
        disk: Device, reference: Device,
        progress: @escaping (UInt64, UInt64) -> Void = { _, _ in }
    ) {
        self.disk = disk
        self.reference = reference
        self.progress = progress
    }

    /// Compares every block.
    ///
    /// - Returns: the first difference; `nil` where there is none.
    public func run() throws(BackupError) -> Difference? {
        let geometry = try geometry()
        return try compare(ByteRanges([0..<geometry.byteCount]), geometry)
    }

    /// Compares the blocks that nothing on the reference says are free: all but those that its
    /// volumes' bitmaps do.
    ///
    /// - Returns: the first difference, `nil` where there is none, and how many bytes were in use.
    public func runOfBlocksInUse() throws(BackupError) -> (
        difference: Difference?, byteCount: UInt64
    ) {
        let geometry = try geometry()
        let map = try DiskMap(try DeviceBlockReader(reference), name: reference.name)
        let used = ByteRanges.inUse(of: geometry, volumes: map.volumes.map(\.map))
        return (try compare(used, geometry), used.byteCount)
    }

    /// Who owns the first byte that differs, as the reference's volumes say: the path of the file, its
    /// attribute and the block of its value, or the area. Empty where no volume has that byte.
    public func owners(of difference: Difference) throws(BackupError) -> [String] {
        let map = try DiskMap(try DeviceBlockReader(reference), name: reference.name)
        let start = difference.block * UInt64(map.geometry.blockLength)
        let byte = start + UInt64(difference.byte)
        var texts: [String] = []
        for volume in map.volumes {
            let owners = BlockOwners(volume.map)
            guard owners.block(ofDiskByte: byte) != nil else { continue }
            let paths = PathIndex(volume.map)
            texts += owners.uses(ofDiskByte: byte).map { $0.text(volume.map, paths) }
        }
        return texts
    }

    private func geometry() throws(BackupError) -> DiskGeometry {
        let geometry = try DiskGeometry(of: reference)
        let other = try DiskGeometry(of: disk)
        guard other.blockLength == geometry.blockLength,
            other.blockCount >= geometry.blockCount
        else {
            throw .unsuitable(
                device: disk.name,
                what: "\(other.blockCount) blocks of \(other.blockLength) bytes",
                expected: "\(geometry.blockCount) blocks of \(geometry.blockLength)")
        }
        return geometry
    }

    private func compare(
        _ bytes: ByteRanges, _ geometry: DiskGeometry
    ) throws(BackupError) -> Difference? {
        let length = UInt64(geometry.blockLength)
        let chunk = UInt64(Self.chunkByteCount / geometry.blockLength)
        let total = bytes.byteCount
        var done: UInt64 = 0
        for range in bytes.ranges {
            var next = range.lowerBound / length
            let end = range.upperBound / length
            while next < end {
                let count = min(chunk, end - next)
                let expected = try read(reference, next, count, geometry.blockLength)
                let found = try read(disk, next, count, geometry.blockLength)
                if expected != found {
                    return difference(found, expected, next, geometry.blockLength)
                }
                next += count
                done += count * length
                progress(done, total)
            }
        }
        return nil
    }

    private func read(
        _ device: Device, _ address: UInt64, _ count: UInt64, _ blockLength: Int
    ) throws(BackupError) -> [UInt8] {
        var command = Read16CDB()
        command.logicalBlockAddress = address
        command.transferLength = UInt32(count)
        let length = Int(count) * blockLength
        let bytes = try device.demand(command, dataInLength: length, isPayload: true)
        guard bytes.count == length else {
            throw .unsuitable(
                device: device.name, what: "READ(16) returned \(bytes.count) bytes",
                expected: "\(length)")
        }
        return bytes
    }

    private func difference(
        _ found: [UInt8], _ expected: [UInt8], _ first: UInt64, _ blockLength: Int
    ) -> Difference? {
        guard let index = found.indices.first(where: { found[$0] != expected[$0] }) else {
            return nil
        }
        let block = index / blockLength
        let end = min(index + 16, (block + 1) * blockLength)
        return Difference(
            block: first + UInt64(block), byte: index % blockLength,
            found: Array(found[index..<end]), expected: Array(expected[index..<end]))
    }
}
