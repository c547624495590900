import CopyManager
import Devices
import Fabric
import Media
import SCSI
import Timebase

/// A fabric with two devices, and one EXTENDED COPY between them.
final class CopyBench {
    private let fabric = Fabric(sameInstant: .commandsFirst)
    private let nexus = NexusIdentifier(1)

    func add(disk medium: any BlockMedium, id: String) {
        let unit = DirectAccessUnit(identity: identity(id, .directAccess), medium: medium)
        fabric.map(fabric.add(unit, id: id, timing: .instant), to: nexus)
    }

    func add(tape: any TapeMedium, id: String) {
        let unit = SequentialAccessUnit(
            identity: identity(id, .sequentialAccess), cartridge: tape)
        fabric.map(fabric.add(unit, id: id, timing: .instant), to: nexus)
    }

    private func identity(_ id: String, _ type: PeripheralDeviceType) -> LogicalUnitIdentity {
        let last = UInt8(id.utf8.reduce(0) { $0 &+ $1 })
        return LogicalUnitIdentity(
            deviceType: type, product: "BENCHMARK", serialNumber: id,
            naa: [0x60, 0x05, 0x34, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last])
    }

    /// The time of an EXTENDED COPY with one segment for each range of blocks.
    func time(
        from source: String, to destination: String,
        segment: (Range<Int>) -> SegmentDescriptor, blocks: () -> [Range<Int>]
    ) throws -> Double {
        var list = ExtendedCopyParameterList()
        list.header.listIdentifier = 1
        list.cscdDescriptors = try [source, destination].map(descriptor)
        list.segments = blocks().map(segment)
        let bytes = list.encoded()
        guard let unit = fabric.unit(source), let initiator = fabric.initiator(nexus, to: unit)
        else { throw BenchmarkFault("\(source) is not on the fabric") }
        // The first command meets the unit attention of power on.
        _ = initiator.execute(CommandRequest(cdb: TestUnitReadyCDB().encoded()))
        let request = CommandRequest(
            cdb: ExtendedCopyLID1CDB(parameterListLength: UInt32(bytes.count)).encoded(),
            dataOut: bytes)
        var reply: Reply?
        let time = seconds { reply = initiator.execute(request) }
        guard let reply, reply.isGood else {
            let sense = (try? SenseData(reply?.sense ?? [], isFromCopy: true))?.text
            throw BenchmarkFault("EXTENDED COPY failed: \(sense ?? "no sense data")")
        }
        return time
    }

    private func descriptor(_ id: String) throws -> CSCDDescriptor {
        guard let unit = fabric.unit(id)?.logicalUnit else {
            throw BenchmarkFault("\(id) is not on the fabric")
        }
        let isDisk = unit.identity.deviceType == .directAccess
        return .naming(
            unit.identity.designators[0], of: unit.identity.deviceType,
            isDisk ? .block(length: 512) : .stream())
    }
}
