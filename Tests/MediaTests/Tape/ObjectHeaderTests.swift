import SCSI
import Testing
import WireBytes

@testable import Media

/// The structures of the cartridge format: their tables, their bytes, and the code by hand.
@Suite struct ObjectHeaderTests {
    private static func randomHeader(_ generator: inout SplitMix64) -> ObjectHeader {
        var header = ObjectHeader()
        header.type = [.record, .filemark, .endOfData].randomElement(using: &generator) ?? .record
        header.volumeTag = UInt32.random(in: 0 ... .max, using: &generator)
        header.generation = generator.next()
        header.objectNumber = generator.next()
        header.fileNumber = generator.next()
        header.logOffset = generator.next()
        if header.type == .record {
            header.logicalLength = UInt32.random(in: 1...0xFF_FFFF, using: &generator)
            header.storedLength = header.logicalLength
        }
        header.dataChecksum = UInt32.random(in: 0 ... .max, using: &generator)
        return header
    }

    @Test func tablesNameEveryBitOnce() {
        #expect(ObjectHeader.layout.coverageFaults == [])
        #expect(ObjectHeader.layout.fixedLength == ObjectHeader.byteCount)
        #expect(ObjectTrailer.layout.coverageFaults == [])
        #expect(ObjectTrailer.layout.fixedLength == ObjectTrailer.byteCount)
        #expect(CartridgeIndex.layout.coverageFaults == [])
        #expect(IndexRun.layout.coverageFaults == [])
        #expect(IndexRun.layout.fixedLength == 32)
    }

    @Test func theCodeByHandDoesWhatTheTableSays() throws {
        var generator = SplitMix64(seed: 1)
        for _ in 0..<1000 {
            var header = Self.randomHeader(&generator)
            var bytes = [UInt8](repeating: 0xEE, count: 100)
            header.encode(into: &bytes, at: 7)
            let encoded = Array(bytes[7..<71])
            #expect(encoded == header.encoded())
            #expect(try ObjectHeader(encoded) == header)
            #expect(ObjectHeader(checking: bytes, at: 7) == header)
            #expect(bytes[..<7].allSatisfy { $0 == 0xEE } && bytes[71...].allSatisfy { $0 == 0xEE })
            let trailer = ObjectTrailer(behind: header)
            trailer.encode(into: &bytes, at: 92)
            #expect(Array(bytes[92...]) == trailer.encoded())
        }
    }

    @Test func noFlippedBitIsAccepted() {
        var generator = SplitMix64(seed: 2)
        var header = Self.randomHeader(&generator)
        var bytes = [UInt8](repeating: 0, count: 64)
        header.encode(into: &bytes, at: 0)
        for bit in 0..<512 {
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(ObjectHeader(checking: bytes, at: 0) == nil)
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        }
        #expect(ObjectHeader(checking: Array(bytes.dropLast()), at: 0) == nil)
    }

    /// A record "tape" that is object 2 of file 1, in the log's 3rd generation.
    @Test func goldenBytes() throws {
        var header = ObjectHeader()
        header.type = .record
        header.volumeTag = 0xA1B2_C3D4
        header.generation = 3
        header.objectNumber = 2
        header.fileNumber = 1
        header.logOffset = 0x0128
        header.logicalLength = 4
        header.storedLength = 4
        header.dataChecksum = CRC32C.of(Array("tape".utf8))
        var encoded = [UInt8](repeating: 0, count: 64)
        header.encode(into: &encoded, at: 0)
        let expected = try bytes(
            hex: """
                53 42 54 41 50 45 4f 42 ; MAGIC "SBTAPEOB"
                01                      ; FORMAT VERSION 1
                01                      ; OBJECT TYPE record
                00 00                   ; Reserved
                a1 b2 c3 d4             ; VOLUME TAG
                00 00 00 00 00 00 00 03 ; GENERATION 3
                00 00 00 00 00 00 00 02 ; OBJECT NUMBER 2
                00 00 00 00 00 00 00 01 ; FILE NUMBER 1
                00 00 00 00 00 00 01 28 ; LOG OFFSET
                00 00 00 04             ; LOGICAL LENGTH 4
                00 00 00 04             ; STORED LENGTH 4
                ce ac 3a 2f             ; DATA CRC-32C
                32 47 95 b1             ; HEADER CRC-32C
                """)
        #expect(encoded == expected, "\(hexPairs(encoded[56...]))")
    }
}
