import CopyManager
import Devices
import Fabric
import SCSI
import Testing
import Timebase
import WireBytes

/// Faults that strike the copy manager's commands.
@Suite struct FaultTests {
    static let mediumError = SenseData(.mediumError, .writeError)
    static let unread = SenseData(.mediumError, .unrecoveredReadError)

    private func bench(
        _ unit: String, _ trigger: Fault.Trigger, times: Int = 1, _ effect: Fault.Effect
    ) throws -> CopyBench {
        let bench = try CopyBench()
        bench.fabric.add(Fault(unit: unit, trigger: trigger, times: times, effect: effect))
        return bench
    }

    /// Two segments of four blocks to fixed tape blocks; tape descriptor at 30h.
    private let toTape = ListBytes.list(
        [DeviceErrorTests.diskA, DeviceErrorTests.tape1],
        [
            ListBytes.blockToStream(transfer: 1, blocks: 4),
            ListBytes.blockToStream(transfer: 2, blocks: 4, lba: 4),
        ])

    /// The second of two segments fails at a medium error of the destination, and two of its
    /// blocks are not written.
    @Test func w19() throws {
        let bench = try bench(
            "1", .segment(1, nth: 3), .checkCondition(Self.mediumError))
        expectSense(
            bench.copy(toTape),
            """
            f0 00 0a 00 00 00 02 1d 00 12 00 01 0d 01 00 80 00 30 \
            02 70 00 03 00 00 00 00 0a 00 00 00 00 0c 00 00 00 00 00
            """)
        #expect(bench.position("1") == 6)
        #expect(bench.results(0x00, id: 0x41).dataIn == [0, 0, 0, 8, 2, 0, 2, 0, 0, 0, 0x0C, 0])
    }

    @Test func w19InDescriptorFormat() throws {
        let bench = try bench(
            "1", .segment(1, nth: 3), .checkCondition(Self.mediumError))
        bench.setDescriptorSense("2")
        expectSense(
            bench.copy(toTape, to: "2"),
            """
            72 0a 0d 01 00 00 00 36 00 0a 80 00 00 00 00 00 00 00 00 02 \
            01 0a 00 00 00 00 00 00 00 00 00 01 02 06 00 00 80 00 30 00 \
            0c 14 02 02 70 00 03 00 00 00 00 0a 00 00 00 00 0c 00 00 00 00 00
            """)
    }

    /// Of the first write nothing is known: INFORMATION is not valid.
    @Test func aDestinationThatFailsAtOnce() throws {
        let bench = try bench("1", .segment(1, nth: 1), .checkCondition(Self.mediumError))
        expectSense(
            bench.copy(toTape),
            """
            70 00 0a 00 00 00 00 1d 00 12 00 01 0d 01 00 80 00 30 \
            02 70 00 03 00 00 00 00 0a 00 00 00 00 0c 00 00 00 00 00
            """)
        #expect(bench.position("1") == 4)
    }

    /// A copy to tape whose `nth` write fails, and what INFORMATION then says.
    struct Unwritten: Sendable {
        var fixed: Int
        var pad = false
        var transfer: Int
        var blocks: Int
        var nth: Int
        var left: Int
    }

    /// Fixed blocks are counted as such, variable ones in bytes; the padding that would have been
    /// written counts.
    @Test(arguments: [
        Unwritten(fixed: 512, transfer: 1, blocks: 4, nth: 2, left: 3),
        Unwritten(fixed: 512, transfer: 2, blocks: 4, nth: 4, left: 1),
        Unwritten(fixed: 512, pad: true, transfer: 2, blocks: 5, nth: 2, left: 5),
        Unwritten(fixed: 0, transfer: 512, blocks: 4, nth: 2, left: 1536),
        Unwritten(fixed: 0, transfer: 620, blocks: 4, nth: 2, left: 1240),
        Unwritten(fixed: 0, pad: true, transfer: 620, blocks: 4, nth: 2, left: 1860),
        Unwritten(fixed: 0, pad: true, transfer: 620, blocks: 4, nth: 4, left: 620),
    ])
    func informationCountsTheTapesUnits(_ unwritten: Unwritten) throws {
        let bench = try bench(
            "1", .segment(0, nth: unwritten.nth), .checkCondition(Self.mediumError))
        let list = ListBytes.list(
            [
                DeviceErrorTests.diskA,
                ListBytes.tape(CopyBench.naa1, unwritten.fixed, pad: unwritten.pad),
            ],
            [ListBytes.blockToStream(transfer: unwritten.transfer, blocks: unwritten.blocks)])
        expectSense(
            bench.copy(list),
            """
            f0 00 0a \(hexPairs(ListBytes.number(unwritten.left, 4))) 1d 00 12 00 00 \
            0d 01 00 80 00 30 02 70 00 03 00 00 00 00 0a 00 00 00 00 0c 00 00 00 00 00
            """)
    }

