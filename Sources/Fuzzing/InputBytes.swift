import WireBytes

/// An input, taken apart from its first byte on. What lies behind the end is zero, so that every
/// input means something.
struct InputBytes {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

    /// A number of `count` bytes.
    mutating func number(_ count: Int) -> Int {
        (0..<count).reduce(0) { number, _ in number << 8 | Int(byte()) }
    }

    /// The next bytes, fewer than `count` where the input ends.
    mutating func take(_ count: Int) -> [UInt8] {
        let taken = Array(rest.prefix(count))
        rest = rest.dropFirst(count)
        return taken
    }

    /// All that is left.
    mutating func takeRest() -> [UInt8] { take(rest.count) }
}

/// A number in so many bytes.
func bigEndian(_ value: Int, _ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.appendBigEndian(UInt64(truncatingIfNeeded: value), count: count)
    return bytes
}
