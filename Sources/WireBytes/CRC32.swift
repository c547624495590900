import CISAL

/// CRC-32 of IEEE 802.3 (polynomial 04C11DB7h, reflected, inverted in and out): gzip's, and that of
/// the GUID partition table (UEFI 2.10, 5.3.2).
public struct CRC32: Equatable, Sendable {
    /// The checksum of the bytes added so far.
    public private(set) var value: UInt32 = 0

    /// A checksum of no bytes.
    public init() {}

    /// Adds bytes behind those added before.
    public mutating func add(_ bytes: Span<UInt8>) {
        let state = value
        value = unsafe bytes.withUnsafeBufferPointer { part in
            unsafe crc32_gzip_refl(state, part.baseAddress, UInt64(part.count))
        }
    }

    /// The checksum of `bytes`.
    public static func of(_ bytes: [UInt8]) -> UInt32 {
        var checksum = CRC32()
        checksum.add(bytes.span)
        return checksum.value
    }
}
