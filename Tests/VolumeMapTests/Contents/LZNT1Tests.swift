import Testing
import WireBytes

@testable import VolumeMap

/// LZNT1 against vectors written by hand from [MS-XCA] 2.5, a compressor of the tests, and damage.
@Suite struct LZNT1Tests {
    /// Compressed bytes, and what they hold.
    @Test(arguments: [
        // No data at all, and the end mark alone.
        ("", ""), ("00 00", ""),
        // A chunk that is stored: header 3002h = 5 bytes with it, signature 3.
        ("02 30 41 42 43", "ABC"),
        // Literals only: flags 00h, then three bytes; B003h = 6 bytes with the header, compressed.
        ("03 b0 00 41 42 43", "ABC"),
        // [MS-XCA] 3.2's text: "F# F# G A A G F# E D D E F# F# E E F# F# G A A G F# E D D E F# E D D
        // E E F# D E F# G F# D E F# G F# E D E A F# F# G A A G F# E D D E F# E D D" in one chunk.
        (
            """
            38 b0 88 46 23 20 00 20 47 20 41 00 10 a2 47 01 a0 45 20 44 00 08 45 01 50 79 00 c0 45 20 \
            05 24 13 88 05 b4 02 4a 44 ef 03 58 02 8c 09 16 01 48 45 00 be 00 9e 00 04 01 18 90 00
            """,
            """
            F# F# G A A G F# E D D E F# F# E E F# F# G A A G F# E D D E F# E D D E E F# D E F# G F# D \
            E F# G F# E D E A F# F# G A A G F# E D D E F# E D D\0
            """
        ),
        // One literal, then a reference one byte back for 9: it reads what it writes.
        ("03 b0 02 61 06 00", "aaaaaaaaaa"),
        // A literal, then one byte back for the longest length, FFFh + 3 = 4098; cut off at 4096 it
        // would be too long, so FFCh + 3 = 4095.
        ("03 b0 02 61 fc 0f", String(repeating: "a", count: 4096)),
    ])
    func vectorsDecompress(hex: String, text: String) throws {
        let source = try bytes(hex: hex)
        let expected = Array(text.utf8)
        let output = try LZNT1.decompress(source, size: max(expected.count, 8192))
        #expect(output == expected + [UInt8](repeating: 0, count: output.count - expected.count))
    }

    /// The split between distance and length moves with each power of two behind the sixteenth byte.
    @Test(arguments: [
        (16, 4), (17, 5), (32, 5), (33, 6), (64, 6), (65, 7), (128, 7), (129, 8), (256, 8),
        (257, 9),
        (512, 9), (513, 10), (1024, 10), (1025, 11), (2048, 11), (2049, 12), (4000, 12),
    ])
    func aReferenceHasTheBitsOfItsPlace(position: Int, distanceBits: Int) throws {
        let literals = (0..<position).map { UInt8(truncatingIfNeeded: $0 * 7 + $0 / 256) }
        // From the first byte of the chunk, three bytes.
        let reference = UInt16(position - 1) << UInt16(16 - distanceBits)
        let chunk = compressedChunk(literals, reference)
        let output = try LZNT1.decompress(chunk, size: 4096)
        #expect(Array(output[..<(position + 3)]) == literals + literals[..<3])
    }

    private func compressedChunk(_ literals: [UInt8], _ reference: UInt16) -> [UInt8] {
        var body: [UInt8] = []
        for (index, literal) in literals.enumerated() {
            if index % 8 == 0 {
                let isLast = literals.count - index < 8
                body.append(isLast ? 1 << UInt8(literals.count - index) : 0)
            }
            body.append(literal)
        }
        if literals.count % 8 == 0 { body.append(1) }
        body += [UInt8(truncatingIfNeeded: reference), UInt8(reference >> 8)]
        let header = 0xB000 | UInt16(body.count - 1)
        return [UInt8(truncatingIfNeeded: header), UInt8(header >> 8)] + body
    }

    @Test func aShortChunkIsFilledWithZeros() throws {
        let source = try bytes(hex: "03 b0 00 41 42 43  03 b0 00 44 45 46")
        let output = try LZNT1.decompress(source, size: 8192)
        let gap = [UInt8](repeating: 0, count: 4093)
        #expect(output == Array("ABC".utf8) + gap + Array("DEF".utf8) + gap)
    }