    /// Blocks of the destination, not of the source; the filled one counts.
    @Test func informationCountsTheDisksBlocks() throws {
        var shape = BenchShape(blockLengthB: 4096, blocksB: 8)
        shape.limits.stepByteCount = 4096
        let bench = try CopyBench(shape)
        bench.fabric.add(
            Fault(
                unit: "B", trigger: .segment(0, nth: 2), times: 1,
                effect: .checkCondition(Self.mediumError)))
        let list = ListBytes.list(
            [DeviceErrorTests.diskA, ListBytes.disk(CopyBench.naaB, 4096, pad: true)],
            [ListBytes.blockToBlock(blocks: 17, to: 2)])
        expectSense(
            bench.copy(list),
            """
            f0 00 0a 00 00 00 02 1d 00 12 00 00 0d 01 00 80 00 30 \
            02 70 00 03 00 00 00 00 0a 00 00 00 00 0c 00 00 00 00 00
            """)
        #expect(try bench.diskB.blocks(2, 1) == bench.diskA.original(0, 8))
        #expect(try bench.diskB.blocks(3, 5) == bench.diskB.original(3, 5))
    }

    /// What was written before the source failed counts; with DC the destination's blocks do.
    @Test(arguments: [false, true])
    func aSourceThatFails(_ countsDestination: Bool) throws {
        var shape = BenchShape()
        shape.limits.stepByteCount = 1024
        let bench = try CopyBench(shape)
        bench.fabric.add(
            Fault(
                unit: "A", trigger: .segment(0, nth: 3), times: 1,
                effect: .checkCondition(Self.unread)))
        let list = ListBytes.list(
            [DeviceErrorTests.diskA, DeviceErrorTests.diskB],
            [ListBytes.blockToBlock(dc: countsDestination, blocks: 9, to: 7)])
        expectSense(
            bench.copy(list, to: "B"),
            """
            f0 00 0a 00 00 00 05 1d 12 00 00 00 0d 01 00 80 00 10 \
            02 70 00 03 00 00 00 00 0a 00 00 00 00 11 00 00 00 00 00
            """)
        #expect(try bench.diskB.blocks(7, 4) == bench.diskA.original(0, 4))
        #expect(try bench.diskB.blocks(11, 53) == bench.diskB.original(11, 53))
    }

    /// A command that met BUSY is sent again, three times; then the status, which comes without
    /// sense data, is forwarded alone.
    @Test func busy() throws {
        expectGood(try bench("1", .segment(1, nth: 2), times: 3, .busy).copy(toTape))
        expectSense(
            try bench("1", .segment(1, nth: 2), times: 4, .busy).copy(toTape),
            "f0 00 0a 00 00 00 03 0b 00 12 00 01 0d 01 00 80 00 30 08")
        expectSense(
            try bench("A", .segment(1, nth: 1), times: 4, .busy).copy(toTape),
            "70 00 0a 00 00 00 00 0b 12 00 00 01 0d 01 00 80 00 10 08")
    }

    /// No answer is no path: there is no status to forward.
    @Test func noAnswer() throws {
        expectSense(
            try bench("1", .segment(1, nth: 2), .unreachable).copy(toTape),
            "f0 00 0a 00 00 00 03 0a 00 00 00 01 0d 02 00 80 00 30")
        expectSense(
            try bench("A", .segment(0, nth: 1), .unreachable).copy(toTape),
            "70 00 0a 00 00 00 00 0a 00 00 00 00 0d 02 00 80 00 10")
        let marks = ListBytes.list([DeviceErrorTests.tape1], [ListBytes.filemarks(count: 1)])
        expectSense(
            try bench("1", .segment(0, nth: 1), .unreachable).copy(marks),
            "70 00 0a 00 00 00 00 0a 00 00 00 00 0d 02 00 80 00 10")
    }

