import CopyManager
import Devices
import Fabric
import Foundation
import LoopbackSG
import Media
import SCSI
import Synchronization
import Testing
import Timebase

/// A server with two disks, `/dev/sg0` and `/dev/sg1`, and a tape, `/dev/sg2`; and programs that
/// are run with the library preloaded.
final class LoopbackBench: Sendable {
    static let nexus = NexusIdentifier(1)
    static let blockCount = 4096

    let directory: ScratchDirectory
    let fabric: RealTimeFabric
    let server: LoopbackServer
    let provider: PlainProvider

    init(timing: DeviceTiming = .instant) throws {
        directory = try ScratchDirectory()
        fabric = try Self.makeFabric(timing)
        provider = PlainProvider(fabric.logicalUnits(of: Self.nexus))
        try Self.plant(directory.place)
        server = try LoopbackServer(
            fabric, nexus: Self.nexus, provider: provider, directory: directory.place.path)
    }

    deinit { server.stop() }

    private static func makeFabric(_ timing: DeviceTiming) throws -> RealTimeFabric {
        let fabric = Fabric(seed: 1)
        for (number, id) in ["a", "b"].enumerated() {
            let origin = SnapshotOrigin(MemoryMedium(byteCount: Int64(blockCount) * 512))
            try origin.write(DataBuffer(contents[number]), at: 0)
            let disk = DirectAccessUnit(
                identity: LogicalUnitIdentity(
                    deviceType: .directAccess, product: "DISK \(id.uppercased())",
                    serialNumber: "S-\(id)", naa: [0x51, 0, 0, 0, 0, 0, 0, UInt8(number + 1)]),
                medium: origin)
            fabric.map(fabric.add(disk, id: id, timing: timing, origin: origin), to: nexus)
        }
        let cartridge = try Cartridge(
            inMemory: CartridgeManifest(
                volumeIdentifier: "LB0001L8", capacity: 1 << 24, earlyWarning: (1 << 24) - 65536))
        let tape = SequentialAccessUnit(
            identity: LogicalUnitIdentity(
                deviceType: .sequentialAccess, product: "TAPE", serialNumber: "S-t",
                naa: [0x51, 0, 0, 0, 0, 0, 0, 9], isRemovable: true),
            cartridge: cartridge)
        fabric.map(fabric.add(tape, id: "t", timing: timing), to: nexus)
        // The power on is told once.
        for id in ["a", "b", "t"] {
            _ = fabric.unit(id)?.logicalUnit.execute(
                SCSITask(nexus: nexus, cdb: [0, 0, 0, 0, 0, 0]), at: .zero)
        }
        return RealTimeFabric(fabric)
    }

    /// What the disks hold at first.
    private static let contents = (0..<2).map { number in
        (0..<blockCount).flatMap { block(number << 16 | $0) }
    }

    /// A block that no other number has.
    static func block(_ number: Int) -> [UInt8] {
        (0..<512).map { index in
            switch index % 4 {
            case 0: UInt8(truncatingIfNeeded: number >> 16)
            case 1: UInt8(truncatingIfNeeded: number >> 8)
            case 2: UInt8(truncatingIfNeeded: number)
            default: UInt8(truncatingIfNeeded: number &* 31 &+ index / 4)
            }
        }
    }

    /// What a disk holds in a range of blocks.
    func blocks(_ id: String, _ range: Range<Int>) throws -> [UInt8] {
        try fabric.withFabric { fabric in
            let disk = try #require(fabric.unit(id)?.logicalUnit as? DirectAccessUnit)
            return try disk.storedBytes(at: Int64(range.lowerBound) * 512, count: range.count * 512)
        }
    }

    /// The device nodes, as the server's owner writes them.
    private static func plant(_ place: URL) throws {
        let manager = FileManager.default
        let devices = place.appendingPathComponent("root/dev")
        try manager.createDirectory(
            at: devices.appendingPathComponent("char"), withIntermediateDirectories: true)
        try manager.createDirectory(
            at: place.appendingPathComponent("root/sys/made"), withIntermediateDirectories: true)
        try manager.createDirectory(
            at: place.appendingPathComponent("root/proc"), withIntermediateDirectories: true)
        try manager.setAttributes([.posixPermissions: 0o700], ofItemAtPath: place.path)
        var nodes = [
            "dev/st0": "st 0 9:0", "dev/nst0": "nst 0 9:128", "dev/sda": "sd 0 8:0",
            "dev/bsg0": "bsg 0 251:0", "sys/made/stat": "made 7 0:0",
            "dev/sg99": "sg 99 21:99",
            // By which libsgutils2 tells a bsg node.
            "proc/devices": "Character devices:\n 21 sg\n251 bsg",
        ]
        for number in 0..<3 {
            nodes["dev/sg\(number)"] = "sg \(number) 21:\(number)"
            nodes["dev/char/21:\(number)"] = "sg \(number) 21:\(number)"
        }
        for (path, line) in nodes {
            let file = place.appendingPathComponent("root/" + path)
            try Data((line + "\n").utf8).write(to: file)
            let mode = line.hasPrefix("made") ? 0o1444 : path.hasPrefix("dev") ? 0o1660 : 0o444
            try manager.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
        }
        try Data("+/dev\n/sys/made\n/proc/devices\n".utf8).write(
            to: place.appendingPathComponent("redirects"))
    }

    // MARK: Programs

