import CopyManager
import Devices
import Fabric
import SCSI
import Testing
import Timebase
import WireBytes

/// A copy is no way around a LUN map: it reaches what its nexus sees and nothing else.
@Suite struct LogicalUnitMapTests {
    /// The first nexus sees disk A and tape 1, the other one disk B and tape 2.
    private func bench() throws -> CopyBench {
        let bench = try CopyBench(BenchShape(visible: ["A", "1"]))
        bench.show(["B", "2"], to: CopyBench.otherNexus)
        return bench
    }

    /// An E4h descriptor with the T10 vendor ID based designator of a disk or a tape.
    private func t10(_ type: UInt8, _ name: String) -> [UInt8] {
        let text = Array(("SANBENCH" + (type == 0 ? "DISK" : "TAPE") + name).utf8)
        return ListBytes.device(type, text, flags: 0, blockLength: 0)
            .with([0x02, 0x01], at: 4)
    }

    private let sides: [(nexus: NexusIdentifier, own: [String], others: [String])] = [
        (CopyBench.nexus, ["A", "1"], ["B", "2"]), (CopyBench.otherNexus, ["B", "2"], ["A", "1"]),
    ]

    private func descriptor(_ name: String, byT10: Bool) -> [UInt8] {
        let isDisk = name == "A" || name == "B"
        if byT10 { return t10(isDisk ? 0 : 1, name) }
        let names = [
            "A": CopyBench.naaA, "B": CopyBench.naaB, "1": CopyBench.naa1, "2": CopyBench.naa2,
        ]
        let naa = names[name] ?? []
        return isDisk ? ListBytes.disk(naa) : ListBytes.tape(naa)
    }

    @Test(arguments: [false, true])
    func reachesWhatItsNexusSees(_ byT10: Bool) throws {
        let bench = try bench()
        for side in sides {
            let list = ListBytes.list(
                side.own.map { descriptor($0, byT10: byT10) },
                [ListBytes.blockToStream(transfer: 512, blocks: 1, lba: 3)])
            expectGood(bench.copy(list, to: side.own[0], from: side.nexus))
        }
        #expect(try bench.tape1.items() == [.record(bench.diskA.original(3, 1))])
        #expect(try bench.tape2.items() == [.record(bench.diskB.original(3, 1))])
    }

    @Test(arguments: [false, true])
    func reachesNothingElse(_ byT10: Bool) throws {
        let bench = try bench()
        for side in sides {
            let own = side.own.map { descriptor($0, byT10: byT10) }
            let others = side.others.map { descriptor($0, byT10: byT10) }
            let move = ListBytes.blockToStream(transfer: 512, blocks: 1)
            expectSense(
                bench.copy(
                    ListBytes.list([others[0], own[1]], [move]), to: side.own[0],
                    from: side.nexus), "70 00 0a 00 00 00 00 0a 00 00 00 00 08 04 00 80 00 10")
            expectSense(
                bench.copy(
                    ListBytes.list([own[0], others[1]], [move]), to: side.own[1],
                    from: side.nexus), "70 00 0a 00 00 00 00 0a 00 00 00 00 08 04 00 80 00 30")
            // FFFFh is the receiver, which the nexus sees; it opens no other way.
            expectSense(
                bench.copy(
                    ListBytes.list([others[1]], [ListBytes.filemarks(count: 1)]), to: side.own[1],
                    from: side.nexus), "70 00 0a 00 00 00 00 0a 00 00 00 00 08 04 00 80 00 10")
            expectGood(
                bench.copy(
                    ListBytes.list([], [ListBytes.filemarks(0xFFFF, count: 1)]), to: side.own[1],
                    from: side.nexus))
        }
        let touched = bench.commands.ofCopies.filter { [0x0A, 0x8A].contains($0.cdb[0]) }
        #expect(touched.isEmpty)
        #expect(try bench.tape1.items() == [.filemark])
        #expect(try bench.tape2.items() == [.filemark])
    }

    /// Null logical units are nobody's.
    @Test func wellKnownIDsOpenNoWay() throws {
        let bench = try bench()
        for id in [0xC000, 0xC001, 0xF800] {
            let source = ListBytes.list([], [ListBytes.blockToBlock(id, 0xFFFF, blocks: 1)])
            let reply = bench.copy(source, to: "A")
            #expect(try SenseData(reply.sense, isFromCopy: true).key == .copyAborted)
        }
        #expect(try bench.diskA.bytes() == bench.diskA.content)
    }

