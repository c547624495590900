import WireBytes

/// Where a field of the fixed part lies: whole bytes, or bits of the bytes that it shares.
///
///     Bit      7     6     5     4     3     2     1     0
///     Byte 1  |  ENABLE   |  a field at bytes 1...1, bits 4...2 | …
public struct BitPlace: Equatable, Sendable {
    /// The bytes that the field touches, from the structure's first byte.
    public let bytes: ClosedRange<Int>
    /// The field's most significant bit within its first byte, 7 to 0.
    public let highBit: Int
    /// The field's least significant bit within its last byte, 7 to 0.
    public let lowBit: Int

    /// A place in `bytes`; without bits it is all of them.
    public init(_ bytes: ClosedRange<Int>, highBit: Int = 7, lowBit: Int = 0) {
        self.bytes = bytes
        self.highBit = highBit
        self.lowBit = lowBit
    }

    /// The field's bits, counted from bit 7 of the structure's byte 0.
    var bitRange: Range<Int> {
        (bytes.lowerBound * 8 + 7 - highBit)..<(bytes.upperBound * 8 + 8 - lowBit)
    }

    /// How many bits the field has.
    public var width: Int { bitRange.count }

    /// The field's value in a structure that begins at `start`; at most 64 bits.
    func load(_ source: [UInt8], start: Int) -> UInt64 {
        var value: UInt64 = 0
        for index in bytes { value = value << 8 | UInt64(source[start + index]) }
        // A place with more than eight bytes in reach would lose its top bits; tables have none.
        value >>= UInt64(lowBit)
        return width == 64 ? value : value & (1 << UInt64(width) - 1)
    }

    /// Puts `value` into a structure that begins at byte 0, leaving the other bits alone.
    func store(_ value: UInt64, into target: inout [UInt8]) {
        let mask: UInt64 = width == 64 ? .max : 1 << UInt64(width) - 1
        let moved = (value & mask) << UInt64(lowBit)
        let holes = mask << UInt64(lowBit)
        for (distance, index) in bytes.reversed().enumerated() {
            let shift = UInt64(8 * distance)
            target[index] &= ~UInt8(truncatingIfNeeded: holes >> shift)
            target[index] |= UInt8(truncatingIfNeeded: moved >> shift)
        }
    }
}
