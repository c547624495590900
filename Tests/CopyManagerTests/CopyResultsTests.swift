import CopyManager
import Devices
import Fabric
import SCSI
import Testing
import Timebase
import Trace
import WireBytes

/// RECEIVE COPY RESULTS: what is told, when, and how long it is kept.
@Suite struct CopyResultsTests {
    private let unknown = "70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 c0 00 02"
    private let inexact = "f0 00 0a 00 00 00 00 0a 00 00 00 00 26 0a 00 00 00 00"

    /// 00h of three blocks to tape blocks of 1024: good with CAT, else inexact after one write.
    private func list(_ id: UInt8 = 0x41, usage: UInt8 = 0, good: Bool = true) -> [UInt8] {
        ListBytes.list(
            id: id, usage: usage,
            [ListBytes.disk(CopyBench.naaA), ListBytes.tape(CopyBench.naa1, 1024)],
            [ListBytes.blockToStream(cat: good, transfer: 1, blocks: 3)])
    }

    private let operatingParameters: [UInt8] =
        [0, 0, 0, 0x49, 0x01, 0, 0, 0, 0, 64, 4, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0]
        + [0, 0x10, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0, 0, 0, 16, 16, 0, 0, 0, 0, 0, 0, 33]
        + (0x00...0x16) + [0xBE, 0xBF, 0xE0, 0xE1, 0xE2, 0xE3, 0xE4, 0xE9, 0xEA, 0xFE]

    @Test func tellsItsOperatingParameters() throws {
        let bench = try CopyBench()
        #expect(bench.results(0x03, id: 0).dataIn == operatingParameters)
        // The list identifier is reserved here; a cut answer still tells the whole length.
        let cut = bench.results(0x03, id: 9, allocation: 7, of: "1")
        #expect(cut == Reply(status: .good, dataIn: Array(operatingParameters[..<7])))
        expectGood(bench.results(0x03, id: 0, allocation: 0))
    }

