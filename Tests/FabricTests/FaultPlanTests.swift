import Devices
import Fabric
import SCSI
import Testing
import Timebase

/// Which commands a fault strikes.
@Suite struct FaultPlanTests {
    private let error = Fault.Effect.checkCondition(SenseData(.mediumError, .writeError))

    /// The statuses of TEST UNIT READY sent so often, one after the other: `-` for GOOD, `B` for
    /// BUSY, `C` for CHECK CONDITION, `?` for no answer.
    private func statuses(_ small: SmallFabric, _ unit: FabricUnit, count: Int) throws -> String {
        let initiator = try small.initiator(unit)
        return (0..<count).map { _ in
            let reply = initiator.execute(CommandRequest(cdb: [0, 0, 0, 0, 0, 0]))
            if reply.transportFailure == .unreachable { return "?" }
            return [.good: "-", .busy: "B", .checkCondition: "C"][reply.status] ?? "!"
        }.joined()
    }

    private func small(_ faults: [Fault]) throws -> SmallFabric {
        let small = try SmallFabric()
        for fault in faults { small.fabric.add(fault) }
        return small
    }

    private func fault(
        _ trigger: Fault.Trigger, times: Int, _ effect: Fault.Effect = .busy, on unit: String = "a"
    ) -> Fault {
        Fault(unit: unit, trigger: trigger, times: times, effect: effect)
    }

    @Test(arguments: [
        (1, 1, "B----"), (2, 1, "-B---"), (2, 3, "-BBB-"), (1, 99, "BBBBB"), (6, 1, "-----"),
        (1, 0, "-----"),
    ])
    func strikesTheNthCommandSoOften(_ nth: Int, _ times: Int, _ expected: String) throws {
        let small = try small([fault(.command(.testUnitReady, nth: nth), times: times)])
        #expect(try statuses(small, small.b, count: 2) == "--")
        #expect(try statuses(small, small.a, count: 5) == expected)
    }

    @Test func countsOnlyItsOwnCommands() throws {
        let small = try small([fault(.command(.testUnitReady, nth: 2), times: 1)])
        let initiator = try small.initiator(small.a)
        let inquiry = CommandRequest(cdb: [0x12, 0, 0, 0, 36, 0], dataInLength: 36)
        #expect(initiator.execute(inquiry).isGood)
        #expect(try statuses(small, small.a, count: 1) == "-")
        #expect(initiator.execute(inquiry).isGood)
        #expect(try statuses(small, small.a, count: 2) == "B-")
    }

    /// A fault of a segment is for the copy manager's work alone.
    @Test func segmentsAreNotForOthers() throws {
        let small = try small([fault(.segment(0, nth: 1), times: 1)])
        #expect(try statuses(small, small.a, count: 2) == "--")
    }

    /// The first command that ends then or later, each of which takes a millisecond.
    @Test(arguments: [
        (0, "B----"), (1_000_000, "B----"), (1_000_001, "-B---"), (2_500_000, "--B--"),
    ])
    func strikesAtAnInstant(_ time: Int64, _ expected: String) throws {
        let small = try small([fault(.time(.zero + Nanoseconds(time)), times: 1)])
        #expect(try statuses(small, small.a, count: 5) == expected)
    }

    /// Also within a step of a copy, whose commands have instants of their own: EXTENDED COPY takes
    /// a millisecond, four questions to each disk take eight, READ and WRITE end at 10 and 11 ms.
    @Test(arguments: [9_000_001, 10_000_000, 11_000_000] as [Int64])
    func strikesACopyAtAnInstant(_ time: Int64) throws {
        let small = try small([fault(.time(.zero + Nanoseconds(time)), times: 1, error, on: "b")])
        var completion: Completion?
        small.fabric.submit(SmallFabric.copy(from: small.a, to: small.b), to: small.a) {
            completion = $0
        }
        small.fabric.runToTheEnd()
        let sense = try #require(completion?.sense)
        #expect(sense.code == .thirdPartyDeviceFailure)
        #expect(sense.forwardedFromDestination?.sense.dropFirst(12).prefix(2) == [0x0C, 0x00])
        // What came before the instant was done, and nothing was written.
        #expect(try small.b.block(0) == SmallFabric.block(0x100))
    }

    /// One that would strike only after the copy's last command strikes no command of it.
    @Test func anInstantAfterTheCopy() throws {
        let small = try small([
            fault(.time(.zero + Nanoseconds(11_000_001)), times: 1, error, on: "b")
        ])
        var completion: Completion?
        small.fabric.submit(SmallFabric.copy(from: small.a, to: small.b), to: small.a) {
            completion = $0
        }
        small.fabric.runToTheEnd()
        #expect(completion?.status == .good)
        #expect(small.fabric.now == Instant.zero + .milliseconds(11))
        #expect(try statuses(small, small.b, count: 2) == "C-")
    }

    @Test func faultsTakeTurns() throws {
        let small = try small([
            fault(.command(.testUnitReady, nth: 2), times: 1),
            fault(.command(.testUnitReady, nth: 2), times: 2, error),
            fault(.command(.testUnitReady, nth: 4), times: 1, .unreachable),
        ])
        #expect(try statuses(small, small.a, count: 7) == "-BCC?--")
    }

    /// A command that a fault struck did nothing.
    @Test func aStruckWriteWritesNothing() throws {
        let small = try small([fault(.command(.write16, nth: 1), times: 1, error)])
        let initiator = try small.initiator(small.a)
        let task = SmallFabric.write(4, 0x777)
        let request = CommandRequest(cdb: task.cdb, dataOut: try task.dataOut.bytes())
        let reply = initiator.execute(request)
        #expect(reply.status == .checkCondition)
        #expect(
            try SenseData(reply.sense).code == .writeError)
        #expect(try small.a.block(4) == SmallFabric.block(4))
        #expect(small.a.lastWrite == nil)
        #expect(initiator.execute(request).isGood)
        #expect(try small.a.block(4) == SmallFabric.block(0x777))
    }
}
