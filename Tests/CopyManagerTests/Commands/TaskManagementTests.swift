import Devices
import Fabric
import SCSI
import Testing
import Timebase
import WireBytes

/// Resets of logical units while copies run.
@Suite struct LogicalUnitResetTests {
    /// As by COPY OPERATION ABORT, but nothing is kept.
    @Test(arguments: [false, true], 11..<25)
    func endsTheCopiesThatItWasSent(background: Bool, moment: Int) throws {
        let copy = try InterruptedCopy(background: background)
        copy.wait(milliseconds: moment)
        try copy.expectInTheMiddle()
        let count = try copy.copied()
        copy.bench.fabric.reset(try #require(copy.bench.fabric.unit("2")))
        copy.bench.fabric.runToTheEnd()
        #expect(try copy.copied() == count)
        if !background {
            let left = hexPairs(ListBytes.number(62 - count, 4))
            #expect(
                hexPairs(copy.ending.completion?.senseBytes ?? [])
                    == "f0 00 0a \(left) 0a 00 00 00 01 2f 02 00 00 00 00")
        }
        #expect(copy.attentions("2") == ["29 03"])
        #expect(copy.attentions("2", of: CopyBench.otherNexus) == ["29 03"])
        for action in [0x05, 0x06] as [UInt8] {
            let reply = copy.bench.report(action, id: InterruptedCopy.id, of: "2")
            expectSense(reply, InterruptedCopy.unknown)
        }
        // The identifier is free, and other logical units were not reset.
        expectGood(copy.bench.copyLID4(InterruptedCopy.list(background: false), to: "2"))
        #expect(copy.attentions("A") == [])
        #expect(try copy.copied() == 64)
    }

    /// A disk in descriptor format, that is the copy source too.
    @Test func senseDataHasTheUnitsFormat() throws {
        let copy = try InterruptedCopy(background: false, to: "A", descriptorSense: true)
        copy.wait(milliseconds: 14)
        try copy.expectInTheMiddle()
        copy.bench.fabric.reset(try #require(copy.bench.fabric.unit("A")))
        copy.bench.fabric.runToTheEnd()
        let left = hexPairs(ListBytes.number(62 - (try copy.copied()), 8))
        #expect(
            hexPairs(copy.ending.completion?.senseBytes ?? [])
                == """
                72 0a 2f 02 00 00 00 18 00 0a 80 00 \(left) \
                01 0a 00 00 00 00 00 00 00 00 00 01
                """)
    }

    /// A command that has not come when the unit is reset is told so, and begins nothing.
    @Test func commandsOnTheirWayAreTold() throws {
        let copy = try InterruptedCopy(background: false)
        copy.bench.fabric.reset(try #require(copy.bench.fabric.unit("2")))
        copy.bench.fabric.runToTheEnd()
        #expect(
            hexPairs(copy.ending.completion?.senseBytes ?? [])
                == "70 00 06 00 00 00 00 0a 00 00 00 00 29 03 00 00 00 00")
        #expect(try copy.copied() == 0)
    }

