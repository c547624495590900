import Media
import Testing

/// A block medium beside the plain bytes that it should hold.
struct BlockMediumModel {
    let medium: any BlockMedium
    private(set) var expected: [UInt8]
    private var writes = 0

    init(_ medium: any BlockMedium, expected: [UInt8]) {
        self.medium = medium
        self.expected = expected
    }

    /// Writes bytes that are nowhere else on the medium.
    mutating func write(at offset: Int, count: Int, seed: Int = 0) throws {
        writes += 1
        let bytes = distinctBytes(seed << 32 | writes, count: count)
        try write(DataBuffer(bytes), bytes, at: offset)
    }

    /// Writes a buffer, whose bytes are given beside it.
    mutating func write(_ buffer: DataBuffer, _ bytes: [UInt8], at offset: Int) throws {
        try medium.write(buffer, at: Int64(offset))
        expected.replaceSubrange(offset..<offset + bytes.count, with: bytes)
    }

    /// One random write: bytes in memory, zeros, or pieces of both.
    mutating func writeRandomly(_ generator: inout SplitMix64, longest: Int) throws {
        let count = Int.random(in: 0...longest, using: &generator)
        let offset = Int.random(in: 0...expected.count - count, using: &generator)
        writes += 1
        let bytes = distinctBytes(Int(generator.next() >> 1), count: count)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0:
            let zeros = [UInt8](repeating: 0, count: count)
            try write(DataBuffer(.zeros(count: count)), zeros, at: offset)
        case 1:
            let middle = count / 2
            var buffer = DataBuffer(.memory(bytes[..<middle]))
            buffer.append(.zeros(count: count - middle))
            let tail = [UInt8](repeating: 0, count: count - middle)
            try write(buffer, bytes[..<middle] + tail, at: offset)
        default:
            try write(DataBuffer(bytes), bytes, at: offset)
        }
    }

    /// Whether a range, the whole medium by default, holds what it should.
    func holds(_ range: Range<Int>? = nil) throws -> Bool {
        let range = range ?? 0..<expected.count
        let found = try medium.read(at: Int64(range.lowerBound), count: range.count).bytes()
        return found == Array(expected[range])
    }
}

/// Offsets and lengths of writes around the borders of chunks of 64 KiB.
let rangesAroundChunkBorders: [Range<Int>] = {
    let chunk = 64 * 1024
    let edges = [0, 1, 511, chunk - 1, chunk, chunk + 1, 2 * chunk - 1, 2 * chunk, 2 * chunk + 513]
    return edges.flatMap { start in
        edges.filter { $0 > start }.map { start..<$0 }
    }
}()
