import CopyManager
import Devices
import Fabric
import Media
import SCSI
import Testing
import Timebase
import WireBytes

/// Snapshots as logical units of their own.
@Suite struct SnapshotTests {
    private func snapshot(_ small: SmallFabric, of unit: FabricUnit, _ id: String) throws
        -> FabricUnit
    {
        try #require(
            small.fabric.takeSnapshot(
                of: unit, id: id, store: MemoryMedium(byteCount: 64 * 512)))
    }

    /// The origin is overwritten, block by block and from both ends, while the copy runs.
    @Test func staysAsItWasWhileItIsCopied() throws {
        var limits = CopyManagerLimits()
        limits.stepByteCount = 512
        let small = try SmallFabric(limits: limits)
        let taken = try snapshot(small, of: small.a, "s")
        var isDone = false
        small.fabric.submit(SmallFabric.copy(from: taken, to: small.b), to: small.b) { completion in
            #expect(completion?.status == .good)
            isDone = true
        }
        for number in 0..<64 {
            let lba = UInt64(number % 2 == 0 ? number / 2 : 63 - number / 2)
            small.fabric.schedule(at: .zero + .milliseconds(Int64(2 * number))) {
                #expect(!isDone)
                small.fabric.submit(SmallFabric.write(lba, 0xF00 + number), to: small.a) { _ in }
            }
        }
        small.fabric.runToTheEnd()
        #expect(isDone)
        for lba in 0..<64 {
            #expect(try small.b.block(lba) == SmallFabric.block(lba))
            #expect(try taken.block(lba) == SmallFabric.block(lba))
            #expect(try small.a.block(lba) != SmallFabric.block(lba))
        }
    }

    /// Back onto its own origin, at another place: the snapshot stays what it was.
    @Test func canBeCopiedOntoItsOrigin() throws {
        var limits = CopyManagerLimits()
        limits.stepByteCount = 1024
        let small = try SmallFabric(limits: limits)
        let taken = try snapshot(small, of: small.a, "s")
        var task = SmallFabric.copy(from: taken, to: small.a, blocks: 60)
        var bytes = try task.dataOut.bytes()
        // DESTINATION LOGICAL BLOCK ADDRESS: what is written is read later, from the snapshot.
        bytes[16 + 64 + 27] = 4
        task.dataOut = DataBuffer(bytes)
        small.fabric.submit(task, to: small.a) { #expect($0?.status == .good) }
        small.fabric.runToTheEnd()
        for lba in 0..<64 {
            #expect(try taken.block(lba) == SmallFabric.block(lba))
            #expect(try small.a.block(lba) == SmallFabric.block(lba < 4 ? lba : lba - 4))
        }
    }

    @Test func cannotBeWritten() throws {
        let small = try SmallFabric()
        let taken = try snapshot(small, of: small.a, "s")
        taken.acknowledge(SmallFabric.nexus)
        let initiator = try small.initiator(taken)
        let task = SmallFabric.write(0, 9)
        let reply = initiator.execute(
            CommandRequest(cdb: task.cdb, dataOut: try task.dataOut.bytes()))
        #expect(hexPairs(reply.sense) == "70 00 07 00 00 00 00 0a 00 00 00 00 27 00 00 00 00 00")
        let sense = initiator.execute(
            CommandRequest(cdb: [0x1A, 0x08, 0x3F, 0, 64, 0], dataInLength: 64))
        #expect(sense.dataIn[2] & 0x80 == 0x80)
        #expect(try taken.block(0) == SmallFabric.block(0))
        var completion: Completion?
        small.fabric.submit(SmallFabric.copy(from: small.b, to: taken), to: small.b) {
            completion = $0
        }
        small.fabric.runToTheEnd()
        #expect(
            hexPairs(completion?.senseBytes ?? [])
                == """
                70 00 0a 00 00 00 00 1d 00 12 00 00 0d 01 00 80 00 30 \
                02 70 00 07 00 00 00 00 0a 00 00 00 00 27 00 00 00 00 00
                """)
    }

    @Test func twoOfOneDisk() throws {
        let small = try SmallFabric()
        let first = try snapshot(small, of: small.a, "s1")
        small.fabric.submit(SmallFabric.write(7, 0x701), to: small.a) { _ in }
        small.fabric.runToTheEnd()
        let second = try snapshot(small, of: small.a, "s2")
        small.fabric.submit(SmallFabric.write(7, 0x702), to: small.a) { _ in }
        small.fabric.submit(SmallFabric.write(8, 0x802), to: small.a) { _ in }
        small.fabric.runToTheEnd()
        #expect(try first.block(7) == SmallFabric.block(7))
        #expect(try second.block(7) == SmallFabric.block(0x701))
        #expect(try small.a.block(7) == SmallFabric.block(0x702))
        for taken in [first, second] { #expect(try taken.block(8) == SmallFabric.block(8)) }
        // Each is copied from as itself.
        for (taken, content) in [(first, 7), (second, 0x701)] {
            small.fabric.submit(SmallFabric.copy(from: taken, to: small.b), to: small.b) { _ in }
            small.fabric.runToTheEnd()
            #expect(try small.b.block(7) == SmallFabric.block(content))
        }
    }

    /// However many there are, of whatever disks: no two logical units have one designator.
    @Test func haveDesignatorsOfTheirOwn() throws {
        let small = try SmallFabric()
        for number in 0..<300 {
            _ = try snapshot(small, of: number % 3 == 0 ? small.a : small.b, "s\(number)")
        }
        let units = ["a", "b"] + (0..<300).map { "s\($0)" }
        var seen: Set<[UInt8]> = []
        for id in units {
            let unit = try #require(small.fabric.unit(id))
            for designator in unit.logicalUnit.identity.designators {
                #expect(seen.insert(designator.encoded()).inserted)
            }
        }
    }

    @Test func areSeenByWhoSeesTheDisk() throws {
        let small = try SmallFabric()
        small.fabric.map(small.b, to: SmallFabric.otherNexus)
        let ofA = try snapshot(small, of: small.a, "sa")
        let ofB = try snapshot(small, of: small.b, "sb")
        #expect(small.fabric.initiator(SmallFabric.otherNexus, to: ofA) == nil)
        #expect(small.fabric.initiator(SmallFabric.otherNexus, to: ofB) != nil)
        for unit in [ofA, ofB] {
            #expect(small.fabric.initiator(SmallFabric.nexus, to: unit) != nil)
        }
        #expect(
            small.fabric.takeSnapshot(of: ofA, id: "ss", store: MemoryMedium(byteCount: 512)) == nil
        )
    }
}
