import Devices
import Fabric
import SCSI
import Testing
import Timebase
import WireBytes

/// COPY STATUS(LID4) while a copy runs, at every moment, and what EXTENDED COPY(LID4) ends with.
@Suite struct ProgressTests {
    private static let id = 0x0001_0203
    private let descriptors = [
        ListBytes.disk(CopyBench.naaA), ListBytes.disk(CopyBench.naaB),
    ]

    private func list(flags: UInt8, fails: Bool = false) -> [UInt8] {
        ListBytes.lid4(
            flags: flags, descriptors,
            [
                ListBytes.blockToBlock(1, 2, blocks: 2),
                ListBytes.blockToBlock(1, 2, blocks: 24, from: 2, to: 2),
                ListBytes.blockToBlock(1, fails ? 9 : 2, blocks: 2, from: 26, to: 26),
            ])
    }

    private func bench() throws -> CopyBench {
        var shape = BenchShape()
        shape.timing = DeviceTiming(perCommand: .milliseconds(1), perMebibyte: .zero)
        shape.limits.stepByteCount = 4096
        return try CopyBench(shape)
    }

    /// What is reported was written when the report was made, and all of it but the step that is
    /// going on is reported.
    @Test(arguments: 0..<24, [false, true])
    func isTruthful(_ moment: Int, _ background: Bool) throws {
        let bench = try bench()
        var ended: Completion?
        bench.beginLID4(list(flags: background ? 1 : 0), to: "2") { ended = $0 }
        let start = bench.fabric.now
        bench.fabric.wait(until: start + .milliseconds(Int64(moment)))
        let reply = bench.report(0x05, id: Self.id, of: "2")
        let asked = Int((bench.fabric.now - start).count / 1_000_000)
        // The first step takes eight questions and two commands, each further one two.
        let steps = asked < 11 ? 0 : 1 + (asked - 11) / 2
        let written = [0, 2, 10, 18, 26, 28][min(steps, 5)]
        let processed = [1, 2, 2, 2, 3, 3][min(steps, 5)]
        let isOver = steps >= 5
        var expected: [UInt8] = [0, 0, 0, 28, 0x01]
        expected += isOver ? [0x01, 0, 0] : [background ? 0x12 : 0x11, 0, 0]
        expected += [0xFF, 0xFF, 0xFF, isOver ? 0xFE : 0xFF, 0, 0, 0, 0]
        expected += ListBytes.number(written * 512, 8) + [0, UInt8(processed)]
        expected += [0, 0, 0, 0, 0, 0]
        #expect(reply.dataIn == expected)
        #expect(try bench.diskB.blocks(0, written) == bench.diskA.original(0, written))
        // The command ends in the instant in which its copy does.
        bench.fabric.wait(until: bench.fabric.now)
        #expect((ended != nil) == (background || isOver))
        bench.fabric.runToTheEnd()
        try expectDisk(bench.diskB, with: bench.diskA.original(0, 28))
        // OPERATION COUNTER grows where another status was told before.
        let end = bench.report(0x05, id: Self.id, of: "2").dataIn
        #expect(Array(end[5..<8]) == [0x01, 0, isOver ? 0 : 1])
    }

    /// A copy in the background has nobody to tell of its errors but those who ask.
    @Test func errorsInTheBackground() throws {
        let bench = try bench()
        expectGood(bench.copyLID4(list(flags: 1, fails: true), to: "2"))
        bench.fabric.runToTheEnd()
        expectGood(bench.send([0, 0, 0, 0, 0, 0], to: "2"))
        let sense = aborted("08 04", segment: 2, "a0 00 06")
        let status = bench.report(0x05, id: Self.id, of: "2").dataIn
        // 18 bytes of sense data in a field that is a multiple of four.
        #expect(
            hexPairs(Array(status[..<32]))
                == "00 00 00 30 01 02 00 00 ff ff ff fe 02 14 12 00 "
                + "00 00 00 00 00 00 34 00 00 03 00 00 00 00 00 00")
        #expect(hexPairs(Array(status[32...])) == sense + " 00 00")
        // A list that is wrong is refused at once.
        expectSense(
            bench.copyLID4(list(flags: 1).with([0x17], at: 48 + 64), to: "2"),
            refused("26 09", "80 00 70"))
    }

    /// G_SENSE: what was done, with GOOD; an error is an error.
    @Test func goodWithSense() throws {
        let bench = try bench()
        let reply = bench.copyLID4(list(flags: 2), to: "2")
        #expect(reply.status == .good)
        #expect(hexPairs(reply.sense) == "70 00 0f 00 00 00 00 0a 00 00 00 03 00 20 00 00 00 00")
        // The report has the sense data of a good copy too.
        let status = bench.report(0x05, id: Self.id, of: "2").dataIn
        #expect(status[5] == 0x01 && status[12] == 0 && status[14] == 18)
        expectSense(
            bench.copyLID4(list(flags: 2, fails: true), to: "2"),
            aborted("08 04", segment: 2, "a0 00 06"))
    }

    /// The status of a finished copy stays until the identifier is used again, or not.
    @Test(arguments: [false, true])
    func theStatusIsKept(_ drops: Bool) throws {
        var shape = BenchShape()
        shape.profile.switches.dropLid4AfterRead = drops
        let bench = try CopyBench(shape)
        expectGood(bench.copyLID4(list(flags: 0)))
        #expect(bench.report(0x05, id: Self.id, allocation: 31).dataIn.count == 31)
        #expect(bench.report(0x05, id: Self.id).dataIn.count == 32)
        if drops {
            expectSense(bench.report(0x05, id: Self.id), refused("24 00", "c0 00 02"))
        } else {
            #expect(bench.report(0x05, id: Self.id).dataIn.count == 32)
        }
    }

    /// The lengths of LID4 are two bytes, at the end of its header.
    @Test func lengths() throws {
        let bench = try CopyBench()
        let right = list(flags: 0)
        for (offset, bytes) in [(42, [0x10, 0x00]), (44, [0x10, 0]), (46, [0, 1])] {
            expectSense(
                bench.copyLID4(right.with(bytes.map { UInt8($0) }, at: offset)), refused("1a 00"))
        }
        expectSense(
            bench.copyLID4(right.with([0, 33], at: 42)), refused("26 00", "80 00 2a"))
        for count in 1..<48 {
            expectSense(bench.copyLID4(Array(right[..<count])), refused("1a 00"))
        }
        expectGood(bench.copyLID4(right + [9, 9, 9]))
        #expect(try bench.diskB.blocks(0, 28) == bench.diskA.original(0, 28))
    }
}
