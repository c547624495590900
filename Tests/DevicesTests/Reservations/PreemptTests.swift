import Devices
import SCSI
import Testing
import WireBytes

/// PREEMPT and PREEMPT AND ABORT.
@Suite struct PreemptTests {
    typealias Action = PersistentReserveOutServiceAction

    private static let actions: [Action] = [.preempt, .preemptAndAbort]
    /// The types that have one holder.
    private static let ofOne = PersistentReservationType.all.filter { !$0.isAllRegistrants }
    private static let ofAll = PersistentReservationType.all.filter(\.isAllRegistrants)

    /// Nexuses 1 and 4 share a key; 1 has reserved, 2 takes over, 3 looks on.
    private func disk(_ type: PersistentReservationType) throws -> SharedUnit {
        let disk = try SharedUnit.disk(reservedBy: 1, type, registrants: [2, 3])
        disk.register(4, key: SharedUnit.key(1))
        return disk
    }

    /// The holder's key: its registration goes, with those of the same key, and the reservation is
    /// the preempting nexus's, of whatever type it wants.
    @Test(arguments: ofOne, PersistentReservationType.all)
    func theHolderIsPreempted(
        old: PersistentReservationType, new: PersistentReservationType
    ) throws {
        for action in Self.actions {
            let disk = try disk(old)
            let generation = disk.generation
            #expect(disk.out(action, new, from: 2, newKey: SharedUnit.key(1)) == .good())
            #expect(disk.keys == [SharedUnit.key(2), SharedUnit.key(3)])
            #expect(disk.reservation?.type == new)
            #expect(disk.holders == (new.isAllRegistrants ? [2, 3] : [2]))
            #expect(disk.generation == generation + 1)
            // Who lost something is told so; who is left, that the type has changed.
            let changed: String? = old == new ? nil : "2a 04"
            #expect(disk.attentions() == ["2a 05", nil, changed, "2a 05"])
            #expect(disk.aborted == (action == .preempt ? [] : [[1, 4]]))
        }
    }

