import CopyManager
import Devices
import Dispatch
import Fabric
import Media
import SCSI
import Synchronization
import Testing
import Timebase

/// A disk on the real clock, which one nexus sees.
private func realTimeDisk(
    timing: DeviceTiming = .instant, blocks: Int = 1024
) throws -> (RealTimeFabric, RealTimeUnit) {
    let fabric = Fabric(seed: 3)
    let disk = DirectAccessUnit(
        identity: LogicalUnitIdentity(
            deviceType: .directAccess, product: "REAL TIME", serialNumber: "1",
            naa: [0x60, 0x05, 0x34, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
        medium: SnapshotOrigin(MemoryMedium(byteCount: Int64(blocks * 512))))
    fabric.map(fabric.add(disk, id: "d0", timing: timing), to: NexusIdentifier(1))
    let real = RealTimeFabric(fabric)
    return (real, try #require(real.logicalUnits(of: NexusIdentifier(1)).first))
}

private func block(_ number: Int) -> [UInt8] {
    (0..<512).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ number &* 31 &+ number >> 8) }
}

private func write(_ number: Int) -> CommandRequest {
    CommandRequest(
        cdb: Write10CDB(logicalBlockAddress: UInt32(number), transferLength: 1).encoded(),
        dataOut: block(number))
}

private func read(_ number: Int) -> CommandRequest {
    CommandRequest(
        cdb: Read10CDB(logicalBlockAddress: UInt32(number), transferLength: 1).encoded(),
        dataInLength: 512)
}

@Suite struct RealTimeFabricTests {
    @Test func anInitiatorGetsWhatItAsksFor() throws {
        let (fabric, unit) = try realTimeDisk()
        let initiator = RealTimeInitiator(fabric, nexus: NexusIdentifier(1), to: unit)
        // The first command meets the unit attention of power on.
        #expect(initiator.execute(write(5)).status == .checkCondition)
        #expect(initiator.execute(write(5)).isGood)
        #expect(initiator.execute(read(5)).dataIn == block(5))
        #expect(unit.id == "d0")
        #expect(unit.blockLength == 512)
    }

    @Test func manyThreadsWriteAtOnce() throws {
        let (fabric, unit) = try realTimeDisk()
        _ = RealTimeInitiator(fabric, nexus: NexusIdentifier(1), to: unit).execute(read(0))
        let failures = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: 8) { thread in
            let initiator = RealTimeInitiator(fabric, nexus: NexusIdentifier(1), to: unit)
            for number in stride(from: thread, to: 1024, by: 8) {
                if !initiator.execute(write(number)).isGood {
                    failures.add(1, ordering: .relaxed)
                }
            }
        }
        #expect(failures.load(ordering: .relaxed) == 0)
        let initiator = RealTimeInitiator(fabric, nexus: NexusIdentifier(1), to: unit)
        for number in 0..<1024 {
            #expect(initiator.execute(read(number)).dataIn == block(number), "block \(number)")
        }
    }

    @Test func aTimedDeviceTakesItsTime() throws {
        let (fabric, unit) = try realTimeDisk(
            timing: DeviceTiming(perCommand: .milliseconds(20), perMebibyte: .zero))
        let initiator = RealTimeInitiator(fabric, nexus: NexusIdentifier(1), to: unit)
        let start = fabric.now
        _ = initiator.execute(read(0))
        _ = initiator.execute(read(0))
        // Never less; how much more is the machine's affair.
        #expect(fabric.now - start >= .milliseconds(40))
    }

    @Test func whoDoesNotWaitForATimedDeviceIsToldSo() throws {
        let (fabric, unit) = try realTimeDisk(
            timing: DeviceTiming(perCommand: .seconds(3600), perMebibyte: .zero))
        let initiator = RealTimeInitiator(fabric, nexus: NexusIdentifier(1), to: unit)
        var request = read(0)
        request.timeout = .milliseconds(10)
        #expect(initiator.execute(request).transportFailure == .timedOut)
    }

    @Test func commandsAreServedWhileACopyRuns() throws {
        // Two commands of 1 ms a segment: the copy takes 400 ms or more.
        let small = try SmallFabric()
        let copy = SmallFabric.copy(from: small.a, to: small.b, segments: 200)
        let cdb = copy.cdb
        let list = try copy.dataOut.bytes()
        let content = try small.a.block(63)
        let real = RealTimeFabric(small.fabric)
        let units = real.logicalUnits(of: SmallFabric.nexus)
        let copying = Mutex<Completion?>(nil)
        real.submit(
            SCSITask(nexus: SmallFabric.nexus, cdb: cdb, dataOut: DataBuffer(list)), to: units[0]
        ) { completion in copying.withLock { $0 = completion } }
        let other = RealTimeInitiator(real, nexus: SmallFabric.nexus, to: units[1])
        var served = 0
        while copying.withLock({ $0 == nil }) {
            #expect(other.execute(read(63)).isGood)
            served += 1
        }
        #expect(copying.withLock { $0?.status } == .good)
        #expect(served > 10, "\(served) commands during the copy")
        #expect(other.execute(read(63)).dataIn == content)
    }
}
