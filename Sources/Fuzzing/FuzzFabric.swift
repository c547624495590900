import CopyManager
import Devices
import Fabric
import Media
import SCSI
import Timebase
import WireBytes

/// Two disks and two tapes, as the worked parameter lists name them, with a copy manager.
final class FuzzFabric {
    /// What an input can change about the devices.
    struct Shape {
        var hasLongBlocks = false
        var isBWriteProtected = false
        var isTapeShort = false
    }

    static let nexus = NexusIdentifier(1)
    static let otherNexus = NexusIdentifier(2)

    let fabric: Fabric
    private(set) var units: [FabricUnit] = []
    /// Commands that have not ended.
    private var open = 0
    /// Whether commands were aborted that nobody is told the end of.
    private var hasAborted = false
    /// The first thing that was wrong with how a command ended.
    private var fault: FuzzFinding?

    init(_ profile: CopyManagerProfile, _ shape: Shape = Shape()) throws(FuzzFinding) {
        fabric = Fabric(seed: 1, profile: profile)
        do {
            try addDisk("A", 1, shape.hasLongBlocks ? 4096 : 512)
            try addDisk("B", 2, 512, isWriteProtected: shape.isBWriteProtected)
            try addTape("1", 0x78, capacity: shape.isTapeShort ? 1 << 15 : 1 << 18, Self.content)
            try addTape("2", 0x7A, capacity: 1 << 18, [])
        } catch {
            throw FuzzFinding("the fabric: \(error)")
        }
        // The other nexus sees one disk and one tape.
        for unit in units { fabric.map(unit, to: Self.nexus) }
        for index in [0, 3] { fabric.map(units[index], to: Self.otherNexus) }
        for nexus in [Self.nexus, Self.otherNexus] { try clearUnitAttentions(nexus) }
    }

    /// 32 KiB in which no two pieces are alike.
    private static let content: [UInt8] = {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        var bytes: [UInt8] = []
        while bytes.count < 1 << 15 {
            state = state &* 0x5851_F42D_4C95_7F2D &+ 0x1405_7B7E_F767_814F
            bytes.appendBigEndian(state, count: 8)
        }
        return bytes
    }()

    private func addDisk(
        _ id: String, _ last: UInt8, _ blockLength: Int, isWriteProtected: Bool = false
    ) throws(MediumFailure) {
        let origin = SnapshotOrigin(MemoryMedium(byteCount: 0x2400 * 512))
        try origin.write(DataBuffer(Self.content), at: 0)
        let naa: [UInt8] = [
            0x60, 0x01, 0x40, 0x5A, 0xAB, 0xBC, 0xCD, 0xD0, 0, 0, 0, 0, 0, 0, 0, last,
        ]
        let disk = DirectAccessUnit(
            identity: LogicalUnitIdentity(
                deviceType: .directAccess, product: "DISK", serialNumber: id, naa: naa),
            medium: origin, blockLength: blockLength, isWriteProtected: isWriteProtected)
        units.append(fabric.add(disk, id: id, timing: .instant, origin: origin))
    }

    private func addTape(
        _ id: String, _ last: UInt8, capacity: Int64, _ content: [UInt8]
    ) throws(MediumFailure) {
        let cartridge = try Cartridge(
            inMemory: CartridgeManifest(
                volumeIdentifier: "FZ000\(id)L8", capacity: capacity,
                earlyWarning: capacity - 4096))
        var start = 0
        for length in content.isEmpty ? [] : [10240, 10240, 80, 4096] {
            try cartridge.append(
                DataBuffer(Array(content[start..<start + length])), recordLength: length,
                at: cartridge.objectCount)
            start += length
        }
        if start > 0 { try cartridge.append(filemarks: 1, at: cartridge.objectCount) }
        let tape = SequentialAccessUnit(
            identity: LogicalUnitIdentity(
                deviceType: .sequentialAccess, product: "TAPE", serialNumber: id,
                naa: [0x50, 0x00, 0xC5, 0x00, 0x12, 0x34, 0x56, last], isRemovable: true),
            cartridge: cartridge)
        units.append(fabric.add(tape, id: id, timing: .instant))
    }
}

// MARK: Commands

