import CopyManager
import SCSI
import Testing
import WireBytes

/// The reference's worked token commands, byte for byte.
@Suite struct WorkedTokenTests {
    static let populate = """
        00 1e 02 00 00 00 00 3c 00 80 00 00 00 00 00 10
        00 00 00 00 00 00 10 00 00 00 08 00 00 00 00 00
        """

    @Test func w17MakesAToken() throws {
        let bench = try TokenBench(blocks: 0x1800)
        let list = try bytes(hex: Self.populate)
        let cdb = try bytes(hex: "83 10 00 00 00 00 00 00 00 77 00 00 00 20 00 00")
        expectGood(bench.send(cdb, list, to: "A"))
        let ask = try bytes(hex: "84 07 00 00 00 77 00 00 00 00 00 00 02 26 00 00")
        let data = bench.send(ask, to: "A", dataIn: 550).dataIn
        #expect(data.count == 550)
        #expect(
            hexPairs(data.prefix(38)) == """
                00 00 02 22 10 01 00 00 ff ff ff fe 00 00 00 f1 \
                00 00 00 00 00 00 08 00 00 00 00 00 00 00 00 00 \
                00 00 02 02 00 00
                """)
        let token = Array(data[38...])
        #expect(hexPairs(token.prefix(8)) == "00 80 00 00 00 00 01 f8")
        // A short answer keeps the token; an allocation length of zero drops it.
        #expect(bench.information(0x77, allocation: 100).dataIn == Array(data.prefix(100)))
        #expect(bench.information(0x77).dataIn == data)
        expectGood(bench.information(0x77, allocation: 0))
        #expect(bench.information(0x77).dataIn.suffix(4) == [0, 0, 0, 0])
        #expect(bench.information(0x77).dataIn.count == 36)
        expectGood(
            bench.write(list: TokenLists.write(token, [BlockRange(0x100, 0x800)])))
        #expect(
            try areEqual(bench.diskB.blocks(0x100, 0x800), bench.diskA.original(0x1000, 0x800)))
    }

    @Test func w17bReadsARangeThatStandsAByteEarly() throws {
        let bench = try TokenBench()
        let list = try bytes(
            hex: """
                00 1e 02 00 00 00 00 3c 00 80 00 00 00 00 00 10
                00 00 00 00 00 10 00 00 00 08 00 00 00 00 00 00
                """)
        expectSense(bench.populate(list: list), illegalRequest("21 00", "80 00 10"))
    }

    @Test func w18WritesZeros() throws {
        let bench = try TokenBench(blocks: 0x4200)
        let list = try bytes(
            hex: "02 26" + String(repeating: " 00", count: 14) + " ff ff 00 01 00 00 01 f8"
                + String(repeating: " 00", count: 504) + " 00 00 00 00 00 00 00 10"
                + " 00 00 00 00 00 00 40 00 00 00 01 00 00 00 00 00")
        let cdb = try bytes(hex: "83 11 00 00 00 00 00 00 00 78 00 00 02 28 00 00")
        expectGood(bench.send(cdb, list, to: "A"))
        var expected = bench.diskA.content
        for index in 0x4000 * 512..<0x4100 * 512 { expected[index] = 0 }
        #expect(try areEqual(bench.diskA.bytes(), expected))
        #expect(
            hexPairs(bench.information(0x78).dataIn) == """
                00 00 00 20 11 01 00 00 ff ff ff fe 00 00 00 f1 \
                00 00 00 00 00 00 01 00 00 00 00 00 00 00 00 00 \
                00 00 00 00
                """)
    }

    @Test func w16MakesATokenBySegments() throws {
        let bench = try TokenBench(blocks: 0x4100)
        let list = try WorkedList.w16.bytes
        let cdb = try bytes(hex: "83 01 00 00 00 00 00 00 00 00 00 00 00 80 00 00")
        expectGood(bench.send(cdb, list, to: "A"))
        let data = bench.information(0x0001_0204).dataIn
        #expect(data.count == 550)
        #expect(hexPairs(data[32..<38]) == "00 00 02 02 00 01")
        #expect(hexPairs(data.prefix(6)) == "00 00 02 22 01 01")
        let token = Array(data[38...])
        // 1,081,344 bytes.
        #expect(token[48..<64] == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10, 0x80, 0])
        expectGood(bench.write(list: TokenLists.write(token, [BlockRange(0x10, 0x840)])))
        let expected =
            bench.diskA.original(0x1000, 0x800) + bench.diskA.original(0x4000, 0x40)
        #expect(try areEqual(bench.diskB.blocks(0x10, 0x840), expected))
    }
}
