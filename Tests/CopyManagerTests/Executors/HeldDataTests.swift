import CopyManager
import Devices
import Fabric
import SCSI
import Testing
import Timebase
import WireBytes

/// 0Bh to 0Fh: what a copy holds, and RECEIVE COPY DATA of both lengths of list identifiers.
@Suite struct HeldDataTests {
    private let unknown = "70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 c0 00 02"
    private static let descriptors = [
        ListBytes.disk(CopyBench.naaA), ListBytes.disk(CopyBench.naaB),
        ListBytes.tape(CopyBench.naa1, pad: true), ListBytes.tape(CopyBench.naa2, pad: true),
    ]

    /// What is held: processed bytes, without what was read too much and without the zeros of PAD.
    @Test func holdsWhatIsProcessed() throws {
        let cases: [(segment: [UInt8], expected: (CopyBench, [UInt8]) -> [UInt8])] = [
            (
                ListBytes.blockToStream(0, 3, transfer: 1000, blocks: 3, lba: 5),
                { bench, _ in bench.diskA.original(5, 3) }
            ),
            (
                ListBytes.streamToBlock(2, 1, transfer: 700, blocks: 2),
                { _, tape in Array(tape[..<1024]) }
            ),
            (
                ListBytes.blockToBlock(0, 1, blocks: 4, from: 9),
                { bench, _ in bench.diskA.original(9, 4) }
            ),
            (
                ListBytes.blockToBlock(dc: true, 0, 1, blocks: 4, from: 9),
                { bench, _ in bench.diskA.original(9, 4) }
            ),
            (
                ListBytes.streamToStream(2, 3, read: 700, write: 512, bytes: 1500),
                { _, tape in Array(tape[..<1500]) }
            ),
            (
                ListBytes.streamToDiscard(2, transfer: 700, bytes: 1300),
                { _, tape in Array(tape[..<1300]) }
            ),
        ]
        for (segment, expected) in cases {
            let bench = try CopyBench()
            let tape = Array(try bench.tape1.record([700, 700, 700]).joined())
            expectGood(bench.copy(ListBytes.list(Self.descriptors, [segment.held])))
            let data = bench.results(0x01, id: 0x41, allocation: 0x10000).dataIn
            expectBytes(data, framed(expected(bench, tape)))
            // The same segment of the other type does the same and holds nothing.
            let other = try CopyBench()
            try other.tape1.record([700, 700, 700])
            expectGood(other.copy(ListBytes.list(Self.descriptors, [segment])))
            #expect(other.results(0x01, id: 0x41).dataIn == [0, 0, 0, 0])
            try expectItems(other.tape2, bench.tape2.items())
            expectBytes(try other.diskB.bytes(), try bench.diskB.bytes())
        }
    }

    private func framed(_ held: [UInt8]) -> [UInt8] { ListBytes.number(held.count, 4) + held }

    /// Two segments that hold 1800 bytes, and one between them that holds nothing.
    private func segments(first: Int = 0) -> [[UInt8]] {
        [
            ListBytes.streamToDiscard(first + 2, transfer: 700, bytes: 700).held,
            ListBytes.blockToBlock(first, first + 1, blocks: 1),
            ListBytes.streamToDiscard(first + 2, transfer: 1100, bytes: 1100).held,
        ]
    }

    private func bench(_ shape: BenchShape = BenchShape()) throws -> (CopyBench, [UInt8]) {
        let bench = try CopyBench(shape)
        return (bench, Array(try bench.tape1.record([700, 1100]).joined()))
    }

    @Test(
        arguments: [CopyManagerSwitches.HeldDataRetention.newest, .oldest], [1800, 1799, 1000, 0])
    func keepsAsMuchAsTheLimitAllows(
        _ retention: CopyManagerSwitches.HeldDataRetention, _ limit: Int
    ) throws {
        var shape = BenchShape()
        shape.limits.heldDataLimit = UInt32(limit)
        shape.profile.switches.hddRetention = retention
        let (bench, tape) = try bench(shape)
        expectGood(bench.copy(ListBytes.list(Self.descriptors, segments())))
        let kept = retention == .newest ? tape.suffix(limit) : tape.prefix(limit)
        // HDD stands beside the status of LID1, and in the report of LID4.
        let hdd: UInt8 = limit < 1800 ? 0x80 : 0
        #expect(bench.results(0x00, id: 0x41).dataIn[4] == hdd | 0x01)
        #expect(bench.report(0x06, id: 0x41).dataIn[5] == hdd | 0x01)
        #expect(bench.results(0x01, id: 0x41).dataIn == [0, 0, 0, 0])
        let (again, _) = try self.bench(shape)
        expectGood(again.copy(ListBytes.list(Self.descriptors, segments())))
        expectBytes(again.results(0x01, id: 0x41, allocation: 4096).dataIn, framed(Array(kept)))
    }

    /// A cut answer takes nothing away, a whole one everything.
    @Test func isDiscardedWhenAllOfItWasRead() throws {
        let (bench, tape) = try bench()
        expectGood(bench.copy(ListBytes.list(Self.descriptors, segments())))
        let whole = framed(tape)
        for length in [4, 5, 1803] {
            expectBytes(
                bench.results(0x01, id: 0x41, allocation: length).dataIn, Array(whole[..<length]))
        }
        expectBytes(bench.results(0x01, id: 0x41, allocation: 1804).dataIn, whole)
        #expect(bench.results(0x01, id: 0x41).dataIn == [0, 0, 0, 0])
        // The status is kept beside it.
        #expect(bench.results(0x00, id: 0x41).dataIn[4] == 1)
    }

