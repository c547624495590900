import SCSI
import Testing
import Timebase

@testable import SGInitiator

/// What is sent again, how often, and what is said at the end.
@Suite struct RetryTests {
    private static let read16 = Read16CDB(logicalBlockAddress: 5, transferLength: 1).encoded()
    private static let write6 = WriteStream6CDB(transferLength: 512).encoded()
    private static let copy = ExtendedCopyLID1CDB(parameterListLength: 40).encoded()
    private static let good = PassThroughResult.answered(
        Reply(status: .good, dataIn: [0xC0, 0xFF, 0xEE]))

    private func run(
        _ cdb: [UInt8], _ fake: FakePassThrough
    ) -> (reply: Reply, waited: Nanoseconds) {
        let clock = FakeClock()
        let initiator = SGInitiator(path: "/dev/sg7", passThrough: fake, clock: clock)
        let reply = initiator.execute(CommandRequest(cdb: cdb, dataInLength: 3))
        return (reply, clock.now - .zero)
    }

    private static func transport(_ status: HostStatus) -> PassThroughResult {
        .transport(status, text: "Host_status")
    }

    /// What did not reach the device is sent again, whatever it is.
    @Test(arguments: [
        transport(.busBusy), transport(.requeue), transport(.immediateRetry),
        .answered(Reply(status: .busy)), .answered(Reply(status: .taskSetFull)),
        .system(SystemFailure(number: 11)), .system(SystemFailure(number: 16)),
    ])
    func whatWasNotBegunIsSentAgain(_ result: PassThroughResult) {
        for cdb in [Self.read16, Self.write6, Self.copy] {
            let fake = FakePassThrough(result, result, Self.good)
            let (reply, waited) = run(cdb, fake)
            #expect(reply == Reply(status: .good, dataIn: [0xC0, 0xFF, 0xEE]))
            #expect(fake.sent.map(\.cdb) == [cdb, cdb, cdb])
            #expect(waited == .milliseconds(400))
            let stubborn = FakePassThrough(result)
            let given = run(cdb, stubborn)
            #expect(stubborn.sent.count == 1 + SGInitiator.transportRetries)
            #expect(!given.reply.isGood)
        }
    }

    /// What may have been carried out is sent again only if that does no harm.
    @Test(arguments: [
        transport(.reset), transport(.softError), transport(.error), transport(.abort),
        transport(.parity), transport(.transportDisrupted), .system(SystemFailure(number: 4)),
    ])
    func whatMayHaveBeenCarriedOutIsNotRepeatedOnTape(_ result: PassThroughResult) {
        let harmless = FakePassThrough(result, Self.good)
        #expect(run(Self.read16, harmless).reply.isGood && harmless.sent.count == 2)
        for cdb in [Self.write6, Self.copy] {
            let fake = FakePassThrough(result, Self.good)
            let (reply, waited) = run(cdb, fake)
            #expect(fake.sent.count == 1 && waited == .zero)
            guard case .notDelivered(let why) = reply.transportFailure else {
                Issue.record("\(reply)")
                continue
            }
            #expect(why.hasPrefix("/dev/sg7: "), "\(why)")
        }
    }

    @Test(arguments: [
        (HostStatus.noConnect, Reply.TransportFailure.unreachable), (.badTarget, .unreachable),
        (.transportFailFast, .unreachable), (.transportMarginal, .unreachable),
        (.timeOut, .timedOut),
    ])
    func lossesAreNotTriedAgain(_ status: HostStatus, _ failure: Reply.TransportFailure) {
        let fake = FakePassThrough(Self.transport(status), Self.good)
        #expect(run(Self.read16, fake).reply == Reply(transportFailure: failure))
        #expect(fake.sent.count == 1)
    }

    /// A unit attention is an answer, which those above deal with.
    @Test func answersAreNotTriedAgain() {
        let sense = SenseData(.unitAttention, AdditionalSenseCode(0x29, 0)).encoded(.fixed)
        for status in [SCSIStatus.checkCondition, .reservationConflict, .taskAborted] {
            let reply = Reply(status: status, sense: sense)
            let fake = FakePassThrough(.answered(reply), Self.good)
            #expect(run(Self.read16, fake).reply == reply && fake.sent.count == 1)
        }
    }

    @Test(arguments: [
        (19, "/dev/sg7: SG_IO: No such device; the device has gone"),
        (
            12,
            "/dev/sg7: SG_IO: Cannot allocate memory; a transfer of 3 bytes, of which the driver or"
                + " the host adapter may take less at once"
        ),
        (5, "/dev/sg7: SG_IO: Input/output error"),
        (
            1,
            "/dev/sg7: SG_IO: Operation not permitted; the kernel lets this command pass for few:"
                + " write permission and CAP_SYS_RAWIO"
        ),
    ])
    func errorsOfTheSystemAreSaid(_ number: Int32, _ text: String) {
        let fake = FakePassThrough(.system(SystemFailure(number: number)))
        #expect(
            run(Self.read16, fake).reply == Reply(transportFailure: .notDelivered(text)))
        #expect(fake.sent.count == 1)
    }

    @Test func timeoutsAreWholeSeconds() {
        #expect(SGInitiator.seconds(.zero) == 1)
        #expect(SGInitiator.seconds(Nanoseconds(-7)) == 1)
        #expect(SGInitiator.seconds(.milliseconds(1000)) == 1)
        #expect(SGInitiator.seconds(.milliseconds(1001)) == 2)
        #expect(SGInitiator.seconds(.seconds(86400)) == 86400)
        #expect(SGInitiator.seconds(Nanoseconds(.max)) == 2_147_483)
        let fake = FakePassThrough(Self.good)
        _ = run(Self.read16, fake)
        #expect(fake.sent.map(\.seconds) == [60])
    }

    @Test func pollingLooksMeanwhile() {
        let clock = FakeClock()
        var seen: [Int64] = []
        let polling = PollingClock(clock, every: .milliseconds(100)) {
            seen.append(clock.now.nanoseconds / 1_000_000)
        }
        polling.wait(until: .zero + .milliseconds(250))
        #expect(seen == [100, 200, 250] && polling.now == clock.now)
        polling.wait(until: .zero)
        #expect(seen.count == 3)
    }

    @Test func theSystemsClockSleeps() {
        let clock = SystemClock()
        let start = clock.now
        #expect(start.nanoseconds >= 0)
        clock.wait(until: start + .milliseconds(30))
        let end = clock.now
        #expect(end >= start + .milliseconds(30) && end < start + .seconds(20))
        clock.wait(until: start)
        #expect(clock.now < end + .seconds(20))
    }
}
