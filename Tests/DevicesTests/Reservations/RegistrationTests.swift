import Devices
import SCSI
import Testing
import WireBytes

/// REGISTER and REGISTER AND IGNORE EXISTING KEY.
@Suite struct RegistrationTests {
    private static let old: UInt64 = 0x0123_4567_89AB_CDEF
    private static let new: UInt64 = 0xFEDC_BA98_7654_3210

    /// The standard's tables of register behaviors: whether nexus 2 is registered (with the old
    /// key), RESERVATION KEY and SERVICE ACTION RESERVATION KEY; then the status and the key that
    /// is registered afterwards, zero for none.
    @Test(
        arguments: [
            (.register, false, 0, 0, .good, 0),
            (.register, false, 0, new, .good, new),
            (.register, false, old, new, .conflict, 0),
            (.register, false, old, 0, .conflict, 0),
            (.register, true, 0, new, .conflict, old),
            (.register, true, new, new, .conflict, old),
            (.register, true, new, 0, .conflict, old),
            (.register, true, old, 0, .good, 0),
            (.register, true, old, new, .good, new),
            (.register, true, old, old, .good, old),
            (.registerAndIgnoreExistingKey, false, old, 0, .good, 0),
            (.registerAndIgnoreExistingKey, false, old, new, .good, new),
            (.registerAndIgnoreExistingKey, true, new, 0, .good, 0),
            (.registerAndIgnoreExistingKey, true, new, new, .good, new),
        ]
            as [(PersistentReserveOutServiceAction, Bool, UInt64, UInt64, Outcome, UInt64)])
    func behaviors(
        action: PersistentReserveOutServiceAction, isRegistered: Bool, key: UInt64,
        newKey: UInt64, outcome: Outcome, after: UInt64
    ) throws {
        let disk = try SharedUnit.disk()
        disk.register(1)
        if isRegistered { disk.register(2, key: Self.old) }
        let generation = disk.generation
        let reply = disk.out(action, from: 2, key: key, newKey: newKey)
        #expect(reply == (outcome == .good ? .good() : .conflict))
        #expect(disk.keys == [SharedUnit.key(1)] + (after == 0 ? [] : [after]))
        // What does nothing is not counted.
        let counts = outcome == .good && (isRegistered || newKey != 0)
        #expect(disk.generation == generation + (counts ? 1 : 0))
        #expect(disk.attentions() == [nil, nil, nil, nil])
    }

    enum Outcome { case good, conflict }

    /// Scope and type do not count.
    @Test func scopeAndTypeAreIgnored() throws {
        let disk = try SharedUnit.disk()
        var list = [UInt8](repeating: 0, count: 24)
        list[15] = 9
        for action: UInt8 in [0x00, 0x06] {
            let cdb = [0x5F, action, 0xFF, 0, 0, 0, 0, 0, 24, 0]
            #expect(disk.send(cdb, list, from: 1) == .good())
            list[7] = 9
        }
        #expect(disk.keys == [9])
    }

    /// A key does not belong to one nexus alone.
    @Test func theSameKeyTwice() throws {
        let disk = try SharedUnit.disk()
        disk.register(3, key: 7)
        disk.register(2, key: 7)
        #expect(disk.keys == [7, 7])
        #expect(disk.out(.register, from: 3, key: 7) == .good())
        #expect(disk.keys == [7])
    }

    // MARK: What is refused

    /// Byte 20 of the list, and where the sense data points.
    @Test(
        arguments: [
            (.register, 0x01, "88 00 14"), (.register, 0x04, "8a 00 14"),
            (.registerAndIgnoreExistingKey, 0x01, "88 00 14"),
            (.registerAndIgnoreExistingKey, 0x04, "8a 00 14"),
            (.registerAndIgnoreExistingKey, 0x08, "8b 00 14"),
            (.reserve, 0x08, "8b 00 14"), (.release, 0x08, "8b 00 14"),
            (.clear, 0x08, "8b 00 14"), (.preempt, 0x08, "8b 00 14"),
            (.preemptAndAbort, 0x08, "8b 00 14"),
        ] as [(PersistentReserveOutServiceAction, UInt8, String)])
    func flagsThatAreNotThere(
        action: PersistentReserveOutServiceAction, flags: UInt8, field: String
    ) throws {
        let disk = try SharedUnit.disk()
        disk.register(1)
        let reply = disk.out(
            action, .writeExclusive, from: 1, newKey: 5, flags: flags)
        #expect(reply == (try .invalidParameter(field)))
        #expect(disk.keys == [SharedUnit.key(1)])
        #expect(disk.reservation == nil)
    }

    /// APTPL and ALL_TG_PT are ignored where they mean nothing.
    @Test func flagsThatAreIgnored() throws {
        let disk = try SharedUnit.disk()
        disk.register(1)
        #expect(disk.out(.reserve, .writeExclusive, from: 1, flags: 0x05) == .good())
        #expect(disk.out(.release, .writeExclusive, from: 1, flags: 0x05) == .good())
        #expect(disk.out(.clear, from: 1, flags: 0x05) == .good())
    }

