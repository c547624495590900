import Devices
import SCSI
import Testing
import WireBytes

/// Which commands pass a reservation: each type, for its holder, for another registrant and for a
/// nexus that is not registered.
@Suite struct ReservationTypeTests {
    /// A row of the standards' tables: a command and what becomes of it, from a nexus that the
    /// reservation is against, with a Write Exclusive type and with an Exclusive Access type.
    struct Row: Sendable, CustomTestStringConvertible {
        let cdb: String
        let writeExclusive: Bool
        let exclusiveAccess: Bool
        var testDescription: String { cdb }

        /// `28 00 … | allowed | conflict`
        init(_ text: String) {
            let parts = text.split(separator: "|").map { $0.filter { $0 != " " } }
            cdb = String(parts[0])
            writeExclusive = parts[1] == "allowed"
            exclusiveAccess = parts[2] == "allowed"
        }
    }

    static let disk = [
        "00 00 00 00 00 00                               | allowed  | allowed",
        "03 00 00 00 12 00                               | allowed  | allowed",
        "08 00 00 01 01 00                               | allowed  | conflict",
        "0a 00 00 01 01 00                               | conflict | conflict",
        "12 00 00 00 24 00                               | allowed  | allowed",
        "1a 00 3f 00 ff 00                               | allowed  | conflict",
        "25 00 00 00 00 00 00 00 00 00                   | allowed  | allowed",
        "28 00 00 00 00 01 00 00 01 00                   | allowed  | conflict",
        "2a 00 00 00 00 01 00 00 01 00                   | conflict | conflict",
        "35 00 00 00 00 00 00 00 00 00                   | conflict | conflict",
        "5a 00 3f 00 00 00 00 00 ff 00                   | allowed  | conflict",
        "5e 00 00 00 00 00 00 00 ff 00                   | allowed  | allowed",
        "5e 01 00 00 00 00 00 00 ff 00                   | allowed  | allowed",
        "5e 02 00 00 00 00 00 00 ff 00                   | allowed  | allowed",
        "5e 03 00 00 00 00 00 00 ff 00                   | allowed  | allowed",
        "83 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 | conflict | conflict",
        "84 00 00 00 00 00 00 00 00 00 00 00 00 04 00 00 | allowed  | allowed",
        "84 03 00 00 00 00 00 00 00 00 00 00 00 04 00 00 | allowed  | allowed",
        "84 04 00 00 00 00 00 00 00 00 00 00 00 04 00 00 | allowed  | allowed",
        "88 00 00 00 00 00 00 00 00 01 00 00 00 01 00 00 | allowed  | conflict",
        "8a 00 00 00 00 00 00 00 00 01 00 00 00 01 00 00 | conflict | conflict",
        "91 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 | conflict | conflict",
        "9e 10 00 00 00 00 00 00 00 00 00 00 00 20 00 00 | allowed  | allowed",
        "a0 00 00 00 00 00 00 00 00 10 00 00             | allowed  | allowed",
        "a3 0c 00 00 00 00 00 00 01 00 00 00             | allowed  | conflict",
        "a8 00 00 00 00 01 00 00 00 01 00 00             | allowed  | conflict",
        "aa 00 00 00 00 01 00 00 00 01 00 00             | conflict | conflict",
    ].map(Row.init)

    static let tape = [
        "00 00 00 00 00 00                               | allowed  | allowed",
        "01 00 00 00 00 00                               | conflict | conflict",
        "05 00 00 00 00 00                               | allowed  | allowed",
        "08 00 00 00 64 00                               | allowed  | conflict",
        "0a 00 00 02 00 00                               | conflict | conflict",
        "10 00 00 00 01 00                               | conflict | conflict",
        "11 00 00 00 01 00                               | conflict | conflict",
        "12 00 00 00 24 00                               | allowed  | allowed",
        "15 10 00 00 00 00                               | conflict | conflict",
        "19 00 00 00 00 00                               | conflict | conflict",
        "1a 00 3f 00 ff 00                               | allowed  | conflict",
        "1b 00 00 00 01 00                               | conflict | conflict",
        "1e 00 00 00 00 00                               | allowed  | allowed",
        "1e 00 00 00 01 00                               | conflict | conflict",
        "2b 00 00 00 00 00 00 00 00 00                   | conflict | conflict",
        "34 00 00 00 00 00 00 00 00 00                   | allowed  | conflict",
        "55 10 00 00 00 00 00 00 00 00                   | conflict | conflict",
        "92 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 | conflict | conflict",
    ].map(Row.init)

    /// Who sends the command while nexus 1 has reserved.
    enum Sender: Int, CaseIterable {
        case holder = 1
        case registrant = 2
        case other = 3
    }

    /// Whether a reservation lets a command pass.
    private func isAllowed(
        _ row: Row, _ type: PersistentReservationType, _ sender: Sender
    ) -> Bool {
        switch (sender, type) {
        case (.holder, _): return true
        case (.registrant, .writeExclusive), (.registrant, .exclusiveAccess): break
        case (.registrant, _): return true
        case (.other, _): break
        }
        switch type {
        case .writeExclusive, .writeExclusiveRegistrantsOnly, .writeExclusiveAllRegistrants:
            return row.writeExclusive
        default: return row.exclusiveAccess
        }
    }

