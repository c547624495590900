import SCSI
import VolumeMap

/// A disk that is read by READ(16), for whoever maps its volumes.
public final class DeviceBlockReader: BlockReader {
    /// The most bytes of one READ.
    static let largestRead = 1 << 20

    private let device: Device
    private let geometry: DiskGeometry
    /// Whether what is read counts as content of files.
    private let isPayload: Bool
    /// How many READ commands were sent.
    public private(set) var readCount = 0

    public var blockLength: Int { geometry.blockLength }
    public var blockCount: UInt64 { geometry.blockCount }

    /// A reader of a disk; asks its size.
    ///
    /// - Parameter isPayload: whether what is read counts as content of files that went through the
    ///   server. What a map is made of does not: it is the volume's own.
    public init(_ device: Device, isPayload: Bool = false) throws(BackupError) {
        self.device = device
        self.isPayload = isPayload
        geometry = try DiskGeometry(of: device)
    }

    public func read(_ blocks: Range<UInt64>) throws(BlockReadFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(blocks.count * blockLength)
        let chunk = UInt64(max(1, Self.largestRead / blockLength))
        var next = blocks.lowerBound
        while next < blocks.upperBound {
            let count = min(chunk, blocks.upperBound - next)
            let length = Int(count) * blockLength
            let reply = device.send(
                Read16CDB(logicalBlockAddress: next, transferLength: UInt32(count)),
                dataInLength: length, isPayload: isPayload)
            readCount += 1
            guard reply.hasSucceeded, reply.dataIn.count == length else {
                throw BlockReadFailure(
                    blocks: next..<next + count,
                    reason: "READ(16) to \(device.name): "
                        + reply.text(sense: try? SenseData(reply.sense)))
            }
            bytes += reply.dataIn
            next += count
        }
        return bytes
    }

    /// Bytes of the disk, wherever they begin.
    func bytes(at start: UInt64, count: Int) throws(BackupError) -> [UInt8] {
        let disk = DiskPart(start: 0, byteCount: geometry.byteCount)
        do {
            return try disk.read(self, at: start, count: count)
        } catch {
            throw .unsuitable(
                device: device.name, what: error.description, expected: "bytes that can be read")
        }
    }
}