    /// Another key: registrations go, the reservation stays; the type does not count.
    @Test(arguments: PersistentReservationType.all, actions)
    func othersArePreempted(type: PersistentReservationType, action: Action) throws {
        let disk = try disk(type)
        #expect(
            disk.out(action, .init(rawValue: 0xF), from: 2, newKey: SharedUnit.key(3))
                == .good())
        #expect(disk.keys == [1, 2, 1].map(SharedUnit.key))
        #expect(disk.reservation?.type == type)
        #expect(disk.attentions() == [nil, nil, "2a 05", nil])
        #expect(disk.aborted == (action == .preempt ? [] : [[3]]))
    }

    /// Zero stands for all others where all hold the reservation, and for nobody elsewhere.
    @Test(arguments: ofAll, actions)
    func zeroPreemptsAllRegistrants(type: PersistentReservationType, action: Action) throws {
        let disk = try disk(type)
        #expect(disk.out(action, .writeExclusive, from: 2) == .good())
        #expect(disk.keys == [SharedUnit.key(2)])
        #expect(
            disk.reservation
                == PersistentReservationDescriptor(
                    reservationKey: SharedUnit.key(2), type: .writeExclusive))
        #expect(disk.attentions() == ["2a 05", nil, "2a 05", "2a 05"])
        #expect(disk.aborted == (action == .preempt ? [] : [[1, 3, 4]]))
    }

    @Test(arguments: ofOne, actions)
    func zeroIsWrongElsewhere(type: PersistentReservationType, action: Action) throws {
        let disk = try disk(type)
        #expect(disk.out(action, type, from: 2) == (try .invalidParameter("80 00 08")))
        #expect(disk.holders == [1])
        #expect(disk.keys.count == 4)
    }

    /// All Registrants, and a key that the preempting nexus has too.
    @Test(arguments: ofAll)
    func ownRegistrationGoesToo(type: PersistentReservationType) throws {
        let disk = try disk(type)
        #expect(
            disk.out(
                .preemptAndAbort, type, from: 4, key: SharedUnit.key(1),
                newKey: SharedUnit.key(1)) == .good())
        #expect(disk.keys == [SharedUnit.key(2), SharedUnit.key(3)])
        #expect(disk.holders == [2, 3])
        #expect(disk.attentions() == ["2a 05", nil, nil, nil])
        #expect(disk.aborted == [[1, 4]])
        // The last two: with them the reservation goes.
        #expect(disk.out(.preempt, type, from: 2, newKey: SharedUnit.key(3)) == .good())
        #expect(disk.out(.preempt, type, from: 2, newKey: SharedUnit.key(2)) == .good())
        #expect(disk.reservation == nil)
        #expect(disk.keys == [])
    }

    /// The holder preempts itself, which changes the type and keeps the registration.
    @Test(arguments: ofOne)
    func theHolderPreemptsItself(type: PersistentReservationType) throws {
        let new: PersistentReservationType =
            type == .writeExclusive ? .exclusiveAccess : .writeExclusive
        let disk = try disk(type)
        #expect(disk.out(.preempt, new, from: 1, newKey: SharedUnit.key(1)) == .good())
        #expect(disk.keys == [1, 2, 3].map(SharedUnit.key))
        #expect(disk.holders == [1])
        #expect(disk.reservation?.type == new)
        #expect(disk.attentions() == [nil, "2a 04", "2a 04", "2a 05"])
    }

    @Test(arguments: actions)
    func withoutAReservation(action: Action) throws {
        let disk = try SharedUnit.disk()
        for nexus in [1, 2, 3] { disk.register(nexus) }
        #expect(disk.out(action, .none, from: 1, newKey: SharedUnit.key(3)) == .good())
        #expect(disk.keys == [SharedUnit.key(1), SharedUnit.key(2)])
        #expect(disk.reservation == nil)
        #expect(disk.attentions() == [nil, nil, "2a 05", nil])
        #expect(disk.out(action, .none, from: 1, newKey: SharedUnit.key(1)) == .good())
        #expect(disk.keys == [SharedUnit.key(2)])
        #expect(disk.attentions() == [nil, nil, nil, nil])
    }

    /// A key that nobody has registered.
    @Test(arguments: PersistentReservationType.all, actions)
    func anUnknownKey(type: PersistentReservationType, action: Action) throws {
        let disk = try disk(type)
        let generation = disk.generation
        #expect(disk.out(action, type, from: 2, newKey: 0xBAD) == .conflict)
        #expect(disk.generation == generation)
        #expect(disk.keys.count == 4)
        let bare = try SharedUnit.disk()
        bare.register(1)
        for key: UInt64 in [0, 0xBAD] {
            #expect(bare.out(action, type, from: 1, newKey: key) == .conflict)
        }
    }

    /// The type counts where there is a new reservation.
    @Test(arguments: [0, 2, 4, 9, 0xF] as [UInt8])
    func aTypeThatIsNotThere(type: UInt8) throws {
        let disk = try disk(.exclusiveAccess)
        let reply = disk.out(
            .preempt, PersistentReservationType(rawValue: type), from: 2,
            newKey: SharedUnit.key(1))
        #expect(reply == (try .invalidCDB("cb 00 02")))
        #expect(disk.holders == [1])
        #expect(disk.keys.count == 4)
    }

    /// PREEMPT AND ABORT lets the medium go that a preempted nexus has kept in; PREEMPT does not.
    @Test(arguments: actions)
    func removalIsAllowedAgain(action: Action) throws {
        let drive = try TapeDrive()
        let tape = SharedUnit(drive.unit)
        tape.register(1)
        tape.register(2)
        #expect(tape.out(.reserve, .exclusiveAccess, from: 1) == .good())
        #expect(tape.send([0x1E, 0, 0, 0, 1, 0], from: 1) == .good())
        #expect(
            tape.out(action, .exclusiveAccess, from: 2, newKey: SharedUnit.key(1)) == .good())
        let unload = tape.send([0x1B, 0, 0, 0, 0, 0], from: 2)
        #expect(unload == (action == .preempt ? try .check("05", "53 02") : .good()))
    }
}
