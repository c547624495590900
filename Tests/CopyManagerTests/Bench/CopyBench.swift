import CopyManager
import Devices
import Fabric
import Foundation
import Media
import SCSI
import Testing
import Timebase
import Trace
import WireBytes

/// What a bench is made of.
struct BenchShape {
    var blockLengthA = 512
    var blockLengthB = 512
    var blocksA = 64
    var blocksB = 64
    var capacity: Int64 = 1 << 30
    var earlyWarning: Int64?
    var isBWriteProtected = false
    /// Whether sense data of the disks comes in descriptor format.
    var descriptorSense = false
    /// A folder for files in which the disks keep their blocks; `nil` for memory.
    var folder: String?
    var profile = CopyManagerProfile()
    /// The limits of the profile, advertised and enforced.
    var limits: CopyManagerLimits {
        get { profile.enforced }
        set {
            profile.advertised = newValue
            profile.enforced = newValue
        }
    }
    var timing = DeviceTiming.instant
    var trace = Trace()
    /// What the first nexus sees.
    var visible = ["A", "B", "1", "2"]
}

/// A fabric with the two disks and two tapes that the worked parameter lists name, each full of
/// content that no other block has, and the initiator that copies between them.
final class CopyBench {
    static let nexus = NexusIdentifier(1)
    static let otherNexus = NexusIdentifier(2)

    let fabric: Fabric
    let commands = CommandRecorder()
    let diskA: BenchDisk
    let diskB: BenchDisk
    let tape1: BenchTape
    let tape2: BenchTape

    init(_ shape: BenchShape = BenchShape()) throws {
        shape.trace.add(commands)
        fabric = Fabric(seed: 1, trace: shape.trace, profile: shape.profile)
        diskA = try BenchDisk(
            "A", naa: Self.naaA, seed: 1, shape.blockLengthA, shape.blocksA, in: shape.folder,
            descriptorSense: shape.descriptorSense)
        diskB = try BenchDisk(
            "B", naa: Self.naaB, seed: 2, shape.blockLengthB, shape.blocksB, in: shape.folder,
            isWriteProtected: shape.isBWriteProtected, descriptorSense: shape.descriptorSense)
        tape1 = try BenchTape("1", naa: Self.naa1, shape)
        tape2 = try BenchTape("2", naa: Self.naa2, shape)
        for device in [diskA.device, diskB.device, tape1.device, tape2.device] {
            let id = device.identity.serialNumber
            fabric.add(device, id: id, timing: shape.timing)
        }
        show(shape.visible, to: Self.nexus)
    }

    /// Lets a nexus see logical units, and tells it of their power on.
    func show(_ ids: [String], to nexus: NexusIdentifier) {
        for id in ids {
            guard let unit = fabric.unit(id) else { continue }
            fabric.map(unit, to: nexus)
            #expect(send([0, 0, 0, 0, 0, 0], to: id, from: nexus).status == .checkCondition)
        }
        commands.clear()
    }

    /// Sends an EXTENDED COPY and does not wait; the completion comes when time has passed.
    func begin(
        _ list: [UInt8], to id: String = "A", from nexus: NexusIdentifier = nexus,
        ended: @escaping (Completion?) -> Void = { _ in }
    ) {
        guard let unit = fabric.unit(id) else { return }
        let task = SCSITask(
            nexus: nexus, cdb: Self.copyCDB(list.count), dataOut: DataBuffer(list))
        fabric.submit(task, to: unit, completed: ended)
    }

    static let naaA: [UInt8] = [
        0x60, 0x01, 0x40, 0x5A, 0xAB, 0xBC, 0xCD, 0xD0, 0, 0, 0, 0, 0, 0, 0, 1,
    ]
    static let naaB: [UInt8] = naaA.dropLast() + [2]
    static let naa1: [UInt8] = [0x50, 0x00, 0xC5, 0x00, 0x12, 0x34, 0x56, 0x78]
    static let naa2: [UInt8] = naa1.dropLast() + [0x7A]

    /// Sends a command.
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

    /// Sends an EXTENDED COPY.
    @discardableResult
    func copy(_ list: [UInt8], to id: String = "A", from nexus: NexusIdentifier = nexus) -> Reply {
        send(Self.copyCDB(list.count), list, to: id, from: nexus)
    }

    static func copyCDB(_ length: Int) -> [UInt8] {
        [0x83, 0, 0, 0, 0, 0, 0, 0, 0, 0] + ListBytes.number(length, 4) + [0, 0]
    }

    /// Sends a RECEIVE COPY RESULTS.
    func results(
        _ action: UInt8, id list: UInt8, allocation: Int = 1024, of id: String = "A",
        from nexus: NexusIdentifier = nexus
    ) -> Reply {
        send(
            [0x84, action, list, 0, 0, 0, 0, 0, 0, 0] + ListBytes.number(allocation, 4) + [0, 0],
            to: id, from: nexus, dataIn: allocation)
    }

    /// A logical unit that has a designator of every type that names one.
    static func identity(
        _ type: PeripheralDeviceType, _ product: String, _ id: String, _ naa: [UInt8]
    ) -> LogicalUnitIdentity {
        var identity = LogicalUnitIdentity(
            deviceType: type, product: product, serialNumber: id, naa: naa,
            isRemovable: type == .sequentialAccess)
        let lengths = ["A": 8, "B": 16, "1": 12]
        identity.eui64 = distinctBytes(Int(naa.last ?? 0), count: lengths[id] ?? 8)
        identity.scsiName = "iqn.2003-03.a:" + id
        return identity
    }