    /// Beside the bundle of the tests, into which SwiftPM builds it along with them.
    static let library: URL? = {
        let places = [Bundle.main.executableURL, URL(fileURLWithPath: CommandLine.arguments[0])]
            .compactMap {
                $0?.deletingLastPathComponent().appendingPathComponent("libSGPreload.so")
            }
        return places.first { FileManager.default.fileExists(atPath: $0.path) }
    }()

    /// What a program runs with, beside what there is.
    func environment() throws -> [String: String] {
        let library = try #require(Self.library, "libSGPreload.so is not beside the tests")
        return ["LD_PRELOAD": library.path, "SANBENCH_SG": directory.place.path]
    }

    /// Runs a program to its end.
    func run(_ name: String, _ arguments: [String]) throws -> Program.Ended {
        try Program(name).run(arguments, environment: environment())
    }

    /// Runs a script of Python that begins with what `Prelude.python` defines, and wants it to
    /// succeed.
    func python(
        _ script: String, environment: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let ended = try Program("python3").run(
            ["-c", Prelude.python + script],
            environment: try self.environment().merging(environment) { $1 })
        #expect(ended.status == 0, "\(ended.errors)", sourceLocation: sourceLocation)
    }

    /// Whether something becomes true in a while.
    func settles(_ condition: () -> Bool) -> Bool {
        for _ in 0..<6000 {
            if condition() { return true }
            usleep(10_000)
        }
        return condition()
    }
}

/// The devices of the bench by number, without the semantics of drivers.
final class PlainProvider: DeviceFileProvider {
    private let units: [RealTimeUnit]
    let tape = PlainFile()
    let disk = PlainFile()

    init(_ units: [RealTimeUnit]) { self.units = units }

    func place(of kind: DeviceKind, number: Int) -> DevicePlace? {
        let lun =
            switch kind {
            case .generic, .blockGeneric, .disk: number
            case .tape, .tapeWithoutRewind: number + 2
            case .madeFile: -1
            }
        return units.indices.contains(lun) ? DevicePlace(unit: units[lun], lun: lun) : nil
    }

    func open(
        _ kind: DeviceKind, number: Int, flags: Int32
    ) -> Result<any DeviceFile, DeviceOpenFailure> {
        let file = kind == .disk ? disk : tape
        return file.open() ? .success(file) : .failure(DeviceOpenFailure(error: EBUSY))
    }

    func content(ofMadeFile number: Int) -> [UInt8]? {
        number == 7 ? Array("made of \(number)\n".utf8) : nil
    }
}

/// Bytes with a position, which one at a time can open.
final class PlainFile: DeviceFile {
    private struct State {
        var bytes = [UInt8]((0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ ($0 >> 8)) })
        var position = 0
        var isOpen = false
        var synchronized = 0
        var closeError: Int32 = 0
        var closeDelay: UInt32 = 0
    }

    private let state = Mutex(State())

    func open() -> Bool {
        state.withLock { state in
            if state.isOpen { return false }
            state.isOpen = true
            state.position = 0
            return true
        }
    }

    /// What the next closes come to, and how many microseconds they take.
    func setClose(error: Int32, delay: UInt32) {
        state.withLock { ($0.closeError, $0.closeDelay) = (error, delay) }
    }

    var synchronized: Int { state.withLock { $0.synchronized } }

    func read(count: Int, at offset: Int64?) -> FileAnswer {
        state.withLock { state in
            let start = offset.map { Int($0) } ?? state.position
            guard start >= 0 else { return .failure(EINVAL) }
            let end = min(state.bytes.count, start + count)
            if offset == nil { state.position = max(start, end) }
            return .read(start < end ? Array(state.bytes[start..<end]) : [])
        }
    }

    func write(_ bytes: [UInt8], at offset: Int64?) -> FileAnswer {
        state.withLock { state in
            let start = offset.map { Int($0) } ?? state.position
            guard start + bytes.count <= state.bytes.count else { return .failure(ENOSPC) }
            state.bytes.replaceSubrange(start..<start + bytes.count, with: bytes)
            if offset == nil { state.position = start + bytes.count }
            return FileAnswer(result: bytes.count)
        }
    }

    func seek(to offset: Int64, from origin: SeekOrigin) -> FileAnswer {
        state.withLock { state in
            let base =
                switch origin {
                case .start: 0
                case .current: state.position
                case .end: state.bytes.count
                }
            state.position = base + Int(offset)
            return FileAnswer(result: state.position)
        }
    }

    /// BLKGETSIZE64, BLKSSZGET, and MTIOCTOP, of which it returns the count as its result.
    func control(_ request: UInt, argument: [UInt8], value: UInt) -> FileAnswer {
        switch request {
        case 0x8008_1272: FileAnswer(data: [0x70, 0x11, 1, 0, 0, 0, 0, 0])
        case 0x1268: FileAnswer(data: [0, 2, 0, 0])
        case 0x4008_6D01: FileAnswer(result: Int(argument[4]))
        case 0x1261: FileAnswer(result: Int(value))
        default: .failure(ENOTTY)
        }
    }

    func synchronize() -> FileAnswer {
        state.withLock { $0.synchronized += 1 }
        return FileAnswer()
    }

    func close() -> FileAnswer {
        let (error, delay) = state.withLock { ($0.closeError, $0.closeDelay) }
        usleep(delay)
        state.withLock { $0.isOpen = false }
        return error == 0 ? FileAnswer() : .failure(error)
    }
}
