/// Random numbers that a seed repeats: SplitMix64.
///
/// Each user takes a stream of its own, named by a label, so that one user's appetite does not
/// change what another gets.
public struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The stream of a seed.
    public init(seed: UInt64) { state = seed }

    /// The stream of a seed for one purpose.
    public init(seed: UInt64, label: String) {
        // FNV-1a spreads the label over the state; SplitMix64 mixes the rest.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in label.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        state = seed ^ hash
        _ = next()
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
