import Devices
import Media
import SCSI
import Testing
import Timebase
import WireBytes

/// A disk under test. Commands go in through `LogicalUnit.execute` alone.
final class VirtualDisk {
    static let identity = LogicalUnitIdentity(
        deviceType: .directAccess, product: "VIRTUAL DISK", serialNumber: "SB0001",
        naa: [0x60, 0x01, 0x40, 0x5A, 0xAB, 0xBC, 0xCD, 0xD0, 0, 0, 0, 0, 0, 0, 0, 1])

    let unit: DirectAccessUnit
    let blockLength: Int

    /// A disk over any medium that has not been used yet: a unit attention is pending.
    init(
        over medium: any BlockMedium, blockLength: Int = 512, writeCache: Bool = true,
        isWriteProtected: Bool = false, descriptorSense: Bool = false
    ) {
        self.blockLength = blockLength
        unit = DirectAccessUnit(
            identity: Self.identity, medium: medium, blockLength: blockLength,
            writeCache: writeCache, isWriteProtected: isWriteProtected,
            descriptorSense: descriptorSense)
    }

    /// A disk in memory whose power on is known, each block of which holds what no other does.
    convenience init(
        blocks: Int, blockLength: Int = 512, isWriteProtected: Bool = false,
        descriptorSense: Bool = false
    ) throws {
        let medium = MemoryMedium(byteCount: Int64(blocks * blockLength))
        let content = Self.content(0..<UInt64(blocks), blockLength: blockLength, of: 1)
        try medium.write(DataBuffer(content), at: 0)
        self.init(
            over: medium, blockLength: blockLength, isWriteProtected: isWriteProtected,
            descriptorSense: descriptorSense)
        _ = run([0, 0, 0, 0, 0, 0])
    }

    /// Sends a command.
    func run(_ cdb: [UInt8], _ dataOut: [UInt8] = [], from nexus: Int = 1) -> DiskReply {
        let task = SCSITask(
            nexus: NexusIdentifier(nexus), cdb: cdb, dataOut: DataBuffer(dataOut))
        return Self.reply(to: unit.execute(task, at: .zero))
    }

    /// Sends a command given in hexadecimal digits.
    func run(_ hex: String, _ dataOut: [UInt8] = [], from nexus: Int = 1) throws -> DiskReply {
        run(try bytes(hex: hex), dataOut, from: nexus)
    }

    static func reply(to outcome: TaskOutcome) -> DiskReply {
        guard case .ended(let completion) = outcome else {
            Issue.record("a disk's own commands end at once")
            return DiskReply(status: .busy)
        }
        do {
            return DiskReply(
                status: completion.status, sense: completion.senseBytes,
                dataIn: try completion.dataIn.bytes())
        } catch {
            Issue.record(error)
            return DiskReply(status: .busy)
        }
    }

    /// Everything that is stored.
    func stored() throws -> [UInt8] {
        try unit.storedBytes(at: 0, count: Int(unit.blockCount) * blockLength)
    }

    /// What blocks hold that were written in round `round`: other bytes in each block, in each
    /// place and in each round.
    static func content(
        _ blocks: Range<UInt64>, blockLength: Int, of round: UInt64
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(blocks.count * blockLength)
        for block in blocks {
            for word in 0..<UInt64(blockLength / 8) {
                let stamp = (block << 12 | word) &* 0x9E37_79B9_7F4A_7C15 &+ round
                bytes.appendBigEndian(stamp, count: 8)
            }
        }
        return bytes
    }
}

/// READ and WRITE in their four lengths.
enum TransferForm: Int, CaseIterable {
    case six = 6
    case ten = 10
    case twelve = 12
    case sixteen = 16

    /// A READ; `flags` is byte 1, which (6) does not have.
    func read(_ address: UInt64, _ count: UInt32, flags: UInt8 = 0) -> [UInt8] {
        cdb([0x08, 0x28, 0xA8, 0x88], address, count, flags)
    }

    /// A WRITE.
    func write(_ address: UInt64, _ count: UInt32, flags: UInt8 = 0) -> [UInt8] {
        cdb([0x0A, 0x2A, 0xAA, 0x8A], address, count, flags)
    }

    private func cdb(
        _ codes: [UInt8], _ address: UInt64, _ count: UInt32, _ flags: UInt8
    ) -> [UInt8] {
        var cdb = [UInt8](repeating: 0, count: rawValue)
        switch self {
        case .six:
            cdb.setBigEndian(address & 0x1F_FFFF, at: 1, count: 3)
            cdb[4] = UInt8(truncatingIfNeeded: count)
            cdb[0] = codes[0]
            return cdb
        case .ten:
            cdb[0] = codes[1]
            cdb.setBigEndian(address, at: 2, count: 4)
            cdb.setBigEndian(UInt64(count), at: 7, count: 2)
        case .twelve:
            cdb[0] = codes[2]
            cdb.setBigEndian(address, at: 2, count: 4)
            cdb.setBigEndian(UInt64(count), at: 6, count: 4)
        case .sixteen:
            cdb[0] = codes[3]
            cdb.setBigEndian(address, at: 2, count: 8)
            cdb.setBigEndian(UInt64(count), at: 10, count: 4)
        }
        cdb[1] = flags
        return cdb
    }
}
