import SCSI
import Testing
import WireBytes

@testable import Devices

/// RESERVE, RELEASE, CLEAR, and what unregistering does to a reservation.
@Suite struct ReservingTests {
    @Test(arguments: PersistentReservationType.all)
    func reserveAndRelease(type: PersistentReservationType) throws {
        let disk = try SharedUnit.disk()
        for nexus in [1, 2, 3] { disk.register(nexus) }
        let generation = disk.generation
        #expect(disk.out(.reserve, type, from: 2) == .good())
        let isAll = type.rawValue >= 7
        #expect(
            disk.reservation
                == PersistentReservationDescriptor(
                    reservationKey: isAll ? 0 : SharedUnit.key(2), type: type))
        #expect(disk.holders == (isAll ? [1, 2, 3] : [2]))
        // The same once more is no error; a registrant of All Registrants holds it too.
        #expect(disk.out(.reserve, type, from: 2) == .good())
        #expect(disk.out(.reserve, type, from: 1) == (isAll ? .good() : .conflict))
        for other in PersistentReservationType.all where other != type {
            #expect(disk.out(.reserve, other, from: 2) == .conflict)
        }
        // From a registrant that does not hold it nothing is released, and nothing is wrong.
        if !isAll {
            #expect(disk.out(.release, type, from: 1) == .good())
            #expect(disk.holders == [2])
        }
        #expect(disk.out(.release, type, from: 2) == .good())
        #expect(disk.reservation == nil)
        #expect(disk.keys.count == 3)
        #expect(disk.generation == generation)
        // The registrants are told if they had a share in it.
        let told: String? = type.rawValue >= 5 ? "2a 04" : nil
        #expect(disk.attentions() == [told, nil, told, nil])
    }

    /// NUAR of the control mode page: nobody is told.
    @Test func releaseInSilence() throws {
        let disk = try SharedUnit.disk(
            reservedBy: 1, .writeExclusiveRegistrantsOnly, registrants: [2])
        var control = ControlModePage()
        control.nuar = true
        disk.unit.modeParameters = ModeParameters(pages: [ModePage(control.encoded())])
        #expect(disk.out(.release, .writeExclusiveRegistrantsOnly, from: 1) == .good())
        #expect(disk.reservation == nil)
        #expect(disk.attentions() == [nil, nil, nil, nil])
    }

    @Test func releaseWithTheWrongType() throws {
        let disk = try SharedUnit.disk(reservedBy: 1, .writeExclusiveRegistrantsOnly)
        for type in PersistentReservationType.all + [.none, .init(rawValue: 0xF)]
        where type != .writeExclusiveRegistrantsOnly {
            #expect(disk.out(.release, type, from: 1) == (try .check("05", "26 04")))
        }
        #expect(disk.holders == [1])
    }

    @Test func releaseOfNothing() throws {
        let disk = try SharedUnit.disk()
        disk.register(1)
        #expect(disk.out(.release, .writeExclusive, from: 1) == .good())
    }

    @Test(arguments: [0, 2, 4, 9, 0xF] as [UInt8])
    func typesThatAreNotThere(type: UInt8) throws {
        let disk = try SharedUnit.disk()
        disk.register(1)
        let reply = disk.out(.reserve, PersistentReservationType(rawValue: type), from: 1)
        #expect(reply == (try .invalidCDB("cb 00 02")))
        #expect(disk.reservation == nil)
    }

    @Test(arguments: [0x01, 0x02, 0x04, 0x05] as [UInt8])
    func scopesThatAreNotThere(action: UInt8) throws {
        let disk = try SharedUnit.disk(reservedBy: 1, .writeExclusive)
        var list = [UInt8](repeating: 0x11, count: 8) + [UInt8](repeating: 0, count: 16)
        list[15] = 1
        for scope: UInt8 in [0x1, 0x2, 0xF] {
            let cdb = [0x5F, action, scope << 4 | 1, 0, 0, 0, 0, 0, 24, 0]
            #expect(disk.send(cdb, list, from: 1) == (try .invalidCDB("cf 00 02")))
        }
        #expect(disk.holders == [1])
    }

    /// Each service action but the two that register, with another key than the registered one.
    @Test(
        arguments: [
            .reserve, .release, .clear, .preempt, .preemptAndAbort,
        ] as [PersistentReserveOutServiceAction])
    func theWrongKey(action: PersistentReserveOutServiceAction) throws {
        let disk = try SharedUnit.disk(
            reservedBy: 1, .writeExclusive, registrants: [2])
        for key in [0, SharedUnit.key(2), 5] {
            let reply = disk.out(
                action, .writeExclusive, from: 1, key: key, newKey: SharedUnit.key(2))
            #expect(reply == .conflict)
        }
        // Nobody's key is zero.
        #expect(disk.out(action, .writeExclusive, from: 3, key: 0) == .conflict)
        #expect(disk.holders == [1])
        #expect(disk.keys.count == 2)
    }

    @Test(arguments: PersistentReservationType.all)
    func clear(type: PersistentReservationType) throws {
        let disk = try SharedUnit.disk(reservedBy: 1, type, registrants: [2, 3])
        let generation = disk.generation
        #expect(disk.out(.clear, .init(rawValue: 0xF), from: 2) == .good())
        #expect(disk.keys == [])
        #expect(disk.reservation == nil)
        #expect(disk.generation == generation + 1)
        #expect(disk.attentions() == ["2a 03", nil, "2a 03", nil])
        #expect(disk.attentions() == [nil, nil, nil, nil])
    }

    /// The holder of a reservation unregisters: it is released, and with a Registrants Only type
    /// the registrants are told.
    @Test(
        arguments: PersistentReservationType.all,
        [.register, .registerAndIgnoreExistingKey] as [PersistentReserveOutServiceAction])
    func theHolderUnregisters(
        type: PersistentReservationType, action: PersistentReserveOutServiceAction
    ) throws {
        let disk = try SharedUnit.disk(reservedBy: 1, type, registrants: [2, 3])
        #expect(disk.out(action, from: 1) == .good())
        #expect(disk.keys == [SharedUnit.key(2), SharedUnit.key(3)])
        if type.rawValue >= 7 {
            // All Registrants: the others hold it still, until the last of them goes.
            #expect(disk.holders == [2, 3])
            #expect(disk.out(action, from: 3) == .good())
            #expect(disk.holders == [2])
            #expect(disk.out(action, from: 2) == .good())
        }
        #expect(disk.reservation == nil)
        let told: String? = [5, 6].contains(type.rawValue) ? "2a 04" : nil
        #expect(disk.attentions() == [nil, told, told, nil])
    }

    /// Who does not hold it takes nothing with it; a new key does not either.
    @Test(arguments: PersistentReservationType.all)
    func othersUnregister(type: PersistentReservationType) throws {
        let disk = try SharedUnit.disk(reservedBy: 1, type, registrants: [2])
        #expect(disk.out(.register, from: 2) == .good())
        #expect(disk.out(.register, from: 1, newKey: 0xABCD) == .good())
        #expect(disk.holders == [1])
        #expect(disk.reservation?.reservationKey == (type.rawValue >= 7 ? 0 : 0xABCD))
        #expect(disk.attentions() == [nil, nil, nil, nil])
    }
}
