import WireBytes

/// A small generator of random numbers whose sequence is fixed by its seed (Steele, Lea, Flood).
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// True once in `count` times.
    mutating func oneIn(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }
}

/// Random bytes that all content is cut from: making each byte anew takes too long.
private let pool: [UInt8] = {
    var generator = SplitMix64(seed: 0)
    var bytes: [UInt8] = []
    for _ in 0..<1 << 14 { bytes.appendBigEndian(generator.next(), count: 8) }
    return bytes
}()

/// Bytes that no other number has, in no place: a block in another's place, or shifted, never goes
/// unnoticed.
func distinctBytes(_ number: Int, count: Int) -> [UInt8] {
    if count == 0 { return [] }
    var generator = SplitMix64(seed: UInt64(number))
    let start = Int(generator.next() % UInt64(pool.count))
    var bytes = Array(pool[start...].prefix(count))
    while bytes.count < count { bytes += pool.prefix(count - bytes.count) }
    bytes.setBigEndian(
        generator.next() >> UInt64(64 - 8 * min(8, count)), at: 0, count: min(8, count))
    return bytes
}

/// Blocks that no two are alike.
func distinctBlocks(seed: Int, count: Int, length: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * length)
    for number in 0..<count { bytes += distinctBytes(seed << 20 | number, count: length) }
    return bytes
}
