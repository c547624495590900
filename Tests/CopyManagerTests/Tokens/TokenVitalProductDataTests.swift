import CopyManager
import SCSI
import Testing
import WireBytes

/// What VPD page 8Fh says of tokens.
@Suite struct TokenVitalProductDataTests {
    private func descriptors(_ bench: TokenBench, of unit: String) -> [Int: [UInt8]] {
        let page = bench.send([0x12, 1, 0x8F, 0x10, 0, 0], to: unit, dataIn: 4096).dataIn
        var found: [Int: [UInt8]] = [:]
        var offset = 4
        while offset + 4 <= page.count {
            let end = offset + 4 + Int(page.bigEndian16(at: offset + 2))
            found[Int(page.bigEndian16(at: offset))] = Array(page[offset..<end])
            offset = end
        }
        return found
    }

    @Test func theLimitsOfTheTokenCommands() throws {
        var profile = CopyManagerProfile()
        profile.tokens.maximumTokenTransferSize = 0x1_0000_0001
        let bench = try TokenBench(profile: profile)
        #expect(
            hexPairs(descriptors(bench, of: "A")[0] ?? []) == """
                00 00 00 20 00 00 00 00 00 00 00 40 00 00 02 58 00 00 00 3c \
                00 00 00 01 00 00 00 01 00 00 00 00 00 02 00 00
                """)
        #expect(descriptors(bench, of: "1")[0] == nil)
        // Nor has a tape the commands.
        let supported = descriptors(bench, of: "1")[1] ?? []
        #expect(hexPairs(supported.prefix(10)) == "00 01 00 10 0f 83 03 00 01 1c")
    }

    @Test func theFeaturesOfTokens() throws {
        var profile = CopyManagerProfile()
        profile.tokens.maximumTokenTransferSize = 0x100
        let bench = try TokenBench(lengthA: 4096, profile: profile)
        let features = descriptors(bench, of: "A")[0x0106] ?? []
        #expect(hexPairs(features.prefix(5)) == "01 06 00 5c 00")
        #expect(
            hexPairs(features.dropFirst(16).prefix(12))
                == "00 00 00 01 00 01 51 80 00 00 02 58")
        #expect(
            hexPairs(features.dropFirst(46)) == """
                00 30 00 00 00 2c 00 00 00 01 00 00 00 00 00 10 00 00 \
                00 00 00 00 20 00 00 00 00 00 00 00 20 00 00 00 00 00 00 00 20 00 00 00 \
                00 00 00 00 00 00 00 00
                """)
        let unlimited = descriptors(try TokenBench(), of: "A")[0x0106] ?? []
        #expect(unlimited.bigEndian64(at: 56) == .max)
    }

    @Test func theTypesOfRepresentations() throws {
        let types = descriptors(try TokenBench(), of: "A")[0x0108] ?? []
        #expect(hexPairs(types.prefix(8)) == "01 08 01 84 00 00 01 80")
        let entries = stride(from: 8, to: types.count, by: 64).map {
            hexPairs(types[$0..<$0 + 8])
        }
        #expect(
            entries == [
                "00 00 00 00 02 00 00 00", "00 01 00 00 83 00 00 00", "00 80 00 00 83 00 00 00",
                "00 80 00 01 83 00 00 00", "00 80 00 02 83 00 00 00", "ff ff 00 01 02 00 00 00",
            ])
    }
}
