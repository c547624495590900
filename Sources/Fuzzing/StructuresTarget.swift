import SCSI
import WireBytes

extension FuzzTarget {
    /// Two bytes choose a structure, the others are taken for one.
    static let structures = FuzzTarget(
        "structures", "every structure on the wire: decode, encode, explain", maximumLength: 2048
    ) { input throws(FuzzFinding) in
        var bytes = InputBytes(input)
        let structure = FuzzedStructure.of(key: UInt16(bytes.number(2)))
        try structure.check(bytes.takeRest())
    }
}

/// A structure and the two bytes by which inputs name it. They come from its name: an input that is
/// kept means the same structure when others are added.
struct FuzzedStructure: Sendable {
    let type: any WireCodable.Type
    let key: UInt16

    init(_ type: any WireCodable.Type) {
        self.type = type
        let hash = String(describing: type).utf8.reduce(0x811C_9DC5 as UInt32) {
            ($0 ^ UInt32($1)) &* 0x0100_0193
        }
        key = UInt16(truncatingIfNeeded: hash >> 16 ^ hash)
    }

    /// All, by their keys.
    static let all = WireStructures.all.map(FuzzedStructure.init).sorted {
        ($0.key, String(describing: $0.type)) < ($1.key, String(describing: $1.type))
    }

    /// The structure with that key; where none has it, the next.
    static func of(key: UInt16) -> FuzzedStructure {
        all.first { $0.key >= key } ?? all[0]
    }

    func check(_ bytes: [UInt8]) throws(FuzzFinding) {
        try type.requireExplanation(of: bytes)
        try type.requireRoundTrip(of: bytes)
    }
}

extension WireCodable {

    /// Explaining names each byte up to where it says that the structure ends, and no other.
    fileprivate static func requireExplanation(of bytes: [UInt8]) throws(FuzzFinding) {
        var end = 0
        let lines = explain(bytes, at: &end, end: bytes.count)
        try require((0...bytes.count).contains(end), "\(wireName): explained up to \(end)")
        var isNamed = [Bool](repeating: false, count: bytes.count)
        for line in lines {
            try require(
                line.bytes.lowerBound >= 0 && line.bytes.upperBound <= end,
                "\(wireName): explains bytes \(line.bytes) of \(end)")
            for index in line.bytes { isNamed[index] = true }
        }
        if let gap = isNamed[..<end].firstIndex(of: false) {
            throw FuzzFinding("\(wireName): byte \(gap) has no name")
        }
    }

    /// What decodes encodes to the same bytes, reserved bits apart.
    fileprivate static func requireRoundTrip(of bytes: [UInt8]) throws(FuzzFinding) {
        var end = 0
        guard let value = try? Self(from: bytes, at: &end, end: bytes.count) else { return }
        try require((0...bytes.count).contains(end), "\(wireName): decoded up to \(end)")
        let encoded = value.encoded()
        guard let again = try? Self(encoded) else {
            throw FuzzFinding("\(wireName): what it encodes to does not decode")
        }
        try require(again == value, "\(wireName): decodes to something else when encoded")
        try require(again.encoded() == encoded, "\(wireName): encodes to other bytes each time")

        // A structure that fills itself up, or that has grown since its table was written, may take
        // fewer bytes when it is written anew; then its length fields change too.
        guard encoded.count == end else { return }
        let means = meaningfulBits(explain(bytes), count: end)
        for index in 0..<end {
            try require(
                (bytes[index] ^ encoded[index]) & means[index] == 0,
                "\(wireName): byte \(index) was \(bytes[index]) and became \(encoded[index])")
        }
    }

    /// The bits that a receiver does not ignore, by what explains them.
    private static func meaningfulBits(_ lines: [ExplainedField], count: Int) -> [UInt8] {
        let ignored: Set = ["Reserved", "Obsolete", "Fill", "Further bytes"]
        var bits = [UInt8](repeating: 0xFF, count: count)
        for line in lines where ignored.contains(line.name) {
            for index in line.bytes where index < count {
                guard let place = line.bits else {
                    bits[index] = 0
                    continue
                }
                let isFirst = index == line.bytes.lowerBound
                let isLast = index == line.bytes.upperBound - 1
                let high = isFirst ? place.high : 7
                let low = isLast ? place.low : 0
                bits[index] &= ~UInt8(truncatingIfNeeded: (1 << (high + 1)) - (1 << low))
            }
        }
        return bits
    }
}
