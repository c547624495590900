import VolumeMap

/// A disk in memory, which counts what is read of it and can have blocks that cannot be read.
final class MemoryDisk: BlockReader {
    let blockLength: Int
    var bytes: [UInt8]
    var unreadable: Range<UInt64> = 0..<0
    private(set) var readCount = 0
    private(set) var bytesRead = 0

    init(_ bytes: [UInt8], blockLength: Int = 512) {
        self.bytes = bytes
        self.blockLength = blockLength
    }

    var blockCount: UInt64 { UInt64(bytes.count / blockLength) }

    var part: DiskPart { DiskPart(start: 0, byteCount: UInt64(bytes.count)) }

    func read(_ blocks: Range<UInt64>) throws(BlockReadFailure) -> [UInt8] {
        precondition(!blocks.isEmpty && blocks.upperBound <= blockCount)
        precondition(blocks.count * blockLength <= DiskPart.largestRead)
        readCount += 1
        if blocks.overlaps(unreadable) {
            throw BlockReadFailure(blocks: blocks, reason: "medium error")
        }
        bytesRead += blocks.count * blockLength
        return Array(
            bytes[Int(blocks.lowerBound) * blockLength..<Int(blocks.upperBound) * blockLength])
    }
}
