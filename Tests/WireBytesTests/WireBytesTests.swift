import Testing
import WireBytes

@Suite struct CRC32CTests {
    /// The five vectors of RFC 3720 B.4.
    @Test(
        arguments: [
            ([UInt8](repeating: 0x00, count: 32), 0x8A91_36AA),
            ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
            ([UInt8](0..<32), 0x46DD_794E),
            ([UInt8]((0..<32).reversed()), 0x113F_DB5C),
            (Array("123456789".utf8), 0xE306_9283),
        ] as [([UInt8], UInt32)]
    )
    func vectors(bytes: [UInt8], expected: UInt32) {
        #expect(CRC32C.of(bytes) == expected)
    }

    @Test func piecesGiveTheSameSumAsTheWhole() {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        for cut in [0, 1, 7, 8, 63, 500, 999, 1000] {
            var checksum = CRC32C()
            checksum.add(Array(bytes[..<cut]).span)
            checksum.add(Array(bytes[cut...]).span)
            #expect(checksum.value == CRC32C.of(bytes))
        }
    }
}

@Suite struct HexTests {
    @Test func readsDumpsWithComments() throws {
        let text = "83 00\t0a0B ; a comment with 99\nfF # another\n 01"
        #expect(try bytes(hex: text) == [0x83, 0x00, 0x0A, 0x0B, 0xFF, 0x01])
        #expect(hexPairs([0x83, 0x00, 0xFF]) == "83 00 ff")
    }

    @Test(arguments: [("8", 1), ("83 0", 4), ("8 3", 1), ("83 zz", 3), ("83 1;", 4)])
    func namesThePlaceOfAFault(text: String, offset: Int) {
        let error = #expect(throws: WireError.self) { try bytes(hex: text) }
        #expect(error?.offset == offset)
    }

    @Test func printsAsTheStandardsDo() {
        #expect(hexadecimal(0x83) == "83h")
        #expect(hexadecimal(5) == "05h")
        #expect(hexadecimal(0x1234, digits: 8) == "00001234h")
        #expect(hexadecimal(0xABC) == "0ABCh")
    }
}

@Suite struct BigEndianTests {
    @Test func readsWhatItWrites() {
        var bytes: [UInt8] = []
        bytes.appendBigEndian(0x0102_0304_0506_0708, count: 8)
        #expect(bytes == [1, 2, 3, 4, 5, 6, 7, 8])
        #expect(bytes.bigEndian(at: 1, count: 3) == 0x02_0304)
        #expect(bytes.bigEndian16(at: 2) == 0x0304)
        #expect(bytes.bigEndian32(at: 4) == 0x0506_0708)
        #expect(bytes.bigEndian64(at: 0) == 0x0102_0304_0506_0708)
        bytes.setBigEndian(0xAABB, at: 3, count: 2)
        #expect(bytes == [1, 2, 3, 0xAA, 0xBB, 6, 7, 8])
    }
}

@Suite struct LittleEndianTests {
    private let bytes: [UInt8] = [0x01, 0x02, 0x03, 0x84, 0x05, 0x06, 0x07, 0x88, 0xF9]

    @Test func readsAtAnyPlace() {
        let read16 = (0..<8).map { bytes.span.littleEndian16(at: $0) }
        #expect(
            read16 == [0x0201, 0x0302, 0x8403, 0x0584, 0x0605, 0x0706, 0x8807, 0xF988])
        let read32 = [bytes.span.littleEndian32(at: 0), bytes.span.littleEndian32(at: 5)]
        #expect(read32 == [0x8403_0201, 0xF988_0706])
        let read64 = [bytes.span.littleEndian64(at: 0), bytes.span.littleEndian64(at: 1)]
        #expect(read64 == [0x8807_0605_8403_0201, 0xF988_0706_0584_0302])
    }

    @Test(
        arguments: [
            (0, 0, 0, 0), (8, 0, 0, 0), (9, 0, 0, 0), (0, 1, 1, 1), (3, 1, 0x84, -0x7C),
            (2, 2, 0x8403, -0x7BFD), (0, 3, 0x03_0201, 0x03_0201), (6, 3, 0xF9_8807, -0x06_77F9),
            (1, 8, 0xF988_0706_0584_0302, -0x0677_F8F9_FA7B_FCFE),
        ] as [(Int, Int, UInt64, Int64)])
    func readsAnyCountOfBytes(place: Int, count: Int, value: UInt64, signed: Int64) {
        let found = bytes.span.littleEndian(at: place, count: count)
        let foundSigned = bytes.span.signedLittleEndian(at: place, count: count)
        #expect(found == value)
        #expect(foundSigned == signed)
    }

    @Test func stopsBeforeItReadsBeyondTheEnd() async {
        await #expect(processExitsWith: .failure) {
            let bytes = [UInt8](repeating: 0, count: 9)
            _ = bytes.span.littleEndian16(at: 8)
        }
        await #expect(processExitsWith: .failure) {
            let bytes = [UInt8](repeating: 0, count: 9)
            _ = bytes.span.littleEndian64(at: 2)
        }
        await #expect(processExitsWith: .failure) {
            let bytes = [UInt8](repeating: 0, count: 9)
            _ = bytes.span.littleEndian(at: 8, count: 2)
        }
        await #expect(processExitsWith: .failure) {
            let bytes = [UInt8](repeating: 0, count: 9)
            _ = bytes.span.littleEndian32(at: -1)
        }
    }
}
