import Devices
import SCSI
import Testing
import WireBytes

/// Reservations that a copy meets: the copy manager is a nexus of its own, and its commands are let
/// pass or refused as anybody's.
@Suite struct ReservationErrorTests {
    private static let key: UInt64 = 0x5EC0_5EC0_5EC0_5EC0

    /// Four blocks to four tape blocks; tape descriptor at 30h.
    private let toTape = ListBytes.list(
        [DeviceErrorTests.diskA, DeviceErrorTests.tape1],
        [ListBytes.blockToStream(transfer: 1, blocks: 4)])
    private let sourceConflict = "70 00 0a 00 00 00 00 0b 12 00 00 00 0d 01 00 80 00 10 18"
    private let destinationConflict = "70 00 0a 00 00 00 00 0b 00 12 00 00 0d 01 00 80 00 30 18"

    /// A bench with a logical unit that a nexus has reserved.
    private func bench(
        _ id: String, _ type: PersistentReservationType,
        by nexus: NexusIdentifier = CopyBench.nexus
    ) throws -> CopyBench {
        let bench = try CopyBench()
        if nexus != CopyBench.nexus { bench.show([id], to: nexus) }
        var list = PersistentReserveOutParameterList(
            reservationKey: 0, serviceActionReservationKey: Self.key)
        expectGood(
            bench.send(
                PersistentReserveOutCDB(.register).encoded(), list.encoded(), to: id,
                from: nexus))
        list = PersistentReserveOutParameterList(reservationKey: Self.key)
        expectGood(
            bench.send(
                PersistentReserveOutCDB(.reserve, type: type).encoded(), list.encoded(), to: id,
                from: nexus))
        return bench
    }

    /// Reserved by the sender of the copy, which is another nexus than the copy manager's.
    @Test(arguments: PersistentReservationType.all)
    func theSource(type: PersistentReservationType) throws {
        let bench = try bench("A", type)
        let reply = bench.copy(toTape, to: "B")
        if type.isWriteExclusive {
            expectGood(reply)
            #expect(bench.position("1") == 4)
        } else {
            expectSense(reply, sourceConflict)
            #expect(bench.position("1") == 0)
        }
    }

    @Test(arguments: PersistentReservationType.all)
    func theDestination(type: PersistentReservationType) throws {
        let bench = try bench("1", type)
        expectSense(bench.copy(toTape, to: "A"), destinationConflict)
        #expect(bench.position("1") == 0)
    }

    /// The logical unit that gets the EXTENDED COPY, reserved by another: the command is not begun.
    @Test(arguments: PersistentReservationType.all)
    func theReceiver(type: PersistentReservationType) throws {
        let bench = try bench("B", type, by: CopyBench.otherNexus)
        let reply = bench.copy(toTape, to: "B")
        #expect(reply.status == .reservationConflict)
        #expect(reply.sense == [])
        #expect(bench.commands.ofCopies.isEmpty)
        // What has become of copies may be asked for.
        expectGood(bench.results(0x03, id: 0, of: "B"))
    }

    /// A reservation that REGISTER AND MOVE gives to the copy manager lets its copy pass.
    @Test func movedToTheCopyManager() throws {
        let bench = try bench("1", .exclusiveAccess)
        var list = RegisterAndMoveParameterList()
        list.reservationKey = Self.key
        list.serviceActionReservationKey = Self.key
        list.relativeTargetPortIdentifier = 1
        list.transportID = NexusIdentity(of: NexusIdentifier(0)).initiatorPort
        let cdb = PersistentReserveOutCDB(
            .registerAndMove, parameterListLength: UInt32(list.encoded().count))
        expectGood(bench.send(cdb.encoded(), list.encoded(), to: "1"))
        expectGood(bench.copy(toTape, to: "A"))
        let write = bench.send([0x0A, 0, 0, 0, 1, 0], [7], to: "1")
        #expect(write.status == .reservationConflict)
        #expect(try bench.tape1.items().count == 4)
    }
}