    /// The status, the held data and the failure details of LID1, of copies that had ended and of
    /// one that runs; what other logical units keep stays.
    @Test func dropsResults() throws {
        let copy = try InterruptedCopy(background: false)
        let bench = copy.bench
        bench.fabric.runToTheEnd()
        let hold = ListBytes.blockToBlock(0, 1, blocks: 8).held
        let ids: [UInt8] = [0xA1, 0xA2]
        for (id, receiver) in [(0xA1, "2"), (0xA1, "1")] as [(UInt8, String)] {
            let list = ListBytes.list(
                id: id, [ListBytes.disk(CopyBench.naaA), ListBytes.disk(CopyBench.naaB)],
                [hold, ListBytes.blockToBlock(0, 9, blocks: 1)])
            #expect(bench.copy(list, to: receiver).status == .checkCondition)
        }
        bench.begin(
            ListBytes.list(
                id: 0xA2, [ListBytes.disk(CopyBench.naaA), ListBytes.disk(CopyBench.naaB)],
                [hold] + [[UInt8]](repeating: ListBytes.blockToBlock(blocks: 1), count: 40)),
            to: "2")
        copy.wait(milliseconds: 25)
        #expect(bench.results(0x00, id: 0xA2, of: "2").dataIn.dropFirst(4).first == 0)
        bench.fabric.reset(try #require(bench.fabric.unit("2")))
        bench.fabric.runToTheEnd()
        #expect(copy.attentions("2") == ["29 03"])
        for id in ids {
            for action in [0x00, 0x01, 0x04] as [UInt8] {
                expectSense(
                    bench.results(action, id: id, of: "2"), InterruptedCopy.unknown)
            }
        }
        expectSense(copy.status(), InterruptedCopy.unknown)
        let held = bench.results(0x01, id: 0xA1, allocation: 5000, of: "1").dataIn
        expectBytes(Array(held.dropFirst(4)), bench.diskA.original(0, 8))
    }

    /// A disk that a copy sent elsewhere reads and writes is asked again.
    @Test(arguments: ["A", "B"], 11..<25)
    func copiesThatUseADiskGoOn(unit: String, moment: Int) throws {
        let copy = try InterruptedCopy(background: false)
        copy.wait(milliseconds: moment)
        try copy.expectInTheMiddle()
        copy.bench.fabric.reset(try #require(copy.bench.fabric.unit(unit)))
        copy.bench.fabric.runToTheEnd()
        #expect(copy.ending.completion?.status == .good)
        #expect(try copy.copied() == 64)
        #expect(copy.status().dataIn.dropFirst(5).first == 0x01)
        #expect(copy.attentions(unit) == ["29 03"])
    }

    /// A tape has lost the position that the data belongs to: its unit attention is forwarded.
    @Test func copiesThatUseATapeDoNot() throws {
        var shape = BenchShape()
        shape.timing = DeviceTiming(perCommand: .milliseconds(1), perMebibyte: .zero)
        let bench = try CopyBench(shape)
        var ended: Completion?
        bench.begin(
            ListBytes.list(
                [ListBytes.disk(CopyBench.naaA), ListBytes.tape(CopyBench.naa1, 512)],
                (0..<8).map { ListBytes.blockToStream(transfer: 1, blocks: 2, lba: 2 * $0) })
        ) { ended = $0 }
        bench.fabric.wait(until: bench.fabric.now + .milliseconds(16))
        let written = try bench.tape1.items().count
        #expect((2..<14).contains(written) && ended == nil)
        bench.fabric.reset(try #require(bench.fabric.unit("1")))
        bench.fabric.runToTheEnd()
        #expect(
            hexPairs(ended?.senseBytes ?? [])
                == """
                70 00 0a 00 00 00 00 1d 00 12 00 0\(written / 2) 0d 01 00 80 00 30 \
                02 70 00 06 00 00 00 00 0a 00 00 00 00 29 03 00 00 00 00
                """)
        try expectItems(
            bench.tape1, (0..<written).map { .record(bench.diskA.original($0, 1)) })
    }
}

/// Losses of I_T nexuses while copies run.
@Suite struct NexusLossTests {
    @Test(arguments: [false, true], [2, 12, 25])
    func theCopyGoesOn(background: Bool, moment: Int) throws {
        let earlier = InterruptedCopy.id + 1
        let copy = try InterruptedCopy(background: background) { bench in
            for nexus in [CopyBench.nexus, CopyBench.otherNexus] {
                let list = ListBytes.lid4(id: earlier, [], [])
                expectGood(bench.copyLID4(list, to: "2", from: nexus))
                expectGood(bench.copyLID4(list, to: "A", from: nexus))
            }
        }
        copy.wait(milliseconds: moment)
        copy.bench.fabric.lose(CopyBench.nexus)
        copy.bench.fabric.runToTheEnd()
        #expect(copy.ending.completion?.status == .good)
        #expect(try copy.copied() == 64)
        for id in ["A", "B", "1", "2"] {
            #expect(copy.attentions(id) == ["29 07"])
            #expect(copy.attentions(id, of: CopyBench.otherNexus) == [])
        }
        for id in ["A", "2"] {
            expectSense(copy.bench.report(0x05, id: earlier, of: id), InterruptedCopy.unknown)
            let others = copy.bench.report(
                0x05, id: earlier, of: id, from: CopyBench.otherNexus)
            #expect(others.dataIn.count == 32 && others.dataIn[5] == 0x01)
        }
        // What was not stored then is kept as ever.
        let status = copy.status().dataIn
        #expect(status.count == 32 && status[5] == 0x01)
    }
}

/// ABORT TASK SET and PREEMPT AND ABORT while copies run.
@Suite struct TaskAbortTests {
    /// No status came of the command in the foreground; the copy's own is: terminated, TASK ABORTED,
    /// without sense data.
    private func expectTerminated(_ copy: InterruptedCopy, count: Int) throws {
        #expect(try copy.copied() == count)
        #expect(
            copy.isBackground
                ? copy.ending.completion?.status == .good : copy.ending.completion == nil)
        let expected: [UInt8] =
            [0, 0, 0, 28, 0x01, 0x60, 0, 0, 0xFF, 0xFF, 0xFF, 0xFE, 0x40, 0, 0, 0]
            + ListBytes.number(count * 512, 8) + [0, 2, 0, 0, 0, 0, 0, 0]
        #expect(hexPairs(copy.status().dataIn) == hexPairs(expected))
    }

    // MARK: ABORT TASK SET

    @Test(arguments: [false, true], 11..<25)
    func abortTaskSetLeavesNoStatus(background: Bool, moment: Int) throws {
        let copy = try InterruptedCopy(background: background)
        let bench = copy.bench
        copy.wait(milliseconds: moment)
        try copy.expectInTheMiddle()
        let count = try copy.copied()
        var completed: (at: Instant, lastCommand: Instant)?
        bench.fabric.abortTaskSet(
            of: CopyBench.nexus, on: try #require(bench.fabric.unit("2"))
        ) { completed = (bench.fabric.now, copy.lastCommand) }
        #expect(completed == nil)
        bench.fabric.runToTheEnd()
        // What the copy manager had sent has ended when the function is complete.
        #expect(completed?.lastCommand == copy.lastCommand)
        #expect(try #require(completed).at >= copy.lastCommand)
        try expectTerminated(copy, count: count)
        #expect(copy.attentions("2") == [])
    }

    /// Nor is a status returned where the copy has failed already, in a step that still goes on.
    @Test func abortTaskSetInTheLastStep() throws {
        var found: Set<Bool> = []
        for moment in 2..<12 {
            var shape = BenchShape()
            shape.timing = DeviceTiming(perCommand: .milliseconds(1), perMebibyte: .zero)
            let bench = try CopyBench(shape)
            var ended: Completion?
            bench.beginLID4(
                ListBytes.lid4(
                    [ListBytes.disk(CopyBench.naaA), ListBytes.disk(CopyBench.naaB)],
                    [ListBytes.blockToBlock(1, 2, blocks: 1, to: 64)]), to: "2"
            ) { ended = $0 }
            bench.fabric.wait(until: bench.fabric.now + .milliseconds(Int64(moment)))
            let hasEnded = ended != nil
            found.insert(hasEnded)
            bench.fabric.abortTaskSet(
                of: CopyBench.nexus, on: try #require(bench.fabric.unit("2")))
            bench.fabric.runToTheEnd()
            #expect((ended?.status == .checkCondition) == hasEnded, "\(moment)")
        }
        #expect(found == [false, true])
    }

    /// Copies of other nexuses, and those that other logical units got, go on.
    @Test func abortTaskSetAbortsNoOther() throws {
        let copy = try InterruptedCopy(background: false)
        var ended: [SCSIStatus?] = []
        for (id, nexus) in [("2", CopyBench.otherNexus), ("1", CopyBench.nexus)] {
            copy.bench.beginLID4(
                InterruptedCopy.list(background: false), to: id, from: nexus
            ) { ended.append($0?.status) }
        }
        copy.wait(milliseconds: 20)
        let fabric = copy.bench.fabric
        fabric.abortTaskSet(of: CopyBench.nexus, on: try #require(fabric.unit("2")))
        fabric.runToTheEnd()
        #expect(copy.ending.completion == nil)
        #expect(ended == [.good, .good])
        #expect(copy.attentions("2", of: CopyBench.otherNexus) == [])
        // Without a copy the function is complete at once.
        var isComplete = false
        fabric.abortTaskSet(of: CopyBench.nexus, on: try #require(fabric.unit("2"))) {
            isComplete = true
        }
        #expect(isComplete)
    }

    // MARK: PREEMPT AND ABORT

    private static let key = 0x1111_2222_3333_4444
    private static let otherKey = 0x5555_6666_7777_8888

    private static func reserveOut(_ action: UInt8, key: Int, newKey: Int) -> ([UInt8], [UInt8]) {
        (
            [0x5F, action, 0, 0, 0, 0, 0, 0, 24, 0],
            ListBytes.number(key, 8) + ListBytes.number(newKey, 8)
                + [UInt8](repeating: 0, count: 8)
        )
    }

    /// A copy of the first nexus; it and the other are registered with tape 2.
    private func registered(background: Bool, otherKey: Int = otherKey) throws -> InterruptedCopy {
        try InterruptedCopy(background: background) { bench in
            for (nexus, key) in [(CopyBench.nexus, Self.key), (CopyBench.otherNexus, otherKey)] {
                let (cdb, list) = Self.reserveOut(0, key: 0, newKey: key)
                expectGood(bench.send(cdb, list, to: "2", from: nexus))
            }
        }
    }

    @Test(arguments: [false, true], 10..<24)
    func preemptAndAbortWaitsForTheCopy(background: Bool, moment: Int) throws {
        let copy = try registered(background: background)
        copy.wait(milliseconds: moment)
        let (cdb, list) = Self.reserveOut(5, key: Self.otherKey, newKey: Self.key)
        expectGood(copy.bench.send(cdb, list, to: "2", from: CopyBench.otherNexus))
        let count = try copy.copied()
        try copy.expectInTheMiddle()
        let lastCommand = copy.lastCommand
        copy.bench.fabric.runToTheEnd()
        // What the copy manager had sent had ended before the command.
        #expect(copy.lastCommand == lastCommand)
        #expect(copy.attentions("2") == ["2a 05", "2f 00"])
        #expect(copy.attentions("2", of: CopyBench.otherNexus) == [])
        #expect(copy.attentions("1") == [])
        try expectTerminated(copy, count: count)
    }

    /// PREEMPT takes the registration alone; and who has no copy has no command that was cleared.
    @Test func othersAreOnlyToldOfTheRegistration() throws {
        for (action, waits) in [(0x04, false), (0x05, true)] as [(UInt8, Bool)] {
            let copy = try registered(background: false)
            copy.wait(milliseconds: 12)
            try copy.expectInTheMiddle()
            if waits { copy.bench.fabric.runToTheEnd() }
            let (cdb, list) = Self.reserveOut(action, key: Self.otherKey, newKey: Self.key)
            expectGood(copy.bench.send(cdb, list, to: "2", from: CopyBench.otherNexus))
            copy.bench.fabric.runToTheEnd()
            #expect(copy.ending.completion?.status == .good)
            #expect(try copy.copied() == 64)
            #expect(copy.attentions("2") == ["2a 05"])
            #expect(copy.status().dataIn.dropFirst(5).first == 0x01)
        }
    }

    /// A nexus that preempts its own key too aborts its own copy, and nobody else did.
    @Test func whoPreemptsItselfIsNotTold() throws {
        let copy = try registered(background: false, otherKey: Self.key)
        var others: Completion?
        copy.bench.beginLID4(
            InterruptedCopy.list(background: false), to: "2", from: CopyBench.otherNexus
        ) { others = $0 }
        copy.wait(milliseconds: 20)
        let (cdb, list) = Self.reserveOut(5, key: Self.key, newKey: Self.key)
        expectGood(copy.bench.send(cdb, list, to: "2", from: CopyBench.otherNexus))
        copy.bench.fabric.runToTheEnd()
        #expect(copy.ending.completion == nil && others == nil)
        #expect(copy.status(from: CopyBench.otherNexus).dataIn.dropFirst(5).first == 0x60)
        #expect(copy.attentions("2") == ["2a 05", "2f 00"])
        #expect(copy.attentions("2", of: CopyBench.otherNexus) == [])
    }
}
