import CopyManager
import Devices
import SCSI
import Testing
import WireBytes

/// 14h and 15h: reservation keys of the copy manager, and reservations that it gives away.
@Suite struct RegistrationTests {
    private static let key = 0x1122_3344_5566_7788
    private static let tape1 = ListBytes.tape(CopyBench.naa1)
    private static let diskA = ListBytes.disk(CopyBench.naaA)
    /// RESERVATION CONFLICT of the copy destination at 10h, in a segment.
    private func conflict(_ segment: Int = 0) -> String {
        "70 00 0a 00 00 00 00 0b 00 12 00 0\(segment) 0d 01 00 80 00 10 18"
    }

    private func keys(_ bench: CopyBench, _ id: String) -> [UInt8] {
        let reply = bench.send([0x5E, 0, 0, 0, 0, 0, 0, 0, 64, 0], to: id, dataIn: 64)
        #expect(reply.dataIn.count >= 8)
        return Array(reply.dataIn.dropFirst(8))
    }

    /// A PERSISTENT RESERVE OUT of the first nexus.
    private func reserveOut(_ bench: CopyBench, _ action: UInt8, _ type: UInt8, _ list: [UInt8]) {
        expectGood(
            bench.send(
                [0x5F, action, type, 0, 0, 0, 0, 0, UInt8(list.count), 0], list, to: "1"))
    }

    /// TEST UNIT READY, then REGISTER, of the copy manager's own nexus.
    @Test func w13VerifiesAndRegisters() throws {
        let bench = try CopyBench()
        expectGood(bench.copy(try WorkedList.w13.bytes))
        let sent = bench.commands.ofCopies.map { $0.cdb[0] }
        // The power on that the copy manager has not heard of yet is told first.
        #expect(sent.filter { $0 != 0x00 && $0 != 0x25 } == [0x12, 0x12, 0x5F])
        #expect(sent.contains(0x00))
        #expect(keys(bench, "A") == ListBytes.number(Self.key, 8))
        let status = bench.send([0x5E, 3, 0, 0, 0, 0, 0, 0, 255, 0], to: "A", dataIn: 255).dataIn
        let port = NexusIdentity(of: NexusIdentifier(0)).initiatorPort.encoded()
        #expect(hexPairs(Array(status.dropFirst(32).prefix(port.count))) == hexPairs(port))
        #expect(bench.results(0x00, id: 0x2D).dataIn == [0, 0, 0, 8, 1, 0, 2, 0, 0, 0, 0, 0])
    }

    @Test func w13WithoutTestUnitReady() throws {
        var shape = BenchShape()
        shape.profile.quirks.refusesTestUnitReady = true
        let bench = try CopyBench(shape)
        expectSense(bench.copy(try WorkedList.w13.bytes), aborted("26 00", "a8 00 08"))
        #expect(keys(bench, "A") == [])
    }

    /// An old key must be the one that is registered; a new one of zero unregisters.
    @Test func changesItsKey() throws {
        let bench = try CopyBench()
        let change = { (old: Int, new: Int) in
            bench.copy(
                ListBytes.list([Self.tape1], [ListBytes.registerKey(old: old, new: new)]))
        }
        expectGood(change(0, 7))
        #expect(keys(bench, "1") == ListBytes.number(7, 8))
        expectSense(change(0, 8), conflict())
        expectSense(change(6, 8), conflict())
        expectGood(change(7, 8))
        #expect(keys(bench, "1") == ListBytes.number(8, 8))
        expectGood(change(8, 0))
        #expect(keys(bench, "1") == [])
    }

    // MARK: 15h

    /// Tape 1, reserved by the first nexus and moved to the copy manager with the key 9.
    private func moved(
        type: UInt8 = 0x03, _ change: (inout BenchShape) -> Void = { _ in }
    ) throws -> CopyBench {
        var shape = BenchShape()
        change(&shape)
        let bench = try CopyBench(shape)
        let zeros = [UInt8](repeating: 0, count: 8)
        let key = ListBytes.number(5, 8)
        reserveOut(bench, 0x00, 0, zeros + key + zeros)
        reserveOut(bench, 0x01, type, key + zeros + zeros)
        let port = NexusIdentity(of: NexusIdentifier(0)).initiatorPort.encoded()
        reserveOut(
            bench, 0x07, 0,
            key + ListBytes.number(9, 8) + [0, 0, 0, 1] + ListBytes.number(port.count, 4) + port)
        bench.commands.clear()
        return bench
    }

