import CopyManager
import Devices
import Fabric
import Media
import SCSI
import ServerlessBackup
import Timebase
import Trace
import WireBytes

/// A SAN whose disks are image files and whose tapes are cartridges in directories, for commands
/// that work on files: the engine reaches them as it reaches any device, through initiators, and a
/// copy manager moves the blocks.
///
/// Time is virtual: nobody waits for it.
public final class FileSAN {
    /// How an image file is used.
    public enum DiskAccess: Equatable, Sendable {
        /// Read alone, and never changed.
        case reading
        /// Read and written.
        case updating
        /// Made anew, with so many bytes.
        case creating(byteCount: UInt64)
    }

    private static let server = NexusIdentifier(1)
    /// The largest image: what a file's offsets can count.
    private static let largestDisk = UInt64(Int64.max)

    private let fabric: Fabric
    private var cartridges: [Cartridge] = []
    private var disks: [any BlockMedium] = []
    private var paths: Set<String> = []

    /// An empty SAN.
    ///
    /// - Parameter trace: gets every command and every step of a copy.
    public init(profile: CopyManagerProfile, trace: Trace = Trace()) {
        fabric = Fabric(seed: 1, trace: trace, profile: profile)
    }

    /// Adds a disk over an image file.
    ///
    /// - Parameter blockLength: 512 or 4096.
    /// - Throws: `FileSANFault` that names the file.
    public func addDisk(
        _ path: String, blockLength: Int = 512, access: DiskAccess
    ) throws(FileSANFault) -> Device {
        guard blockLength == 512 || blockLength == 4096 else {
            throw FileSANFault("\(path): blocks of \(blockLength) bytes; 512 or 4096 expected")
        }
        try claim(path)
        let medium: any BlockMedium
        do throws(MediumFailure) {
            switch access {
            case .reading: medium = try FileMedium(reading: path)
            case .updating: medium = try FileMedium(updating: path)
            case .creating(let count):
                guard count <= Self.largestDisk else {
                    throw MediumFailure(
                        medium: path, action: "creating it",
                        reason: "\(count) bytes are more than a file can have")
                }
                medium = try FileMedium(creating: path, byteCount: Int64(count))
            }
        } catch {
            throw FileSANFault(error.description)
        }
        guard medium.byteCount > 0, medium.byteCount % Int64(blockLength) == 0 else {
            throw FileSANFault(
                "\(path): \(medium.byteCount) bytes; a multiple of the block length, \(blockLength),"
                    + " expected")
        }
        disks.append(medium)
        let unit = DirectAccessUnit(
            identity: identity(path, .directAccess), medium: medium, blockLength: blockLength,
            isWriteProtected: access == .reading)
        return add(unit, path)
    }

    /// Adds a tape drive with the cartridge in a directory.
    ///
    /// - Parameters:
    ///   - capacity: bytes of a new cartridge, made where nothing is there; nil where it must exist.
    ///   - isWriteProtected: whether it is only read.
    /// - Throws: `FileSANFault` that names the file.
    public func addTape(
        _ path: String, capacity: Int64? = nil, isWriteProtected: Bool = false
    ) throws(FileSANFault) -> Device {
        try claim(path)
        let cartridge: Cartridge
        do {
            if let capacity, !Cartridge.isThere(path) {
                // A hundredth of the tape is left when the drive begins to warn.
                let manifest = try CartridgeManifest(
                    volumeIdentifier: Self.volumeIdentifier(path), capacity: capacity,
                    earlyWarning: capacity - capacity / 100)
                cartridge = try Cartridge.create(at: path, manifest)
            } else {
                cartridge = try Cartridge.mount(path, writeProtected: isWriteProtected)
            }
        } catch {
            throw FileSANFault("\(error)")
        }
        cartridges.append(cartridge)
        let unit = SequentialAccessUnit(
            identity: identity(path, .sequentialAccess), cartridge: cartridge)
        return add(unit, path)
    }

    /// Brings everything that was written to stable storage.
    public func close() throws(FileSANFault) {
        do throws(MediumFailure) {
            for cartridge in cartridges where !cartridge.isWriteProtected {
                try cartridge.unload()
            }
            for disk in disks { try disk.flush() }
        } catch {
            throw FileSANFault(error.description)
        }
        cartridges = []
        disks = []
    }

    /// The volume identifier of a new cartridge: the last part of its path, as far as it may stand
    /// there.
    private static func volumeIdentifier(_ path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        let kept = name.uppercased().utf8.filter {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || $0 == 0x2D
        }
        let text = String(decoding: kept.prefix(32), as: UTF8.self)
        return text.isEmpty ? "CARTRIDGE" : text
    }

    private func claim(_ path: String) throws(FileSANFault) {
        guard paths.insert(path).inserted else {
            throw FileSANFault("\(path): given twice")
        }
    }

    private func add(_ unit: DeviceServer, _ path: String) -> Device {
        let added = fabric.add(unit, id: path, timing: .instant)
        fabric.map(added, to: Self.server)
        let way = fabric.initiator(Self.server, to: added)
        return Device(name: path, initiator: way ?? NoWay())
    }

    private func identity(_ path: String, _ type: PeripheralDeviceType) -> LogicalUnitIdentity {
        // NAA 6; what follows is made from the path, so that the same file is the same device.
        var random = SeededRandom(seed: 1, label: path)
        var naa: [UInt8] = [0x60, 0x05, 0x34, 0x10]
        for _ in 0..<12 { naa.append(UInt8(truncatingIfNeeded: random.next() >> 32)) }
        let serial = hexPairs(naa.suffix(8)).filter { $0 != " " }
        return LogicalUnitIdentity(
            deviceType: type,
            product: type == .directAccess ? "IMAGE FILE" : "CARTRIDGE",
            serialNumber: serial, naa: naa,
            isRemovable: type == .sequentialAccess)
    }
}

/// The way to a device that no map leads to: there is none.
private final class NoWay: Initiator {
    func execute(_ request: CommandRequest) -> Reply { Reply(transportFailure: .unreachable) }
}

/// A file that cannot be a disk or a tape of the SAN.
public struct FileSANFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong; it begins with the file.
    public let description: String

    init(_ description: String) { self.description = description }
}
