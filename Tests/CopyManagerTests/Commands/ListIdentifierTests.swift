import Devices
import Fabric
import SCSI
import Testing
import Timebase

/// List identifiers: whose they are, what they clash with, and how long they mean something.
@Suite struct ListIdentifierTests {
    private let unknown = refused("24 00", "c0 00 02")

    private func bench(_ change: (inout BenchShape) -> Void = { _ in }) throws -> CopyBench {
        var shape = BenchShape()
        shape.timing = DeviceTiming(perCommand: .milliseconds(1), perMebibyte: .zero)
        change(&shape)
        return try CopyBench(shape)
    }

    private func short(_ id: UInt8, usage: UInt8 = 0, count: Int = 20) -> [UInt8] {
        ListBytes.list(
            id: id, usage: usage, [ListBytes.disk(CopyBench.naaA)],
            [[UInt8]](repeating: ListBytes.blockToBlock(0, 0, blocks: 1, to: 5), count: count))
    }

    private func long(_ id: Int, count: Int = 20) -> [UInt8] {
        ListBytes.lid4(
            id: id, [ListBytes.disk(CopyBench.naaA)],
            [[UInt8]](repeating: ListBytes.blockToBlock(1, 1, blocks: 1, to: 5), count: count))
    }

    /// FDh of LID1 is 000000FDh of LID4, and nothing else is.
    @Test func clashesAcrossTheFormats() throws {
        for isShortFirst in [true, false] {
            let bench = try bench()
            if isShortFirst {
                bench.begin(short(0xFD), to: "2")
            } else {
                bench.beginLID4(long(0xFD), to: "2")
            }
            bench.fabric.wait(until: bench.fabric.now + .milliseconds(8))
            expectSense(
                bench.copy(short(0xFD), to: "2"),
                isShortFirst ? refused("00 16") : refused("26 00", "80 00 00"))
            expectSense(
                bench.copyLID4(long(0xFD), to: "2"),
                isShortFirst ? refused("26 00", "80 00 14") : refused("00 16"))
            expectGood(bench.copyLID4(long(0x1FD, count: 1), to: "2"))
            expectGood(bench.copy(short(0xFC, count: 1), to: "2"))
            // Either command asks for either copy.
            #expect(bench.results(0x00, id: 0xFD, of: "2").dataIn.count == 12)
            let status = bench.report(0x05, id: 0xFD, of: "2").dataIn
            #expect(status[4] == (isShortFirst ? 0x00 : 0x01) && status[5] == 0x11)
            bench.fabric.runToTheEnd()
            #expect(bench.report(0x05, id: 0xFD, of: "2").dataIn[5] == 0x01)
        }
    }

    /// Results go when their time is over, each from its own end.
    @Test func resultsAreKeptForATime() throws {
        let bench = try bench { $0.profile.resultRetentionSeconds = 5 }
        expectGood(bench.copyLID4(long(1, count: 1)))
        let end = bench.fabric.now
        bench.fabric.wait(until: end + .seconds(3))
        expectGood(bench.copyLID4(long(2, count: 1)))
        // A question takes a millisecond to come.
        bench.fabric.wait(until: end + .milliseconds(4997))
        #expect(bench.report(0x05, id: 1).dataIn.count == 32)
        bench.fabric.wait(until: end + .seconds(5))
        expectSense(bench.report(0x05, id: 1), unknown)
        #expect(bench.report(0x05, id: 2).dataIn.count == 32)
    }

    /// MAXIMUM CONCURRENT COPIES counts those with identifiers only.
    @Test func identifiersAreLimited() throws {
        let bench = try bench {
            $0.limits.maximumIdentifiedConcurrentCopies = 2
            $0.limits.totalConcurrentCopies = 4
        }
        bench.begin(short(1), to: "2")
        bench.beginLID4(long(2), to: "2")
        bench.fabric.wait(until: bench.fabric.now + .milliseconds(8))
        #expect(bench.copy(short(3), to: "2") == Reply(status: .busy))
        expectGood(bench.copy(short(0, usage: 3, count: 1), to: "2"))
        expectSense(bench.report(0x05, id: 3, of: "2"), unknown)
        bench.fabric.runToTheEnd()
        expectGood(bench.copy(short(3), to: "2"))
    }

    /// A copy of priority 0 has ended before one of priority 7 goes on; equal ones take turns.
    @Test(arguments: [(0, 7), (1, 2), (7, 0), (3, 3)] as [(UInt8, UInt8)])
    func priorities(_ first: UInt8, _ second: UInt8) throws {
        let bench = try bench()
        var ends: [String: Instant] = [:]
        let begin = { (id: UInt8, priority: UInt8) in
            bench.begin(self.short(id).with([priority], at: 1), to: "2") { completion in
                #expect(completion?.status == .good)
                ends["\(id)"] = bench.fabric.now
            }
        }
        begin(1, first)
        bench.fabric.wait(until: bench.fabric.now + .milliseconds(12))
        begin(2, second)
        bench.fabric.wait(until: bench.fabric.now + .milliseconds(2))
        let before = bench.results(0x00, id: 1, of: "2").dataIn[6]
        #expect(before > 1)
        bench.fabric.wait(until: bench.fabric.now + .milliseconds(20))
        let after = bench.results(0x00, id: 1, of: "2").dataIn[6]
        bench.fabric.runToTheEnd()
        let (one, two) = (try #require(ends["1"]), try #require(ends["2"]))
        switch first {
        case 7:
            // At most the step that was going on was finished.
            #expect(after <= before + 1)
            #expect(two < one)
        case 3:
            #expect(after > before + 1 && after < 20)
            #expect(one < two)
        default:
            #expect(after > before + 5)
            #expect(one < two)
            // The second had to wait until the first was done.
            #expect(two - one > .milliseconds(38))
        }
    }
}
