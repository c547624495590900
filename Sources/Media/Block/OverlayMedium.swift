/// A block medium over an image that is never changed: writes go to a store of their own.
///
/// The store is another medium of the same length, in which the chunks that were written stand
/// whole. A medium longer than its image reads as zeros behind the image's end.
public final class OverlayMedium: BlockMedium {
    /// The unit in which the image is copied before a part of it is written.
    public static let chunkSize = 64 * 1024

    public let byteCount: Int64
    private let image: RandomAccessFile
    private let store: any BlockMedium
    private var written: ChunkMap

    /// Lays `store` over the image file.
    ///
    /// - Parameters:
    ///   - image: an image, opened for reading.
    ///   - store: where writes go; its length is the medium's and at least the image's.
    /// - Throws: `MediumFailure` if the image is longer than the store.
    public init(image: RandomAccessFile, store: any BlockMedium) throws(MediumFailure) {
        let length = try image.byteCount()
        guard length <= store.byteCount else {
            throw MediumFailure(
                medium: image.path,
                action: "opening it copy-on-write",
                reason: "\(store.byteCount) bytes at most were expected, it has \(length)"
            )
        }
        self.image = image
        self.store = store
        byteCount = store.byteCount
        written = ChunkMap(byteCount: byteCount, chunkSize: Self.chunkSize)
    }

    public var files: Set<ObjectIdentifier> { store.files.union([ObjectIdentifier(image)]) }

    public func read(at offset: Int64, count: Int) throws(MediumFailure) -> DataBuffer {
        requireRange(offset, count)
        var buffer = DataBuffer()
        for run in written.runs(of: offset, count) {
            if run.isSet {
                buffer.append(try store.read(at: run.offset, count: run.count))
            } else {
                buffer.append(.file(image, offset: run.offset, count: run.count))
            }
        }
        return buffer
    }

    public func write(_ data: DataBuffer, at offset: Int64) throws(MediumFailure) {
        requireRange(offset, data.count)
        for chunk in written.chunks(of: offset, data.count) where !written[chunk] {
            let extent = written.extent(of: chunk, byteCount: byteCount)
            let isCovered =
                offset <= extent.offset
                && offset + Int64(data.count) >= extent.offset + Int64(extent.count)
            if !isCovered {
                let old = DataBuffer(.file(image, offset: extent.offset, count: extent.count))
                try store.write(old, at: extent.offset)
            }
            // Only now: a failed copy must not hide the image's bytes.
            written[chunk] = true
        }
        try store.write(data, at: offset)
    }

    public func flush() throws(MediumFailure) { try store.flush() }
}
