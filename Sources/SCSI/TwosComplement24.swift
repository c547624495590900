/// A signed number of 24 bits: the COUNT of SPACE(6) and of the space segment descriptor.
public struct TwosComplement24: WireValue, Hashable {
    /// The number, -800000h to 7FFFFFh.
    public private(set) var value: Int32

    /// The number nearest to `value` that 24 bits can hold.
    public init(clamping value: some BinaryInteger) {
        self.value = min(0x7F_FFFF, max(-0x80_0000, Int32(clamping: value)))
    }

    /// The low 24 bits, extended by their sign.
    public init(wire: UInt64) {
        value = Int32(truncatingIfNeeded: wire << 8) >> 8
    }

    /// The 24 bits.
    public var wire: UInt64 { UInt64(UInt32(bitPattern: value) & 0xFF_FFFF) }

    /// The sign, which the plain number does not show.
    public var meaning: String? { value < 0 ? "\(value), backward" : nil }
}

extension TwosComplement24: ExpressibleByIntegerLiteral {
    /// The number nearest to the literal that 24 bits can hold.
    public init(integerLiteral value: Int32) { self.init(clamping: value) }
}
