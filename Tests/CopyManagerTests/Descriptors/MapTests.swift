import SCSI
import Testing

/// A LUN map holds for every kind of CSCD descriptor: two nexuses see what theirs give them, and
/// a copy reaches nothing else.
@Suite struct MapTests {
    /// Number 0 to 5: a port; then the designators.
    private func descriptor(_ number: Int, _ way: Int) -> [UInt8] {
        if way < 6 { return PortTests.ways(number)[way].bytes }
        let type: UInt8 = number < 2 ? 0 : 1
        let id = ["A", "B", "1", "2"][number]
        let naa = [CopyBench.naaA, CopyBench.naaB, CopyBench.naa1, CopyBench.naa2][number]
        let identity = CopyBench.identity(
            type == 0 ? .directAccess : .sequentialAccess,
            type == 0 ? "DISK" : "TAPE", id, naa)
        let designators: [(UInt8, UInt8, [UInt8])] = [
            (1, 3, naa), (1, 2, identity.eui64),
            (2, 1, Array("SANBENCH\(identity.product)\(id)".utf8)),
            (3, 8, Array("iqn.2003-03.a:\(id)".utf8) + [0]),
        ]
        let (codeSet, kind, bytes) = designators[way - 6]
        return [0xE4, type, 0, 0, codeSet, kind, 0, UInt8(bytes.count)] + bytes
            + [UInt8](repeating: 0, count: 24 - bytes.count)
    }

    @Test(arguments: 0..<10)
    func reachesItsOwnAlone(_ way: Int) throws {
        let bench = try CopyBench(BenchShape(visible: ["A", "1"]))
        try PortTests.open(bench)
        bench.show(["B", "2"], to: CopyBench.otherNexus)
        let sides = [
            (nexus: CopyBench.nexus, disk: 0, tape: 2, others: [1, 3], receiver: "A"),
            (nexus: CopyBench.otherNexus, disk: 1, tape: 3, others: [0, 2], receiver: "2"),
        ]
        for side in sides {
            let own = [descriptor(side.disk, way), descriptor(side.tape, way)]
            let second = own[0].count / 32
            let move = ListBytes.blockToStream(0, second, transfer: 512, blocks: 1, lba: 9)
            expectGood(
                bench.copy(
                    ListBytes.list(own, [move]), to: side.receiver, from: side.nexus))
            for other in side.others {
                // As source, as destination, and in a segment that only asks.
                let foreign = descriptor(other, way)
                let lists = [
                    ListBytes.list([foreign, own[1]], [move]),
                    ListBytes.list([foreign], [ListBytes.verify(testUnitReady: true)]),
                    ListBytes.list([foreign], [ListBytes.registerKey(new: 7)]),
                    ListBytes.list([foreign], [ListBytes.filemarks(count: 1)]),
                ]
                for list in lists {
                    expectSense(
                        bench.copy(list, to: side.receiver, from: side.nexus),
                        aborted("08 04", "80 00 10"))
                }
                let place = own[0].count == 32 ? "80 00 30" : "80 00 50"
                expectSense(
                    bench.copy(
                        ListBytes.list([own[0], foreign], [move]), to: side.receiver,
                        from: side.nexus), aborted("08 04", place))
            }
        }
        try expectItems(bench.tape1, [.record(bench.diskA.original(9, 1))])
        try expectItems(bench.tape2, [.record(bench.diskB.original(9, 1))])
    }

    /// What is shown later is reached later; nothing is remembered from one copy to the next.
    @Test func mapsCanGrow() throws {
        let bench = try CopyBench(BenchShape(visible: ["A"]))
        let list = ListBytes.list(
            [ListBytes.disk(CopyBench.naaB)], [ListBytes.verify(testUnitReady: false)])
        expectSense(bench.copy(list), aborted("08 04", "80 00 10"))
        bench.show(["B"], to: CopyBench.nexus)
        expectGood(bench.copy(list))
    }
}
