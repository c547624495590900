import Devices
import Fabric
import Foundation
import LoopbackSG
import Media
import SCSI

extension FuzzTarget {
    /// First packets of connections, and what a program that keeps to nothing writes into the
    /// memory of its open file.
    ///
    /// The first byte says which: 0 for a first packet, which the rest is; 1 for sg's open file, 2
    /// for a disk's. For these, actions follow: a slot, a kind, a count, and so many bytes.
    static let sgProtocol = FuzzTarget(
        "sg-protocol", "what programs send to the SG mock's server", maximumLength: 4096
    ) { input throws(FuzzFinding) in
        guard let first = input.first else { return }
        let rest = Array(input.dropFirst())
        if first % 3 == 0 {
            // It says something that can be done, or an error is thrown.
            _ = try? Hello.purpose(of: rest)
        } else {
            try SGProtocolPlay(hasDriver: first % 3 == 2).act(rest)
        }
    }
}

/// An open file whose program does as the bytes say.
private struct SGProtocolPlay {
    private static let nexus = NexusIdentifier(1)
    private static let blockCount = 64

    private let area: SharedArea
    private let service: FileService

    init(hasDriver: Bool) throws(FuzzFinding) {
        let made = Fabric(seed: 1)
        let disk = DirectAccessUnit(
            identity: LogicalUnitIdentity(
                deviceType: .directAccess, product: "DISK", serialNumber: "1",
                naa: [0x51, 0, 0, 0, 0, 0, 0, 1]),
            medium: SnapshotOrigin(MemoryMedium(byteCount: Int64(Self.blockCount) * 512)))
        made.map(made.add(disk, id: "d", timing: .instant), to: Self.nexus)
        let fabric = RealTimeFabric(made)
        // Version 1, to open, kind and number 0, for reading and writing, privileged.
        let hello: [UInt8] =
            [0x31, 0x47, 0x53, 0x4C, 1, 0, 0, 0, 1, 0, 0, 0, hasDriver ? 5 : 1, 0, 0, 0]
            + [0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0]
        guard case .open(let opened)? = try? Hello.purpose(of: hello),
            let area = try? SharedArea(), let unit = fabric.logicalUnits(of: Self.nexus).first
        else { throw FuzzFinding("no open file") }
        self.area = area
        service = FileService(
            fabric, Self.nexus, unit, opened, area, file: hasDriver ? FuzzedDriverFile() : nil)
    }

    func act(_ bytes: [UInt8]) throws(FuzzFinding) {
        var input = InputBytes(bytes)
        while !input.isAtEnd {
            let slot = Int(input.byte()) % SharedArea.slotCount
            let kind = input.byte() % 6
            let content = input.take(Int(input.byte()))
            switch kind {
            case 0: area.overwrite(content, at: SharedArea.requestOffset(slot))
            case 1: area.setState(slot, SharedArea.ready)
            case 2: service.serveWhatIsThere()
            case 3: area.setState(slot, UInt32(content.first ?? 0))
            case 4:
                // Any place of the head, the settings and the slots' states among them.
                area.overwrite(
                    Array(content.dropFirst()),
                    at: SharedArea.requestOffset(slot) + Int(content.first ?? 0) * 4)
            default: area.overwrite(content, at: slot * 4)
            }
        }
        try settle()
        try requireInquiry()
    }

    /// Whatever was ready has been served. Copies go on in their own time.
    private func settle() throws(FuzzFinding) {
        for _ in 0..<1000 {
            service.serveWhatIsThere()
            if service.isIdle { break }
            Thread.sleep(forTimeInterval: 0.001)
        }
        if !service.isIdle { return }
        for slot in 0..<SharedArea.slotCount {
            try require(area.state(slot) != SharedArea.ready, "slot \(slot) is not served")
        }
    }

