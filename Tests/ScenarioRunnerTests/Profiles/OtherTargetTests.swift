import Testing
import WireBytes

/// What the copy managers of tcmu-runner and QuadStor, those of SPC-2, and one that libiscsi's test
/// tool passes on do otherwise than SPC-4 says.
@Suite struct OtherTargetTests {
    private static let pair = [ProfileList.disk("A"), ProfileList.disk("B")]
    private static let twice = [ProfileList.disk("A"), ProfileList.disk("A")]
    private static let one = ProfileList.blocks(2, from: 1, to: 7)

    /// A list without a list identifier, which alone tcmu-runner takes.
    private static func unnamed(_ cscds: [[UInt8]], _ segments: [[UInt8]]) -> [UInt8] {
        ProfileList.list(id: 0, flags: 0x19, cscds, segments)
    }

    static let tcmuRunner = [
        Deviation(
            "LIST ID USAGE 00b",
            ProfileList.list(twice, [one]),
            standard: "GOOD",
            deviating: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 8c 00 01"),
        Deviation(
            "a list identifier with LIST ID USAGE 11b",
            ProfileList.list(flags: 0x19, twice, [one]),
            standard: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 80 00 00",
            deviating: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 80 00 00"),
        Deviation(
            "one device, no list identifier", unnamed(twice, [one]),
            standard: "GOOD", deviating: "GOOD"),
        Deviation(
            "no CSCD descriptor", unnamed([], [one]),
            standard: "70 00 0a 00 00 00 00 0a 00 00 00 00 08 04 00 a0 00 04",
            deviating: "70 00 05 00 00 00 00 0a 00 00 00 00 1a 00 00 80 00 02"),
        Deviation(
            "no segment descriptor", unnamed(twice, []),
            standard: "GOOD",
            deviating: "70 00 05 00 00 00 00 0a 00 00 00 00 1a 00 00 80 00 08"),
        Deviation(
            "two segment descriptors", unnamed(twice, [one, one]),
            standard: "GOOD",
            deviating: "70 00 05 00 00 00 00 0a 00 00 00 00 26 08 00 80 00 08"),
        Deviation(
            "DESCRIPTOR LENGTH 0118h", unnamed(twice, [ProfileList.blocks(length: 0x0118)]),
            standard: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 80 00 52",
            deviating: "GOOD"),
        Deviation(
            "two devices", unnamed(pair, [one]),
            standard: "GOOD",
            deviating: "70 00 0a 00 00 00 00 0a 00 00 00 00 0d 02 00 80 00 30"),
        Deviation(
            "another DISK BLOCK LENGTH",
            unnamed([ProfileList.disk("A", 1024), twice[1]], [one]),
            standard: "70 00 0a 00 00 00 00 0a 00 00 00 00 26 00 00 80 00 2d",
            deviating: "70 00 0a 00 00 00 00 0a 00 00 00 00 0d 03 00 80 00 2d"),
        Deviation(
            "a block beyond the last", unnamed(twice, [ProfileList.blocks(1, to: 128)]),
            standard: "70 00 0a 00 00 00 00 1d 00 12 00 00 0d 01 00 80 00 30 "
                + "02 f0 00 05 00 00 00 80 0a 00 00 00 00 21 00 00 00 00 00",
            deviating: "70 00 05 00 00 00 00 0a 00 00 00 00 21 00 00 80 00 30"),
        Deviation(
            "more than 16 MiB", unnamed(twice, [ProfileList.blocks(0x8001)]),
            standard: "70 00 0a 00 00 00 00 1d 12 00 00 00 0d 01 00 80 00 10 "
                + "02 f0 00 05 00 00 00 80 0a 00 00 00 00 21 00 00 00 00 00",
            deviating: "70 00 0a 00 00 00 00 0a 00 00 00 00 26 0d 00 a0 00 0a"),
    ]

    @Test(arguments: tcmuRunner)
    func tcmuRunnerCopiesWithinOneDevice(_ deviation: Deviation) throws {
        try deviation.check("tcmu-runner")
    }

    static let spc2 = [
        Deviation(
            "bit 3 of byte 1 is reserved",
            ProfileList.list(flags: 0x19, pair, [one]),
            standard: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 80 00 00",
            deviating: "GOOD"),
        Deviation(
            "a logical unit that is not there",
            ProfileList.list([ProfileList.disk("X"), pair[1]], [one]),
            standard: "70 00 0a 00 00 00 00 0a 00 00 00 00 08 04 00 80 00 10",
            deviating: "70 00 0a 00 00 00 00 0a 00 00 00 00 0d 02 00 80 00 10"),
        Deviation(
            "FFFFh is an index like any other",
            ProfileList.list(pair, [ProfileList.blocks(1, 0xFFFF, 1)]),
            standard: "GOOD",
            deviating: "70 00 0a 00 00 00 00 0a 00 00 00 00 0d 02 00 a0 00 04"),
    ]

    @Test(arguments: spc2) func spc2IsOlder(_ deviation: Deviation) throws {
        try deviation.check("spc2")
    }

    static let libiscsi = [
        Deviation(
            "a block beyond the last",
            ProfileList.list(pair, [ProfileList.blocks(1, to: 128)]),
            standard: "70 00 0a 00 00 00 00 1d 00 12 00 00 0d 01 00 80 00 30 "
                + "02 f0 00 05 00 00 00 80 0a 00 00 00 00 21 00 00 00 00 00",
            deviating: "70 00 0a 00 00 00 00 1d 00 12 00 00 0d 02 00 80 00 30 "
                + "02 f0 00 05 00 00 00 80 0a 00 00 00 00 21 00 00 00 00 00"),
        Deviation(
            "an E0h CSCD descriptor",
            ProfileList.list([[0xE0] + [UInt8](repeating: 0, count: 31), pair[1]], [one]),
            standard: "70 00 0a 00 00 00 00 0a 00 00 00 00 08 04 00 80 00 10",
            deviating: "70 00 05 00 00 00 00 0a 00 00 00 00 26 07 00 80 00 10"),
        Deviation(
            "a 03h segment descriptor of which only the header is there",
            ProfileList.list(pair, [[3, 0, 0, 0]]),
            standard: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 80 00 52",
            deviating: "70 00 05 00 00 00 00 0a 00 00 00 00 26 09 00 80 00 50"),
        Deviation(
            "65 CSCD descriptors",
            ProfileList.list(Array(repeating: pair[0], count: 65), [one]),
            standard: "70 00 05 00 00 00 00 0a 00 00 00 00 26 06 00 80 00 02",
            deviating: "70 00 05 00 00 00 00 0a 00 00 00 00 26 06 00 80 00 02"),
        Deviation(
            "65 segment descriptors",
            ProfileList.list(pair, Array(repeating: one, count: 65)),
            standard: "GOOD",
            deviating: "70 00 05 00 00 00 00 0a 00 00 00 00 26 08 00 80 00 08"),
    ]

    @Test(arguments: libiscsi) func libiscsiPasses(_ deviation: Deviation) throws {
        try deviation.check("libiscsi")
    }

    @Test func advertisedLimitsAreTheProfiles() throws {
        func data(_ name: String) throws -> [UInt8] { try ProfileBench(name).results(3).dataIn }
        // SNLID and TOTAL CONCURRENT COPIES are reserved in SPC-2.
        let (spc4, spc2) = (try data("spc4"), try data("spc2"))
        #expect(spc4[4] == 1 && spc4[35] == 16)
        #expect(spc2[4] == 0 && spc2[34] == 0 && spc2[35] == 0)
        // MAXIMUM SEGMENT LENGTH.
        #expect(hexPairs(try data("quadstor")[16..<20]) == "00 00 ff ff")
        #expect(hexPairs(try data("tcmu-runner")[16..<20]) == "01 00 00 00")
        #expect(hexPairs(spc4[16..<20]) == "00 00 00 00")
        // The descriptors' types.
        #expect(hexPairs(try data("freebsd-ctl")[44...]) == "02 07 14 e4")
        #expect(hexPairs(try data("hp-nsr-m2402-143r1")[44...].suffix(2)) == "e0 e1")
    }
}