    @Test func tellsTheLimitsThatItWasGiven() throws {
        var shape = BenchShape()
        shape.limits.maximumCSCDDescriptorCount = 0x0102
        shape.limits.maximumSegmentDescriptorCount = 0x0304
        shape.limits.maximumDescriptorListLength = 0x0506_0708
        shape.limits.maximumSegmentLength = 0x090A_0B0C
        shape.limits.maximumInlineDataLength = 0x0D0E_0F10
        shape.limits.maximumStreamDeviceTransferSize = 0x1112_1314
        shape.limits.heldDataLimit = 0x2122_2324
        shape.limits.totalConcurrentCopies = 0x0116
        shape.limits.maximumIdentifiedConcurrentCopies = 0x15
        shape.limits.dataSegmentGranularity = 9
        shape.limits.inlineDataGranularity = 2
        shape.limits.heldDataGranularity = 3
        let bench = try CopyBench(shape)
        let data = bench.results(0x03, id: 0).dataIn
        #expect(Array(data[8..<24]) == (1...16).map { UInt8($0) })
        #expect(
            Array(data[24..<40])
                == [0x21, 0x22, 0x23, 0x24, 17, 18, 19, 20, 0, 0, 1, 0x16, 0x15, 9, 2, 3])
    }

    @Test(arguments: [0x02, 0x09, 0x16, 0x1F] as [UInt8])
    func refusesOtherServiceActions(_ action: UInt8) throws {
        let bench = try CopyBench()
        expectSense(
            bench.results(action, id: 0x41),
            "70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 cc 00 01")
    }

    @Test func knowsNothingOfOtherCopies() throws {
        let bench = try CopyBench()
        for action in [0x00, 0x04] as [UInt8] {
            expectSense(bench.results(action, id: 0x41), unknown)
        }
        expectGood(bench.copy(list()))
        for action in [0x00, 0x04] as [UInt8] {
            expectSense(bench.results(action, id: 0x42), unknown)
            expectSense(bench.results(action, id: 0x41, of: "B"), unknown)
        }
        bench.show(["A"], to: CopyBench.otherNexus)
        expectSense(bench.results(0x00, id: 0x41, from: CopyBench.otherNexus), unknown)
    }

    // MARK: Status

    @Test(arguments: [0, 2] as [UInt8])
    func dropsTheStatusWhenItWasRead(_ usage: UInt8) throws {
        let bench = try CopyBench()
        expectGood(bench.copy(list(usage: usage)))
        let status: [UInt8] = [0, 0, 0, 8, 1, 0, 1, 0, 0, 0, 4, 0]
        // Cut answers, and none at all, leave it where it is.
        #expect(bench.results(0x00, id: 0x41, allocation: 0).dataIn == [])
        #expect(bench.results(0x00, id: 0x41, allocation: 11).dataIn == Array(status[..<11]))
        #expect(bench.results(0x00, id: 0x41, allocation: 12).dataIn == status)
        expectSense(bench.results(0x00, id: 0x41, allocation: 12), unknown)
    }

    @Test func tellsOfErrors() throws {
        let bench = try CopyBench()
        expectSense(bench.copy(list(good: false)), inexact)
        #expect(bench.results(0x00, id: 0x41).dataIn == [0, 0, 0, 8, 2, 0, 1, 0, 0, 0, 4, 0])
    }

    /// What is counted moves on when a segment's time has passed, not when it begins.
    @Test func tellsOfProgress() throws {
        let segments = (0..<3).map {
            ListBytes.blockToStream(transfer: 1, blocks: 2 * ($0 + 1), lba: 4 * $0)
        }
        let list = ListBytes.list(
            [ListBytes.disk(CopyBench.naaA), ListBytes.tape(CopyBench.naa1, 1024)], segments)
        var shape = BenchShape()
        shape.timing = DeviceTiming(perCommand: .milliseconds(1), perMebibyte: .zero)
        let bench = try CopyBench(shape)
        bench.begin(list, to: "B")
        let start = bench.fabric.now
        bench.fabric.runToTheEnd()
        let ends = bench.commands.events.compactMap { event -> Nanoseconds? in
            if case .segment(let segment) = event.kind, segment.hasEnded {
                event.time - start
            } else {
                nil
            }
        }
        #expect(ends.count == 3)
        // The same again, asked through a logical unit that takes no part in it. What has been
        // read is dropped, so each instant is a run of its own.
        for (segment, bytes) in [(0, 0), (1, 1024), (2, 3072)] {
            for offset in [-1, 1] as [Int64] {
                let bench = try CopyBench(shape)
                bench.begin(list, to: "B")
                // The question itself takes a millisecond.
                let asked = ends[segment].count + offset - 1_000_000
                bench.fabric.wait(until: start + Nanoseconds(asked))
                let isOver = offset > 0
                let done = isOver ? [1024, 3072, 6144][segment] : bytes
                let status: UInt8 = isOver && segment == 2 ? 1 : 0
                let count = min(3, segment + (isOver ? 2 : 1))
                #expect(
                    bench.results(0x00, id: 0x41, of: "B").dataIn
                        == [0, 0, 0, 8, status, 0, UInt8(count), 0] + ListBytes.number(done, 4))
            }
        }
    }

    /// Reading the status of a copy that runs drops nothing, and details are not there yet.
    @Test func aCopyInProgressKeepsItsStatus() throws {
        var shape = BenchShape()
        shape.timing = DeviceTiming(perCommand: .milliseconds(1), perMebibyte: .zero)
        let bench = try CopyBench(shape)
        var ended: Completion?
        bench.begin(list(good: false), to: "B") { ended = $0 }
        bench.fabric.wait(until: bench.fabric.now + .milliseconds(2))
        for _ in 0..<2 {
            #expect(bench.results(0x00, id: 0x41, of: "B").dataIn[4] == 0)
            #expect(bench.results(0x03, id: 0, of: "B").dataIn == operatingParameters)
        }
        expectSense(bench.results(0x04, id: 0x41, allocation: 0, of: "B"), unknown)
        #expect(ended == nil)
        bench.fabric.runToTheEnd()
        #expect(hexPairs(ended?.senseBytes ?? []) == inexact)
        #expect(bench.results(0x04, id: 0x41, of: "B").dataIn.count == 78)
        #expect(bench.results(0x00, id: 0x41, of: "B").dataIn[4] == 2)
    }

    // MARK: Failure details

    private func details(_ sense: String) throws -> [UInt8] {
        [0, 0, 0, 74] + [UInt8](repeating: 0, count: 52) + [0x02, 0, 0, 18]
            + (try bytes(hex: sense))
    }

    @Test func tellsFailureDetailsOnce() throws {
        let bench = try CopyBench()
        bench.copy(list(good: false))
        let whole = try details(inexact)
        #expect(bench.results(0x04, id: 0x41, allocation: 77).dataIn == Array(whole[..<77]))
        #expect(bench.results(0x04, id: 0x41, allocation: 4).dataIn == Array(whole[..<4]))
        #expect(bench.results(0x04, id: 0x41, allocation: 78).dataIn == whole)
        #expect(bench.results(0x04, id: 0x41, allocation: 78).dataIn == [0, 0, 0, 0])
        // The status is kept beside them.
        #expect(bench.results(0x00, id: 0x41).dataIn[4] == 2)
    }

    @Test func discardsFailureDetails() throws {
        let bench = try CopyBench()
        bench.copy(list(good: false))
        expectGood(bench.results(0x04, id: 0x41, allocation: 0))
        #expect(bench.results(0x04, id: 0x41).dataIn == [0, 0, 0, 0])
    }

    @Test func hasNoDetailsOfGoodCopies() throws {
        let bench = try CopyBench()
        bench.copy(list())
        #expect(bench.results(0x04, id: 0x41).dataIn == [0, 0, 0, 0])
        #expect(bench.results(0x04, id: 0x41, allocation: 2).dataIn == [0, 0])
    }

    /// Sense data is kept in the format in which it was given.
    @Test func tellsDetailsInTheReceiversFormat() throws {
        let bench = try CopyBench()
        bench.setDescriptorSense("2")
        let reply = bench.copy(list(good: false), to: "2")
        #expect(reply.sense.first == 0x72)
        let data = bench.results(0x04, id: 0x41, of: "2").dataIn
        #expect(Array(data[56...]) == [2, 0, 0, UInt8(reply.sense.count)] + reply.sense)
    }

    @Test func anIdentifierUsedAgainDropsWhatWasKept() throws {
        let bench = try CopyBench()
        bench.copy(list(good: false))
        // A list that is refused is no copy: nothing is dropped.
        bench.copy(list().with([0x17], at: 0x50))
        #expect(bench.results(0x04, id: 0x41, allocation: 10).dataIn[3] == 74)
        bench.copy(list())
        #expect(bench.results(0x04, id: 0x41).dataIn == [0, 0, 0, 0])
        #expect(bench.results(0x00, id: 0x41).dataIn[4] == 1)
    }

    /// A copy manager that keeps nothing of copies that failed: an earlier one of that name is gone all
    /// the same, and others are untouched.
    @Test func failedCopiesCanBeForgotten() throws {
        var shape = BenchShape()
        shape.profile.quirks.forgetsFailedCopies = true
        let bench = try CopyBench(shape)
        bench.copy(list(0x41))
        bench.copy(list(0x42))
        expectSense(bench.copy(list(0x41, good: false)), inexact)
        expectSense(bench.results(0x00, id: 0x41), unknown)
        expectSense(bench.results(0x04, id: 0x41), unknown)
        #expect(bench.results(0x00, id: 0x42).dataIn[4] == 1)
        expectGood(bench.copy(list(0x41)))
        #expect(bench.results(0x00, id: 0x41).dataIn[4] == 1)
    }

    /// With LIST ID USAGE 11b nothing is kept, and nothing that others left is touched.
    @Test func keepsNothingWithoutAnIdentifier() throws {
        let bench = try CopyBench()
        bench.copy(list(0))
        expectGood(bench.copy(list(0, usage: 3)))
        expectSense(bench.copy(list(0, usage: 3, good: false)), inexact)
        #expect(bench.results(0x00, id: 0).dataIn[4] == 1)
        expectSense(bench.results(0x00, id: 0), unknown)
    }

    // MARK: Limits

    @Test func keepsTheNewestOfEachNexus() throws {
        var shape = BenchShape()
        shape.limits.keptResultsPerNexus = 2
        let bench = try CopyBench(shape)
        bench.show(["A", "1"], to: CopyBench.otherNexus)
        bench.copy(list(9), from: CopyBench.otherNexus)
        for id in [1, 2, 3] as [UInt8] { bench.copy(list(id)) }
        expectSense(bench.results(0x00, id: 1), unknown)
        for id in [2, 3] as [UInt8] { #expect(bench.results(0x00, id: id).dataIn.count == 12) }
        #expect(bench.results(0x00, id: 9, from: CopyBench.otherNexus).dataIn.count == 12)
    }

    /// One copy more than there may be is BUSY, with an identifier or without; it leaves no trace.
    @Test(arguments: [0, 3] as [UInt8])
    func refusesOneMoreCopyThanThereMayBe(_ usage: UInt8) throws {
        var shape = BenchShape()
        shape.limits.totalConcurrentCopies = 2
        shape.timing = DeviceTiming(perCommand: .milliseconds(1), perMebibyte: .zero)
        let bench = try CopyBench(shape)
        bench.begin(list(1), to: "B")
        bench.begin(list(0, usage: 3), to: "B")
        bench.fabric.wait(until: bench.fabric.now + .milliseconds(2))
        let id: UInt8 = usage == 3 ? 0 : 7
        #expect(bench.copy(list(id, usage: usage), to: "B") == Reply(status: .busy))
        expectSense(bench.results(0x00, id: id, of: "B"), unknown)
        bench.fabric.runToTheEnd()
        expectGood(bench.copy(list(id, usage: usage), to: "B"))
    }
}