extension FuzzFabric {
    /// Sends a command and does not wait.
    func submit(
        _ cdb: [UInt8], _ dataOut: [UInt8] = [], to index: Int,
        from nexus: NexusIdentifier = nexus, ended: @escaping (Completion) -> Void = { _ in }
    ) {
        let task = SCSITask(nexus: nexus, cdb: cdb, dataOut: DataBuffer(dataOut))
        open += 1
        fabric.submit(task, to: units[index % units.count]) { [unowned self] completion in
            open -= 1
            do throws(FuzzFinding) {
                guard let completion else { throw FuzzFinding("no logical unit answered") }
                try completion.check(parameterListLength: dataOut.count)
                ended(completion)
            } catch {
                fault = fault ?? error
            }
        }
    }

    /// ABORT TASK SET: what the nexus sent there ends without a status.
    func abortTaskSet(of nexus: NexusIdentifier, on index: Int) {
        hasAborted = true
        fabric.abortTaskSet(of: nexus, on: units[index])
    }

    /// Lets what was sent go on for so many events.
    func run(events: Int) throws(FuzzFinding) {
        _ = fabric.run(events: events)
        if let fault { throw fault }
    }

    /// Lets what was sent come to its end. Copies that take too long are ended by resets: whatever
    /// a copy does, it does not outlast them.
    func settle() throws(FuzzFinding) {
        if !fabric.run(events: 4096) {
            for unit in units { fabric.reset(unit) }
            try require(fabric.run(events: 4096), "a copy goes on after a reset")
        }
        if let fault { throw fault }
        try require(open == 0 || hasAborted, "a command has not ended")
    }

    /// Sends a command and lets everything come to its end.
    @discardableResult
    func execute(
        _ cdb: [UInt8], _ dataOut: [UInt8] = [], to index: Int,
        from nexus: NexusIdentifier = nexus
    ) throws(FuzzFinding) -> Completion {
        var ended: Completion?
        submit(cdb, dataOut, to: index, from: nexus) { ended = $0 }
        try settle()
        guard let ended else { throw FuzzFinding("a command ended without a status") }
        return ended
    }

    /// The logical units do what they did before: whatever a copy did, it did not break them.
    func requireReady() throws(FuzzFinding) {
        try clearUnitAttentions(Self.nexus)
        for index in units.indices {
            let inquiry = try execute([0x12, 0, 0, 0, 96, 0], to: index)
            try require(
                inquiry.status == .good && inquiry.dataIn.count > 36,
                "no INQUIRY data of \(units[index].id) afterwards")
        }
        let read = try execute([0x28, 0, 0, 0, 0, 0, 0, 0, 1, 0], to: 1)
        try require(
            read.status == .good && read.dataIn.count == 512, "a disk cannot be read afterwards")
    }

    /// A power on or a reset is told of once, and each of several events once.
    private func clearUnitAttentions(_ nexus: NexusIdentifier) throws(FuzzFinding) {
        let seen = nexus == Self.nexus ? Array(units.indices) : [0, 3]
        for index in seen {
            var status = SCSIStatus.checkCondition
            for _ in 0..<16 where status != .good {
                status = try execute([0, 0, 0, 0, 0, 0], to: index, from: nexus).status
            }
            try require(status == .good, "\(units[index].id) is not ready")
        }
    }
}

extension Completion {
    /// A status that a device can give, with sense data where it must have some, that reads as it
    /// was meant.
    func check(parameterListLength: Int) throws(FuzzFinding) {
        let known: Set<SCSIStatus> = [
            .good, .checkCondition, .busy, .reservationConflict, .taskSetFull, .taskAborted,
        ]
        try require(known.contains(status), "status \(status)")
        guard let sense else {
            return try require(status != .checkCondition, "CHECK CONDITION without sense data")
        }
        try require(
            status == .good || status == .checkCondition, "status \(status) with sense data")
        let bytes = senseBytes
        try require(bytes.count <= SenseData.maximumLength, "\(bytes.count) bytes of sense data")
        guard let read = try? SenseData(bytes, isFromCopy: true) else {
            throw FuzzFinding("sense data that cannot be read: \(hexPairs(bytes))")
        }
        try require(
            read.key == sense.key && read.code == sense.code, "sense data of another meaning")
        if let pointer = sense.fieldPointer, sense.key == .illegalRequest, !pointer.isInSegment,
            !pointer.isInCDB, status == .checkCondition
        {
            try require(
                Int(pointer.byte) <= parameterListLength,
                "points to byte \(pointer.byte) of \(parameterListLength)")
        }
    }
}
