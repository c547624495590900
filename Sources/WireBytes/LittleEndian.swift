/// Little-endian integers inside spans of bytes: the order of every multi-byte field on NTFS and ext
/// volumes. A load is one machine instruction behind a bounds check, at any alignment.
extension Span where Element == UInt8 {
    /// The 16-bit integer at `offset`.
    ///
    /// - Precondition: its bytes exist; callers check lengths first and report them by name. So for
    ///   all functions here.
    @inlinable
    public func littleEndian16(at offset: Int) -> UInt16 {
        let raw = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self)
        return UInt16(littleEndian: raw)
    }

    /// The 32-bit integer at `offset`.
    @inlinable
    public func littleEndian32(at offset: Int) -> UInt32 {
        let raw = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)
        return UInt32(littleEndian: raw)
    }

    /// The 64-bit integer at `offset`.
    @inlinable
    public func littleEndian64(at offset: Int) -> UInt64 {
        let raw = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
        return UInt64(littleEndian: raw)
    }

    /// The unsigned integer of `count` bytes (0 to 8) at `offset`; 0 where there are none.
    @inlinable
    public func littleEndian(at offset: Int, count: Int) -> UInt64 {
        precondition(count >= 0 && count <= 8 && offset >= 0 && count <= self.count - offset)
        var value: UInt64 = 0
        var index = count
        while index > 0 {
            index -= 1
            value = value << 8 | UInt64(self[offset + index])
        }
        return value
    }

    /// The signed integer (two's complement) of `count` bytes (0 to 8) at `offset`.
    @inlinable
    public func signedLittleEndian(at offset: Int, count: Int) -> Int64 {
        let value = Int64(bitPattern: littleEndian(at: offset, count: count))
        let unused = Int64(64 - 8 * count)
        return count == 0 ? 0 : (value << unused) >> unused
    }
}