    /// The file still works.
    private func requireInquiry() throws(FuzzFinding) {
        if !service.isIdle { return }
        for slot in 0..<SharedArea.slotCount { area.setState(slot, SharedArea.free) }
        // A command, of 6 bytes, with room for 96, and 20 s.
        let request: [UInt8] =
            [1, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 96, 0, 0, 0, 0x20, 0x4E, 0, 0]
            + [UInt8](repeating: 0, count: 32) + [0x12, 0, 0, 0, 96, 0]
        area.overwrite(request, at: SharedArea.requestOffset(3))
        area.setState(3, SharedArea.ready)
        service.serveWhatIsThere()
        try require(area.state(3) == SharedArea.done, "INQUIRY is not served")
        let reply = area.reply(3)
        try require(
            reply.error == 0 && reply.status == 0 && reply.inLength > 36, "INQUIRY: \(reply)")
    }
}

/// A driver's open file that gives what it is asked for and takes what it is given.
private final class FuzzedDriverFile: DeviceFile {
    func read(count: Int, at offset: Int64?) -> FileAnswer {
        .read([UInt8](repeating: 0x5A, count: min(count, 4096)))
    }

    func write(_ bytes: [UInt8], at offset: Int64?) -> FileAnswer {
        FileAnswer(result: bytes.count)
    }

    func seek(to offset: Int64, from origin: SeekOrigin) -> FileAnswer {
        FileAnswer(result: Int(offset))
    }

    /// More than the argument has room for, which must go nowhere.
    func control(_ request: UInt, argument: [UInt8], value: UInt) -> FileAnswer {
        FileAnswer(data: argument + [1, 2, 3])
    }

    func synchronize() -> FileAnswer { FileAnswer() }
    func close() -> FileAnswer { FileAnswer() }
}

/// Inputs to begin with: first packets, and requests of every kind.
enum SGProtocolSeeds {
    static var all: [(name: String, bytes: [UInt8])] {
        let hello: [UInt8] = [0x31, 0x47, 0x53, 0x4C, 1, 0, 0, 0]
        let requests: [(String, [UInt8])] = [
            ("inquiry", request(1, cdb: [0x12, 0, 0, 0, 96, 0], into: 96)),
            ("read", request(1, cdb: [0x28, 0, 0, 0, 0, 1, 0, 0, 2, 0], into: 1024)),
            ("write", request(1, cdb: [0x2A, 0, 0, 0, 0, 1, 0, 0, 2, 0], out: 1024)),
            ("file-read", request(2, into: 512)), ("file-write", request(3, out: 512)),
            ("seek", request(4)), ("control", request(5, out: 8, into: 8)),
            ("synchronize", request(6)), ("reset", request(7)), ("count", request(8)),
        ]
        let rest = [UInt8](repeating: 0, count: 20)
        var seeds: [(name: String, bytes: [UInt8])] = []
        seeds.append(("open", [0] + hello + [1, 0, 0, 0, 1, 0, 0, 0] + rest))
        seeds.append(("attach", [0] + hello + [2] + rest.dropLast() + Array("0000a".utf8)))
        for (name, bytes) in requests {
            let count = UInt8(bytes.count)
            // Overwrite a request, make it ready, serve; then the same in another slot.
            let actions: [[UInt8]] = [
                [0, 0, count], bytes, [0, 1, 0, 0, 2, 0], [5, 0, count], bytes, [5, 1, 0, 0, 1, 0],
                [5, 2, 0],
            ]
            let input = actions.flatMap { $0 }
            seeds.append(("\(name)-sg", [1] + input))
            seeds.append(("\(name)-sd", [2] + input))
        }
        return seeds
    }

    /// A request as it lies in memory, least significant byte first.
    private static func request(
        _ operation: UInt8, cdb: [UInt8] = [], out: Int = 0, into: Int = 0
    ) -> [UInt8] {
        let words = [Int(operation), 0, cdb.count, out, into, 20000]
        return words.flatMap { Array(bigEndian($0, 4).reversed()) }
            + [UInt8](repeating: 0, count: 32) + cdb
    }
}