    /// Makes sense data of a tape come in descriptor format. A disk's D_SENSE bit cannot be set, but
    /// it can be made with it.
    func setDescriptorSense(_ id: String) {
        var page = send([0x1A, 0x08, 0x0A, 0, 64, 0], to: id, dataIn: 64).dataIn.dropFirst(4)
        page[page.startIndex] &= 0x3F
        page[page.startIndex + 2] |= 0x04
        let list = [0, 0, 0x10, 0] + Array(page)
        let select: [UInt8] = [0x15, 0x10, 0, 0, UInt8(list.count), 0]
        #expect(send(select, list, to: id).status == .good)
    }
}

/// A disk of a bench.
struct BenchDisk {
    let device: DirectAccessUnit
    let medium: any BlockMedium
    let blockLength: Int
    /// What was on it at first.
    let content: [UInt8]

    init(
        _ id: String, naa: [UInt8], seed: Int, _ blockLength: Int, _ blocks: Int,
        in folder: String? = nil, isWriteProtected: Bool = false, descriptorSense: Bool = false
    ) throws {
        let byteCount = Int64(blocks * blockLength)
        medium =
            if let folder {
                try FileMedium(creating: folder + "/" + id, byteCount: byteCount)
            } else {
                MemoryMedium(byteCount: byteCount)
            }
        content = distinctBlocks(seed: seed, count: blocks, length: blockLength)
        try medium.write(DataBuffer(content), at: 0)
        self.blockLength = blockLength
        device = DirectAccessUnit(
            identity: CopyBench.identity(.directAccess, "DISK", id, naa),
            medium: medium, blockLength: blockLength, isWriteProtected: isWriteProtected,
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
    func bytes() throws -> [UInt8] {
        try device.storedBytes(at: 0, count: content.count)
    }
}

/// One object on a tape, as a test sees it.
enum TapeItem: Equatable {
    case record([UInt8])
    case filemark

    static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.record(let left), .record(let right)): areEqual(left, right)
        case (.filemark, .filemark): true
        default: false
        }
    }
}

/// Whether bytes are the same, which Foundation tells much faster than a loop does.
func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool { Data(left) == Data(right) }

/// A tape drive of a bench, with its cartridge.
struct BenchTape {
    let device: SequentialAccessUnit
    let cartridge: Cartridge

    init(_ id: String, naa: [UInt8], _ shape: BenchShape) throws {
        cartridge = try Cartridge(
            inMemory: CartridgeManifest(
                volumeIdentifier: "SB000\(id)L8", capacity: shape.capacity,
                earlyWarning: shape.earlyWarning ?? shape.capacity))
        device = SequentialAccessUnit(
            identity: CopyBench.identity(.sequentialAccess, "TAPE", id, naa),
            cartridge: cartridge)
    }

    /// Puts records of these lengths on the cartridge, no two alike, and returns them.
    @discardableResult
    func record(_ lengths: [Int], seed: Int = 7) throws -> [[UInt8]] {
        try lengths.map { length in
            let number = cartridge.objectCount
            let bytes = distinctBytes(seed << 20 | Int(number), count: length)
            try cartridge.append(DataBuffer(bytes), recordLength: length, at: number)
            return bytes
        }
    }

    /// All that is on the tape.
    func items() throws -> [TapeItem] {
        try (0..<cartridge.objectCount).map { number in
            if case .filemark = cartridge.object(number) { return .filemark }
            return .record(try cartridge.read(number).bytes())
        }
    }
}

extension CopyBench {
    /// Where a tape is, by READ POSITION's long form.
    func position(_ id: String) -> Int {
        let reply = send([0x34, 0x06, 0, 0, 0, 0, 0, 0, 0, 0], to: id, dataIn: 32)
        return reply.dataIn.count == 32 ? Int(reply.dataIn.bigEndian64(at: 8)) : -1
    }

    /// Moves a tape to an object.
    func locate(_ id: String, _ number: Int) {
        let cdb = [0x2B, 0, 0] + ListBytes.number(number, 4) + [0, 0, 0]
        #expect(send(cdb, to: id).status == .good)
    }
}

/// Keeps the commands that copy managers sent, and the segments that they went through.
final class CommandRecorder: TraceSink {
    private(set) var events: [TraceEvent] = []

    func record(_ event: TraceEvent) { events.append(event) }

    func clear() { events = [] }

    /// What the copy manager sent.
    var ofCopies: [CommandEvent] {
        events.compactMap {
            if case .command(let command) = $0.kind, command.nexus == 0 { return command }
            return nil
        }
    }
}

/// Compares how a command ended: CHECK CONDITION with exactly these bytes of sense data.
func expectSense(
    _ reply: Reply, _ hex: String, sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(reply.transportFailure == nil, sourceLocation: sourceLocation)
    #expect(reply.status == .checkCondition, sourceLocation: sourceLocation)
    #expect(hexPairs(reply.sense) == hex, sourceLocation: sourceLocation)
}

/// Compares how a command ended: GOOD, without sense data.
func expectGood(_ reply: Reply, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(reply == Reply(status: .good, dataIn: reply.dataIn), sourceLocation: sourceLocation)
}
