import Testing
import WireBytes

/// What the copy manager of Linux LIO does otherwise than SPC-4 says.
@Suite struct LIOTests {
    private static let pair = [ProfileList.disk("A"), ProfileList.disk("B")]
    private static let one = ProfileList.blocks(2, from: 1, to: 7)

    static let deviations = [
        Deviation(
            "a CSCD list that is no multiple of 32 bytes",
            ProfileList.list(pair + [[0]], [one]),
            standard: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 80 00 02",
            deviating: "70 00 05 00 00 00 00 0a 00 00 00 00 26 07 00 80 00 02"),
        Deviation(
            "a segment list that is no multiple of 28 bytes",
            ProfileList.list(pair, [one, [2]]),
            standard: "70 00 05 00 00 00 00 0a 00 00 00 00 1a 00 00 00 00 00",
            deviating: "70 00 05 00 00 00 00 0a 00 00 00 00 26 09 00 80 00 08"),
        Deviation(
            "segment descriptors are read before CSCD descriptors",
            ProfileList.list(
                [[0xEF] + [UInt8](repeating: 0, count: 31)],
                [[0x77] + [UInt8](repeating: 0, count: 27)]),
            standard: "70 00 05 00 00 00 00 0a 00 00 00 00 26 07 00 80 00 10",
            deviating: "70 00 05 00 00 00 00 0a 00 00 00 00 26 09 00 80 00 30"),
        Deviation(
            "a logical unit that is not there",
            ProfileList.list([ProfileList.disk("X"), ProfileList.disk("B")], [one]),
            standard: "70 00 0a 00 00 00 00 0a 00 00 00 00 08 04 00 80 00 10",
            deviating: "70 00 0a 00 00 00 00 0a 00 00 00 00 0d 02 00 80 00 10"),
        Deviation(
            "blocks of two lengths",
            ProfileList.list(
                [ProfileList.disk("A"), ProfileList.disk("C", 4096)], [ProfileList.blocks(8)]),
            standard: "GOOD",
            deviating: "70 00 02 00 00 00 00 0a 00 00 00 00 08 00 00 80 00 30"),
        Deviation(
            "inline data",
            ProfileList.list(pair, [one], inline: [1, 2, 3, 4]),
            standard: "GOOD",
            deviating: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 80 00 0c"),
        Deviation(
            "LIST ID USAGE is ignored",
            ProfileList.list(flags: 0x08, pair, [one]),
            standard: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 8c 00 01",
            deviating: "GOOD"),
        Deviation(
            "a designator of 8 bytes",
            ProfileList.list(
                [ProfileList.device(0, [0x50, 1, 2, 3, 4, 5, 6, 7], 0, 512, false), pair[1]],
                [one]),
            standard: "70 00 0a 00 00 00 00 0a 00 00 00 00 08 04 00 80 00 10",
            deviating: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 80 00 14"),
        Deviation(
            "three CSCD descriptors",
            ProfileList.list(pair + [ProfileList.disk("C", 4096)], [one]),
            standard: "GOOD",
            deviating: "70 00 05 00 00 00 00 0a 00 00 00 00 26 06 00 80 00 02"),
        Deviation(
            "two segment descriptors",
            ProfileList.list(pair, [one, one]),
            standard: "GOOD",
            deviating: "70 00 05 00 00 00 00 0a 00 00 00 00 26 08 00 80 00 08"),
        Deviation(
            "an E0h CSCD descriptor",
            ProfileList.list(
                [[0xE0] + [UInt8](repeating: 0, count: 30) + [0], pair[1]], [one]),
            standard: "70 00 0a 00 00 00 00 0a 00 00 00 00 08 04 00 80 00 10",
            deviating: "70 00 05 00 00 00 00 0a 00 00 00 00 26 07 00 80 00 10"),
        Deviation(
            "FFFFh, the logical unit that got the command",
            ProfileList.list(pair, [ProfileList.blocks(1, 0xFFFF, 1)]),
            standard: "GOOD",
            deviating: "70 00 0a 00 00 00 00 0a 00 00 00 00 0d 02 00 a0 00 04"),
        Deviation(
            "a write that failed: its sense data is not forwarded",
            ProfileList.list([pair[0], ProfileList.disk("P")], [one]),
            standard: "70 00 0a 00 00 00 00 1d 00 12 00 00 0d 01 00 80 00 30 "
                + "02 70 00 07 00 00 00 00 0a 00 00 00 00 27 00 00 00 00 00",
            deviating: "70 00 0a 00 00 00 00 0a 00 00 00 00 0d 01 00 80 00 30"),
    ]

    @Test(arguments: deviations)
    func listsEndAsThereAndNotAsTheStandardSays(_ deviation: Deviation) throws {
        try deviation.check("lio")
    }

    @Test func aGoodListCopies() throws {
        let bench = try ProfileBench("lio")
        #expect(outcome(bench.copy(ProfileList.list(Self.pair, [Self.one]))) == "GOOD")
        let expected = Array(ProfileBench.content(of: "A")[512..<1536])
        #expect(try bench.bytes(of: "B", block: 7, count: 2) == expected)
    }

    @Test func otherServiceActionsAreUnknownOperationCodes() throws {
        let (lio, spc4) = (try ProfileBench("lio"), try ProfileBench("spc4"))
        for action: UInt8 in [0, 1, 4, 5] {
            #expect(
                outcome(lio.results(action, list: 9))
                    == "70 00 05 00 00 00 00 0a 00 00 00 00 20 00 00 c0 00 00")
        }
        #expect(
            outcome(spc4.results(0, list: 9))
                == "70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 c0 00 02")
    }

    @Test func operatingParametersAreNamedAndGuarded() throws {
        let (lio, spc4) = (try ProfileBench("lio"), try ProfileBench("spc4"))
        #expect(
            outcome(lio.results(3, allocation: 53))
                == "70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 c0 00 0a")
        #expect(
            outcome(lio.results(3, list: 1))
                == "70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 c0 00 02")
        #expect(outcome(spc4.results(3, list: 1, allocation: 53)) == "GOOD")
        let data = lio.results(3).dataIn
        #expect(
            hexPairs(Array(data.prefix(46)))
                == "00 00 00 2a 01 00 00 00 00 02 00 01 00 00 04 00 10 00 00 00 00 00 00 00 "
                + "00 00 00 00 00 ff ff ff 00 00 00 10 10 09 00 00 00 00 00 02 02 e4")
    }
}
