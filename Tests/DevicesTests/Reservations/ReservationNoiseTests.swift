import Devices
import SCSI
import Testing
import WireBytes

/// Service actions in any order, with likely and unlikely fields: what holds after each of them.
@Suite struct ReservationNoiseTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func whatAlwaysHolds(seed: UInt64) throws {
        let disk = try SharedUnit.disk()
        var random = DiskNoise(seed: seed)
        var good = 0
        var reserved = 0
        var generation: UInt32 = 0
        for _ in 0..<3000 {
            let nexus = Int(random.next() % 4) + 1
            let action = PersistentReserveOutServiceAction(rawValue: UInt8(random.next() % 9))
            let reply = send(action, from: nexus, to: disk, &random)
            if reply == .good() { good += 1 }
            #expect(reply.dataIn == [])
            #expect((reply.status == .checkCondition) == !reply.sense.isEmpty)

            // The reports agree with each other.
            let keys = disk.keys
            let status = try ReadFullStatusParameterData(disk.in(.readFullStatus))
            #expect(status.fullStatusDescriptors.map(\.reservationKey) == keys)
            #expect(!keys.contains(0))
            let holders = status.fullStatusDescriptors.filter(\.rHolder)
            let reservation = disk.reservation
            // A reservation has holders, and no one is a holder without one.
            #expect((reservation == nil) == holders.isEmpty)
            if let reservation {
                reserved += 1
                #expect(PersistentReservationType.all.contains(reservation.type))
                #expect(holders.allSatisfy { $0.type == reservation.type })
                let isOfAll = reservation.type.isAllRegistrants
                #expect(holders.count == (isOfAll ? keys.count : 1))
                #expect(reservation.reservationKey == (isOfAll ? 0 : holders[0].reservationKey))
            }
            // What is refused counts nothing.
            let steps = status.prGeneration - generation
            #expect(steps <= (reply == .good() ? 1 : 0))
            generation = status.prGeneration
        }
        #expect(good > 300 && reserved > 300, "\(good) good, \(reserved) reserved")
    }

    private func send(
        _ action: PersistentReserveOutServiceAction, from nexus: Int, to disk: SharedUnit,
        _ random: inout DiskNoise
    ) -> DiskReply {
        // Few keys, so that they often meet.
        func key() -> UInt64 { random.next() % 3 }
        var list: [UInt8] = []
        list.appendBigEndian(key(), count: 8)
        list.appendBigEndian(key(), count: 8)
        let other = NexusIdentity(of: NexusIdentifier(Int(random.next() % 5) + 1))
        if action == .registerAndMove {
            list += [0, UInt8(random.next() % 3), 0, 1, 0, 0, 0, 24]
            list += other.initiatorPort.encoded()
        } else {
            let specifies = random.next() % 8 == 0
            list += [0, 0, 0, 0, specifies ? 0x08 : 0, 0, 0, 0]
            if specifies { list += [0, 0, 0, 24] + other.initiatorPort.encoded() }
        }
        if random.next() % 16 == 0 {
            list[Int(random.next() % UInt64(list.count))] = UInt8(random.next() & 0xFF)
        }
        if random.next() % 16 == 0 { list.removeLast(Int(random.next() % UInt64(list.count))) }
        var cdb = PersistentReserveOutCDB(action, parameterListLength: UInt32(list.count))
        cdb.type = PersistentReservationType(rawValue: UInt8(random.next() % 9))
        let reply = disk.send(cdb.encoded(), list, from: nexus)
        if reply.status == .checkCondition && reply.sense[2] == 6 {
            // A unit attention came first.
            return disk.send(cdb.encoded(), list, from: nexus)
        }
        return reply
    }
}
