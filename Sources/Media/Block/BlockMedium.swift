/// What a direct-access logical unit stores its blocks on: a run of bytes that can be read and
/// written anywhere.
///
/// Offsets and counts are checked by the logical unit, whose capacity is the medium's length; a
/// range outside it is a programming error.
public protocol BlockMedium: AnyObject {
    /// The length in bytes.
    var byteCount: Int64 { get }

    /// The bytes of a range. They may still be in a file: see `DataBuffer` for how long they hold.
    func read(at offset: Int64, count: Int) throws(MediumFailure) -> DataBuffer

    /// Replaces the bytes of a range.
    func write(_ data: DataBuffer, at offset: Int64) throws(MediumFailure)

    /// Returns when everything written is on stable storage.
    func flush() throws(MediumFailure)

    /// The files that a piece returned by `read` may lie in. Two media that share one must not be
    /// copied to each other by reference.
    var files: Set<ObjectIdentifier> { get }
}

extension BlockMedium {
    /// Stops the program where a range is not on the medium.
    @inlinable
    func requireRange(_ offset: Int64, _ count: Int) {
        precondition(
            offset >= 0 && count >= 0 && Int64(count) <= byteCount
                && offset <= byteCount - Int64(count),
            "a range outside the medium"
        )
    }
}
