import CISAL

/// CRC-32C (Castagnoli, polynomial 1EDC6F41h, reflected, inverted in and out), RFC 3720 B.4.
public struct CRC32C: Equatable, Sendable {
    private var inverted: UInt32 = .max

    /// A checksum of no bytes.
    public init() {}

    /// Goes on from a register that is kept without the inversion at the end, as ext4 and JBD2 keep
    /// their checksums.
    public init(register: UInt32) { inverted = register }

    /// The register after the bytes added so far: `value` without the inversion at the end.
    public var register: UInt32 { inverted }

    /// The checksum of the bytes added so far.
    public var value: UInt32 { ~inverted }

    /// Adds bytes behind those added before.
    public mutating func add(_ bytes: Span<UInt8>) {
        var state = inverted
        var start = 0
        // ISA-L takes a C `int` for the length.
        while start < bytes.count {
            let end = min(bytes.count, start + (1 << 30))
            unsafe bytes.extracting(start..<end).withUnsafeBufferPointer { part in
                let pointer = unsafe UnsafeMutablePointer(mutating: part.baseAddress)
                state = unsafe crc32_iscsi(pointer, Int32(part.count), state)
            }
            start = end
        }
        inverted = state
    }

    /// The checksum of `bytes`.
    public static func of(_ bytes: [UInt8]) -> UInt32 {
        var checksum = CRC32C()
        checksum.add(bytes.span)
        return checksum.value
    }
}
