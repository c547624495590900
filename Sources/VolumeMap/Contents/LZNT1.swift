import WireBytes

/// LZNT1, the compression of NTFS ([MS-XCA] 2.5).
///
/// Bytes are compressed in chunks of 4096, each on its own. A chunk begins with a header, low byte
/// first:
///
///     bit  0…11   bytes of the chunk, its header among them, less 3
///     bit  12…14  signature, 3
///     bit  15     1: what follows is compressed; 0: the bytes follow as they are
///
/// A header of zeros ends the data. A compressed chunk is groups: a byte of flags, lowest bit first,
/// then for each flag a literal byte (0) or two bytes of a reference (1): its upper bits are a
/// distance less 1, its lower bits a length less 3. The distance has as many bits as it takes to
/// reach back to the chunk's first byte, at least 4; the length has the rest of the 16.
enum LZNT1 {
    /// What a chunk holds when it is decompressed.
    static let chunkLength = 4096

    /// Why bytes cannot be decompressed.
    struct Failure: Error, Equatable {
        /// The place in the compressed bytes.
        let offset: Int
        let problem: String
    }

    /// Decompresses.
    ///
    /// - Parameters:
    ///   - source: compressed bytes; what follows their end is not looked at.
    ///   - size: bytes that come out. Where the data end before, zeros follow.
    /// - Throws: `Failure` for what no compressor writes. Nothing is read or written beyond
    ///   `source` and `size`, whatever the bytes say.
    static func decompress(_ source: [UInt8], size: Int) throws(Failure) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: size)
        var target = output.mutableSpan
        let bytes = source.span
        var place = 0
        var chunkStart = 0
        while bytes.count - place >= 2 {
            let header = Int(bytes[place]) | Int(bytes[place + 1]) << 8
            if header == 0 { break }
            let end = place + (header & 0xFFF) + 3
            guard header >> 12 & 7 == 3 else {
                throw Failure(
                    offset: place,
                    problem: "chunk header \(hexadecimal(header, digits: 4)) without signature 3")
            }
            guard end <= bytes.count else {
                throw Failure(
                    offset: place,
                    problem: "a chunk of \(end - place) bytes where \(bytes.count - place) are left"
                )
            }
            guard chunkStart < size else {
                throw Failure(offset: place, problem: "more chunks than \(size) bytes have")
            }
            let limit = min(size, chunkStart + chunkLength)
            if header & 0x8000 == 0 {
                guard end - place - 2 <= limit - chunkStart else {
                    throw Failure(offset: place, problem: "a chunk of more bytes than there are")
                }
                for index in place + 2..<end {
                    target[chunkStart + index - place - 2] = bytes[index]
                }
            } else {
                try expand(bytes, place + 2..<end, into: &target, chunkStart..<limit)
            }
            // A chunk that holds less than 4096 bytes is followed by zeros.
            chunkStart += chunkLength
            place = end
        }
        return output
    }

    /// Expands the groups of one compressed chunk.
    private static func expand(
        _ bytes: borrowing Span<UInt8>, _ source: Range<Int>, into target: inout MutableSpan<UInt8>,
        _ room: Range<Int>
    ) throws(Failure) {
        var place = source.lowerBound
        var next = room.lowerBound
        // Bits of a reference's length at `next`; fewer the further the chunk's beginning is.
        var lengthBits = 12
        var reach = 16
        while place < source.upperBound {
            var flags = UInt32(bytes[place]) | 0x100
            place += 1
            while flags > 1, place < source.upperBound {
                let isReference = flags & 1 != 0
                flags >>= 1
                guard isReference else {
                    guard next < room.upperBound else { throw tooLong(place) }
                    target[next] = bytes[place]
                    next += 1
                    place += 1
                    continue
                }
                guard source.upperBound - place >= 2 else {
                    throw Failure(offset: place, problem: "half a reference ends the chunk")
                }
                while next - room.lowerBound > reach {
                    reach <<= 1
                    lengthBits -= 1
                }
                let reference = Int(bytes[place]) | Int(bytes[place + 1]) << 8
                let distance = reference >> lengthBits + 1
                let count = reference & (1 << lengthBits - 1) + 3
                guard distance <= next - room.lowerBound else {
                    throw Failure(
                        offset: place,
                        problem: "a reference \(distance) bytes back from byte"
                            + " \(next - room.lowerBound) of its chunk")
                }
                guard count <= room.upperBound - next else { throw tooLong(place) }
                // One byte after the other: the source may run into what is being written.
                for _ in 0..<count {
                    target[next] = target[next - distance]
                    next += 1
                }
                place += 2
            }
        }
    }

    private static func tooLong(_ place: Int) -> Failure {
        Failure(offset: place, problem: "the chunk holds more bytes than there are")
    }
}