    /// The list has 24 bytes, and the Data-Out Buffer all of them.
    @Test(arguments: [(0, 0), (23, 23), (25, 25), (28, 28), (24, 23), (24, 0)])
    func listLengths(stated: Int, sent: Int) throws {
        let disk = try SharedUnit.disk()
        disk.register(1)
        for action in PersistentReserveOutServiceAction.names.keys.sorted() where action < 7 {
            let cdb = PersistentReserveOutCDB(
                PersistentReserveOutServiceAction(rawValue: action), type: .writeExclusive,
                parameterListLength: UInt32(stated))
            var list = [UInt8](repeating: 0x11, count: sent)
            if sent > 20 { list[20] = 0 }
            #expect(disk.send(cdb.encoded(), list, from: 1) == (try .listLength()))
        }
    }

    /// More than any fabric needs: it is not even read.
    @Test func aHugeList() throws {
        let disk = try SharedUnit.disk()
        let list = [UInt8](repeating: 0, count: 1 << 17)
        let cdb = PersistentReserveOutCDB(.register, parameterListLength: 1 << 17)
        #expect(disk.send(cdb.encoded(), list, from: 1) == (try .listLength()))
        let wrong = PersistentReserveOutCDB(.register, parameterListLength: .max)
        #expect(disk.send(wrong.encoded(), list, from: 1) == (try .listLength()))
    }

    /// REPLACE LOST RESERVATION and what has no name are not there.
    @Test(arguments: [0x08, 0x09, 0x1F] as [UInt8])
    func unknownServiceActions(action: UInt8) throws {
        let disk = try SharedUnit.disk()
        disk.register(1)
        let reply = disk.out(PersistentReserveOutServiceAction(rawValue: action), from: 1)
        #expect(reply == (try .invalidCDB("cc 00 01")))
    }

    // MARK: SPEC_I_PT

    private static func port(_ nexus: Int) -> [UInt8] {
        NexusIdentity(of: NexusIdentifier(nexus)).initiatorPort.encoded()
    }

    private static func ports(_ bytes: [[UInt8]]) -> [UInt8] {
        let all = bytes.flatMap { $0 }
        return [0, 0, UInt8(all.count >> 8), UInt8(all.count & 0xFF)] + all
    }

    @Test func otherInitiatorPorts() throws {
        let disk = try SharedUnit.disk()
        let generation = disk.generation
        let reply = disk.out(
            .register, from: 1, key: 0, newKey: 5, flags: 0x08,
            additional: Self.ports([Self.port(3), Self.port(70)]))
        #expect(reply == .good())
        #expect(disk.keys == [5, 5, 5])
        #expect(disk.generation == generation + 1)
        // A registrant that nobody has seen yet.
        #expect(disk.out(.reserve, .exclusiveAccess, from: 70, key: 5) == (try .powerOn()))
        #expect(disk.out(.reserve, .exclusiveAccess, from: 70, key: 5) == .good())
        #expect(disk.holders == [70])
    }

    /// One that cannot be registered, and none is.
    @Test func aPortThatIsRegisteredOrUnknown() throws {
        let disk = try SharedUnit.disk()
        disk.register(3)
        let sas = TransportID.sas(SASTransportID(sasAddress: 9)).encoded()
        for (wrong, byte) in [(Self.port(3), "34"), (sas, "34")] {
            let reply = disk.out(
                .register, from: 1, key: 0, newKey: 5, flags: 0x08,
                additional: Self.ports([Self.port(2), wrong]))
            #expect(reply == (try .invalidParameter("80 00 \(byte)")))
            #expect(disk.keys == [SharedUnit.key(3)])
        }
    }

    /// A registered nexus registers nobody else.
    @Test(arguments: [0, 5] as [UInt64])
    func fromARegisteredNexus(newKey: UInt64) throws {
        let disk = try SharedUnit.disk()
        disk.register(1)
        let reply = disk.out(
            .register, from: 1, newKey: newKey, flags: 0x08,
            additional: Self.ports([Self.port(2)]))
        #expect(reply == (try .invalidParameter("8b 00 14")))
        #expect(disk.keys == [SharedUnit.key(1)])
    }

    /// The list of TransportIDs must be as long as it says and as long as the list is.
    @Test func transportIDLengths() throws {
        let disk = try SharedUnit.disk()
        let good = Self.ports([Self.port(2)])
        for additional in [
            [], [0, 0, 0], Array(good.dropLast()), good + [0], [0xFF, 0xFF, 0xFF, 0xFF] + good,
        ] as [[UInt8]] {
            let reply = disk.out(
                .register, from: 1, key: 0, newKey: 5, flags: 0x08, additional: additional)
            #expect(reply == (try .listLength()))
        }
        // A length that cuts the second TransportID.
        let cut = Self.ports([Self.port(2), Array(Self.port(3).dropLast(4))])
        let reply = disk.out(
            .register, from: 1, key: 0, newKey: 5, flags: 0x08, additional: cut)
        #expect(reply == (try .invalidParameter("80 00 34")))
        #expect(disk.keys == [])
    }

    /// The name of an iSCSI initiator stands for all of its ports.
    @Test func aNameThatStandsForSeveralPorts() throws {
        let disk = try SharedUnit.disk()
        let name = TransportID.iSCSI(ISCSITransportID(name: "iqn.2005-03.org.example:host"))
        disk.unit.nexuses = { identity in
            identity.initiatorPort == name ? [NexusIdentifier(2), NexusIdentifier(4)] : []
        }
        let reply = disk.out(
            .register, from: 1, key: 0, newKey: 5, flags: 0x08,
            additional: Self.ports([name.encoded()]))
        #expect(reply == .good())
        #expect(disk.keys == [5, 5, 5])
    }
}
