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

@Suite struct CRC32Tests {
    /// The check value of CRC-32/ISO-HDLC in the catalogue of parametrised CRC algorithms, and sums
    /// that gzip writes.
    @Test(arguments: [
        ("", 0), ("123456789", 0xCBF4_3926), ("a", 0xE8B7_BE43),
        ("The quick brown fox jumps over the lazy dog", 0x414F_A339),
    ])
    func sumsAreThoseOfOthers(text: String, expected: UInt32) {
        #expect(CRC32.of(Array(text.utf8)) == expected)
    }

    @Test func piecesGiveTheSameSumAsTheWhole() {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        for cut in [0, 1, 7, 8, 63, 500, 999, 1000] {
            var checksum = CRC32()
            checksum.add(Array(bytes[..<cut]).span)
            checksum.add(Array(bytes[cut...]).span)
            #expect(checksum.value == CRC32.of(bytes))
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
