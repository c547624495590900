import Devices
import SCSI
import Testing
import WireBytes

/// REGISTER AND MOVE.
@Suite struct RegisterAndMoveTests {
    private static let newKey: UInt64 = 0x5151

    /// Sends the command; `length` and `sent` bend TRANSPORTID LENGTH and what is sent.
    private func move(
        _ disk: SharedUnit, from nexus: Int, to port: [UInt8], key: UInt64? = nil,
        newKey: UInt64 = newKey, flags: UInt8 = 0, targetPort: UInt8 = 1, length: Int? = nil
    ) -> DiskReply {
        var list: [UInt8] = []
        list.appendBigEndian(key ?? SharedUnit.key(nexus), count: 8)
        list.appendBigEndian(newKey, count: 8)
        list += [0, flags, 0, targetPort]
        list.appendBigEndian(UInt64(length ?? port.count), count: 4)
        list += port
        // Scope and type do not count.
        let cdb: [UInt8] = [0x5F, 0x07, 0xFF, 0, 0, 0, 0, 0, UInt8(list.count), 0]
        return disk.send(cdb, list, from: nexus)
    }

    private func port(_ nexus: Int) -> [UInt8] {
        NexusIdentity(of: NexusIdentifier(nexus)).initiatorPort.encoded()
    }

    private static let ofOne = PersistentReservationType.all.filter { !$0.isAllRegistrants }

    @Test(arguments: ofOne, [false, true])
    func toANexusThatIsNotRegistered(
        type: PersistentReservationType, unregisters: Bool
    ) throws {
        let disk = try SharedUnit.disk(reservedBy: 1, type, registrants: [2])
        let generation = disk.generation
        #expect(move(disk, from: 1, to: port(3), flags: unregisters ? 2 : 0) == .good())
        let rest = (unregisters ? [2] : [1, 2]).map(SharedUnit.key)
        #expect(disk.keys == rest + [Self.newKey])
        #expect(disk.holders == [3])
        #expect(
            disk.reservation
                == PersistentReservationDescriptor(reservationKey: Self.newKey, type: type))
        #expect(disk.generation == generation + 1)
        #expect(disk.attentions() == [nil, nil, nil, nil])
        // It is the new holder's to release.
        #expect(disk.out(.release, type, from: 3, key: Self.newKey) == .good())
        #expect(disk.reservation == nil)
    }

    /// To one that is registered, with another key: it gets the new one.
    @Test func toARegistrant() throws {
        let disk = try SharedUnit.disk(reservedBy: 1, .exclusiveAccess, registrants: [2])
        #expect(move(disk, from: 1, to: port(2)) == .good())
        #expect(disk.keys == [SharedUnit.key(1), Self.newKey])
        #expect(disk.holders == [2])
        #expect(disk.send(TransferForm.ten.read(0, 1), from: 1) == .conflict)
    }

    // MARK: What is refused

    @Test func fromWhomItIsNot() throws {
        let disk = try SharedUnit.disk(reservedBy: 1, .exclusiveAccess, registrants: [2])
        #expect(move(disk, from: 2, to: port(3)) == .conflict)
        #expect(move(disk, from: 3, to: port(4)) == .conflict)
        #expect(move(disk, from: 1, to: port(3), key: 5) == .conflict)
        #expect(disk.holders == [1])
    }

    @Test(arguments: PersistentReservationType.all.filter(\.isAllRegistrants))
    func ofAllRegistrants(type: PersistentReservationType) throws {
        let disk = try SharedUnit.disk(reservedBy: 1, type)
        #expect(move(disk, from: 1, to: port(3)) == .conflict)
    }

    @Test func whereNothingIsReserved() throws {
        let disk = try SharedUnit.disk()
        disk.register(1)
        #expect(move(disk, from: 1, to: port(3)) == (try .invalidCDB("cc 00 01")))
        #expect(move(disk, from: 2, to: port(3)) == .conflict)
        #expect(disk.keys == [SharedUnit.key(1)])
    }

    /// A field of the parameter list that cannot be.
    @Test func fields() throws {
        let disk = try SharedUnit.disk(reservedBy: 1, .exclusiveAccess)
        let key = try DiskReply.invalidParameter("80 00 08")
        #expect(move(disk, from: 1, to: port(3), newKey: 0) == key)
        let aptpl = try DiskReply.invalidParameter("88 00 11")
        #expect(move(disk, from: 1, to: port(3), flags: 1) == aptpl)
        let other = try DiskReply.invalidParameter("80 00 18")
        // Itself, a target port that is not there, and an initiator port that nobody knows.
        #expect(move(disk, from: 1, to: port(1)) == other)
        #expect(move(disk, from: 1, to: port(3), targetPort: 2) == other)
        let sas = TransportID.sas(SASTransportID(sasAddress: 9)).encoded()
        #expect(move(disk, from: 1, to: sas) == other)
        // An iSCSI name that is shorter than its own length says.
        let name = [0x05, 0, 0, 40] + [UInt8](repeating: 0x61, count: 20)
        #expect(move(disk, from: 1, to: name) == other)
        #expect(disk.holders == [1])
        #expect(disk.keys == [SharedUnit.key(1)])
    }

    /// TRANSPORTID LENGTH is at least 24, a multiple of four, and what follows.
    @Test func lengths() throws {
        let disk = try SharedUnit.disk(reservedBy: 1, .exclusiveAccess)
        for length in [0, 20, 23, 25, 28, 0xFFFF_FFFF] {
            #expect(move(disk, from: 1, to: port(3), length: length) == (try .listLength()))
        }
        let wrong = try DiskReply.invalidParameter("80 00 14")
        #expect(move(disk, from: 1, to: []) == wrong)
        #expect(move(disk, from: 1, to: Array(port(3).prefix(20))) == wrong)
        #expect(move(disk, from: 1, to: port(3) + [0]) == wrong)
        // A TransportID of 24 bytes in a length of 28.
        let tooMuch = try DiskReply.invalidParameter("80 00 18")
        #expect(move(disk, from: 1, to: port(3) + [0, 0, 0, 0]) == tooMuch)
        #expect(disk.holders == [1])
    }
}