    @Test func isDiscardedUnread() throws {
        let (bench, _) = try bench()
        expectGood(bench.copy(ListBytes.list(Self.descriptors, segments())))
        expectGood(bench.results(0x01, id: 0x41, allocation: 0))
        #expect(bench.results(0x01, id: 0x41).dataIn == [0, 0, 0, 0])
        let (other, _) = try self.bench()
        expectGood(other.copy(ListBytes.list(Self.descriptors, segments())))
        // A list that is refused leaves it, one that begins does not.
        other.copy(ListBytes.list(Self.descriptors, [[0x17, 0, 0, 0]]))
        #expect(other.results(0x01, id: 0x41, allocation: 10).dataIn.count == 10)
        expectGood(other.copy(ListBytes.list([], [])))
        #expect(other.results(0x01, id: 0x41).dataIn == [0, 0, 0, 0])
    }

    /// LID4: a header of 32 bytes, then a length and the data.
    @Test func isReportedForLID4() throws {
        let (bench, tape) = try bench()
        expectGood(bench.copyLID4(ListBytes.lid4(Self.descriptors, segments(first: 1))))
        let header: [UInt8] =
            [0x01, 0x01, 0, 0, 0xFF, 0xFF, 0xFF, 0xFE, 0, 0, 0, 0]
            + [0, 0, 0, 0, 0, 0, 2, 0, 0, 3, 0, 0, 0, 0, 0, 0]
        let whole = ListBytes.number(32 + tape.count, 4) + header + framed(tape)
        let id = 0x0001_0203
        expectBytes(bench.report(0x06, id: id, allocation: 40).dataIn, Array(whole[..<40]))
        expectBytes(bench.report(0x06, id: id, allocation: whole.count).dataIn, whole)
        let empty = ListBytes.number(32, 4) + header + [0, 0, 0, 0]
        expectBytes(bench.report(0x06, id: id).dataIn, empty)
        // The longer identifier finds what the shorter one left, and the other way round.
        let (short, bytes) = try self.bench()
        expectGood(short.copy(ListBytes.list(Self.descriptors, segments())))
        let data = short.report(0x06, id: 0x41).dataIn
        #expect(data[4] == 0x00)
        expectBytes(Array(data[32...]), framed(bytes))
        #expect(short.results(0x01, id: 0x41).dataIn == [0, 0, 0, 0])
        expectGood(short.report(0x06, id: 0x41, allocation: 0))
    }

    /// Errors leave the data of LID1 and withhold that of LID4.
    @Test func afterAnError() throws {
        let (bench, tape) = try bench()
        let failing = segments(first: 1) + [ListBytes.filemarks(1, count: 1)]
        #expect(
            bench.copyLID4(ListBytes.lid4(Self.descriptors, failing)).status == .checkCondition)
        let data = bench.report(0x06, id: 0x0001_0203).dataIn
        #expect(data[5] == 0x02)
        #expect(data.suffix(4) == [0, 0, 0, 0])
        #expect(data.count == 36 + Int(data[13]))
        let (other, _) = try self.bench()
        let list = ListBytes.list(Self.descriptors, segments() + [ListBytes.filemarks(0, count: 1)])
        #expect(other.copy(list).status == .checkCondition)
        expectBytes(other.results(0x01, id: 0x41, allocation: 4096).dataIn, framed(tape))
    }

    /// While the copy runs: nothing for LID1, no data for LID4.
    @Test func duringTheCopy() throws {
        var shape = BenchShape()
        shape.timing = DeviceTiming(perCommand: .milliseconds(1), perMebibyte: .zero)
        let (bench, tape) = try bench(shape)
        bench.begin(ListBytes.list(Self.descriptors, segments()), to: "B")
        bench.fabric.wait(until: bench.fabric.now + .milliseconds(5))
        expectSense(bench.results(0x01, id: 0x41, of: "B"), unknown)
        let data = bench.report(0x06, id: 0x41, of: "B").dataIn
        #expect(data.count == 36)
        #expect(data[5] & 0x7F == 0x11)
        #expect(data.suffix(4) == [0, 0, 0, 0])
        bench.fabric.runToTheEnd()
        expectBytes(bench.results(0x01, id: 0x41, of: "B").dataIn, framed(tape).cut)
        expectSense(bench.results(0x01, id: 0x42, of: "B"), unknown)
        expectSense(bench.report(0x06, id: 0x42, of: "B"), unknown)
    }

    /// Bytes that came from a disk are held as they were, though the disk is written before
    /// anybody asks.
    @Test func isACopy() throws {
        let bench = try CopyBench()
        let hold = ListBytes.blockToBlock(0, 1, blocks: 2, from: 3).held
        let overwrite = ListBytes.blockToBlock(1, 0, blocks: 2, from: 30, to: 3)
        expectGood(bench.copy(ListBytes.list(Self.descriptors, [hold, overwrite])))
        expectBytes(
            bench.results(0x01, id: 0x41, allocation: 4096).dataIn,
            framed(bench.diskA.original(3, 2)))
    }
}

extension [UInt8] {
    /// As much as an answer of 1024 bytes has.
    fileprivate var cut: [UInt8] { Array(prefix(1024)) }
}
