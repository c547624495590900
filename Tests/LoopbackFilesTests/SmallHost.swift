import Devices
import Fabric
import Foundation
import LoopbackSG
import Media
import SCSI
import Testing
import Timebase

/// A loopback host in a directory of its own, with three devices on a fabric on the real clock:
/// a disk of 512-byte blocks of which snapshots can be taken, a tape, and a disk of 4096-byte
/// blocks.
final class SmallHost {
    static let nexus = NexusIdentifier(1)
    static let otherNexus = NexusIdentifier(2)
    static let diskBytes: Int64 = 1 << 20

    let fabric: RealTimeFabric
    let host: LoopbackHost
    let directory: String

    init(
        capacity: Int64 = 1 << 30, earlyWarning: Int64? = nil, hasCartridge: Bool = true,
        hasTree: Bool = false
    ) throws {
        directory = FileManager.default.temporaryDirectory.path + "/sanbench-\(UUID().uuidString)"
        fabric = RealTimeFabric(
            try Self.fabric(capacity, earlyWarning ?? capacity, hasCartridge))
        host = try LoopbackHost(
            fabric, nexus: Self.nexus, privateDirectory: hasTree ? directory : nil)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    private static func fabric(
        _ capacity: Int64, _ earlyWarning: Int64, _ hasCartridge: Bool
    ) throws -> sending Fabric {
        let fabric = Fabric(seed: 1)
        func add(_ unit: DeviceServer, _ id: String, _ origin: SnapshotOrigin? = nil) {
            let added = fabric.add(unit, id: id, timing: .instant, origin: origin)
            for nexus in [nexus, otherNexus] { fabric.map(added, to: nexus) }
        }
        let origin = SnapshotOrigin(MemoryMedium(byteCount: diskBytes))
        add(
            DirectAccessUnit(
                identity: identity(.directAccess, "VIRTUAL DISK", "D1", 1), medium: origin),
            "disk", origin)
        let cartridge =
            hasCartridge ? try newCartridge(capacity: capacity, earlyWarning: earlyWarning) : nil
        add(
            SequentialAccessUnit(
                identity: identity(.sequentialAccess, "VIRTUAL TAPE", "T1", 2),
                cartridge: cartridge),
            "tape")
        add(
            DirectAccessUnit(
                identity: identity(.directAccess, "BIG BLOCKS", "D2", 3),
                medium: MemoryMedium(byteCount: diskBytes), blockLength: 4096),
            "big")
        return fabric
    }

    private static func identity(
        _ type: PeripheralDeviceType, _ product: String, _ serial: String, _ number: UInt8
    ) -> LogicalUnitIdentity {
        LogicalUnitIdentity(
            deviceType: type, product: product, serialNumber: serial,
            naa: [0x51, 2, 3, 4, 5, 6, 7, number], isRemovable: type == .sequentialAccess)
    }

    static func newCartridge(capacity: Int64, earlyWarning: Int64) throws -> Cartridge {
        try Cartridge(
            inMemory: CartridgeManifest(
                volumeIdentifier: "SB0001L8", capacity: capacity, earlyWarning: earlyWarning))
    }

    /// Does something with the drive behind its initiators' backs.
    func withDrive(_ body: (SequentialAccessUnit) -> Void) {
        fabric.withFabric { fabric in
            if let drive = fabric.unit("tape")?.logicalUnit as? SequentialAccessUnit {
                body(drive)
            }
        }
    }

    /// Opens the tape.
    func tape(
        _ kind: DeviceKind = .tapeWithoutRewind, flags: Int32 = O_RDWR
    ) throws -> OpenTape {
        OpenTape(try host.open(kind, number: 0, flags: flags).get())
    }

    /// The `errno` that opening fails with; 0 where it does not.
    func failure(_ kind: DeviceKind, number: Int = 0, flags: Int32) -> Int32 {
        switch host.open(kind, number: number, flags: flags) {
        case .success(let file):
            _ = file.close()
            return 0
        case .failure(let failure): return failure.error
        }
    }

    /// Opens a disk.
    func disk(_ number: Int = 0, flags: Int32 = O_RDWR) throws -> any DeviceFile {
        try host.open(.disk, number: number, flags: flags).get()
    }

    /// The other initiator's way to a device, past the host.
    func other(_ id: String) throws -> RealTimeInitiator {
        let unit = try #require(
            fabric.logicalUnits(of: Self.otherNexus).first { $0.id == id })
        let initiator = RealTimeInitiator(fabric, nexus: Self.otherNexus, to: unit)
        _ = initiator.execute(CommandRequest(cdb: [0, 0, 0, 0, 0, 0]))
        return initiator
    }
}

/// Bytes that no other number has.
func content(_ number: Int, _ length: Int) -> [UInt8] {
    (0..<length).map { UInt8(truncatingIfNeeded: (number &* 31 &+ $0) &* 7 &+ $0 >> 8) }
}

