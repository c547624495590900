import WireBytes

/// The checksums of ext4's metadata (feature `metadata_csum`): CRC-32C without the inversion at the
/// end, begun with a seed that the volume's UUID gives.
///
/// Source: Linux, Documentation/filesystems/ext4/checksums.rst.
struct ExtChecksum {
    private var sum: CRC32C

    /// Goes on from a seed.
    init(seed: UInt32) { sum = CRC32C(register: seed) }

    /// The checksum of what was added.
    var value: UInt32 { sum.register }

    mutating func add(_ bytes: Span<UInt8>) { sum.add(bytes) }

    /// Adds bytes of a structure; nothing where the range is not in it.
    mutating func add(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        guard range.lowerBound >= 0, range.upperBound <= bytes.count else { return }
        sum.add(bytes.extracting(range))
    }

    mutating func add(littleEndian value: UInt32) {
        var order = value.littleEndian
        for _ in 0..<4 {
            add(byte: UInt8(truncatingIfNeeded: order))
            order >>= 8
        }
    }

    mutating func add(littleEndian value: UInt64) {
        add(littleEndian: UInt32(truncatingIfNeeded: value))
        add(littleEndian: UInt32(truncatingIfNeeded: value >> 32))
    }

    mutating func add(bigEndian value: UInt32) { add(littleEndian: value.byteSwapped) }

    /// Adds zeros in place of the field that holds the checksum itself.
    mutating func addZeros(_ count: Int) {
        for _ in 0..<count { add(byte: 0) }
    }

    private mutating func add(byte: UInt8) {
        let bytes: InlineArray<1, UInt8> = [byte]
        sum.add(bytes.span)
    }

    /// The seed of everything that belongs to an inode: its number, then its generation.
    static func inodeSeed(volume: UInt32, number: UInt32, generation: UInt32) -> UInt32 {
        var sum = ExtChecksum(seed: volume)
        sum.add(littleEndian: number)
        sum.add(littleEndian: generation)
        return sum.value
    }
}

/// The words for a checksum that does not fit.
func checksumProblem(_ found: UInt32, _ expected: UInt32) -> String {
    "checksum \(hexadecimal(found)) found, \(hexadecimal(expected)) expected"
}

/// CRC-16 (polynomial 8005h, reflected) of group descriptors (feature `uninit_bg`), goes on from
/// `seed`.
func extCRC16(_ bytes: Span<UInt8>, seed: UInt16) -> UInt16 {
    var sum = seed
    for index in 0..<bytes.count {
        sum ^= UInt16(bytes[index])
        for _ in 0..<8 { sum = sum & 1 != 0 ? sum >> 1 ^ 0xA001 : sum >> 1 }
    }
    return sum
}
