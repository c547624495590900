import CopyManager
import Devices
import Fabric
import Foundation
import Media
import SCSI
import ScenarioRunner
import Testing
import Timebase
import Trace
import WireBytes

/// A fabric whose copy manager has a built-in profile: two disks of 512-byte blocks (A, B), one of
/// 4096 (C), one that is write-protected (P) and a tape (T), no block like another.
final class ProfileBench {
    static let nexus = NexusIdentifier(1)
    let fabric: Fabric
    let profile: CopyManagerProfile
    let cartridge: Cartridge

    init(
        _ name: String, timing: DeviceTiming = .instant,
        change: (inout CopyManagerProfile) -> Void = { _ in }
    ) throws {
        var profile = try ProfileCatalog.profile(name).get()
        change(&profile)
        self.profile = profile
        fabric = Fabric(seed: 1, trace: Trace(), profile: profile)
        cartridge = try Cartridge(
            inMemory: CartridgeManifest(
                volumeIdentifier: "SB0001L8", capacity: 1 << 24, earlyWarning: 1 << 24))
        for (id, length) in [("A", 512), ("B", 512), ("C", 4096), ("P", 512)] {
            // Views of it can be kept, for tokens.
            let medium = SnapshotOrigin(MemoryMedium(byteCount: 1 << 16))
            try medium.write(DataBuffer(Self.content(of: id)), at: 0)
            let disk = DirectAccessUnit(
                identity: LogicalUnitIdentity(
                    deviceType: .directAccess, product: "DISK", serialNumber: id,
                    naa: ProfileList.naa(id)),
                medium: medium, blockLength: length, isWriteProtected: id == "P")
            fabric.add(disk, id: id, timing: timing, origin: medium)
        }
        let tape = SequentialAccessUnit(
            identity: LogicalUnitIdentity(
                deviceType: .sequentialAccess, product: "TAPE", serialNumber: "T",
                naa: ProfileList.naa("T"), isRemovable: true),
            cartridge: cartridge)
        fabric.add(tape, id: "T", timing: timing)
        for unit in ["A", "B", "C", "P", "T"].compactMap(fabric.unit) {
            fabric.map(unit, to: Self.nexus)
            #expect(send([0, 0, 0, 0, 0, 0], to: unit.id).status == .checkCondition)
        }
    }

    /// What is on a disk at first: every two bytes are a number that no other place has.
    static func content(of id: String) -> [UInt8] {
        var bytes: [UInt8] = []
        let start = UInt64(id.utf8.first ?? 0) << 16
        for number in 0..<UInt64(1 << 14) { bytes.appendBigEndian(start | number, count: 4) }
        return bytes
    }

    /// What is on a disk now.
    func bytes(of id: String, block: Int, count: Int, length: Int = 512) throws -> [UInt8] {
        let unit = try #require(fabric.unit(id)?.logicalUnit as? DirectAccessUnit)
        return try unit.storedBytes(at: Int64(block * length), count: count * length)
    }

    /// The records of the tape; a filemark is none.
    func records() throws -> [[UInt8]] {
        try (0..<cartridge.objectCount).map { try cartridge.read($0).bytes() }
    }

    @discardableResult
    func send(
        _ cdb: [UInt8], _ dataOut: [UInt8] = [], to id: String = "A", dataIn: Int = 0
    ) -> Reply {
        guard let unit = fabric.unit(id),
            let initiator = fabric.initiator(Self.nexus, to: unit)
        else { return Reply(transportFailure: .unreachable) }
        return initiator.execute(
            CommandRequest(
                cdb: cdb, dataOut: dataOut, dataInLength: dataIn, timeout: .seconds(86_400)))
    }

    /// Sends an EXTENDED COPY.
    func copy(_ list: [UInt8], action: UInt8 = 0, to id: String = "A") -> Reply {
        send(Self.copyCDB(list.count, action), list, to: id)
    }

