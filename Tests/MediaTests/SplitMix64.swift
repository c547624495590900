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
}

/// Random bytes that all blocks of the tests are cut from: making each byte anew takes too long.
private let pool: [UInt8] = {
    var generator = SplitMix64(seed: 0)
    return (0..<1 << 18).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
}()

/// Bytes that no other `number` has, in no place: a block stored in another's place, or shifted,
/// never goes unnoticed. Every 512 bytes begin with the number.
func distinctBytes(_ number: Int, count: Int) -> [UInt8] {
    var generator = SplitMix64(seed: UInt64(truncatingIfNeeded: number))
    let start = Int(generator.next() % UInt64(pool.count))
    var bytes = Array(pool[start...].prefix(count))
    while bytes.count < count { bytes += pool.prefix(count - bytes.count) }
    let stamp = generator.next()
    for place in stride(from: 0, to: count, by: 512) {
        bytes.setBigEndian(stamp, at: place, count: min(8, count - place))
    }
    return bytes
}
