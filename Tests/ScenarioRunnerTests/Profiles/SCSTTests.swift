import Fabric
import SCSI
import Testing
import Timebase
import WireBytes

/// What the copy manager of SCST does otherwise than SPC-4 says.
@Suite struct SCSTTests {
    private static let pair = [ProfileList.disk("A"), ProfileList.disk("B")]
    private static let one = ProfileList.blocks(2, from: 1, to: 7)

    static let deviations = [
        Deviation(
            "reserved LIST ID USAGE",
            ProfileList.list(flags: 0x08, pair, [one]),
            standard: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 8c 00 01",
            deviating: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 8b 00 01"),
        Deviation(
            "inline data",
            ProfileList.list(pair, [one], inline: [1, 2, 3, 4]),
            standard: "GOOD",
            deviating: "70 00 05 00 00 00 00 0a 00 00 00 00 26 0b 00 80 00 0c"),
        Deviation(
            "trailing bytes",
            ProfileList.list(pair, [one], trailing: [1]),
            standard: "GOOD",
            deviating: "70 00 05 00 00 00 00 0a 00 00 00 00 26 0b 00 80 00 0c"),
        Deviation(
            "no CSCD descriptors for a segment",
            ProfileList.list([], [one]),
            standard: "70 00 0a 00 00 00 00 0a 00 00 00 00 08 04 00 a0 00 04",
            deviating: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 80 00 02"),
        Deviation(
            "six CSCD descriptors",
            ProfileList.list(pair + pair + pair, [one]),
            standard: "GOOD",
            deviating: "70 00 05 00 00 00 00 0a 00 00 00 00 26 06 00 80 00 02"),
        Deviation(
            "DISK BLOCK LENGTH 0",
            ProfileList.list([ProfileList.disk("A", 0), pair[1]], [one]),
            standard: "GOOD",
            deviating: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 80 00 2d"),
        Deviation(
            "another DISK BLOCK LENGTH",
            ProfileList.list([ProfileList.disk("A", 1024), pair[1]], [one]),
            standard: "70 00 0a 00 00 00 00 0a 00 00 00 00 26 00 00 80 00 2d",
            deviating: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 80 00 2d"),
        Deviation(
            "a designator that nobody has, in a descriptor that no segment uses",
            ProfileList.list(pair + [ProfileList.disk("X")], [one]),
            standard: "GOOD",
            deviating: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 80 00 50"),
        Deviation(
            "NUL as the source",
            ProfileList.list([ProfileList.disk("A", nul: true), pair[1]], [one]),
            standard: "70 00 0a 00 00 00 00 0a 00 00 00 00 0d 02 00 80 00 10",
            deviating: "70 00 0a 00 00 00 00 0a 00 00 00 00 0d 02 00 a0 00 04"),
        Deviation(
            "NUL as the destination",
            ProfileList.list([pair[0], ProfileList.disk("B", nul: true)], [one]),
            standard: "70 00 0a 00 00 00 00 0a 00 00 00 00 0d 02 00 80 00 30",
            deviating: "70 00 0a 00 00 00 00 0a 00 00 00 00 0d 02 00 a0 00 06"),
        Deviation(
            "an ID without a descriptor, in the second segment",
            ProfileList.list(pair, [one, ProfileList.blocks(1, 0, 5)]),
            standard: "70 00 0a 00 00 00 00 0a 00 00 00 01 08 04 00 a0 00 06",
            deviating: "70 00 0a 00 00 00 00 0a 00 00 00 01 00 00 00 a0 00 06"),
        Deviation(
            "a wrong DESCRIPTOR LENGTH, in the second segment",
            ProfileList.list(pair, [one, ProfileList.blocks(1, length: 0x14)]),
            standard: "70 00 05 00 00 00 00 0a 00 00 00 00 26 00 00 80 00 6e",
            deviating: "70 00 0a 00 00 00 00 0a 00 00 00 01 00 00 00 a0 00 02"),
        Deviation(
            "data that fills no whole block of the destination",
            ProfileList.list(
                [pair[0], ProfileList.disk("C", 4096)], [ProfileList.blocks(1)]),
            standard: "70 00 0a 00 00 00 00 0a 00 00 00 00 26 0a 00 00 00 00",
            deviating: "70 00 0a 00 00 00 00 0a 00 00 00 00 00 00 00 a0 00 0a"),
        Deviation(
            "a destination that is write-protected",
            ProfileList.list([pair[0], ProfileList.disk("P")], [one]),
            standard: "70 00 0a 00 00 00 00 1d 00 12 00 00 0d 01 00 80 00 30 "
                + "02 70 00 07 00 00 00 00 0a 00 00 00 00 27 00 00 00 00 00",
            deviating: "70 00 0a 00 00 00 00 0a 00 00 00 00 00 00 00 a0 00 06"),
    ]

    @Test(arguments: deviations)
    func listsEndAsThereAndNotAsTheStandardSays(_ deviation: Deviation) throws {
        try deviation.check("scst")
    }

    /// The status of the device that failed stands one byte early, in the field pointer.
    @Test func forwardedStatusIsOffByOne() throws {
        let list = ProfileList.list(Self.pair, [Self.one])
        let error = Fault(
            unit: "B", trigger: .command(.write16, nth: 1), times: 1,
            effect: .checkCondition(SenseData(.mediumError, .writeError)))
        let forwarded = "70 00 03 00 00 00 00 0a 00 00 00 00 0c 00 00 00 00 00"
        let (scst, spc4) = (try ProfileBench("scst"), try ProfileBench("spc4"))
        scst.fabric.add(error)
        spc4.fabric.add(error)
        #expect(
            outcome(spc4.copy(list))
                == "70 00 0a 00 00 00 00 1d 00 12 00 00 0d 01 00 80 00 30 02 " + forwarded)
        #expect(
            outcome(scst.copy(list))
                == "70 00 0a 00 00 00 00 1c 00 12 00 00 0d 01 00 80 00 02 " + forwarded)
    }

    @Test func aWriteThatEndsBusyIsADeviceFailure() throws {
        let bench = try ProfileBench("scst")
        bench.fabric.add(
            Fault(unit: "B", trigger: .command(.write16, nth: 1), times: 100, effect: .busy))
        let reply = bench.copy(ProfileList.list(Self.pair, [Self.one]))
        #expect(outcome(reply).contains("0d 01 00"))
    }

    @Test func resultsGoAfterARead() throws {
        let (scst, spc4) = (try ProfileBench("scst"), try ProfileBench("spc4"))
        let failing = ProfileList.list(Self.pair, [Self.one, ProfileList.blocks(1, 0, 5)])
        for bench in [scst, spc4] { #expect(bench.copy(failing).status == .checkCondition) }
        // 1024 bytes were written: 1 KiB there, 1024 bytes here.
        #expect(
            hexPairs(spc4.results(0, list: 0x41).dataIn) == "00 00 00 08 02 00 02 00 00 00 04 00")
        #expect(
            hexPairs(scst.results(0, list: 0x41).dataIn) == "00 00 00 08 02 00 02 01 00 00 00 01")
        // Nothing is left of it there; the failure details are still to be had here.
        #expect(
            outcome(scst.results(4, list: 0x41))
                == "70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 c0 00 02")
        #expect(spc4.results(4, list: 0x41).dataIn.count == 78)
    }

    @Test func failureDetailsAreLongerThanTheyAre() throws {
        let failing = ProfileList.list(Self.pair, [ProfileList.blocks(1, 0, 5)])
        for (name, available) in [("spc4", "00 00 00 4a"), ("scst", "00 00 00 4b")] {
            let bench = try ProfileBench(name)
            #expect(bench.copy(failing).status == .checkCondition)
            let data = bench.results(4, list: 0x41).dataIn
            #expect(data.count == 78 && hexPairs(Array(data.prefix(4))) == available, "\(name)")
        }
    }

    @Test func resultsAreKeptForFiveSeconds() throws {
        let list = ProfileList.list(Self.pair, [Self.one])
        for (name, isGone) in [("spc4", false), ("scst", true)] {
            for (wait, mustBeGone) in [(4, false), (6, isGone)] {
                let bench = try ProfileBench(name)
                #expect(outcome(bench.copy(list)) == "GOOD")
                bench.fabric.wait(until: bench.fabric.now + .seconds(Int64(wait)))
                let ended = outcome(bench.results(0, list: 0x41))
                #expect((ended != "GOOD") == mustBeGone, "\(name) after \(wait) s")
            }
        }
    }

    /// 64 KiB is advertised as the granularity, and a block of 512 bytes is copied.
    @Test func theGranularityIsAdvertisedOnly() throws {
        let bench = try ProfileBench("scst")
        #expect(bench.results(3).dataIn[37] == 16)
        let list = ProfileList.list(Self.pair, [ProfileList.blocks(1)])
        #expect(outcome(bench.copy(list)) == "GOOD")
    }
}
