import SCSI
import Testing

/// CSCD descriptor IDs: those of the list, those of a descriptor's second half, and those that
/// have a meaning without a descriptor.
@Suite struct DescriptorIDTests {
    private static let address = [UInt8](repeating: 7, count: 16)
    private let verify = { (id: Int) in ListBytes.verify(id, testUnitReady: false) }

    /// 32 bytes an ID: behind a descriptor of 64 bytes the next but one.
    @Test func longDescriptorsTakeTwoIDs() throws {
        let bench = try CopyBench()
        let unit = try #require(bench.fabric.unit("B"))
        unit.ports = [.ipv6(address: Self.address, port: 3260, protocolNumber: 6)]
        let descriptors = [
            ListBytes.disk(CopyBench.naaA), PortBytes.ipv6(0, Self.address),
            ListBytes.tape(CopyBench.naa1),
        ]
        let expected: [(id: Int, unit: String?, sense: String)] = [
            (0, "A", ""), (1, "B", ""), (2, nil, aborted("26 00", "a0 00 04")), (3, "1", ""),
            (4, nil, aborted("08 04", "a0 00 04")),
        ]
        for (id, unit, sense) in expected {
            bench.commands.clear()
            let reply = bench.copy(ListBytes.list(descriptors, [verify(id)]))
            #expect(bench.commands.ofCopies.map(\.unit) == [unit].compactMap { $0 })
            if unit == nil { expectSense(reply, sense) } else { expectGood(reply) }
            // In LID4 all are one higher, since the header has the place of the first.
            let next = bench.copyLID4(ListBytes.lid4(descriptors, [verify(id + 1)]))
            #expect(next == reply || unit == nil)
        }
        expectSense(
            bench.copyLID4(ListBytes.lid4(descriptors, [verify(0)])),
            aborted("26 00", "a0 00 04"))
    }

    /// FFFFh is whoever got the command; its block length is found out.
    @Test(arguments: [512, 4096])
    func theReceiver(_ blockLength: Int) throws {
        let bench = try CopyBench(BenchShape(blockLengthA: blockLength))
        let move = ListBytes.blockToStream(0xFFFF, 0, transfer: 3 * blockLength, blocks: 3, lba: 5)
        expectGood(bench.copy(ListBytes.list([ListBytes.tape(CopyBench.naa1)], [move])))
        try expectItems(bench.tape1, [.record(bench.diskA.original(5, 3))])
        // PAD of FFFFh is zero.
        let inexact = ListBytes.bytesToStream(
            0xFFFF, 0, transfer: 512, bytes: 511, lba: 5, offset: 0)
        expectSense(
            bench.copy(ListBytes.list([ListBytes.tape(CopyBench.naa1)], [inexact])),
            aborted("26 0a"))
        expectGood(
            bench.copy(ListBytes.list([], [ListBytes.filemarks(0xFFFF, count: 1)]), to: "2"))
        try expectItems(bench.tape2, [.filemark])
    }

    /// C000h and C001h need no command where nothing is to be moved; their PAD is one.
    @Test func nullDevices() throws {
        let bench = try CopyBench()
        let tape = ListBytes.tape(CopyBench.naa1)
        let carry = ListBytes.embedded(cat: true, 0, transfer: 64, [1, 2, 3, 4])
        for segment in [
            ListBytes.streamToDiscard(0xC001, transfer: 512, bytes: 0),
            ListBytes.blockToBlock(0xC000, 0xFFFF, blocks: 0), verify(0xC000), verify(0xC001),
            ListBytes.blockToBlock(cat: true, 0xC000, 0xC000, blocks: 0),
        ] {
            expectGood(bench.copy(ListBytes.list([tape], [carry, segment])))
        }
        // A padded write would need a command.
        for segment in [
            ListBytes.blockToBlock(0xC000, 0xC000, blocks: 0),
            ListBytes.streamToStream(0xC001, 0xC001, read: 9, write: 9, bytes: 0),
        ] {
            expectSense(
                bench.copy(ListBytes.list([tape], [carry, segment])),
                aborted("08 04", segment: 1))
        }
        try expectItems(bench.tape1, [])
    }

