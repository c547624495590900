import SCSI
import Testing

/// The lists of ddpt 0.97, whose range descriptors stand one byte before their place.
@Suite struct DDPTTokenTests {
    /// Moves what begins at `start` to the byte before it, but leaves that of the length.
    private static func early(_ list: [UInt8], rangesAt start: Int) -> [UInt8] {
        var moved = Array(list[..<(start - 1)] + list[start...] + [0])
        moved[start - 1] = list[start - 1]
        return moved
    }

    private static func populate(_ ranges: [(Int, Int)], _ bench: ProfileBench) -> Reply {
        let descriptors = ProfileBench.descriptors(ranges)
        let list =
            ProfileList.number(14 + descriptors.count, 2) + [UInt8](repeating: 0, count: 12)
            + ProfileList.number(descriptors.count, 2) + descriptors
        return bench.send(
            ProfileBench.tokenCDB(0x10, list.count), early(list, rangesAt: 16), to: "A")
    }

    private static func write(
        _ token: [UInt8], _ ranges: [(Int, Int)], _ bench: ProfileBench
    ) -> Reply {
        let descriptors = ProfileBench.descriptors(ranges)
        let list =
            ProfileList.number(534 + descriptors.count, 2) + [UInt8](repeating: 0, count: 14)
            + token + [0, 0, 0, 0, 0, 0] + ProfileList.number(descriptors.count, 2) + descriptors
        return bench.send(
            ProfileBench.tokenCDB(0x11, list.count), early(list, rangesAt: 536), to: "B")
    }

    @Test func theRangesAreWhereTheyAreWritten() throws {
        let bench = try ProfileBench("ddpt")
        #expect(outcome(Self.populate([(3, 2), (9, 1)], bench)) == "GOOD")
        let token = Array(bench.tokenInformation().dataIn.dropFirst(38))
        try #require(token.count == 512)
        #expect(outcome(Self.write(token, [(40, 1), (50, 2)], bench)) == "GOOD")
        let content = ProfileBench.content(of: "A")
        for (from, to) in [(3, 40), (4, 50), (9, 51)] {
            #expect(
                try bench.bytes(of: "B", block: to, count: 1)
                    == Array(content[from * 512..<(from + 1) * 512]))
        }
    }

    /// Others read a range 256 times as far away, which is not on the disk.
    @Test func othersRefuseThem() throws {
        let bench = try ProfileBench("spc4")
        #expect(outcome(Self.populate([(3, 2)], bench)) == tokenRefused("21 00", "80 00 10"))
    }

    /// What is refused is where it stands; and a list that is right is another one here.
    @Test func whatIsNotOnTheDiskIsRefused() throws {
        let bench = try ProfileBench("ddpt")
        for ranges in [[(1 << 20, 1)], [(1 << 55, 1)], [(0, 1 << 20)]] {
            #expect(outcome(Self.populate(ranges, bench)) == tokenRefused("21 00", "80 00 0f"))
        }
        #expect(
            outcome(Self.populate([(3, 2), (1 << 20, 1)], bench))
                == tokenRefused("21 00", "80 00 1f"))
        #expect(outcome(bench.populate([(3, 2)])) == tokenRefused("21 00", "80 00 0f"))
    }
}