    /// INQUIRY that fails, however it does, is no path either; other questions are commands.
    @Test func questionsBeforeACopy() throws {
        let notReachable = "70 00 0a 00 00 00 00 0a 00 00 00 00 0d 02 00 80 00 10"
        for effect in [Fault.Effect.busy, .unreachable, .checkCondition(Self.unread)] {
            let bench = try bench("A", .command(.inquiry, nth: 1), times: 4, effect)
            expectSense(bench.copy(toTape), notReachable)
        }
        expectSense(
            try bench("A", .command(.readCapacity10, nth: 1), .unreachable).copy(toTape),
            notReachable)
        expectSense(
            try bench("A", .command(.readCapacity10, nth: 1), times: 4, .busy).copy(toTape),
            "70 00 0a 00 00 00 00 0b 12 00 00 00 0d 01 00 80 00 10 08")
        let bench = try bench("A", .command(.readCapacity10, nth: 1), .checkCondition(Self.unread))
        expectSense(
            bench.copy(toTape),
            """
            70 00 0a 00 00 00 00 1d 12 00 00 00 0d 01 00 80 00 10 \
            02 70 00 03 00 00 00 00 0a 00 00 00 00 11 00 00 00 00 00
            """)
    }

    /// A copy knows nothing that a reset of a disk or changed mode parameters take away.
    @Test func unitAttentionsThatDoNotMatter() throws {
        let reset = SenseData(.unitAttention, .powerOnOrReset)
        let changed = SenseData(.unitAttention, .modeParametersChanged)
        for (unit, sense) in [("A", reset), ("A", changed), ("1", changed)] {
            let bench = try bench(unit, .segment(1, nth: 1), times: 3, .checkCondition(sense))
            expectGood(bench.copy(toTape))
            #expect(try bench.tape1.items().count == 8)
        }
    }

    /// A tape that was reset, or changed, stands somewhere else.
    @Test(arguments: [
        (AdditionalSenseCode.powerOnOrReset, "29 00"), (.mediumMayHaveChanged, "28 00"),
    ])
    func unitAttentionsThatDo(_ code: AdditionalSenseCode, _ hex: String) throws {
        let bench = try bench(
            "1", .segment(1, nth: 2), .checkCondition(SenseData(.unitAttention, code)))
        expectSense(
            bench.copy(toTape),
            """
            f0 00 0a 00 00 00 03 1d 00 12 00 01 0d 01 00 80 00 30 \
            02 70 00 06 00 00 00 00 0a 00 00 00 00 \(hex) 00 00 00 00
            """)
        #expect(bench.position("1") == 5)
    }

    /// One that never ends is forwarded.
    @Test func unitAttentionsWithoutEnd() throws {
        let changed = SenseData(.unitAttention, .modeParametersChanged)
        let bench = try bench("1", .segment(1, nth: 1), times: 99, .checkCondition(changed))
        expectSense(
            bench.copy(toTape),
            """
            70 00 0a 00 00 00 00 1d 00 12 00 01 0d 01 00 80 00 30 \
            02 70 00 06 00 00 00 00 0a 00 00 00 00 2a 01 00 00 00 00
            """)
    }

    /// What stood on the copy manager's nexus before is of no concern; a cartridge that is changed
    /// while others wait is.
    @Test func unitAttentionsOfBefore() throws {
        let bench = try CopyBench()
        expectGood(bench.copy(toTape))
        let cartridge = try #require(bench.tape1.device.removeCartridge())
        bench.tape1.device.insert(cartridge)
        expectGood(bench.copy(toTape))
        #expect(try bench.tape1.items().count == 8)
        // The initiator's own nexus is still told.
        let reply = bench.send([0, 0, 0, 0, 0, 0], to: "1")
        expectSense(reply, "70 00 06 00 00 00 00 0a 00 00 00 00 28 00 00 00 00 00")
    }

    /// A fault is written as its logical unit writes sense data.
    @Test func faultsHaveTheUnitsFormat() throws {
        let bench = try bench("1", .segment(1, nth: 1), .checkCondition(Self.mediumError))
        bench.setDescriptorSense("1")
        expectSense(
            bench.copy(toTape),
            "70 00 0a 00 00 00 00 13 00 12 00 01 0d 01 00 80 00 30 02 72 03 0c 00 00 00 00 00")
    }
}
