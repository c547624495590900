import CopyManager
import Devices
import Fabric
import Media
import SCSI
import Testing
import Timebase
import Trace
import WireBytes

/// A fabric with two disks of 64 blocks, each command of which takes a millisecond.
final class SmallFabric {
    static let nexus = NexusIdentifier(1)
    static let otherNexus = NexusIdentifier(2)

    let fabric: Fabric
    let a: FabricUnit
    let b: FabricUnit

    init(
        sameInstant: Fabric.SameInstant = .commandsFirst, seed: UInt64 = 1, trace: Trace = Trace(),
        limits: CopyManagerLimits = CopyManagerLimits(),
        timing: DeviceTiming = DeviceTiming(perCommand: .milliseconds(1), perMebibyte: .zero)
    ) throws {
        fabric = Fabric(
            seed: seed, trace: trace, sameInstant: sameInstant,
            profile: CopyManagerProfile(limits: limits))
        var units: [FabricUnit] = []
        for (number, id) in ["a", "b"].enumerated() {
            let origin = SnapshotOrigin(MemoryMedium(byteCount: 64 * 512))
            let content = (0..<64).flatMap { Self.block(number << 8 | $0) }
            try origin.write(DataBuffer(content), at: 0)
            let naa: [UInt8] = [0x51, 0, 0, 0, 0, 0, 0, UInt8(number + 1)]
            let disk = DirectAccessUnit(
                identity: LogicalUnitIdentity(
                    deviceType: .directAccess, product: "DISK", serialNumber: id, naa: naa),
                medium: origin)
            units.append(fabric.add(disk, id: id, timing: timing, origin: origin))
        }
        (a, b) = (units[0], units[1])
        for unit in units { fabric.map(unit, to: Self.nexus) }
        // The power on is told once.
        for unit in units { unit.acknowledge(Self.nexus) }
    }

    /// A block that no other number has.
    static func block(_ number: Int) -> [UInt8] {
        (0..<512).map { UInt8(truncatingIfNeeded: $0 % 2 == 0 ? number >> 8 : number + $0 / 16) }
    }

    /// A WRITE(16) of one block.
    static func write(_ lba: UInt64, _ number: Int) -> SCSITask {
        let cdb = Write16CDB(logicalBlockAddress: lba, transferLength: 1)
        return SCSITask(nexus: nexus, cdb: cdb.encoded(), dataOut: DataBuffer(block(number)))
    }

    static let testUnitReady = SCSITask(nexus: nexus, cdb: [0, 0, 0, 0, 0, 0])

    func initiator(_ unit: FabricUnit, _ nexus: NexusIdentifier = nexus) throws -> FabricInitiator {
        try #require(fabric.initiator(nexus, to: unit))
    }

    /// An EXTENDED COPY of blocks from one place to another, by designator.
    static func copy(
        _ id: UInt8 = 1, from source: FabricUnit, to destination: FabricUnit, segments: Int = 1,
        blocks: UInt16 = 64
    ) -> SCSITask {
        var list = ExtendedCopyParameterList()
        list.header.listIdentifier = id
        list.cscdDescriptors = [source, destination].map {
            .naming(
                $0.logicalUnit.identity.designators[0], of: .directAccess,
                .block(length: 512))
        }
        var segment = BlockToBlockSegment()
        segment.destination = CSCDDescriptorID(rawValue: 1)
        segment.numberOfBlocks = blocks
        list.segments = [SegmentDescriptor](repeating: .blockToBlock(segment), count: segments)
        let bytes = list.encoded()
        let cdb = ExtendedCopyLID1CDB(parameterListLength: UInt32(bytes.count))
        return SCSITask(nexus: nexus, cdb: cdb.encoded(), dataOut: DataBuffer(bytes))
    }
}

extension FabricUnit {
    /// Takes the unit attention of a nexus out of the way, in no time.
    func acknowledge(_ nexus: NexusIdentifier) {
        _ = logicalUnit.execute(SCSITask(nexus: nexus, cdb: [0, 0, 0, 0, 0, 0]), at: .zero)
    }

    /// The block that is stored at an address.
    func block(_ lba: Int) throws -> [UInt8] {
        let disk = try #require(logicalUnit as? DirectAccessUnit)
        return try disk.storedBytes(at: Int64(lba) * 512, count: 512)
    }
}