    @Test(arguments: [
        // No signature; a chunk longer than what is left; half a reference.
        ("03 80 00 41 42 43", 8192, 0), ("04 b0 00 41 42 43", 8192, 0),
        ("03 b0 04 41 42 00", 8192, 5),
        // Back beyond the chunk's first byte: at once, and by one too many.
        ("02 b0 01 00 00", 8192, 3), ("03 b0 02 61 00 10", 8192, 4),
        // A second chunk may not reach into the first.
        ("03 b0 00 41 42 43  02 b0 01 00 00", 8192, 9),
        // 4097 bytes in a chunk, one more than the unit has, a chunk more than it has.
        ("03 b0 02 61 fe 0f", 8192, 4), ("03 b0 00 41 42 43", 2, 5), ("02 30 41 42 43", 2, 0),
        ("03 b0 00 41 42 43 03 b0 00 41 42 43", 4096, 6),
    ])
    func damageIsNamed(hex: String, size: Int, offset: Int) throws {
        let source = try bytes(hex: hex)
        let failure = #expect(throws: LZNT1.Failure.self) {
            try LZNT1.decompress(source, size: size)
        }
        #expect(failure?.offset == offset)
    }

    @Test(arguments: 0..<6) func whatIsCompressedComesBack(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        for round in 0..<40 {
            let count = Int.random(in: 0...9000, using: &random)
            let value = SimpleLZNT1.sample(count, alphabet: 1 + round * 4, using: &random)
            let packed = SimpleLZNT1.compress(value)
            #expect(try LZNT1.decompress(packed, size: count) == value)
        }
    }

    @Test(arguments: 0..<4) func damagedBytesNeverCrash(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed) + 100)
        let value = SimpleLZNT1.sample(6000, alphabet: 6, using: &random)
        let packed = SimpleLZNT1.compress(value)
        var failed = 0
        for _ in 0..<1000 {
            var bytes = packed
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
            if Bool.random(using: &random) {
                bytes.removeLast(Int.random(in: 0...bytes.count, using: &random))
            }
            let output = try? LZNT1.decompress(bytes, size: 6000)
            #expect(output.map { $0.count == 6000 } ?? true)
            failed += output == nil ? 1 : 0
        }
        #expect(failed > 100)
    }
}

/// A compressor that looks for the longest match in what the chunk has so far.
enum SimpleLZNT1 {
    /// Bytes with repetitions: words of a small alphabet, some of them again and again.
    static func sample(
        _ count: Int, alphabet: Int, using random: inout SplitMix64
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            if bytes.count > 10, Int.random(in: 0..<3, using: &random) > 0 {
                let start = Int.random(in: 0..<bytes.count - 5, using: &random)
                bytes += bytes[start...].prefix(Int.random(in: 1...200, using: &random))
            } else {
                bytes.append(UInt8(Int.random(in: 0..<min(256, alphabet), using: &random)))
            }
        }
        return Array(bytes.prefix(count))
    }

    static func compress(_ value: [UInt8]) -> [UInt8] {
        var packed: [UInt8] = []
        for start in stride(from: 0, to: value.count, by: 4096) {
            let chunk = Array(value[start..<min(value.count, start + 4096)])
            let body = groups(chunk)
            let isSmaller = body.count < chunk.count
            let content = isSmaller ? body : chunk
            packed += littleEndianBytes(
                (isSmaller ? 0xB000 : 0x3000) | UInt64(content.count - 1), 2)
            packed += content
        }
        return packed
    }

    private static func groups(_ chunk: [UInt8]) -> [UInt8] {
        var body: [UInt8] = []
        var next = 0
        while next < chunk.count {
            let flags = body.count
            body.append(0)
            for bit in 0..<8 where next < chunk.count {
                var distanceBits = 4
                while next > 1 << distanceBits { distanceBits += 1 }
                let match = longest(chunk, next, (1 << (16 - distanceBits)) + 2)
                if match.count >= 3 {
                    let reference = (match.distance - 1) << (16 - distanceBits) | (match.count - 3)
                    body += littleEndianBytes(UInt64(reference), 2)
                    body[flags] |= 1 << UInt8(bit)
                    next += match.count
                } else {
                    body.append(chunk[next])
                    next += 1
                }
            }
        }
        return body
    }

    private static func longest(
        _ chunk: [UInt8], _ next: Int, _ limit: Int
    ) -> (distance: Int, count: Int) {
        var best = (distance: 0, count: 0)
        // Near matches only: the tests' time goes here.
        for start in max(0, next - 300)..<next {
            var count = 0
            while count < limit, next + count < chunk.count,
                chunk[start + count] == chunk[next + count]
            {
                count += 1
            }
            if count > best.count { best = (next - start, count) }
        }
        return best
    }
}