    @Test func theReceiverNeedsNoDescriptor() throws {
        let bench = try bench()
        let list = ListBytes.list([], [ListBytes.blockToBlock(0xFFFF, 0xFFFF, blocks: 2, to: 9)])
        expectGood(bench.copy(list, to: "A"))
        #expect(try bench.diskA.blocks(9, 2) == bench.diskA.original(0, 2))
    }

    /// List identifiers belong to a nexus and the logical unit that got the command.
    @Test func listIdentifiersOfOthersAreFree() throws {
        var shape = BenchShape()
        shape.timing = DeviceTiming(perCommand: .milliseconds(1), perMebibyte: .zero)
        let bench = try CopyBench(shape)
        bench.show(["A"], to: CopyBench.otherNexus)
        let list = ListBytes.list(
            [ListBytes.disk(CopyBench.naaA)],
            [[UInt8]](repeating: ListBytes.blockToBlock(0, 0, blocks: 1, to: 5), count: 50))
        var ended: [String: Completion] = [:]
        bench.begin(list) { ended["first"] = $0 }
        bench.begin(list, to: "B") { ended["other receiver"] = $0 }
        bench.begin(list, from: CopyBench.otherNexus) { ended["other nexus"] = $0 }
        bench.begin(list) { ended["again"] = $0 }
        bench.fabric.wait(until: bench.fabric.now + .milliseconds(20))
        // The fourth has ended by now, and changed nothing; the others run on.
        #expect(Set(ended.keys) == ["again"])
        let sense = try #require(ended["again"]?.senseBytes)
        #expect(hexPairs(sense) == "70 00 05 00 00 00 00 0a 00 00 00 00 00 16 00 00 00 00")
        #expect(bench.results(0x00, id: 0x41).dataIn[4] == 0)
        #expect(bench.results(0x00, id: 0x41, of: "B").dataIn[4] == 0)
        #expect(bench.results(0x00, id: 0x41, from: CopyBench.otherNexus).dataIn[4] == 0)
        bench.fabric.runToTheEnd()
        #expect(ended.values.map(\.status).filter { $0 == .good }.count == 3)
        for (id, nexus) in [
            ("A", CopyBench.nexus), ("B", CopyBench.nexus), ("A", CopyBench.otherNexus),
        ] {
            let status = bench.results(0x00, id: 0x41, of: id, from: nexus).dataIn
            #expect(status == [0, 0, 0, 8, 1, 0, 50, 0, 0, 0, 0x64, 0])
        }
        // The name is free again, for another list as well.
        expectGood(bench.copy(ListBytes.list([], [])))
    }

    /// The same identifier is in use until the very end of the copy.
    @Test func anIdentifierIsTakenUntilTheCopyEnds() throws {
        var shape = BenchShape()
        shape.timing = DeviceTiming(perCommand: .milliseconds(1), perMebibyte: .zero)
        let bench = try CopyBench(shape)
        let list = ListBytes.list(
            [ListBytes.disk(CopyBench.naaA)], [ListBytes.blockToBlock(0, 0, blocks: 1, to: 5)])
        var end: Instant?
        bench.begin(list, to: "B") { _ in end = bench.fabric.now }
        // The only step begins when the command does; it takes the time of six commands.
        bench.fabric.wait(until: bench.fabric.now + .milliseconds(3))
        #expect(end == nil)
        #expect(
            bench.results(0x00, id: 0x41, of: "B").dataIn == [0, 0, 0, 8, 0, 0, 1, 0, 0, 0, 0, 0])
        expectSense(
            bench.copy(ListBytes.list([], []), to: "B"),
            "70 00 05 00 00 00 00 0a 00 00 00 00 00 16 00 00 00 00")
        #expect(end == nil)
        bench.fabric.runToTheEnd()
        #expect(end != nil)
        #expect(
            bench.results(0x00, id: 0x41, of: "B").dataIn == [0, 0, 0, 8, 1, 0, 1, 0, 0, 0, 2, 0])
    }
}
