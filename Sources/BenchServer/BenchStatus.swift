import Devices
import Fabric
import Media
import SCSI
import ScenarioRunner
import Timebase

/// How a served bench is, at one instant.
public struct BenchStatus: Codable, Equatable, Sendable {
    /// The file that describes the bench.
    public var file: String
    /// The process that serves it.
    public var process: Int32
    /// Seconds since it is served.
    public var uptime: Double
    /// The copy manager's profile.
    public var profile: String
    /// Where the SG mock is: what `SANBENCH_SG` must say; nil without one.
    public var sg: String?
    /// Where it is mounted; nil where it is not.
    public var mount: String?
    /// The logical units, in the order in which they came.
    public var logicalUnits: [Unit]
    /// The nexuses, in the file's order.
    public var nexuses: [Nexus]
    /// The copies that have not ended, in the order in which they began.
    public var copies: [Copy]

    /// A logical unit.
    public struct Unit: Codable, Equatable, Sendable {
        /// Its name.
        public var id: String
        /// disk, snapshot or tape.
        public var kind: String
        /// Its NAA designator in hexadecimal.
        public var naa: String
        /// Logical block length in bytes, and how many blocks; nil for a tape.
        public var blockLength: Int?
        public var blocks: UInt64?
        /// The cartridge in the drive.
        public var cartridge: CartridgeStatus?
        /// Commands that ended with a status, those of the copy manager included.
        public var commands: UInt64
        /// Bytes that commands returned.
        public var bytesIn: UInt64
        /// Bytes that came with commands.
        public var bytesOut: UInt64
        /// Commands of the WRITE family that ended GOOD.
        public var writes: UInt64
        /// Seconds since the last of them ended; nil before the first.
        public var secondsSinceWrite: Double?
    }

    /// A cartridge in a drive.
    public struct CartridgeStatus: Codable, Equatable, Sendable {
        /// Its volume identifier.
        public var volume: String
        /// Records and filemarks on it.
        public var objects: Int64
        /// Bytes of its capacity that they take.
        public var used: Int64
        /// Its capacity in bytes.
        public var capacity: Int64
    }

    /// An I_T nexus.
    public struct Nexus: Codable, Equatable, Sendable {
        /// Its name.
        public var id: String
        /// What it sees, by LUN.
        public var logicalUnits: [String]
    }

    /// A copy that has not ended.
    public struct Copy: Codable, Equatable, Sendable {
        /// The logical unit that got the command.
        public var unit: String
        /// The nexus that sent it.
        public var nexus: String
        /// LIST IDENTIFIER; nil where the copy has none.
        public var listIdentifier: UInt32?
        /// Segments that were or are being processed.
        public var segments: Int
        /// Bytes that were written to destinations.
        public var bytes: UInt64
    }
}

extension BenchStatus {
    /// Looks at a bench.
    init(_ bench: RealTimeBench, file: String, process: Int32, sg: String?, mount: String?) {
        self.file = file
        self.process = process
        self.sg = sg
        self.mount = mount
        profile = bench.setup.copyManager.profile.name
        uptime = Double(bench.fabric.now.nanoseconds) / 1e9
        let names = Dictionary(uniqueKeysWithValues: bench.nexuses.map { ($1, $0) })
        let order = bench.setup.nexuses.map(\.id)
        (logicalUnits, nexuses, copies) = bench.fabric.withFabric { fabric in
            (
                fabric.logicalUnits.map { Unit($0, of: fabric) },
                order.map { id in
                    let seen = bench.nexuses[id].map { fabric.logicalUnitNames(of: $0) } ?? []
                    return Nexus(id: id, logicalUnits: seen)
                },
                fabric.runningCopies.map { unit, copy in
                    Copy(
                        unit: unit, nexus: names[copy.nexus] ?? "\(copy.nexus.number)",
                        listIdentifier: copy.listIdentifier, segments: copy.segmentsProcessed,
                        bytes: copy.bytesWritten)
                }
            )
        }
    }
}

extension BenchStatus.Unit {
    fileprivate init(_ unit: FabricUnit, of fabric: Fabric) {
        id = unit.id
        naa = unit.logicalUnit.identity.naa.map(twoDigits).joined()
        commands = unit.commandCount
        bytesIn = unit.bytesIn
        bytesOut = unit.bytesOut
        writes = unit.writeCount
        secondsSinceWrite = unit.lastWrite.map { last in
            Double((fabric.now - last).count) / 1e9
        }
        if let disk = unit.logicalUnit as? DirectAccessUnit {
            kind = unit.origin == nil ? "snapshot" : "disk"
            blockLength = disk.blockLength
            blocks = disk.blockCount
        } else {
            kind = "tape"
        }
        if let drive = unit.logicalUnit as? SequentialAccessUnit, let medium = drive.cartridge {
            cartridge = BenchStatus.CartridgeStatus(
                volume: medium.volumeIdentifier, objects: medium.objectCount,
                used: medium.usedByteCount(before: medium.objectCount),
                capacity: medium.geometry.capacity)
        }
    }
}

/// A byte as two hexadecimal digits.
private func twoDigits(_ byte: UInt8) -> String {
    let text = String(byte, radix: 16)
    return byte < 16 ? "0" + text : text
}
