import Devices
import Fabric
import Testing
import Timebase

/// What the copy manager of FreeBSD's CAM target layer does otherwise than SPC-4 says.
@Suite struct FreeBSDCTLTests {
    private static let pair = [ProfileList.disk("A"), ProfileList.disk("B")]
    private static let one = ProfileList.blocks(2, from: 1, to: 7)

    static let deviations = [
        Deviation(
            "a list shorter than the header",
            [UInt8](repeating: 0, count: 15),
            standard: "70 00 05 00 00 00 00 0a 00 00 00 00 1a 00 00 00 00 00",
            deviating: "70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 c0 00 0a"),
        Deviation(
            "a list longer than any",
            ProfileList.list(pair, [one], trailing: [UInt8](repeating: 0, count: 8192)),
            standard: "GOOD",
            deviating: "70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 c0 00 0a"),
        Deviation(
            "residue with CAT",
            ProfileList.list(
                [pair[0], ProfileList.disk("C", 4096)], [ProfileList.blocks(9, flags: 1)]),
            standard: "GOOD",
            deviating: "f0 00 0a 00 00 00 00 0a 00 00 00 00 26 0a 00 00 00 00"),
        Deviation(
            "an ID without a descriptor: SD is zero",
            ProfileList.list(pair, [one, ProfileList.blocks(1, 0, 5)]),
            standard: "70 00 0a 00 00 00 00 0a 00 00 00 01 08 04 00 a0 00 06",
            deviating: "70 00 0a 00 00 00 00 0a 00 00 00 01 08 04 00 80 00 72"),
        Deviation(
            "inline data, of which there is none",
            ProfileList.list(pair, [one], inline: [1, 2, 3, 4]),
            standard: "GOOD",
            deviating: "70 00 05 00 00 00 00 0a 00 00 00 00 26 0b 00 80 00 0c"),
        Deviation(
            "a segment type that is none of the three",
            ProfileList.list(
                pair, [[0x16, 0, 0, 0x18, 0, 0, 0, 1] + [UInt8](repeating: 0, count: 20)]),
            standard: "GOOD",
            deviating: "70 00 05 00 00 00 00 0a 00 00 00 00 26 09 00 80 00 50"),
        Deviation(
            "65 segment descriptors",
            ProfileList.list(pair, Array(repeating: one, count: 65)),
            standard: "GOOD",
            deviating: "70 00 05 00 00 00 00 0a 00 00 00 00 26 08 00 80 00 08"),
    ]

    @Test(arguments: deviations)
    func listsEndAsThereAndNotAsTheStandardSays(_ deviation: Deviation) throws {
        try deviation.check("freebsd-ctl")
    }

    /// A LID4 list of which only a LID1 header is there: too short for the one, cut for the other.
    @Test func theShortestLID4ListIsHeldToTheOtherHeader() throws {
        let cut = "70 00 05 00 00 00 00 0a 00 00 00 00 1a 00 00 00 00 00"
        let short = "70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 c0 00 0a"
        for (count, standard, there) in [(15, cut, short), (16, cut, cut), (47, cut, cut)] {
            let list = [1] + [UInt8](repeating: 0, count: count - 1)
            #expect(outcome(try ProfileBench("spc4").copy(list, action: 1)) == standard)
            #expect(outcome(try ProfileBench("freebsd-ctl").copy(list, action: 1)) == there)
        }
    }

