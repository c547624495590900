import Devices
import Fabric
import Media
import SCSI
import Styling
import Timebase
import Trace

/// A scenario's SAN: its logical units with their media, its nexuses, faults and workloads.
final class Bench {
    let fabric: Fabric
    private let setup: ScenarioCase
    private let directory: RunDirectory
    private let isTimed: Bool
    private(set) var tapes: [String: any TapeMedium] = [:]
    private(set) var nexusNumbers: [String: NexusIdentifier] = [:]
    private(set) var drivers: [WorkloadDriver] = []

    /// Builds the bench.
    ///
    /// - Parameters:
    ///   - directory: where stores of the kind `file` go.
    ///   - isTimed: whether devices take time where the scenario does not say how long.
    init(
        _ setup: ScenarioCase, trace: Trace, directory: RunDirectory, isTimed: Bool = true
    ) throws(BenchFault) {
        self.setup = setup
        self.directory = directory
        self.isTimed = isTimed
        fabric = Fabric(
            seed: setup.seed, trace: trace,
            sameInstant: setup.sameTick == .writeFirst ? .commandsFirst : .waitersFirst,
            profile: setup.copyManager.profile)
        for (index, unit) in setup.logicalUnits.enumerated() { try add(unit, number: index) }
        for (index, nexus) in setup.nexuses.enumerated() {
            let number = NexusIdentifier(index + 1)
            nexusNumbers[nexus.id] = number
            for id in nexus.logicalUnits {
                if let unit = fabric.unit(id) { fabric.map(unit, to: number) }
            }
        }
        for fault in setup.faults { fabric.add(fault.fabricFault) }
        for (index, workload) in setup.workloads.enumerated() {
            guard let unit = fabric.unit(workload.disk) else { continue }
            drivers.append(
                try WorkloadDriver(workload, on: unit, number: index, fabric: fabric))
        }
    }

    /// Begins the workloads.
    func start() {
        for driver in drivers { driver.start() }
    }

    /// The server's way to a logical unit.
    func initiator(to id: String, nexus: String? = nil) throws(BenchFault) -> FabricInitiator {
        let name = nexus ?? setup.nexuses.first?.id ?? NexusSetup.defaultID
        guard let unit = fabric.unit(id), let number = nexusNumbers[name],
            let initiator = fabric.initiator(number, to: unit)
        else { throw BenchFault("the nexus \(name) does not see the logical unit \(id)") }
        return initiator
    }

    /// Takes a snapshot and puts it on the fabric.
    func takeSnapshot(of id: String, as name: String) throws(BenchFault) -> FabricUnit {
        guard let disk = fabric.unit(id), let origin = disk.origin else {
            throw BenchFault("\(id) is no disk of which a snapshot can be taken")
        }
        let store: any BlockMedium
        if case .disk(let disk) = setup.logicalUnit(id)?.device, disk.store == .file {
            store = try directory.sparseFile("\(name).snapshot", byteCount: origin.byteCount)
        } else {
            store = MemoryMedium(byteCount: origin.byteCount)
        }
        guard let unit = fabric.takeSnapshot(of: disk, id: name, store: store) else {
            throw BenchFault("\(id) is no disk of which a snapshot can be taken")
        }
        return unit
    }

    /// Bytes of a disk as they are now, from a block and an offset in it on.
    func bytes(of id: String, lba: UInt64, offset: Int, count: Int) throws -> [UInt8] {
        guard let unit = fabric.unit(id)?.logicalUnit as? DirectAccessUnit else {
            throw BenchFault("\(id) is no disk")
        }
        // An address that no disk has must be refused, and cannot even be counted in bytes.
        let start = lba.multipliedReportingOverflow(by: UInt64(unit.blockLength))
        let place = start.partialValue.addingReportingOverflow(UInt64(clamping: offset))
        guard !start.overflow, !place.overflow, let byte = Int64(exactly: place.partialValue) else {
            throw BenchFault(
                "\(id): \(count) bytes from LBA \(lba) on; it has \(unit.blockCount) blocks")
        }
        return try unit.storedBytes(at: byte, count: count)
    }

    // MARK: Logical units

    private func add(_ unit: LogicalUnitSetup, number: Int) throws(BenchFault) {
        let timing =
            isTimed || unit.isTimingGiven
            ? DeviceTiming(
                perCommand: unit.timing.perCommand, perMebibyte: unit.timing.perMebibyte)
            : .instant
        let identity = identity(of: unit, number: number)
        do {
            switch unit.device {
            case .disk(let disk):
                let origin = SnapshotOrigin(try medium(of: disk, unit.id))
                let device = DirectAccessUnit(
                    identity: identity, medium: origin, blockLength: disk.blockSize,
                    writeCache: disk.writeCache)
                lead(fabric.add(device, id: unit.id, timing: timing, origin: origin), by: unit)
            case .tape(let tape):
                let cartridge = try cartridge(of: tape, unit.id)
                tapes[unit.id] = cartridge
                let device = SequentialAccessUnit(identity: identity, cartridge: cartridge)
                lead(fabric.add(device, id: unit.id, timing: timing), by: unit)
            }
        } catch let fault as BenchFault {
            throw BenchFault(fault.description, line: unit.line)
        } catch {
            throw BenchFault("\(unit.id): \(error)", line: unit.line)
        }
    }

