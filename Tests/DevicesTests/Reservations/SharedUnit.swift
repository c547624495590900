import Devices
import Media
import SCSI
import Testing
import Timebase
import WireBytes

/// A logical unit under test that four nexuses share, all of which know of the power on. Nexus 1
/// registers as 1111 1111 1111 1111h and so on, where nothing else is said.
final class SharedUnit {
    let unit: DeviceServer
    /// Whose commands PREEMPT AND ABORT has aborted, call by call.
    private(set) var aborted: [[Int]] = []

    init(_ unit: DeviceServer) {
        self.unit = unit
        unit.abortCommands = { [unowned self] nexuses, _ in
            aborted.append(nexuses.map(\.number))
            return nil
        }
        for nexus in 1...4 { _ = attention(of: nexus) }
    }

    /// A disk of 8 blocks.
    static func disk() throws -> SharedUnit { SharedUnit(try VirtualDisk(blocks: 8).unit) }

    /// A disk that a nexus has reserved, with others registered.
    static func disk(
        reservedBy holder: Int, _ type: PersistentReservationType, registrants: [Int] = []
    ) throws -> SharedUnit {
        let disk = try SharedUnit.disk()
        for nexus in [holder] + registrants { disk.register(nexus) }
        #expect(disk.out(.reserve, type, from: holder) == .good())
        return disk
    }

    static func key(_ nexus: Int) -> UInt64 { UInt64(nexus) * 0x1111_1111_1111_1111 }

    /// Sends a command.
    func send(_ cdb: [UInt8], _ dataOut: [UInt8] = [], from nexus: Int) -> DiskReply {
        let task = SCSITask(
            nexus: NexusIdentifier(nexus), cdb: cdb, dataOut: DataBuffer(dataOut))
        return VirtualDisk.reply(to: unit.execute(task, at: .zero))
    }

    /// Sends PERSISTENT RESERVE OUT.
    ///
    /// - Parameters:
    ///   - key: RESERVATION KEY; the one that the nexus registers with, unless given.
    ///   - newKey: SERVICE ACTION RESERVATION KEY.
    ///   - flags: byte 20.
    ///   - additional: bytes behind the fixed part.
    func out(
        _ action: PersistentReserveOutServiceAction, _ type: PersistentReservationType = .none,
        from nexus: Int, key: UInt64? = nil, newKey: UInt64 = 0, flags: UInt8 = 0,
        additional: [UInt8] = []
    ) -> DiskReply {
        var list: [UInt8] = []
        list.appendBigEndian(key ?? Self.key(nexus), count: 8)
        list.appendBigEndian(newKey, count: 8)
        list += [0, 0, 0, 0, flags, 0, 0, 0] + additional
        let cdb = PersistentReserveOutCDB(
            action, type: type, parameterListLength: UInt32(list.count))
        return send(cdb.encoded(), list, from: nexus)
    }

    /// Sends PERSISTENT RESERVE IN, which must succeed, from a nexus that does nothing else, and
    /// returns all there is.
    func `in`(_ action: PersistentReserveInServiceAction) -> [UInt8] {
        let cdb = PersistentReserveInCDB(action, allocationLength: 0xFFFF).encoded()
        while attention(of: 99) != nil {}
        let reply = send(cdb, from: 99)
        #expect(reply.status == .good)
        return reply.dataIn
    }

    /// Registers a nexus.
    func register(_ nexus: Int, key: UInt64? = nil) {
        #expect(
            out(.register, from: nexus, key: 0, newKey: key ?? Self.key(nexus)) == .good())
    }

    /// The registered keys, by READ KEYS.
    var keys: [UInt64] {
        (try? ReadKeysParameterData(self.in(.readKeys)))?.reservationKeys ?? []
    }

    /// PRgeneration, by READ KEYS.
    var generation: UInt32 {
        (try? ReadKeysParameterData(self.in(.readKeys)))?.prGeneration ?? .max
    }

    /// The reservation, by READ RESERVATION.
    var reservation: PersistentReservationDescriptor? {
        (try? ReadReservationParameterData(self.in(.readReservation)))?.reservation
    }

    /// The numbers of the holders, by READ FULL STATUS.
    var holders: [Int] {
        let status = try? ReadFullStatusParameterData(self.in(.readFullStatus))
        return (status?.fullStatusDescriptors ?? []).filter(\.rHolder).compactMap {
            $0.transportID.flatMap {
                NexusIdentity(initiatorPort: $0).numberedNexus?.number
            }
        }
    }

    /// The unit attention that a nexus is told of next, as `2a 03`; `nil` for none. TEST UNIT READY
    /// passes every reservation.
    func attention(of nexus: Int) -> String? {
        let reply = send([0, 0, 0, 0, 0, 0], from: nexus)
        if reply == .good() { return nil }
        #expect(reply.status == .checkCondition)
        #expect(reply.sense.count == 18 && reply.sense[2] == 6)
        return hexPairs(reply.sense[12..<14])
    }

    /// The unit attentions of nexuses 1 to 4.
    func attentions() -> [String?] { (1...4).map { attention(of: $0) } }
}

extension PersistentReservationType {
    /// No type.
    static let none = PersistentReservationType(rawValue: 0)
}

extension DiskReply {
    /// RESERVATION CONFLICT, which has no sense data.
    static let conflict = DiskReply(status: .reservationConflict)

    /// 5/26/00: `field` is C/D, BPV and BIT POINTER, then the parameter list's byte.
    static func invalidParameter(_ field: String) throws -> DiskReply {
        try check("05", "26 00", field: field)
    }

    /// 5/1A/00 at PARAMETER LIST LENGTH.
    static func listLength() throws -> DiskReply { try check("05", "1a 00", field: "c0 00 05") }
}
