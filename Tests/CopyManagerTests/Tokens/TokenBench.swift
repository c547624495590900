import CopyManager
import Devices
import Fabric
import Media
import SCSI
import Testing
import Timebase
import WireBytes

/// Two disks of which views can be kept, a tape, and the parameter lists of token commands put
/// together byte by byte.
final class TokenBench {
    static let nexus = NexusIdentifier(1)
    /// Sees disk B alone.
    static let otherNexus = NexusIdentifier(2)

    let fabric: Fabric
    let diskA: TokenDisk
    let diskB: TokenDisk
    let tape: BenchTape

    init(
        lengthA: Int = 512, lengthB: Int = 512, blocks: Int = 0x400, seed: UInt64 = 1,
        naaA: [UInt8] = CopyBench.naaA, isBWriteProtected: Bool = false, hasViews: Bool = true,
        descriptorSense: Bool = false, timing: DeviceTiming = .instant,
        profile: CopyManagerProfile = CopyManagerProfile()
    ) throws {
        fabric = Fabric(seed: seed, profile: profile)
        diskA = try TokenDisk(
            "A", naaA, 1, lengthA, blocks, descriptorSense: descriptorSense)
        diskB = try TokenDisk(
            "B", CopyBench.naaB, 2, lengthB, blocks, isWriteProtected: isBWriteProtected,
            descriptorSense: descriptorSense)
        tape = try BenchTape("1", naa: CopyBench.naa1, BenchShape())
        for disk in [diskA, diskB] {
            fabric.add(
                disk.device, id: disk.device.identity.serialNumber, timing: timing,
                origin: hasViews ? disk.origin : nil)
        }
        fabric.add(tape.device, id: "1", timing: timing)
        show(["A", "B", "1"], to: Self.nexus)
        show(["B"], to: Self.otherNexus)
    }

    private func show(_ ids: [String], to nexus: NexusIdentifier) {
        for id in ids {
            guard let unit = fabric.unit(id) else { continue }
            fabric.map(unit, to: nexus)
            send([0, 0, 0, 0, 0, 0], to: id, from: nexus)
        }
    }

    @discardableResult
    func send(
        _ cdb: [UInt8], _ dataOut: [UInt8] = [], to id: String,
        from nexus: NexusIdentifier = nexus, dataIn: Int = 0
    ) -> Reply {
        guard let unit = fabric.unit(id), let initiator = fabric.initiator(nexus, to: unit) else {
            Issue.record("no way to \(id)")
            return Reply(transportFailure: .unreachable)
        }
        return initiator.execute(
            CommandRequest(
                cdb: cdb, dataOut: dataOut, dataInLength: dataIn, timeout: .seconds(86400)))
    }

    /// Lets time pass, counted from now.
    func wait(_ nanoseconds: Int64) {
        fabric.wait(until: fabric.now + Nanoseconds(nanoseconds))
    }

    /// How many views disk A keeps old content for.
    var views: Int { diskA.origin.snapshotCount }

    static let second: Int64 = 1_000_000_000

    /// A logical unit reset.
    func reset(_ id: String) {
        guard let unit = fabric.unit(id) else { return }
        fabric.reset(unit)
    }
}

/// A disk of which views can be kept.
struct TokenDisk {
    let device: DirectAccessUnit
    let origin: SnapshotOrigin
    let blockLength: Int
    /// What was on it at first.
    let content: [UInt8]

    init(
        _ id: String, _ naa: [UInt8], _ seed: Int, _ blockLength: Int, _ blocks: Int,
        isWriteProtected: Bool = false, descriptorSense: Bool = false
    ) throws {
        content = distinctBlocks(seed: seed, count: blocks, length: blockLength)
        origin = SnapshotOrigin(MemoryMedium(byteCount: Int64(content.count)))
        try origin.write(DataBuffer(content), at: 0)
        self.blockLength = blockLength
        device = DirectAccessUnit(
            identity: LogicalUnitIdentity(
                deviceType: .directAccess, product: "DISK", serialNumber: id, naa: naa),
            medium: origin, blockLength: blockLength, isWriteProtected: isWriteProtected,
            descriptorSense: descriptorSense)
    }

    /// What was at first in blocks.
    func original(_ lba: Int, _ count: Int) -> [UInt8] {
        Array(content[lba * blockLength..<(lba + count) * blockLength])
    }

    /// What is in blocks now.
    func blocks(_ lba: Int, _ count: Int) throws -> [UInt8] {
        try device.storedBytes(at: Int64(lba * blockLength), count: count * blockLength)
    }

    /// All that is on it now.
    func bytes() throws -> [UInt8] { try device.storedBytes(at: 0, count: content.count) }
}

/// A range of blocks.
struct BlockRange: Equatable {
    var lba: Int
    var count: Int

    init(_ lba: Int, _ count: Int) {
        self.lba = lba
        self.count = count
    }

    var bytes: [UInt8] {
        ListBytes.number(lba, 8) + ListBytes.number(count, 4) + [0, 0, 0, 0]
    }
}

