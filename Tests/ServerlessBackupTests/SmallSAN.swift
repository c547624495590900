import CopyManager
import Devices
import Fabric
import Foundation
import Media
import SCSI
import Timebase
import Trace

@testable import ServerlessBackup

/// A SAN for one test: disks and tapes in memory, and the server's nexus, which sees all of them.
final class SmallSAN {
    /// The server.
    static let server = NexusIdentifier(1)
    /// Somebody else who writes.
    static let other = NexusIdentifier(2)

    let fabric: Fabric
    let log = EventLog()
    private(set) var disks: [String: any BlockMedium] = [:]
    private(set) var tapes: [String: any TapeMedium] = [:]

    convenience init(
        limits: CopyManagerLimits = CopyManagerLimits(),
        sameInstant: Fabric.SameInstant = .commandsFirst
    ) {
        self.init(profile: CopyManagerProfile(limits: limits), sameInstant: sameInstant)
    }

    init(profile: CopyManagerProfile, sameInstant: Fabric.SameInstant = .commandsFirst) {
        let trace = Trace()
        trace.add(log)
        fabric = Fabric(trace: trace, sameInstant: sameInstant, profile: profile)
    }

    /// Adds a disk that holds `content`.
    @discardableResult
    func addDisk(
        _ id: String, _ content: [UInt8], blockLength: Int = 512, isWriteProtected: Bool = false,
        timing: DeviceTiming = .disk
    ) throws -> FabricUnit {
        let medium = MemoryMedium(byteCount: Int64(content.count))
        try medium.write(DataBuffer(content), at: 0)
        return addDisk(
            id, medium: medium, blockLength: blockLength, isWriteProtected: isWriteProtected,
            timing: timing)
    }

    @discardableResult
    func addDisk(
        _ id: String, medium: any BlockMedium, blockLength: Int = 512,
        isWriteProtected: Bool = false, timing: DeviceTiming = .disk
    ) -> FabricUnit {
        let origin = SnapshotOrigin(medium)
        let unit = DirectAccessUnit(
            identity: identity(id, .directAccess), medium: origin, blockLength: blockLength,
            isWriteProtected: isWriteProtected)
        disks[id] = medium
        let added = fabric.add(unit, id: id, timing: timing, origin: origin)
        for nexus in [Self.server, Self.other] { fabric.map(added, to: nexus) }
        return added
    }

    /// Adds a tape drive with a blank cartridge in it.
    @discardableResult
    func addTape(
        _ id: String, capacity: Int64 = 1 << 40, earlyWarning: Int64? = nil
    ) throws -> any TapeMedium {
        let manifest = try CartridgeManifest(
            volumeIdentifier: "SB0001L9", capacity: capacity,
            earlyWarning: earlyWarning ?? capacity)
        let tape = try Cartridge(inMemory: manifest)
        addTape(id, medium: tape)
        return tape
    }

    func addTape(_ id: String, medium: any TapeMedium) {
        tapes[id] = medium
        let unit = SequentialAccessUnit(
            identity: identity(id, .sequentialAccess), cartridge: medium)
        fabric.map(fabric.add(unit, id: id, timing: .tape), to: Self.server)
    }

    /// Takes a snapshot of a disk.
    func snapshot(of id: String, as name: String) throws {
        guard let disk = fabric.unit(id), let origin = disk.origin,
            fabric.takeSnapshot(
                of: disk, id: name, store: MemoryMedium(byteCount: origin.byteCount)) != nil
        else { throw NoSuchUnit(id: id) }
    }

    /// A new way of the server's to a logical unit.
    func initiator(_ id: String) throws -> FabricInitiator {
        guard let unit = fabric.unit(id), let way = fabric.initiator(Self.server, to: unit) else {
            throw NoSuchUnit(id: id)
        }
        return way
    }

    func device(_ id: String) throws -> Device {
        Device(name: id, initiator: try initiator(id))
    }

    /// What stands on a disk, without a command.
    func content(_ id: String) throws -> [UInt8] {
        guard let medium = disks[id] else { throw NoSuchUnit(id: id) }
        return try medium.read(at: 0, count: Int(medium.byteCount)).bytes()
    }

    /// Sends a WRITE(10) of somebody else's, without waiting for it.
    func write(_ bytes: [UInt8], to id: String, at address: UInt32, blockLength: Int = 512) {
        guard let unit = fabric.unit(id) else { return }
        let command = Write10CDB(
            logicalBlockAddress: address, transferLength: UInt16(bytes.count / blockLength))
        fabric.submit(
            SCSITask(nexus: Self.other, cdb: command.encoded(), dataOut: DataBuffer(bytes)),
            to: unit
        ) { _ in }
    }

    /// Lets the other nexus take the unit attention with which every nexus begins.
    func clearUnitAttention(_ id: String) {
        guard let unit = fabric.unit(id) else { return }
        fabric.submit(
            SCSITask(nexus: Self.other, cdb: TestUnitReadyCDB().encoded(), dataOut: DataBuffer()),
            to: unit
        ) { _ in }
    }

    private func identity(_ id: String, _ type: PeripheralDeviceType) -> LogicalUnitIdentity {
        var naa: [UInt8] = [0x60, 0x05, 0x34, 0x10, 0, 0, 0, 0]
        naa += Array((id + "        ").utf8.prefix(8))
        return LogicalUnitIdentity(
            deviceType: type, product: "TEST", serialNumber: id, naa: naa,
            isRemovable: type == .sequentialAccess)
    }
}

/// A name that is not on the SAN.
struct NoSuchUnit: Error {
    let id: String
}

/// Keeps every event of a run.
final class EventLog: TraceSink {
    private(set) var events: [TraceEvent] = []

    func record(_ event: TraceEvent) { events.append(event) }

    /// The commands that a nexus sent.
    func commands(of nexus: NexusIdentifier) -> [CommandEvent] {
        events.compactMap { event in
            if case .command(let command) = event.kind, command.nexus == nexus.number {
                command
            } else {
                nil
            }
        }
    }

    /// How often EXTENDED COPY ended.
    var copyCount: Int {
        commands(of: SmallSAN.server).count { $0.cdb.first == OperationCode.extendedCopy.rawValue }
    }

    /// What the quiesce watch said, with its instants.
    var quiesce: [(state: QuiesceEvent.State, at: Instant)] {
        events.compactMap { event in
            if case .quiesce(let quiesce) = event.kind { (quiesce.state, event.time) } else { nil }
        }
    }
}

/// Bytes of which no two blocks of 512 are equal: each begins with its number.
func distinctBlocks(byteCount: Int, seed: UInt64 = 1) -> [UInt8] {
    var random = SeededRandom(seed: seed)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(byteCount + 512)
    var number: UInt64 = 0
    while bytes.count < byteCount {
        let filler = UInt8(truncatingIfNeeded: random.next())
        bytes += bigEndian(number ^ seed << 40)
        bytes += [UInt8](repeating: filler, count: 496)
        bytes += bigEndian(random.next())
        number += 1
    }
    return Array(bytes.prefix(byteCount))
}

/// The eight bytes of a number, high byte first.
func bigEndian(_ number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
}
