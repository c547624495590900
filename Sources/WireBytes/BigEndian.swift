/// Big-endian integers inside byte arrays: the order of every multi-byte field in SCSI.
extension [UInt8] {
    /// The unsigned integer of `count` bytes (1 to 8) at `offset`.
    ///
    /// - Precondition: the bytes exist; callers check lengths first and report them by name.
    @inlinable
    public func bigEndian(at offset: Int, count: Int) -> UInt64 {
        precondition(count >= 1 && count <= 8 && offset >= 0 && count <= self.count - offset)
        var value: UInt64 = 0
        for index in offset..<offset + count { value = value << 8 | UInt64(self[index]) }
        return value
    }

    /// The 16-bit integer at `offset`.
    @inlinable
    public func bigEndian16(at offset: Int) -> UInt16 {
        UInt16(self[offset]) << 8 | UInt16(self[offset + 1])
    }

    /// The 32-bit integer at `offset`.
    @inlinable
    public func bigEndian32(at offset: Int) -> UInt32 {
        UInt32(bigEndian16(at: offset)) << 16 | UInt32(bigEndian16(at: offset + 2))
    }

    /// The 64-bit integer at `offset`.
    @inlinable
    public func bigEndian64(at offset: Int) -> UInt64 {
        UInt64(bigEndian32(at: offset)) << 32 | UInt64(bigEndian32(at: offset + 4))
    }

    /// Overwrites `count` bytes (1 to 8) at `offset` with the low bytes of `value`.
    ///
    /// - Precondition: the bytes exist.
    @inlinable
    public mutating func setBigEndian(_ value: UInt64, at offset: Int, count: Int) {
        precondition(count >= 1 && count <= 8 && offset >= 0 && count <= self.count - offset)
        for index in 0..<count {
            self[offset + index] = UInt8(
                truncatingIfNeeded: value >> UInt64(8 * (count - 1 - index))
            )
        }
    }

    /// Overwrites the eight bytes at `offset` with `value`.
    ///
    /// - Precondition: the bytes exist.
    @inlinable
    public mutating func setBigEndian64(_ value: UInt64, at offset: Int) {
        self[offset] = UInt8(truncatingIfNeeded: value >> 56)
        self[offset + 1] = UInt8(truncatingIfNeeded: value >> 48)
        self[offset + 2] = UInt8(truncatingIfNeeded: value >> 40)
        self[offset + 3] = UInt8(truncatingIfNeeded: value >> 32)
        self[offset + 4] = UInt8(truncatingIfNeeded: value >> 24)
        self[offset + 5] = UInt8(truncatingIfNeeded: value >> 16)
        self[offset + 6] = UInt8(truncatingIfNeeded: value >> 8)
        self[offset + 7] = UInt8(truncatingIfNeeded: value)
    }

    /// Appends the low `count` bytes (1 to 8) of `value`, most significant first.
    @inlinable
    public mutating func appendBigEndian(_ value: UInt64, count: Int) {
        precondition(count >= 1 && count <= 8)
        for index in 0..<count {
            append(UInt8(truncatingIfNeeded: value >> UInt64(8 * (count - 1 - index))))
        }
    }
}