    private let toTape = ListBytes.embedded(transfer: 4, [1, 2, 3, 4])
    private let back = ListBytes.moveRegistration(
        key: 9, new: 5, unregisters: true,
        NexusIdentity(of: CopyBench.nexus).initiatorPort.encoded())

    /// Whether the first nexus holds the reservation, and the copy manager's writes are refused.
    private func isBack(_ bench: CopyBench) -> Bool {
        let write = bench.send([0x0A, 0, 0, 0, 1, 0], [7], to: "1")
        let copy = bench.copy(ListBytes.list([Self.tape1], [toTape]))
        #expect((write.status == .good) == (copy.status == .checkCondition))
        return write.status == .good
    }

    /// It is put first, and done last: the segments behind it still have the reservation.
    @Test func movesWhenAllElseIsDone() throws {
        let bench = try moved()
        expectGood(bench.copy(ListBytes.list([Self.tape1], [back, toTape, toTape])))
        let sent = bench.commands.ofCopies.filter { [0x0A, 0x5F].contains($0.cdb[0]) }
        #expect(sent.map { $0.cdb[0] } == [0x0A, 0x0A, 0x5F])
        // Bytes 8 on of the descriptor are the parameter list.
        #expect(sent.last?.cdb == [0x5F, 7, 0, 0, 0] + ListBytes.number(back.count - 8, 4) + [0])
        #expect(sent.last?.segment == 0)
        #expect(isBack(bench))
        #expect(keys(bench, "1") == ListBytes.number(5, 8))
    }

    /// The tape itself got the command, from a registered nexus that does not hold the reservation:
    /// for WRITE the copy manager has the rights of the sender there, but the registration is its
    /// own.
    @Test func movesOnTheReceiver() throws {
        let bench = try moved(type: 0x06)
        expectGood(bench.copy(ListBytes.list([Self.tape1], [back]), to: "1"))
        #expect(isBack(bench))
        #expect(keys(bench, "1") == ListBytes.number(5, 8))
        let sent = bench.commands.ofCopies.filter { $0.cdb[0] == 0x5F }
        #expect(sent.map(\.status) == [0])
    }

    /// After an error too, provided that it was reached; the error is what is reported.
    @Test func movesAfterAnError() throws {
        let failing = ListBytes.filemarks(5, count: 1)
        let bench = try moved()
        expectSense(
            bench.copy(ListBytes.list([Self.tape1], [toTape, back, failing, toTape])),
            aborted("08 04", segment: 2, "a0 00 06"))
        #expect(isBack(bench))
        let other = try moved()
        expectSense(
            other.copy(ListBytes.list([Self.tape1], [failing, back])),
            aborted("08 04", "a0 00 06"))
        #expect(!isBack(other))
        #expect(other.commands.ofCopies.allSatisfy { $0.cdb[0] != 0x5F })
    }

    /// Several of them, each done; one that fails is told with its own number, the first one alone.
    @Test func severalMoves() throws {
        let bench = try moved()
        let wrong = back.with([0xFF], at: 15)
        expectSense(
            bench.copy(ListBytes.list([Self.tape1], [wrong, toTape, back, wrong])), conflict())
        #expect(bench.commands.ofCopies.filter { $0.cdb[0] == 0x5F }.map(\.segment).count == 3)
        #expect(isBack(bench))
        let other = try moved()
        expectSense(
            other.copy(ListBytes.list([Self.tape1], [toTape, back, wrong])), conflict(2))
    }

    /// SPC-4 speaks of sequential-access devices; a profile may hold to that.
    @Test func otherDevices() throws {
        let list = ListBytes.list([Self.diskA], [back])
        let bench = try moved()
        expectSense(bench.copy(list), conflict())
        let strict = try moved { $0.profile.switches.allow15AnyPdt = false }
        expectSense(strict.copy(list), aborted("26 0c", "a0 00 06"))
        #expect(strict.commands.ofCopies.allSatisfy { $0.cdb[0] != 0x5F })
    }

    /// What was left over passes by.
    @Test func residuePassesBy() throws {
        let bench = try moved()
        let carry = ListBytes.embedded(cat: true, transfer: 8, [9, 9, 9, 9])
        expectGood(
            bench.copy(
                ListBytes.list(
                    [Self.tape1, Self.diskA],
                    [
                        carry, back, ListBytes.registerKey(1, new: 3),
                        ListBytes.embedded(transfer: 8, [8, 8, 8, 8]),
                    ])))
        try expectItems(bench.tape1, [.record([9, 9, 9, 9, 8, 8, 8, 8])])
    }
}