    /// Begins an EXTENDED COPY and does not wait for its end.
    func begin(_ list: [UInt8]) throws {
        let task = SCSITask(
            nexus: Self.nexus, cdb: Self.copyCDB(list.count, 0), dataOut: DataBuffer(list))
        fabric.submit(task, to: try #require(fabric.unit("A"))) { _ in }
    }

    private static func copyCDB(_ length: Int, _ action: UInt8) -> [UInt8] {
        var cdb = [UInt8](repeating: 0, count: 16)
        cdb[0] = 0x83
        cdb[1] = action
        cdb.setBigEndian(UInt64(length), at: 10, count: 4)
        return cdb
    }

    /// Sends a RECEIVE COPY RESULTS.
    func results(_ action: UInt8, list: UInt8 = 0, allocation: Int = 256) -> Reply {
        var cdb = [UInt8](repeating: 0, count: 16)
        cdb[0] = 0x84
        cdb[1] = action
        cdb[2] = list
        cdb.setBigEndian(UInt64(allocation), at: 10, count: 4)
        return send(cdb, dataIn: allocation)
    }

    /// Makes sense data of the tape come in descriptor format.
    func setDescriptorSenseOfTape() {
        let sensed = send([0x1A, 0x08, 0x0A, 0, 64, 0], to: "T", dataIn: 64).dataIn
        var page = Array(sensed.dropFirst(4))
        page[0] &= 0x3F
        page[2] |= 0x04
        let list = [0, 0, 0x10, 0] + page
        #expect(send([0x15, 0x10, 0, 0, UInt8(list.count), 0], list, to: "T").status == .good)
    }
}

/// How a command ended, in one line: `GOOD`, another status, or the sense data byte by byte.
func outcome(_ reply: Reply) -> String {
    if reply.transportFailure != nil { return "no answer" }
    if reply.status == .checkCondition { return hexPairs(reply.sense) }
    return reply.status == .good ? "GOOD" : "status \(reply.status.rawValue)"
}

/// Parameter lists put together byte by byte, as the standard draws them.
enum ProfileList {
    static func naa(_ id: String) -> [UInt8] {
        [0x60, 0x01, 0x40, 0x5A, 0xAB, 0xBC, 0xCD, 0xD0, 0, 0, 0, 0, 0, 0, 0]
            + [id.utf8.first ?? 0]
    }

    /// A list of these parts; lengths may be made to say something else.
    static func list(
        id: UInt8 = 0x41, flags: UInt8 = 0x01, _ cscds: [[UInt8]], _ segments: [[UInt8]],
        inline: [UInt8] = [], trailing: [UInt8] = []
    ) -> [UInt8] {
        let (cscd, segment) = (Array(cscds.joined()), Array(segments.joined()))
        return [id, flags] + number(cscd.count, 2) + [0, 0, 0, 0] + number(segment.count, 4)
            + number(inline.count, 4) + cscd + segment + inline + trailing
    }

    /// A disk, by an E4h descriptor.
    static func disk(_ id: String, _ length: Int = 512, nul: Bool = false) -> [UInt8] {
        device(0, naa(id), 0, length, nul)
    }

    /// A tape, by an E4h descriptor: fixed blocks, or with length 0 variable ones.
    static func tape(_ length: Int, pad: Bool = false) -> [UInt8] {
        device(1, naa("T"), (pad ? 4 : 0) | (length == 0 ? 0 : 1), length, false)
    }

    static func device(
        _ type: UInt8, _ naa: [UInt8], _ flags: UInt8, _ length: Int, _ nul: Bool
    ) -> [UInt8] {
        [0xE4, type | (nul ? 0x20 : 0), 0, 0, 0x01, 0x03, 0, UInt8(naa.count)] + naa
            + [UInt8](repeating: 0, count: 20 - naa.count) + [flags] + number(length, 3)
    }

    /// 02h.
    static func blocks(
        _ count: Int = 1, flags: UInt8 = 0, length: Int = 0x18, _ source: Int = 0,
        _ destination: Int = 1, from: Int = 0, to: Int = 0
    ) -> [UInt8] {
        [0x02, flags] + number(length, 2) + number(source, 2) + number(destination, 2) + [0, 0]
            + number(count, 2) + number(from, 8) + number(to, 8)
    }

    static func number(_ value: Int, _ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.appendBigEndian(UInt64(value), count: count)
        return bytes
    }
}

/// One list that a profile treats otherwise than the standard does.
struct Deviation: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let list: [UInt8]
    /// How it ends with the standard's profile.
    let standard: String
    /// How it ends with the profile that is tested.
    let deviating: String

    init(_ name: String, _ list: [UInt8], standard: String, deviating: String) {
        testDescription = name
        self.list = list
        self.standard = standard
        self.deviating = deviating
    }

    /// Sends the list to both copy managers.
    func check(_ profile: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let first = outcome(try ProfileBench("spc4").copy(list))
        #expect(first == standard, "spc4", sourceLocation: sourceLocation)
        let second = outcome(try ProfileBench(profile).copy(list))
        #expect(second == deviating, "\(profile)", sourceLocation: sourceLocation)
    }
}
