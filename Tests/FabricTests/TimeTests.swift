import Devices
import Fabric
import SCSI
import Testing
import Timebase
import Trace

/// Virtual time: who is served when, and who comes first.
@Suite struct TimeTests {
    private let millisecond = Instant.zero + .milliseconds(1)

    @Test func commandsQueueAtABusyDevice() throws {
        let small = try SmallFabric()
        var ends: [String: Instant] = [:]
        for name in ["first", "second"] {
            small.fabric.submit(SmallFabric.testUnitReady, to: small.a) { _ in
                ends[name] = small.fabric.now
            }
        }
        small.fabric.submit(SmallFabric.testUnitReady, to: small.b) { _ in
            ends["elsewhere"] = small.fabric.now
        }
        small.fabric.schedule(at: .zero + .microseconds(2500)) {
            small.fabric.submit(SmallFabric.testUnitReady, to: small.a) { _ in
                ends["later"] = small.fabric.now
            }
        }
        small.fabric.runToTheEnd()
        let microseconds = ends.mapValues { $0.nanoseconds / 1000 }
        let expected: [String: Int64] = [
            "first": 1000, "second": 2000, "elsewhere": 1000, "later": 3500,
        ]
        #expect(microseconds == expected)
    }

    /// A write that ends in the instant in which somebody's wait does.
    @Test(arguments: [(Fabric.SameInstant.commandsFirst, true), (.waitersFirst, false)])
    func theOrderAtOneInstant(_ order: Fabric.SameInstant, _ isWritten: Bool) throws {
        let small = try SmallFabric(sameInstant: order)
        small.fabric.submit(SmallFabric.write(3, 0xABC), to: small.a) { _ in }
        small.fabric.wait(until: .zero + Nanoseconds(999_999))
        #expect(small.a.lastWrite == nil)
        #expect(try small.a.block(3) == SmallFabric.block(3))
        small.fabric.wait(until: millisecond)
        #expect(small.fabric.now == millisecond)
        #expect(small.a.lastWrite == (isWritten ? millisecond : nil))
        #expect(small.a.writeCount == (isWritten ? 1 : 0))
        #expect(try small.a.block(3) == SmallFabric.block(isWritten ? 0xABC : 3))
        small.fabric.wait(until: millisecond + Nanoseconds(1))
        #expect(small.a.lastWrite == millisecond)
    }

