import Devices
import Fabric
import Foundation
import FuseExport
import Glibc
import Media
import SCSI
import Testing
import Timebase

/// A fabric with two disks and a tape, mounted in a private folder.
final class MountedBench: Sendable {
    static let nexus = NexusIdentifier(1)

    let fabric: RealTimeFabric
    let export: FuseExport
    let folder: PrivateFolder
    let mountPoint: String

    /// - Parameters:
    ///   - byteCount: the length of each disk.
    ///   - blockLength: of the second disk.
    ///   - medium: makes a disk's medium.
    init(
        byteCount: Int64 = 8 << 20, blockLength: Int = 512,
        timing: DeviceTiming = .instant,
        medium: (Int64) throws -> any BlockMedium = { MemoryMedium(byteCount: $0) }
    ) throws {
        let fabric = Fabric(seed: 1)
        for (number, id) in ["disk0", "disk1"].enumerated() {
            let origin = SnapshotOrigin(try medium(byteCount))
            let disk = DirectAccessUnit(
                identity: LogicalUnitIdentity(
                    deviceType: .directAccess, product: "VIRTUAL DISK", serialNumber: "D\(number)",
                    naa: [0x51, 0, 0, 0, 0, 0, 0, UInt8(number + 1)]),
                medium: origin, blockLength: number == 0 ? 512 : blockLength)
            fabric.map(
                fabric.add(disk, id: id, timing: timing, origin: origin), to: Self.nexus)
        }
        let cartridge = try Cartridge(
            inMemory: CartridgeManifest(
                volumeIdentifier: "SB0001L8", capacity: 1 << 30, earlyWarning: 1 << 30))
        let drive = SequentialAccessUnit(
            identity: LogicalUnitIdentity(
                deviceType: .sequentialAccess, product: "VIRTUAL TAPE", serialNumber: "T0",
                naa: [0x51, 0, 0, 0, 0, 0, 0, 9], isRemovable: true),
            cartridge: cartridge)
        fabric.map(fabric.add(drive, id: "tape0", timing: timing), to: Self.nexus)
        self.fabric = RealTimeFabric(fabric)
        export = FuseExport(fabric: self.fabric, nexus: Self.nexus)
        folder = try PrivateFolder()
        mountPoint = folder.path("mount")
        try FileManager.default.createDirectory(
            atPath: mountPoint, withIntermediateDirectories: false)
        do {
            try export.mount(at: mountPoint)
        } catch {
            folder.remove()
            throw error
        }
    }

    deinit {
        _ = try? export.unmount()
        folder.remove()
    }

    func path(_ name: String) -> String { mountPoint + "/" + name }

    /// How many commands of a logical unit have ended.
    func commandCount(_ id: String) throws -> UInt64 {
        fabric.withUnit(try unit(id)) { $0.commandCount }
    }

    func unit(_ id: String) throws -> RealTimeUnit {
        try #require(fabric.logicalUnits(of: Self.nexus).first { $0.id == id })
    }

    /// Sends a command, and again where it meets a unit attention.
    @discardableResult
    func send(
        _ cdb: [UInt8], to id: String, dataOut: [UInt8] = [], dataIn: Int = 0
    ) throws -> Reply {
        let initiator = RealTimeInitiator(fabric, nexus: Self.nexus, to: try unit(id))
        let request = CommandRequest(cdb: cdb, dataOut: dataOut, dataInLength: dataIn)
        var reply = initiator.execute(request)
        while let sense = try? SenseData(reply.sense), sense.key == .unitAttention {
            reply = initiator.execute(request)
        }
        return reply
    }

    /// Blocks as READ(16) returns them.
    func blocks(_ id: String, _ first: UInt64, _ count: UInt32, of length: Int = 512) throws
        -> [UInt8]
    {
        let cdb = Read16CDB(logicalBlockAddress: first, transferLength: count)
        let reply = try send(cdb.encoded(), to: id, dataIn: Int(count) * length)
        #expect(reply.isGood)
        return reply.dataIn
    }

