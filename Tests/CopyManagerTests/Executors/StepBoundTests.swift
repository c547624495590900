import Devices
import Fabric
import SCSI
import Testing
import Timebase
import WireBytes

/// A step of a copy is bounded by its commands too: where a tape's blocks are of a byte, a few bytes
/// of a parameter list ask for thousands of commands.
@Suite struct StepBoundTests {
    private static let id = 0x77

    /// Disk A to tape 1 in blocks of one byte: all 64 blocks of the disk are one unit of 32768.
    private func list(pad: Bool = false, blocks: Int = 64) -> [UInt8] {
        ListBytes.lid4(
            id: Self.id, flags: 0,
            [ListBytes.disk(CopyBench.naaA), ListBytes.tape(CopyBench.naa1, 1, pad: pad)],
            [ListBytes.blockToStream(1, 2, transfer: 32768, blocks: blocks)])
    }

    private func records(_ bench: CopyBench) throws -> [UInt8] {
        try bench.tape1.items().flatMap { item -> [UInt8] in
            guard case .record(let bytes) = item, bytes.count == 1 else { return [] }
            return bytes
        }
    }

    @Test func aUnitOfManyBlocksIsWrittenWhole() throws {
        let bench = try CopyBench()
        expectGood(bench.copyLID4(list()))
        #expect(try areEqual(records(bench), bench.diskA.original(0, 64)))
        #expect(try bench.tape1.items().count == 32768)
    }

    /// The last unit is filled up with as many blocks of zeros as are missing.
    @Test func aUnitOfManyBlocksIsFilledUp() throws {
        let bench = try CopyBench()
        expectGood(bench.copyLID4(list(pad: true, blocks: 3)))
        let expected = bench.diskA.original(0, 3) + [UInt8](repeating: 0, count: 32768 - 1536)
        #expect(try areEqual(records(bench), expected))
    }

    @Test func aUnitOfManyBlocksIsReadWhole() throws {
        let bench = try CopyBench()
        try bench.tape1.record([Int](repeating: 1, count: 6000))
        let bytes = try records(bench)
        let tape = ListBytes.tape(CopyBench.naa1, 1, pad: true)
        expectGood(
            bench.copy(
                ListBytes.list(
                    [tape, ListBytes.disk(CopyBench.naaB)],
                    [ListBytes.streamToBlock(transfer: 3000, blocks: 7)])))
        #expect(try areEqual(bench.diskB.blocks(0, 7), Array(bytes[..<3584])))
        // Two units of 3000 bytes were read for the 3584.
        #expect(bench.position("1") == 6000)
    }

    /// Each WRITE takes a millisecond, so that 32768 of them take half a minute; an abort is heard
    /// after little more than a second.
    @Test func anAbortIsHeardBetweenTheBlocksOfAUnit() throws {
        var shape = BenchShape()
        shape.timing = DeviceTiming(perCommand: .milliseconds(1), perMebibyte: .zero)
        let bench = try CopyBench(shape)
        bench.beginLID4(list(), to: "A")
        bench.fabric.wait(until: bench.fabric.now + .seconds(2))
        let sent = bench.fabric.now
        expectGood(bench.abort(Self.id))
        #expect(bench.fabric.now - sent < .milliseconds(1100))
        let written = try records(bench)
        #expect(written.count > 1000 && written.count < 4000)
        #expect(areEqual(written, Array(bench.diskA.content[..<written.count])))
    }

    /// Filemarks have no bytes; an image of thousands of them goes in steps all the same.
    @Test func anImageOfFilemarksCanBeAborted() throws {
        var shape = BenchShape()
        shape.timing = DeviceTiming(perCommand: .milliseconds(1), perMebibyte: .zero)
        let bench = try CopyBench(shape)
        let marks = [0x10, 0, 0, 8, 0, 0, 0, 0, 0] + ListBytes.number(20000, 3)
        expectGood(bench.copy(ListBytes.list([ListBytes.tape(CopyBench.naa1)], [marks])))
        bench.locate("1", 0)
        bench.beginLID4(
            ListBytes.lid4(
                id: Self.id, flags: 0,
                [ListBytes.tape(CopyBench.naa1), ListBytes.tape(CopyBench.naa2)],
                [ListBytes.tapeImage(1, 2)]), to: "A")
        bench.fabric.wait(until: bench.fabric.now + .seconds(2))
        let sent = bench.fabric.now
        expectGood(bench.abort(Self.id))
        #expect(bench.fabric.now - sent < .milliseconds(1100))
        #expect(try (500..<5000).contains(bench.tape2.items().count))
    }
}