    @Test(arguments: disk, PersistentReservationType.all)
    func diskCommands(row: Row, type: PersistentReservationType) throws {
        let data = [UInt8](repeating: 0xA5, count: 512)
        for sender in Sender.allCases {
            let disk = try SharedUnit.disk(reservedBy: 1, type, registrants: [2])
            let manager = NoCopyManager()
            disk.unit.thirdPartyCopy = manager
            let reply = disk.send(try bytes(hex: row.cdb), data, from: sender.rawValue)
            let isAllowed = isAllowed(row, type, sender)
            #expect(reply.status == (isAllowed ? .good : .reservationConflict), "\(sender)")
            #expect(reply.sense == [])
            if !isAllowed { #expect(reply == .conflict) }
        }
    }

    @Test(arguments: tape, PersistentReservationType.all)
    func tapeCommands(row: Row, type: PersistentReservationType) throws {
        for sender in Sender.allCases {
            let drive = try TapeDrive()
            drive.write(records: 2)
            drive.locate(0)
            let tape = SharedUnit(drive.unit)
            tape.register(1)
            tape.register(2)
            #expect(tape.out(.reserve, type, from: 1) == .good())
            let data = block(7, 512)
            let reply = tape.send(try bytes(hex: row.cdb), data, from: sender.rawValue)
            let isAllowed = isAllowed(row, type, sender)
            #expect(reply.status == (isAllowed ? .good : .reservationConflict), "\(sender)")
            // What is refused leaves tape and position alone.
            if !isAllowed {
                #expect(drive.cartridge.objectCount == 2)
                #expect(try drive.position() == 0)
            }
        }
    }

    /// PERSISTENT RESERVE OUT while nexus 1 has reserved: for a registrant, and for others.
    @Test(
        arguments: [
            (.register, false, false), (.reserve, true, true), (.release, false, true),
            (.clear, false, true), (.preempt, false, true), (.preemptAndAbort, false, true),
            (.registerAndIgnoreExistingKey, false, false), (.registerAndMove, true, true),
        ] as [(PersistentReserveOutServiceAction, Bool, Bool)],
        PersistentReservationType.all.prefix(4))
    func persistentReserveOut(
        row: (action: PersistentReserveOutServiceAction, registrant: Bool, other: Bool),
        type: PersistentReservationType
    ) throws {
        for (nexus, isConflict) in [(2, row.registrant), (3, row.other)] {
            let disk = try SharedUnit.disk(reservedBy: 1, type, registrants: [2])
            let key = nexus == 3 ? 0 : SharedUnit.key(nexus)
            let reply = disk.out(
                row.action, type, from: nexus, key: key, newKey: SharedUnit.key(1))
            #expect((reply == .conflict) == isConflict)
            if isConflict {
                #expect(disk.reservation?.type == type)
                #expect(disk.keys == [SharedUnit.key(1), SharedUnit.key(2)])
            }
        }
    }

    /// A WRITE that conflicts writes nothing, in the short way as well as in the long one.
    @Test(arguments: TransferForm.allCases)
    func whatConflictsIsNotDone(form: TransferForm) throws {
        let disk = try VirtualDisk(blocks: 8)
        let before = try disk.stored()
        let shared = SharedUnit(disk.unit)
        shared.register(1)
        let data = [UInt8](repeating: 0x5A, count: 512)
        #expect(shared.out(.reserve, .writeExclusive, from: 1) == .good())
        #expect(shared.send(form.write(3, 1), data, from: 2) == .conflict)
        #expect(try disk.stored() == before)
        #expect(shared.send(form.write(3, 1), data, from: 1) == .good())
        #expect(shared.send(form.read(3, 1), from: 2) == .good(data))
        #expect(shared.out(.release, .writeExclusive, from: 1) == .good())
        #expect(shared.send(form.write(4, 1), data, from: 2) == .good())
    }

    /// A copy manager is a nexus like any other.
    @Test func theCopyManagersNexus() throws {
        let disk = try SharedUnit.disk(reservedBy: 1, .exclusiveAccess)
        let read = TransferForm.ten.read(0, 1)
        #expect(disk.send(read, from: 0) == (try .powerOn()))
        #expect(disk.send(read, from: 0) == .conflict)
        #expect(disk.out(.release, .exclusiveAccess, from: 1) == .good())
        #expect(disk.send(read, from: 0).status == .good)
    }

    /// Each registrant of an All Registrants type is a holder, also one that came later.
    @Test func laterRegistrants() throws {
        let disk = try SharedUnit.disk(reservedBy: 1, .exclusiveAccessAllRegistrants)
        let write = TransferForm.ten.write(0, 1)
        let data = [UInt8](repeating: 1, count: 512)
        #expect(disk.send(write, data, from: 4) == .conflict)
        disk.register(4)
        #expect(disk.send(write, data, from: 4) == .good())
        #expect(disk.holders == [1, 4])
    }
}