    @Test func nullDevicesWithoutPAD() throws {
        var shape = BenchShape()
        shape.profile.switches.nullLuPad = false
        let bench = try CopyBench(shape)
        let carry = ListBytes.embedded(cat: true, 0, transfer: 64, [1, 2, 3, 4])
        let flush = ListBytes.streamToDiscard(0xC001, transfer: 512, bytes: 0)
        expectSense(
            bench.copy(ListBytes.list([ListBytes.tape(CopyBench.naa1)], [carry, flush])),
            aborted("26 0a", segment: 1))
    }

    /// A device that is NUL is never asked anything, whatever bytes 4 to 27 say.
    @Test func nulDescriptors() throws {
        let bench = try CopyBench()
        let nul = ListBytes.device(0x01, CopyBench.naa1, flags: 0x04, blockLength: 0, nul: true)
        let pad = nul.with([UInt8](repeating: 0xFF, count: 24), at: 4)
        let carry = ListBytes.embedded(cat: true, 1, transfer: 64, [1, 2, 3, 4])
        let list = { (segment: [UInt8]) in
            ListBytes.list([pad, ListBytes.tape(CopyBench.naa2)], [carry, segment])
        }
        expectGood(bench.copy(list(ListBytes.streamToDiscard(transfer: 9, bytes: 0))))
        #expect(!bench.commands.ofCopies.map(\.unit).contains("1"))
        for segment in [
            ListBytes.streamToDiscard(transfer: 9, bytes: 1), ListBytes.filemarks(0, count: 1),
            ListBytes.streamToStream(0, 0, read: 9, write: 9, bytes: 0),
            ListBytes.tapeImage(0, 1), ListBytes.registerKey(0, new: 1),
        ] {
            expectSense(bench.copy(list(segment)), aborted("0d 02", segment: 1, "80 00 10"))
        }
    }

    /// IDs that a profile does not know are as good as reserved ones.
    @Test func aProfileWithoutThem() throws {
        var shape = BenchShape()
        shape.profile.wellKnownIDs = []
        let bench = try CopyBench(shape)
        for id in [0xC000, 0xC001, 0xF800, 0xFFFF] {
            expectSense(
                bench.copy(ListBytes.list([], [verify(id)])), aborted("08 04", "a0 00 04"))
        }
    }

    /// The type of the device must be that of the descriptor, through every way to it.
    @Test(arguments: 0..<6)
    func otherDeviceTypes(_ way: Int) throws {
        let bench = try CopyBench()
        try PortTests.open(bench)
        for type in [0x04, 0x05, 0x07, 0x0E, 0x01, 0x03] as [UInt8] {
            var wrong = PortTests.ways(0)[way].bytes
            wrong[1] = type
            expectSense(
                bench.copy(ListBytes.list([wrong], [verify(0)])), aborted("0d 03", "80 00 10"))
        }
    }

    /// A DISK BLOCK LENGTH that is not the disk's, on either side.
    @Test func otherBlockLengths() throws {
        let bench = try CopyBench()
        for length in [1, 511, 513, 4096, 0xFF_FFFF] {
            let wrong = ListBytes.disk(CopyBench.naaA, length)
            let right = ListBytes.disk(CopyBench.naaB)
            expectSense(
                bench.copy(
                    ListBytes.list([wrong, right], [ListBytes.blockToBlock(blocks: 1)])),
                aborted("26 00", "80 00 2d"))
            expectSense(
                bench.copy(
                    ListBytes.list([wrong, right], [ListBytes.blockToBlock(1, 0, blocks: 1)])),
                aborted("26 00", "80 00 2d"))
        }
        try expectDisk(bench.diskA)
    }
}
