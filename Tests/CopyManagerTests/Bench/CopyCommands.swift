import CopyManager
import Devices
import Fabric
import Media
import SCSI
import Testing
import Timebase
import WireBytes

/// The commands of third-party copy beyond EXTENDED COPY(LID1), as CDBs of plain bytes.
extension CopyBench {
    /// Sends an EXTENDED COPY(LID4).
    @discardableResult
    func copyLID4(
        _ list: [UInt8], to id: String = "A", from nexus: NexusIdentifier = nexus
    ) -> Reply {
        send(Self.lid4CDB(list.count), list, to: id, from: nexus)
    }

    static func lid4CDB(_ length: Int) -> [UInt8] { copyCDB(length).with([0x01], at: 1) }

    /// Sends an EXTENDED COPY(LID4) and does not wait.
    func beginLID4(
        _ list: [UInt8], to id: String = "A", from nexus: NexusIdentifier = nexus,
        ended: @escaping (Completion?) -> Void = { _ in }
    ) {
        submit(Self.lid4CDB(list.count), list, to: id, from: nexus, ended: ended)
    }

    /// Sends a command and does not wait.
    func submit(
        _ cdb: [UInt8], _ dataOut: [UInt8] = [], to id: String,
        from nexus: NexusIdentifier = nexus,
        ended: @escaping (Completion?) -> Void = { _ in }
    ) {
        guard let unit = fabric.unit(id) else { return }
        let task = SCSITask(nexus: nexus, cdb: cdb, dataOut: DataBuffer(dataOut))
        fabric.submit(task, to: unit, completed: ended)
    }

    /// Sends a command of 84h with a list identifier of four bytes.
    func report(
        _ action: UInt8, id list: Int, allocation: Int = 4096, of id: String = "A",
        from nexus: NexusIdentifier = nexus
    ) -> Reply {
        send(
            [0x84, action] + ListBytes.number(list, 4) + [0, 0, 0, 0]
                + ListBytes.number(allocation, 4) + [0, 0],
            to: id, from: nexus, dataIn: allocation)
    }

    static func abortCDB(_ list: Int) -> [UInt8] {
        [0x83, 0x1C] + ListBytes.number(list, 4) + [UInt8](repeating: 0, count: 10)
    }

    /// Sends a COPY OPERATION ABORT.
    @discardableResult
    func abort(
        _ list: Int, of id: String = "A", from nexus: NexusIdentifier = nexus
    ) -> Reply {
        send(Self.abortCDB(list), to: id, from: nexus)
    }
}

extension ListBytes {
    /// A list of LID4: 48 bytes of header, the second 16 of them a pseudo CSCD descriptor.
    static func lid4(
        id: Int = 0x0001_0203, usage: UInt8 = 0, priority: UInt8 = 1, flags: UInt8 = 0,
        _ descriptors: [[UInt8]], _ segments: [[UInt8]], inline: [UInt8] = []
    ) -> [UInt8] {
        let cscd = Array(descriptors.joined())
        let segment = Array(segments.joined())
        var bytes: [UInt8] = [0x01, usage << 3 | priority, 0x00, 0x20]
        bytes += [UInt8](repeating: 0, count: 11) + [flags]
        bytes += [0xFF, 0, 0, 0] + number(id, 4) + [UInt8](repeating: 0, count: 18)
        bytes += number(cscd.count, 2) + number(segment.count, 2) + number(inline.count, 2)
        return bytes + cscd + segment + inline
    }
}