    /// The first CSCD descriptor of a LID4 list is 0001h by the standard, and 0000h there.
    @Test func descriptorsOfLID4ListsCountFromZero() throws {
        func list(_ first: Int) -> [UInt8] {
            var header = [UInt8](repeating: 0, count: 48)
            (header[0], header[1], header[3], header[16]) = (1, 1, 0x20, 0xFF)
            (header[23], header[43], header[45]) = (0x41, 64, 28)
            return header + Self.pair.joined()
                + ProfileList.blocks(2, first, first + 1, from: 1, to: 7)
        }
        let data = Array(ProfileBench.content(of: "A")[512..<1536])
        for (name, first) in [("spc4", 1), ("freebsd-ctl", 0)] {
            let bench = try ProfileBench(name)
            #expect(outcome(bench.copy(list(first), action: 1)) == "GOOD", "\(name)")
            #expect(try bench.bytes(of: "B", block: 7, count: 2) == data)
        }
        #expect(
            outcome(try ProfileBench("spc4").copy(list(0), action: 1))
                == "70 00 0a 00 00 00 00 0a 00 00 00 00 26 00 00 a0 00 04")
        #expect(
            outcome(try ProfileBench("freebsd-ctl").copy(list(1), action: 1))
                == "70 00 0a 00 00 00 00 0a 00 00 00 00 08 04 00 80 00 76")
    }

    @Test func everyFailureOfASubcommandIsADeviceFailure() throws {
        for (name, code) in [("spc4", "0d 02"), ("freebsd-ctl", "0d 01")] {
            let bench = try ProfileBench(name)
            bench.fabric.add(
                Fault(
                    unit: "B", trigger: .command(.write16, nth: 1), times: 9,
                    effect: .unreachable))
            #expect(
                outcome(bench.copy(ProfileList.list(Self.pair, [Self.one])))
                    == "70 00 0a 00 00 00 00 0a 00 00 00 00 \(code) 00 80 00 30")
        }
    }

    /// Descriptor format: nothing says whose sense data it is.
    @Test func forwardedDescriptorsNameNoSource() throws {
        for (name, source) in [("spc4", "02"), ("freebsd-ctl", "00")] {
            let bench = try ProfileBench(name)
            bench.setDescriptorSenseOfTape()
            let list = ProfileList.list([Self.pair[0], ProfileList.disk("P")], [Self.one])
            let sense = outcome(bench.copy(list, to: "T"))
            #expect(sense.hasPrefix("72 0a 0d 01"), "\(name): \(sense)")
            #expect(
                sense.contains(
                    " 0c 14 \(source) 02 70 00 07 00 00 00 00 0a 00 00 00 00 27 00 00 00 00 00"),
                "\(name): \(sense)")
        }
    }

    @Test func aListIdentifierInUseIsAnInvalidField() throws {
        for (name, code) in [("spc4", "00 16"), ("freebsd-ctl", "26 00")] {
            let bench = try ProfileBench(
                name, timing: DeviceTiming(perCommand: .seconds(1), perMebibyte: .zero))
            let list = ProfileList.list(Self.pair, [Self.one])
            try bench.begin(list)
            bench.fabric.wait(until: bench.fabric.now + .milliseconds(2500))
            #expect(
                outcome(bench.copy(list))
                    == "70 00 05 00 00 00 00 0a 00 00 00 00 \(code) 00 00 00 00", "\(name)")
        }
    }

    @Test func resultsAreKeptForAMinuteAndGoAfterARead() throws {
        let list = ProfileList.list(Self.pair, [Self.one, ProfileList.blocks(1, 0, 5)])
        let gone = "70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 c0 00 02"
        let bench = try ProfileBench("freebsd-ctl")
        #expect(bench.copy(list).status == .checkCondition)
        #expect(outcome(bench.results(0, list: 0x41)) == "GOOD")
        #expect(outcome(bench.results(4, list: 0x41)) == gone)
        #expect(bench.copy(list).status == .checkCondition)
        bench.fabric.wait(until: bench.fabric.now + .seconds(59))
        #expect(outcome(bench.results(4, list: 0x41)) == "GOOD")
        #expect(bench.copy(list).status == .checkCondition)
        bench.fabric.wait(until: bench.fabric.now + .seconds(60))
        #expect(outcome(bench.results(4, list: 0x41)) == gone)
    }

    /// Byte 56 of the failure details of a copy that was aborted: TASK ABORTED, or the state of the
    /// copy.
    @Test func failureDetailsHoldTheStateOfTheCopy() throws {
        for (name, status) in [("spc4", UInt8(0x40)), ("freebsd-ctl", 0x02)] {
            let bench = try ProfileBench(
                name, timing: DeviceTiming(perCommand: .seconds(1), perMebibyte: .zero))
            try bench.begin(ProfileList.list(Self.pair, [Self.one]))
            bench.fabric.wait(until: bench.fabric.now + .milliseconds(2500))
            let abort = [0x83, 0x1C, 0, 0, 0, 0x41] + [UInt8](repeating: 0, count: 10)
            #expect(outcome(bench.send(abort)) == "GOOD")
            let data = bench.results(4, list: 0x41).dataIn
            #expect(data.count > 56 && data[56] == status, "\(name)")
        }
    }
}