    /// An initiator's timeout is a wait like any other, for plain commands and for copies, whose
    /// last event is planned last.
    @Test(arguments: [Fabric.SameInstant.commandsFirst, .waitersFirst], [false, true])
    func aTimeoutAtTheVeryEnd(_ order: Fabric.SameInstant, _ isCopy: Bool) throws {
        let timed = try SmallFabric(sameInstant: order)
        let task =
            isCopy ? SmallFabric.copy(from: timed.a, to: timed.b) : SmallFabric.testUnitReady
        var end: Instant?
        timed.fabric.submit(task, to: timed.a) { _ in end = timed.fabric.now }
        timed.fabric.runToTheEnd()
        let duration = try #require(end) - .zero
        for (offset, isAnswered) in [(-1, false), (0, order == .commandsFirst), (1, true)] {
            let small = try SmallFabric(sameInstant: order)
            let reply = try small.initiator(small.a).execute(
                CommandRequest(
                    cdb: task.cdb, dataOut: try task.dataOut.bytes(),
                    timeout: Nanoseconds(duration.count + Int64(offset))))
            #expect(
                reply == (isAnswered ? Reply(status: .good) : Reply(transportFailure: .timedOut)))
            let waited = isAnswered ? duration : Nanoseconds(duration.count + Int64(offset))
            #expect(small.fabric.now == Instant.zero + waited)
        }
    }

    /// A command that timed out still does what it does.
    @Test func aTimeoutAbortsNothing() throws {
        let small = try SmallFabric()
        let task = SmallFabric.write(5, 0x123)
        let reply = try small.initiator(small.a).execute(
            CommandRequest(
                cdb: task.cdb, dataOut: try task.dataOut.bytes(), timeout: .microseconds(10)))
        #expect(reply.transportFailure == .timedOut)
        #expect(try small.a.block(5) == SmallFabric.block(5))
        small.fabric.runToTheEnd()
        #expect(try small.a.block(5) == SmallFabric.block(0x123))
        #expect(small.a.lastWrite == millisecond)
    }

    /// Timeouts of commands that have ended are no events: time does not run on to them.
    @Test func endedCommandsLeaveNothingBehind() throws {
        let small = try SmallFabric()
        let reply = try small.initiator(small.a).execute(CommandRequest(cdb: [0, 0, 0, 0, 0, 0]))
        #expect(reply.isGood)
        small.fabric.runToTheEnd()
        #expect(small.fabric.now == millisecond)
    }

    @Test func noWayToWhatANexusDoesNotSee() throws {
        let small = try SmallFabric()
        #expect(small.fabric.initiator(SmallFabric.otherNexus, to: small.a) == nil)
        small.fabric.map(small.b, to: SmallFabric.otherNexus)
        #expect(small.fabric.initiator(SmallFabric.otherNexus, to: small.b) != nil)
        #expect(small.fabric.initiator(SmallFabric.otherNexus, to: small.a) == nil)
    }

    @Test func pastInstantsAreNow() throws {
        let small = try SmallFabric()
        small.fabric.wait(until: millisecond)
        var at: Instant?
        small.fabric.schedule(at: .zero) { at = small.fabric.now }
        small.fabric.wait(until: .zero)
        #expect(small.fabric.now == millisecond)
        small.fabric.runToTheEnd()
        #expect(at == millisecond)
    }

    // MARK: Service times

    @Test func durationsAreRoundedDownAndAddUp() {
        let timing = DeviceTiming(perCommand: Nanoseconds(7), perMebibyte: Nanoseconds(1 << 20))
        #expect(timing.duration(byteCount: 0).count == 7)
        #expect(timing.duration(byteCount: 1).count == 8)
        #expect(timing.duration(byteCount: 5 << 30).count == 7 + 5 << 30)
        let slow = DeviceTiming(perCommand: .zero, perMebibyte: Nanoseconds(3))
        #expect(slow.duration(byteCount: (1 << 20) / 3).count == 0)
        #expect(slow.duration(byteCount: (1 << 20) / 3 + 1).count == 1)
        #expect(slow.duration(byteCount: 1 << 20).count == 3)
    }

    @Test func durationsOverflowToTheLongest() {
        let endless = DeviceTiming(perCommand: Nanoseconds(5), perMebibyte: Nanoseconds(.max))
        #expect(endless.duration(byteCount: 0).count == 5)
        #expect(endless.duration(byteCount: 1).count == 5 + Int64.max >> 20)
        #expect(endless.duration(byteCount: 1 << 20).count == .max)
        #expect(endless.duration(byteCount: 3 << 20).count == .max)
        #expect(endless.duration(byteCount: .max).count == .max)
        let most = DeviceTiming(perCommand: Nanoseconds(.max), perMebibyte: Nanoseconds(1))
        #expect(most.duration(byteCount: 1 << 20).count == .max)
        #expect(Instant.zero + .seconds(1) + most.duration(byteCount: 1) == .farthest)
    }

    /// A device that is busy for ever stops nothing else.
    @Test func aDeviceThatNeverEnds() throws {
        let timing = DeviceTiming(perCommand: Nanoseconds(.max), perMebibyte: .zero)
        let small = try SmallFabric(timing: timing)
        for _ in 0..<3 { small.fabric.submit(SmallFabric.testUnitReady, to: small.a) { _ in } }
        let reply = try small.initiator(small.a).execute(
            CommandRequest(cdb: [0, 0, 0, 0, 0, 0], timeout: .seconds(3)))
        #expect(reply.transportFailure == .timedOut)
        #expect(small.fabric.now == Instant.zero + .seconds(3))
        small.fabric.runToTheEnd()
        #expect(small.fabric.now == .farthest)
    }

    /// What comes in counts as well as what goes out.
    @Test func timeIsForWhatMoves() throws {
        let timing = DeviceTiming(perCommand: .zero, perMebibyte: Nanoseconds(1 << 20))
        let small = try SmallFabric(timing: timing)
        let initiator = try small.initiator(small.a)
        let read = Read16CDB(logicalBlockAddress: 1, transferLength: 2).encoded()
        #expect(
            initiator.execute(CommandRequest(cdb: read, dataInLength: 1024)).dataIn
                == SmallFabric.block(1) + SmallFabric.block(2))
        #expect(small.fabric.now == Instant.zero + Nanoseconds(1024))
        let task = SmallFabric.write(0, 1)
        _ = initiator.execute(CommandRequest(cdb: task.cdb, dataOut: try task.dataOut.bytes()))
        #expect(small.fabric.now == Instant.zero + Nanoseconds(1536))
    }
}
