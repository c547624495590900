import Media
import SCSI
import Testing
import Timebase

@testable import Devices

/// Throws CDBs at a disk: plain noise, and commands that it knows with noise in their fields.
@Suite struct DiskFuzzTests {
    private static let blocks = 40
    private static let codes: [UInt8] = [
        0x00, 0x03, 0x08, 0x0A, 0x12, 0x1A, 0x25, 0x28, 0x2A, 0x2F, 0x35, 0x5A, 0x5E, 0x5F, 0x83,
        0x84, 0x88, 0x8A, 0x8F, 0x91, 0x9E, 0xA0, 0xA3, 0xA8, 0xAA, 0xAF,
    ]

    @Test(arguments: [512, 4096], [false, true])
    func everyCommandEndsWithAStatus(blockLength: Int, descriptorSense: Bool) throws {
        let disk = try VirtualDisk(
            blocks: Self.blocks, blockLength: blockLength, descriptorSense: descriptorSense)
        let manager = NoCopyManager()
        disk.unit.thirdPartyCopy = manager
        var random = DiskNoise(seed: UInt64(blockLength))
        var good = 0
        for _ in 0..<10_000 {
            let cdb = Self.cdb(Self.codes, &random)
            let data = [UInt8](repeating: 0xA5, count: Int(random.next() % 9) * 512)
            let reply = disk.run(cdb, data, from: Int(random.next() % 4))
            if reply.status == .good {
                good += 1
                #expect(reply.sense == [])
            } else if reply.status == .reservationConflict {
                // PERSISTENT RESERVE OUT from a nexus that is not registered.
                #expect(cdb[0] == 0x5F && reply == .conflict)
            } else {
                #expect(reply.status == .checkCondition)
                #expect(reply.dataIn == [])
                let sense = try SenseData(reply.sense)
                #expect(sense.key != .noSense && sense.code.name != nil)
                #expect(sense.encoded(descriptorSense ? .descriptor : .fixed) == reply.sense)
            }
        }
        #expect(good > 1000, "noise that no command lets in shows nothing")
        #expect(try disk.stored().count == Self.blocks * blockLength)
    }

    /// Commands that bypass the table come out as those that go through it.
    @Test(arguments: [false, true], [false, true])
    func theShortWayIsTheLongWay(descriptorSense: Bool, isWriteProtected: Bool) throws {
        func newDisk() throws -> VirtualDisk {
            try VirtualDisk(
                blocks: Self.blocks, isWriteProtected: isWriteProtected,
                descriptorSense: descriptorSense)
        }
        let (short, long) = (try newDisk(), try newDisk())
        var random = DiskNoise(seed: 3)
        var kinds: Set<String> = []
        for round in 0..<6000 {
            let cdb = Self.cdb([0x28, 0x2A, 0x88, 0x8A], &random)
            let data = [UInt8](
                repeating: UInt8(truncatingIfNeeded: round), count: Int(random.next() % 9) * 512)
            let task = SCSITask(
                nexus: NexusIdentifier(Int(random.next() % 3)), cdb: cdb,
                dataOut: DataBuffer(data))
            if round % 97 == 0 {
                short.unit.establishUnitAttention(.modeParametersChanged)
                long.unit.establishUnitAttention(.modeParametersChanged)
            }
            let one = short.unit.execute(task, at: .zero)
            let other = long.unit.executeByTable(task, at: .zero)
            let reply = VirtualDisk.reply(to: one)
            #expect(reply == VirtualDisk.reply(to: other))
            #expect(Self.work(one) == Self.work(other))
            kinds.insert(reply.sense.isEmpty ? "good" : "\(reply.sense.dropFirst())")
        }
        #expect(try short.stored() == long.stored())
        #expect(kinds.contains("good") && kinds.count > 10)
    }

    private static func work(_ outcome: TaskOutcome) -> MediumWork? {
        guard case .ended(let completion) = outcome else { return nil }
        return completion.work
    }

    /// Mostly a known operation code and a small address, now and then anything at all.
    private static func cdb(_ codes: [UInt8], _ random: inout DiskNoise) -> [UInt8] {
        let noise = (0..<16).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        var cdb = noise
        if random.next() % 8 != 0 { cdb[0] = codes[Int(random.next() % UInt64(codes.count))] }
        let length = OperationCode.cdbLength(of: OperationCode(rawValue: cdb[0])) ?? 16
        // Most bytes zero, and the rest small, so that many commands find nothing wrong.
        for index in 1..<16 where random.next() % 8 != 0 { cdb[index] = 0 }
        for index in [5, 8, 9, 13] where random.next() % 2 == 0 { cdb[index] &= 0x1F }
        if random.next() % 4 != 0 { cdb[length - 1] = 0 }
        if random.next() % 16 == 0 { return Array(cdb.prefix(Int(random.next() % 17))) }
        return Array(cdb.prefix(length))
    }
}

/// Random numbers that are the same on every machine, from a seed (Steele, Lea and Flood 2014).
struct DiskNoise {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