/// Parameter lists of the token commands.
enum TokenLists {
    static func populate(
        _ ranges: [BlockRange], type: UInt32? = nil, timeout: Int = 0, immediate: Bool = false
    ) -> [UInt8] {
        let descriptors = ranges.flatMap(\.bytes)
        return ListBytes.number(14 + descriptors.count, 2)
            + [(type == nil ? 0 : 2) | (immediate ? 1 : 0), 0] + ListBytes.number(timeout, 4)
            + ListBytes.number(Int(type ?? 0), 4) + [0, 0]
            + ListBytes.number(descriptors.count, 2) + descriptors
    }

    static func write(
        _ token: [UInt8], _ ranges: [BlockRange], offset: Int = 0, deletes: Bool = false,
        immediate: Bool = false
    ) -> [UInt8] {
        let descriptors = ranges.flatMap(\.bytes)
        return ListBytes.number(534 + descriptors.count, 2)
            + [(deletes ? 2 : 0) | (immediate ? 1 : 0), 0, 0, 0, 0, 0]
            + ListBytes.number(offset, 8) + token + [0, 0, 0, 0, 0, 0]
            + ListBytes.number(descriptors.count, 2) + descriptors
    }

    static func cdb(_ action: UInt8, _ id: Int, _ length: Int) -> [UInt8] {
        [0x83, action, 0, 0, 0, 0] + ListBytes.number(id, 4) + ListBytes.number(length, 4)
            + [0, 0]
    }

    static let blockZero: [UInt8] =
        [0xFF, 0xFF, 0x00, 0x01, 0, 0, 0x01, 0xF8] + [UInt8](repeating: 0, count: 504)
}

extension TokenBench {
    /// Sends a POPULATE TOKEN with any list.
    @discardableResult
    func populate(
        list: [UInt8], id: Int = 0x77, to unit: String = "A", from nexus: NexusIdentifier = nexus
    ) -> Reply {
        send(TokenLists.cdb(0x10, id, list.count), list, to: unit, from: nexus)
    }

    /// Makes a token and returns it.
    func token(
        _ ranges: [BlockRange], type: UInt32? = nil, timeout: Int = 0, of unit: String = "A",
        sourceLocation: SourceLocation = #_sourceLocation
    ) -> [UInt8] {
        expectGood(
            populate(
                list: TokenLists.populate(ranges, type: type, timeout: timeout), id: 0x70,
                to: unit), sourceLocation: sourceLocation)
        let data = information(0x70, of: unit).dataIn
        #expect(data.count == 550, sourceLocation: sourceLocation)
        return data.count == 550 ? Array(data[38...]) : [UInt8](repeating: 0, count: 512)
    }

    /// Sends a WRITE USING TOKEN with any list.
    @discardableResult
    func write(
        list: [UInt8], id: Int = 0x78, to unit: String = "B", from nexus: NexusIdentifier = nexus
    ) -> Reply {
        send(TokenLists.cdb(0x11, id, list.count), list, to: unit, from: nexus)
    }

    /// Writes one block of a token to disk B, to see whether the token can be used.
    func use(_ token: [UInt8], from nexus: NexusIdentifier = nexus) -> Reply {
        write(list: TokenLists.write(token, [BlockRange(0, 1)]), from: nexus)
    }

    /// RECEIVE ROD TOKEN INFORMATION.
    func information(
        _ id: Int, of unit: String = "A", allocation: Int = 4096,
        from nexus: NexusIdentifier = nexus
    ) -> Reply {
        receive(0x07, id, of: unit, allocation: allocation, from: nexus)
    }

    /// What RECEIVE ROD TOKEN INFORMATION, or another command of 84h, reports. Where it reports too
    /// little, bytes follow that are in no report.
    func report(_ id: Int, of unit: String = "A", action: UInt8 = 0x07) -> [UInt8] {
        let data = receive(action, id, of: unit).dataIn
        return data + [UInt8](repeating: 0xEE, count: max(0, 32 - data.count))
    }

    /// A command of 84h that has a LIST IDENTIFIER of four bytes.
    func receive(
        _ action: UInt8, _ id: Int, of unit: String = "A", allocation: Int = 4096,
        from nexus: NexusIdentifier = nexus
    ) -> Reply {
        send(
            [0x84, action] + ListBytes.number(id, 4) + [0, 0, 0, 0]
                + ListBytes.number(allocation, 4) + [0, 0],
            to: unit, from: nexus, dataIn: allocation)
    }

    /// Overwrites blocks of a disk, and returns what it wrote.
    @discardableResult
    func overwrite(_ unit: String, _ lba: Int, _ count: Int, seed: Int = 9) -> [UInt8] {
        let length = unit == "A" ? diskA.blockLength : diskB.blockLength
        let data = distinctBlocks(seed: seed << 12 | lba, count: count, length: length)
        let cdb = [0x8A, 0] + ListBytes.number(lba, 8) + ListBytes.number(count, 4) + [0, 0]
        #expect(send(cdb, data, to: unit).status == .good)
        return data
    }
}

/// Sense data of the fixed format: ILLEGAL REQUEST, a code, and the three bytes of the pointer.
func illegalRequest(_ code: String, _ pointer: String = "00 00 00") -> String {
    "70 00 05 00 00 00 00 0a 00 00 00 00 \(code) 00 \(pointer)"
}