    private func lead(_ added: FabricUnit, by unit: LogicalUnitSetup) {
        added.ports = unit.ports
        added.lun = unit.lun
    }

    private func medium(
        of disk: DiskSetup, _ id: String
    ) throws -> any BlockMedium {
        guard let image = disk.image else {
            return try store(disk, id, byteCount: Int64(disk.size ?? 0))
        }
        let file = try RandomAccessFile(path: image.resolved, mode: .reading)
        let content = try file.byteCount()
        if content < Int64(disk.blockSize) {
            throw BenchFault(
                "\(id): the image \(image.written) has \(content) bytes; at least a block of"
                    + " \(disk.blockSize) expected")
        }
        let length = disk.size.map { Int64($0) } ?? content
        if length % Int64(disk.blockSize) != 0 {
            throw BenchFault(
                "\(id): the image \(image.written) has \(length) bytes; a multiple of"
                    + " \(disk.blockSize) expected")
        }
        return try OverlayMedium(image: file, store: try store(disk, id, byteCount: length))
    }

    private func store(
        _ disk: DiskSetup, _ id: String, byteCount: Int64
    ) throws(BenchFault) -> any BlockMedium {
        // The reader refuses such sizes; an image's is known only here.
        let largest = DiskSetup.largestSize(in: disk.store)
        if byteCount > Int64(largest) {
            throw BenchFault(
                "\(id): \(grouped(UInt64(byteCount))) bytes; at most"
                    + " \(grouped(UInt64(largest))) expected")
        }
        return switch disk.store {
        case .memory: MemoryMedium(byteCount: byteCount)
        case .file: try directory.sparseFile("\(id).disk", byteCount: byteCount)
        }
    }

    private func cartridge(of tape: TapeSetup, _ id: String) throws -> any TapeMedium {
        let manifest = try CartridgeManifest(
            volumeIdentifier: id.uppercased(), capacity: Int64(tape.capacity),
            earlyWarning: Int64(tape.capacity - tape.earlyWarning))
        if let original = tape.cartridge {
            // A run changes its own copy: the next run must find what this one found.
            let copy = try directory.copy(of: original.resolved, as: "\(id).cartridge")
            do {
                return try Cartridge.mount(copy)
            } catch {
                throw BenchFault("\(id): the cartridge \(original.written): \(error)")
            }
        }
        switch tape.store {
        case .memory: return try Cartridge(inMemory: manifest)
        case .file:
            return try Cartridge.create(at: try directory.path("\(id).cartridge"), manifest)
        }
    }

    /// A logical unit's designators: those of the scenario, or such as the seed and the name give.
    private func identity(of unit: LogicalUnitSetup, number: Int) -> LogicalUnitIdentity {
        let isDisk = if case .disk = unit.device { true } else { false }
        var random = SeededRandom(seed: setup.seed, label: "naa/" + unit.id)
        var naa: [UInt8] = []
        // NAA 6; the company identifier 00 53 41 is made up, "SA" in ASCII.
        naa.appendBigEndian(0x6005_341 << 36 | UInt64(number) << 20, count: 8)
        naa.appendBigEndian(random.next(), count: 8)
        return LogicalUnitIdentity(
            deviceType: isDisk ? .directAccess : .sequentialAccess,
            product: isDisk ? "VIRTUAL DISK" : "VIRTUAL TAPE",
            serialNumber: unit.id, naa: unit.naa ?? naa,
            isRemovable: !isDisk)
    }
}

extension InjectedFault {
    /// The fault as the fabric takes it.
    var fabricFault: Fault {
        let trigger: Fault.Trigger =
            switch self.trigger {
            case .segment(let number, let nth): .segment(number, nth: Int(clamping: nth))
            case .command(let name, let nth):
                .command(name, nth: Int(clamping: nth))
            case .time(let instant): .time(instant)
            }
        let effect: Fault.Effect =
            switch self.effect {
            case .checkCondition(let sense):
                .checkCondition(
                    SenseData(sense.key, AdditionalSenseCode(sense.asc, sense.ascq)))
            case .busy: .busy
            case .unreachable: .unreachable
            }
        return Fault(
            unit: logicalUnit, trigger: trigger, times: Int(clamping: times), effect: effect)
    }
}
