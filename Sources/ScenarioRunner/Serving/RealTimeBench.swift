import Devices
import Fabric
import Media
import Synchronization
import Timebase
import Trace

/// The SAN that a scenario file describes, on the real clock: its logical units, its nexuses, its
/// copy manager and its faults. Steps and workloads are a run's, and expectations too.
///
/// Devices take no longer than their media do, but where the file gives them a timing.
public final class RealTimeBench: Sendable {
    /// What all goes through.
    public let fabric: RealTimeFabric
    /// The case that was built.
    public let setup: ScenarioCase
    /// The nexuses by name.
    public let nexuses: [String: NexusIdentifier]
    /// Where disks and cartridges lie that are files.
    private let directory: Mutex<RunDirectory>
    private let snapshots = Mutex<Set<String>>([])

    /// Builds the bench, whose time begins now.
    ///
    /// - Parameters:
    ///   - file: the scenario file, for faults.
    ///   - keeping: the directory for disks and cartridges that are files, which stay there; where
    ///     it is `nil` they go with the bench.
    /// - Throws: `BenchFault` that begins with the file.
    public init(
        file: String, case setup: ScenarioCase, keeping: String? = nil
    ) throws(BenchFault) {
        self.setup = setup
        do {
            let files = keeping.map { RunDirectory(keeping: $0) } ?? RunDirectory()
            try files.prepare()
            let place = try files.forMore()
            directory = Mutex(place)
            let bench = try Bench(setup, trace: Trace(), directory: files, isTimed: false)
            nexuses = bench.nexusNumbers
            fabric = RealTimeFabric(bench.fabric)
        } catch {
            throw error.placed(in: file)
        }
    }

    /// The nexus of a name, or the file's first.
    public func nexus(_ name: String?) throws(BenchFault) -> NexusIdentifier {
        let wanted = name ?? setup.nexuses.first?.id ?? NexusSetup.defaultID
        if let nexus = nexuses[wanted] { return nexus }
        let known = setup.nexuses.map(\.id).joined(separator: ", ")
        throw BenchFault("no nexus \(wanted); known: \(known)")
    }

    // MARK: What is done to it while it runs

    /// Takes a snapshot of a disk, which every nexus sees that sees the disk.
    ///
    /// - Throws: `BenchFault` where the disk is none, or the name is taken.
    public func takeSnapshot(of disk: String, as name: String) throws(BenchFault) {
        guard !name.isEmpty, name.utf8.count <= 64, name.utf8.allSatisfy(Self.isOfNames) else {
            throw BenchFault(
                "found \(name); a name of letters, digits, - and _ expected, of at most 64")
        }
        let isFile =
            if case .disk(let unit) = setup.logicalUnit(disk)?.device { unit.store == .file } else {
                false
            }
        try fabric.withFabric { fabric throws(BenchFault) in
            guard fabric.unit(name) == nil else { throw BenchFault("\(name) is there already") }
            guard let unit = fabric.unit(disk), let origin = unit.origin else {
                throw BenchFault("\(disk) is no disk of which a snapshot can be taken")
            }
            let store: any BlockMedium =
                isFile
                ? try directory.withLock { files throws(BenchFault) in
                    try files.sparseFile("\(name).snapshot", byteCount: origin.byteCount)
                } : MemoryMedium(byteCount: origin.byteCount)
            _ = fabric.takeSnapshot(of: unit, id: name, store: store)
        }
    }

    private static func isOfNames(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
        default: false
        }
    }

    /// Plans a fault, written as in a scenario file: `{on: d0, at: {command: READ(10)}, fault:
    /// {busy: true}}`. A time counts from when the bench was built.
    ///
    /// - Throws: `BenchFault` with what is wrong and where.
    public func inject(_ text: String) throws(BenchFault) {
        let units = fabric.withFabric { fabric in fabric.logicalUnitNames }
        switch InjectedFault.read(text: text, units: units) {
        case .failure(let faults): throw BenchFault(faults.description)
        case .success(let fault): fabric.withFabric { $0.add(fault.fabricFault) }
        }
    }

    /// Puts the cartridge of a directory into an empty drive.
    ///
    /// - Throws: `BenchFault` where there is no such drive, or no such cartridge.
    public func load(_ path: String, into tape: String) throws(BenchFault) {
        try fabric.withFabric { fabric throws(BenchFault) in
            let drive = try Self.drive(tape, of: fabric)
            if let present = drive.cartridge {
                throw BenchFault(
                    "\(tape): the cartridge \(present.volumeIdentifier) is in it; an empty drive"
                        + " expected")
            }
            do {
                drive.insert(try Cartridge.mount(path))
            } catch {
                throw BenchFault("\(path): \(error)")
            }
        }
    }

    /// Takes the cartridge out of a drive by hand, after everything written has reached it.
    ///
    /// - Throws: `BenchFault` where there is no such drive, or nothing in it.
    public func unload(_ tape: String) throws(BenchFault) {
        try fabric.withFabric { fabric throws(BenchFault) in
            let drive = try Self.drive(tape, of: fabric)
            guard let cartridge = drive.cartridge else {
                throw BenchFault("\(tape): no cartridge is in it")
            }
            do throws(MediumFailure) {
                try cartridge.unload()
            } catch {
                throw BenchFault("\(tape): \(error.description)")
            }
            drive.removeCartridge()
        }
    }

    /// A logical unit reset.
    ///
    /// - Throws: `BenchFault` where there is no such logical unit.
    public func reset(_ unit: String) throws(BenchFault) {
        try fabric.withFabric { fabric throws(BenchFault) in
            guard let found = fabric.unit(unit) else {
                throw BenchFault("no logical unit \(unit)")
            }
            fabric.reset(found)
        }
    }

    private static func drive(
        _ id: String, of fabric: Fabric
    ) throws(BenchFault) -> SequentialAccessUnit {
        guard let unit = fabric.unit(id) else { throw BenchFault("no logical unit \(id)") }
        guard let drive = unit.logicalUnit as? SequentialAccessUnit else {
            throw BenchFault("\(id): a tape expected")
        }
        return drive
    }

    /// Brings everything that was written to stable storage, and removes the files that are not
    /// to be kept.
    ///
    /// - Throws: `BenchFault` that names the logical unit whose medium failed.
    public func stop() throws(BenchFault) {
        defer { directory.withLock { $0.remove() } }
        try fabric.withFabric { fabric throws(BenchFault) in
            var failure: BenchFault?
            for unit in fabric.logicalUnits {
                do throws(MediumFailure) {
                    if let drive = unit.logicalUnit as? SequentialAccessUnit {
                        try drive.cartridge?.unload()
                    } else {
                        try unit.origin?.flush()
                    }
                } catch {
                    failure = failure ?? BenchFault("\(unit.id): \(error.description)")
                }
            }
            if let failure { throw failure }
        }
    }
}
