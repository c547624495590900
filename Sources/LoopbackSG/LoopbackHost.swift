import Devices
import Fabric
import Glibc
import SCSI
import Synchronization

/// The loopback host's devices: the logical units that one nexus sees, numbered as Linux numbers
/// them, and the drivers st and sd of those that have one.
///
/// The order of LUNs gives sg0, sg1 and so on; disks are also sda, sdb, tapes st0 and nst0. The
/// address is 0:0:0:LUN. What appears later, a snapshot, gets the next numbers.
public final class LoopbackHost: DeviceFileProvider {
    private struct Entry {
        var device: LoopbackDevice
        var facts: UnitFacts
        var tape: TapeDevice?
        var disk: DiskDevice?
    }

    private struct State {
        var entries: [Entry] = []
        let tree: SystemTree?
    }

    private let fabric: RealTimeFabric
    private let nexus: NexusIdentifier
    private let state: Mutex<State>

    /// Finds the logical units of a nexus, and writes what programs see of them.
    ///
    /// - Parameter privateDirectory: a directory of this user's own, made if it is not there;
    ///   `nil` where nobody looks.
    /// - Throws: `TreeFailure` where a file cannot be written.
    public init(
        _ fabric: RealTimeFabric, nexus: NexusIdentifier, privateDirectory: String?
    ) throws(TreeFailure) {
        self.fabric = fabric
        self.nexus = nexus
        var tree: SystemTree?
        if let privateDirectory {
            let made = try SystemTree(privateDirectory: privateDirectory)
            try made.writeHost()
            tree = made
        }
        state = Mutex(State(tree: tree))
        try refresh()
    }

    /// Looks for logical units that appeared since it did so last, and writes what programs see of
    /// them. One that does not answer INQUIRY, or a disk that does not tell its capacity, has no
    /// node but keeps its number.
    public func refresh() throws(TreeFailure) {
        // The fabric must not be used with the lock held that `place` takes: it never is.
        let units = fabric.logicalUnits(of: nexus)
        try state.withLock { state throws(TreeFailure) in
            let known = state.entries.map(\.device.place.lun).max().map { $0 + 1 } ?? 0
            if known >= units.count && !state.entries.isEmpty { return }
            var disks = state.entries.count { $0.disk != nil }
            var tapes = state.entries.count { $0.tape != nil }
            for lun in known..<max(known, units.count) {
                let initiator = RealTimeInitiator(fabric, nexus: nexus, to: units[lun])
                guard let facts = try? UnitFacts(asking: initiator) else { continue }
                var entry = Entry(
                    device: LoopbackDevice(
                        place: DevicePlace(unit: units[lun], lun: lun), genericNumber: lun,
                        driver: .none),
                    facts: facts)
                if facts.shape != nil && disks < DeviceNumber.maximumDisks {
                    entry.device.driver = .disk(disks)
                    entry.disk = DiskDevice(initiator: initiator)
                    disks += 1
                } else if facts.deviceType == PeripheralDeviceType.sequentialAccess.rawValue {
                    entry.device.driver = .tape(tapes)
                    entry.tape = TapeDevice(initiator: initiator)
                    tapes += 1
                }
                // First it can be opened, then it is seen.
                state.entries.append(entry)
                try state.tree?.write(entry.device, facts)
            }
            try state.tree?.writeProcess(state.entries.map { ($0.device, $0.facts) })
        }
    }

    /// The devices, in the order of their LUNs.
    public var devices: [LoopbackDevice] { state.withLock { $0.entries.map(\.device) } }

    private func entry(_ kind: DeviceKind, _ number: Int) -> Entry? {
        state.withLock { state in
            state.entries.first { entry in
                switch kind {
                case .generic: entry.device.genericNumber == number
                case .blockGeneric: entry.device.place.lun == number
                case .tape, .tapeWithoutRewind: entry.device.driver == .tape(number)
                case .disk: entry.device.driver == .disk(number)
                case .madeFile: false
                }
            }
        }
    }

    public func place(of kind: DeviceKind, number: Int) -> DevicePlace? {
        entry(kind, number)?.device.place
    }

    public func open(
        _ kind: DeviceKind, number: Int, flags: Int32
    ) -> Result<any DeviceFile, DeviceOpenFailure> {
        let found = entry(kind, number)
        switch kind {
        case .tape, .tapeWithoutRewind:
            if let tape = found?.tape {
                return tape.open(flags: flags, isRewinding: kind == .tape)
            }
        case .disk:
            if let disk = found?.disk { return disk.open(flags: flags) }
        case .generic, .blockGeneric, .madeFile: break
        }
        return .failure(DeviceOpenFailure(error: ENXIO))
    }

    public func content(ofMadeFile number: Int) -> [UInt8]? {
        guard let (file, lun) = MadeFile.find(number),
            let entry = state.withLock({ $0.entries.first { $0.device.place.lun == lun } })
        else { return nil }
        if let tape = entry.tape { return tape.options.content(of: file).map { Array($0.utf8) } }
        guard let disk = entry.disk, file == .diskStatistics else { return nil }
        return Array(statistics(of: entry.device.place.unit, disk.traffic).utf8)
    }

    /// The counters of /sys/block/…/stat (Documentation/block/stat.rst): what went through sd, but
    /// of writes how many there were by any way, so that whoever waits for quiet sees them. Times
    /// are not taken, and nothing is merged or discarded.
    private func statistics(of unit: RealTimeUnit, _ traffic: DiskTraffic) -> String {
        let writes = fabric.withFabric { $0.unit(unit.id)?.writeCount ?? 0 }
        let fields: [UInt64] = [
            traffic.reads, 0, traffic.bytesRead / 512, 0, writes, 0, traffic.bytesWritten / 512,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ]
        return fields.map { number in
            let text = "\(number)"
            return String(repeating: " ", count: max(0, 8 - text.count)) + text
        }.joined(separator: " ") + "\n"
    }
}
