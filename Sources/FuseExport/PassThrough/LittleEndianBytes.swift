/// Numbers as bytes in the order that the caller's machine has, which is this one.
enum LittleEndianBytes {
    static func of(_ number: Int32) -> [UInt8] { of(UInt32(bitPattern: number), count: 4) }

    /// The lowest `count` bytes of a number.
    static func of(_ number: UInt32, count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> UInt32(8 * $0)) }
    }
}