    func write(_ bytes: [UInt8], _ id: String, at block: UInt64, of length: Int = 512) throws {
        let cdb = Write16CDB(
            logicalBlockAddress: block, transferLength: UInt32(bytes.count / length))
        #expect(try send(cdb.encoded(), to: id, dataOut: bytes).isGood)
    }

    func fail(_ code: OperationCode, of id: String, nth: Int = 1, _ effect: Fault.Effect) {
        fabric.withFabric {
            $0.add(Fault(unit: id, trigger: .command(code, nth: nth), times: 1, effect: effect))
        }
    }

    func takeSnapshot(of id: String, as name: String) throws {
        let isTaken = fabric.withFabric { fabric -> Bool in
            guard let disk = fabric.unit(id), let origin = disk.origin else { return false }
            let store = MemoryMedium(byteCount: origin.byteCount)
            return fabric.takeSnapshot(of: disk, id: name, store: store) != nil
        }
        #expect(isTaken)
    }
}

/// Bytes of which no two blocks are alike.
func distinctBytes(_ count: Int, seed: UInt64) -> [UInt8] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    return (0..<count).map { _ in
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return UInt8(truncatingIfNeeded: state >> 24)
    }
}

/// Compares long runs of bytes: where they differ, the first place is told, not every one.
func expectSame(
    _ found: [UInt8], _ expected: [UInt8], _ comment: Comment? = nil,
    at location: SourceLocation = #_sourceLocation
) {
    if found == expected { return }
    let place = zip(found, expected).enumerated().first { $0.element.0 != $0.element.1 }?.offset
    Issue.record(
        """
        \(found.count) bytes, \(expected.count) expected; the first difference is at byte \
        \(place ?? min(found.count, expected.count)). \(comment?.rawValue ?? "")
        """, sourceLocation: location)
}

/// A new folder that nobody else uses.
struct PrivateFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory
            .appending(path: "sanbench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    }

    func path(_ name: String) -> String { url.appending(path: name).path }

    /// Removes it, unless something is still mounted in it.
    func remove() {
        let inside = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
        let device = { (path: String) -> dev_t? in
            var status = stat()
            return unsafe stat(path, &status) == 0 ? status.st_dev : nil
        }
        guard inside.allSatisfy({ device(path($0)) == device(url.path) }) else { return }
        try? FileManager.default.removeItem(at: url)
    }
}

/// What a program printed and how it ended.
struct ProgramResult {
    var status: Int32
    var output: [UInt8]
    var errors: String

    var text: String { String(decoding: output, as: UTF8.self) }
}

/// Runs a program of the PATH to its end. Its output goes to files: neither side waits for the
/// other.
@discardableResult
func run(_ command: [String], expecting status: Int32? = 0) throws -> ProgramResult {
    let folder = try PrivateFolder()
    defer { folder.remove() }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    var environment = ProcessInfo.processInfo.environment
    // Debian keeps mkntfs and losetup where an ordinary user's PATH does not look.
    environment["PATH", default: "/usr/bin:/bin"] += ":/usr/sbin:/sbin"
    environment["LC_ALL"] = "C"
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    for name in ["output", "errors"] {
        try Data().write(to: folder.url.appending(path: name))
    }
    process.standardOutput = FileHandle(forWritingAtPath: folder.path("output"))
    process.standardError = FileHandle(forWritingAtPath: folder.path("errors"))
    try process.run()
    process.waitUntilExit()
    let result = ProgramResult(
        status: process.terminationStatus, output: try bytes(of: folder.path("output")),
        errors: String(decoding: try bytes(of: folder.path("errors")), as: UTF8.self))
    if let status {
        #expect(result.status == status, "\(command): \(result.text) \(result.errors)")
    }
    return result
}

/// Whether a program is installed.
func isInstalled(_ program: String) -> Bool {
    ["/usr/bin/", "/bin/", "/usr/sbin/", "/sbin/"].contains {
        FileManager.default.isExecutableFile(atPath: $0 + program)
    }
}

/// A whole file.
func bytes(of path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: path)))
}