/// An open tape, called as programs call it.
struct OpenTape {
    let file: any DeviceFile

    init(_ file: any DeviceFile) { self.file = file }

    /// A result, or the failure's `errno` as a negative number.
    func read(_ count: Int) -> FileAnswer { file.read(count: count, at: nil) }

    @discardableResult
    func write(_ bytes: [UInt8]) -> FileAnswer { file.write(bytes, at: nil) }

    /// MTIOCTOP: the `errno`, 0 for none.
    @discardableResult
    func operate(_ operation: Operation, _ count: Int = 1) -> Int32 {
        operate(number: operation.rawValue, Int32(truncatingIfNeeded: count))
    }

    func operate(number: UInt8, _ count: Int32) -> Int32 {
        let word = UInt32(bitPattern: count)
        let argument: [UInt8] =
            [number, 0, 0xAA, 0xAA] + (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
        return file.control(0x4008_6D01, argument: argument, value: 0).error
    }

    /// MTIOCGET.
    func status() throws -> Status {
        let answer = file.control(
            0x8030_6D02, argument: [UInt8](repeating: 0xAA, count: 48), value: 0)
        try #require(answer.error == 0 && answer.data.count == 48)
        func number(_ offset: Int, _ count: Int) -> Int64 {
            let bits = answer.data[offset..<offset + count].reversed().reduce(UInt64(0)) {
                $0 << 8 | UInt64($1)
            }
            return count == 4 ? Int64(Int32(truncatingIfNeeded: bits)) : Int64(bitPattern: bits)
        }
        return Status(
            type: number(0, 8), partition: number(8, 8), device: number(16, 8),
            general: number(24, 8), errors: number(32, 8), file: number(40, 4),
            block: number(44, 4))
    }

    /// MTIOCPOS.
    func position() throws -> Int {
        let answer = file.control(
            0x8008_6D03, argument: [UInt8](repeating: 0, count: 8), value: 0)
        try #require(answer.error == 0 && answer.data.count == 8)
        return answer.data.reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    @discardableResult
    func close() -> Int32 { file.close().error }

    /// `struct mtget`.
    struct Status: Equatable {
        var type: Int64
        var partition: Int64
        var device: Int64
        var general: Int64
        var errors: Int64
        var file: Int64
        var block: Int64

        var isEOF: Bool { general & 0x8000_0000 != 0 }
        var isBOT: Bool { general & 0x4000_0000 != 0 }
        var isEOT: Bool { general & 0x2000_0000 != 0 }
        var isEOD: Bool { general & 0x0800_0000 != 0 }
        var isWriteProtected: Bool { general & 0x0400_0000 != 0 }
        var isOnline: Bool { general & 0x0100_0000 != 0 }
        var isDoorOpen: Bool { general & 0x0004_0000 != 0 }
        var isImmediate: Bool { general & 0x0001_0000 != 0 }
        var blockLength: Int64 { device & 0xFF_FFFF }
        /// File and block.
        var place: [Int64] { [file, block] }
    }

    /// Operations by linux/mtio.h.
    enum Operation: UInt8 {
        case reset = 0
        case fsf, bsf, fsr, bsr, weof, rew, offl, nop, reten, bsfm, fsfm, eom, erase
        case setblk = 20
        case setdensity, seek, tell, setdrvbuffer, fss, bss, wsm, lock, unlock, load, unload
        case compression, setpart, mkpart, weofi
    }
}

/// Commands that another initiator sends.
enum CommandUnderTest {
    static let unload = CommandRequest(cdb: [0x1B, 0, 0, 0, 0, 0])
}

extension SmallHost {
    /// Puts another cartridge into the drive.
    func exchange(_ cartridge: sending Cartridge) {
        let boxed = Transferred(cartridge)
        withDrive { drive in
            drive.removeCartridge()
            drive.insert(boxed.cartridge)
        }
    }

    /// Takes a snapshot of the first disk.
    func takeSnapshot() throws {
        try fabric.withFabric { fabric in
            let disk = try #require(fabric.unit("disk"))
            let store = MemoryMedium(byteCount: Self.diskBytes)
            _ = try #require(fabric.takeSnapshot(of: disk, id: "snap", store: store))
        }
    }

    /// Lets a device have something to tell.
    func attention(_ id: String) {
        fabric.withFabric { fabric in
            (fabric.unit(id)?.logicalUnit as? DeviceServer)?
                .establishUnitAttention(.modeParametersChanged)
        }
    }

    /// Where the tree has what a path stands for; `nil` where nothing is there.
    func path(_ path: String) -> String? {
        let whole = directory + "/root/" + path
        return FileManager.default.fileExists(atPath: whole) ? whole : nil
    }
}

/// A cartridge on its way into the fabric.
private struct Transferred {
    let cartridge: Cartridge

    init(_ cartridge: Cartridge) { self.cartridge = cartridge }
}
