import Devices
import Fabric
import SCSI
import Testing
import Timebase
import WireBytes

/// COPY OPERATION ABORT at every moment of a copy, in the foreground and in the background.
@Suite struct AbortTests {
    private static let id = 0x0001_0203

    /// One long segment and two short ones, 64 blocks in all.
    private func list(background: Bool) -> [UInt8] {
        ListBytes.lid4(
            id: Self.id, flags: background ? 1 : 0,
            [ListBytes.disk(CopyBench.naaA), ListBytes.disk(CopyBench.naaB)],
            [
                ListBytes.blockToBlock(1, 2, blocks: 2),
                ListBytes.blockToBlock(1, 2, blocks: 60, from: 2, to: 2),
                ListBytes.blockToBlock(1, 2, blocks: 2, from: 62, to: 62),
            ])
    }

    private func bench() throws -> CopyBench {
        var shape = BenchShape()
        shape.timing = DeviceTiming(perCommand: .milliseconds(1), perMebibyte: .zero)
        shape.limits.stepByteCount = 4096
        return try CopyBench(shape)
    }

    /// How many blocks at the beginning of disk B are those of disk A.
    private func copied(_ bench: CopyBench) throws -> Int {
        let bytes = try bench.diskB.bytes()
        var count = 0
        while count < 64,
            Array(bytes[count * 512..<(count + 1) * 512])
                == bench.diskA.original(count, 1)
        {
            count += 1
        }
        // Nothing behind the first that was not copied is copied.
        try expectDisk(bench.diskB, with: bench.diskA.original(0, count))
        return count
    }

    /// Milliseconds at which the abort is sent: the whole copy takes 30.
    @Test(arguments: 0..<34)
    func inTheForeground(_ moment: Int) throws {
        let bench = try bench()
        var ended: Completion?
        bench.beginLID4(list(background: false), to: "2") { ended = $0 }
        bench.fabric.wait(until: bench.fabric.now + .milliseconds(Int64(moment)))
        let wasRunning = ended == nil
        let reply = bench.abort(Self.id, of: "2")
        guard reply.status == .good else {
            // Before the command came or after the copy had ended there is nothing to abort.
            expectSense(reply, refused("24 00", "c0 00 02"))
            bench.fabric.runToTheEnd()
            #expect(ended?.status == .good)
            #expect(try copied(bench) == 64)
            return
        }
        // The abort ends when the copy has, and from then on nothing is written.
        #expect(wasRunning)
        let sense = try #require(ended?.senseBytes)
        let count = try copied(bench)
        bench.fabric.runToTheEnd()
        #expect(try copied(bench) == count)
        let segment = count < 2 ? 0 : count < 62 ? 1 : min(2, count / 31)
        // In the middle of the long segment INFORMATION tells how many blocks are left.
        let isInside = count > 2 && count < 62
        let information = ListBytes.number(isInside ? 62 - count : 0, 4)
        #expect(
            hexPairs(sense)
                == "\(isInside ? "f" : "7")0 00 0a \(hexPairs(information)) "
                + "0a 00 00 00 0\(segment) 2f 02 00 00 00 00")
        try expectTerminated(
            bench, count: count, segments: [2: 1, 62: 2, 64: 3][count] ?? (isInside ? 2 : 0))
    }

    @Test(arguments: 0..<34)
    func inTheBackground(_ moment: Int) throws {
        let bench = try bench()
        var ended: Completion?
        bench.beginLID4(list(background: true), to: "2") { ended = $0 }
        bench.fabric.wait(until: bench.fabric.now + .milliseconds(Int64(moment)))
        let reply = bench.abort(Self.id, of: "2")
        // The command itself ended when the list was accepted.
        bench.fabric.wait(until: bench.fabric.now + .milliseconds(1))
        #expect(ended?.status == .good)
        guard reply.status == .good else {
            expectSense(reply, refused("24 00", "c0 00 02"))
            bench.fabric.runToTheEnd()
            #expect(try copied(bench) == 64)
            return
        }
        let count = try copied(bench)
        bench.fabric.runToTheEnd()
        #expect(try copied(bench) == count)
        let isInside = count > 2 && count < 62
        try expectTerminated(
            bench, count: count, segments: [2: 1, 62: 2, 64: 3][count] ?? (isInside ? 2 : 0))
    }

    /// 60h, TASK ABORTED, no sense data, and how far the copy had come.
    private func expectTerminated(_ bench: CopyBench, count: Int, segments: Int) throws {
        let status = bench.report(0x05, id: Self.id, of: "2").dataIn
        #expect(status.count == 32)
        let expected: [UInt8] =
            [0, 0, 0, 28, 0x01, 0x60, 0, 0, 0xFF, 0xFF, 0xFF, 0xFE, 0x40, 0, 0, 0]
            + ListBytes.number(count * 512, 8) + [0, UInt8(segments), 0, 0, 0, 0, 0, 0]
        #expect(hexPairs(status) == hexPairs(expected))
        // The identifier is free again.
        expectSense(bench.abort(Self.id, of: "2"), refused("24 00", "c0 00 02"))
        expectGood(bench.copyLID4(ListBytes.lid4(id: Self.id, [], []), to: "2"))
    }

    /// Other copies go on: those of other identifiers, receivers and nexuses.
    @Test func abortsNoOther() throws {
        let bench = try bench()
        bench.show(["2"], to: CopyBench.otherNexus)
        var ended = 0
        let other = list(background: false).with([0, 1, 2, 4], at: 20)
        for id in ["2", "1"] {
            bench.beginLID4(other, to: id) { if $0?.status == .good { ended += 1 } }
        }
        bench.beginLID4(list(background: false), to: "2")
        bench.fabric.wait(until: bench.fabric.now + .milliseconds(20))
        for (id, receiver, nexus) in [
            (Self.id + 1, "A", CopyBench.nexus), (Self.id, "1", CopyBench.nexus),
            (Self.id, "2", CopyBench.otherNexus), (0, "2", CopyBench.nexus),
        ] {
            expectSense(
                bench.abort(id, of: receiver, from: nexus), refused("24 00", "c0 00 02"))
        }
        expectGood(bench.abort(Self.id, of: "2"))
        bench.fabric.runToTheEnd()
        #expect(ended == 2)
    }

    /// LID1 copies are aborted by the same number in four bytes; held data is not discarded.
    @Test func abortsLID1() throws {
        let bench = try bench()
        let hold = ListBytes.blockToBlock(0, 1, blocks: 8).held
        let long = ListBytes.list(
            id: 0xFD, [ListBytes.disk(CopyBench.naaA), ListBytes.disk(CopyBench.naaB)],
            [hold] + [[UInt8]](repeating: ListBytes.blockToBlock(blocks: 1), count: 40))
        var ended: Completion?
        bench.begin(long, to: "2") { ended = $0 }
        bench.fabric.wait(until: bench.fabric.now + .milliseconds(25))
        expectGood(bench.abort(0xFD, of: "2"))
        #expect(ended?.sense?.code == .commandsClearedByDeviceServer)
        let held = bench.results(0x01, id: 0xFD, allocation: 5000, of: "2").dataIn
        expectBytes(Array(held.dropFirst(4)), bench.diskA.original(0, 8))
        #expect(bench.results(0x00, id: 0xFD, of: "2").dataIn[4] == 2)
    }
}
