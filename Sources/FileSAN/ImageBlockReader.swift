import Media
import VolumeMap

/// An image file as a disk that is mapped: read directly, without a SAN.
public final class ImageBlockReader: BlockReader {
    private let medium: FileMedium
    public let blockLength: Int
    public let blockCount: UInt64

    /// Opens an image.
    ///
    /// - Parameter blockLength: 512 or 4096.
    /// - Throws: `FileSANFault` that names the file.
    public init(path: String, blockLength: Int) throws(FileSANFault) {
        guard blockLength == 512 || blockLength == 4096 else {
            throw FileSANFault("\(path): blocks of \(blockLength) bytes; 512 or 4096 expected")
        }
        do throws(MediumFailure) {
            medium = try FileMedium(reading: path)
        } catch {
            throw FileSANFault(error.description)
        }
        let count = medium.byteCount / Int64(blockLength)
        guard count > 0 else {
            throw FileSANFault(
                "\(path): \(medium.byteCount) bytes; at least one block of \(blockLength) expected")
        }
        self.blockLength = blockLength
        // What follows the last whole block is on no disk.
        blockCount = UInt64(count)
    }

    public func read(_ blocks: Range<UInt64>) throws(BlockReadFailure) -> [UInt8] {
        do throws(MediumFailure) {
            return try medium.read(
                at: Int64(blocks.lowerBound) * Int64(blockLength),
                count: blocks.count * blockLength
            ).bytes()
        } catch {
            throw BlockReadFailure(blocks: blocks, reason: error.description)
        }
    }
}
