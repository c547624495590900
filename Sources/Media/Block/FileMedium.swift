/// A block medium in a sparse file: what was never written takes no space and reads as zeros.
public final class FileMedium: BlockMedium {
    public let byteCount: Int64
    private let file: RandomAccessFile

    /// Creates a file of zeros; it must not exist yet.
    public init(creating path: String, byteCount: Int64) throws(MediumFailure) {
        file = try RandomAccessFile(path: path, mode: .creating)
        try file.setByteCount(byteCount)
        self.byteCount = byteCount
    }

    /// Opens an existing file for reading and writing; its length is the medium's.
    public init(updating path: String) throws(MediumFailure) {
        file = try RandomAccessFile(path: path, mode: .updating)
        byteCount = try file.byteCount()
    }

    /// Opens an existing file for reading alone; what writes to it fails.
    public init(reading path: String) throws(MediumFailure) {
        file = try RandomAccessFile(path: path, mode: .reading)
        byteCount = try file.byteCount()
    }

    public var files: Set<ObjectIdentifier> { [ObjectIdentifier(file)] }

    public func read(at offset: Int64, count: Int) throws(MediumFailure) -> DataBuffer {
        requireRange(offset, count)
        return DataBuffer(.file(file, offset: offset, count: count))
    }

    public func write(_ data: DataBuffer, at offset: Int64) throws(MediumFailure) {
        requireRange(offset, data.count)
        try data.write(to: file, at: offset)
    }

    public func flush() throws(MediumFailure) { try file.synchronize() }
}
