import SCSI
import Testing

/// A structure to test, so that a failure names it.
struct Subject: CustomTestStringConvertible, Sendable {
    let type: any WireCodable.Type

    /// The Swift type's name.
    var name: String { String(describing: type) }
    var testDescription: String { name }

    /// All that there are.
    static let all = WireStructures.all.map(Subject.init)
}

/// Random numbers that are the same on every machine, from a seed (Steele, Lea and Flood 2014).
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// A generator of its own for each text.
    init(seed text: String) {
        self.init(
            seed: text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        )
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
