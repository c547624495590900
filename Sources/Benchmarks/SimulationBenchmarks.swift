import Devices
import Fabric
import Media
import SCSI
import ScenarioRunner
import Timebase
import WireBytes

/// How long simulations take in real time.
struct SimulationBenchmarks {
    let rounds: Int

    /// How many writes the second scenario simulates.
    private static let writes = 1_000_000
    private static let starved = "Scenarios/serverless-backup/starved-quiesce.yaml"

    /// The rows of the table.
    func run() throws -> [[String]] {
        let starved = try scenario(file: Self.starved)
        let quiesce = try median(times(starved))
        let busy = try scenario(text: Self.writesScenario)
        let traced = Double(Self.writes) / (try median(times(busy)))
        let bare = Double(Self.writes) / (try median((0...rounds).map { _ in try bareWrites() }))
        return [
            [
                "80 s quiesce scenario", "\(decimal(quiesce * 1000, 2)) ms", "", "",
                "under 10 ms", quiesce < 0.010 ? "reached" : "missed",
            ],
            [
                "simulated writes a second", decimal(bare, 0), "", "", "at least 1000000",
                bare >= 1_000_000 ? "reached" : "missed",
            ],
            ["the same, trace written and digested", decimal(traced, 0), "", "", "", ""],
        ]
    }

    /// Writes through the whole fabric, each issued by the end of the one before it: the events,
    /// the device server with its checks, the medium, the record of writes, and the trace with no
    /// sink.
    private func bareWrites() throws -> Double {
        let fabric = Fabric()
        let disk = DirectAccessUnit(
            identity: LogicalUnitIdentity(
                deviceType: .directAccess, product: "BENCHMARK", serialNumber: "1",
                naa: [0x60, 0x05, 0x34, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
            medium: SnapshotOrigin(MemoryMedium(byteCount: 8 << 20)))
        let unit = fabric.add(disk, id: "d0", timing: .instant)
        let chain = WriteChain(fabric, unit, count: Self.writes)
        let time = seconds {
            chain.next()
            fabric.runToTheEnd()
        }
        guard unit.writeCount == UInt64(Self.writes) else {
            throw BenchmarkFault("\(unit.writeCount) of \(Self.writes) writes were done")
        }
        return time
    }

    private func times(_ setup: (String, ScenarioCase)) throws -> [Double] {
        try (0...rounds).map { _ in
            try seconds { _ = try CaseRunner(file: setup.0, case: setup.1).run() }
        }.dropFirst().map { $0 }
    }

    private func scenario(file: String) throws -> (String, ScenarioCase) {
        try first(Scenario.read(file: file))
    }

    private func scenario(text: String) throws -> (String, ScenarioCase) {
        try first(Scenario.read(text: text, file: "writes.yaml"))
    }

    private func first(
        _ read: Result<Scenario, ScenarioFaults>
    ) throws -> (String, ScenarioCase) {
        let scenario = try read.get()
        guard let setup = scenario.cases.first else {
            throw BenchmarkFault("\(scenario.file): no case")
        }
        return (scenario.file, setup)
    }

    private static let writesScenario = """
        schema: 1
        scenario: writes
        logical_units:
          - {id: d0, type: disk, size: 8MiB, timing: {per_command: 0ns, per_mib: 0ns}}
        workloads:
          - {on: d0, burst: {writes: \(writes), gap: 1us, sizes: {512: 1}}}
        steps:
          - wait: {for: 2s}
        """
}

/// A chain of writes of one block, each with content of its own.
private final class WriteChain {
    private let fabric: Fabric
    private let unit: FabricUnit
    private var left: Int
    private var address: UInt32 = 0
    /// What each block is made from, by one copy.
    private let pattern = [UInt8](repeating: 0xA5, count: 512)

    init(_ fabric: Fabric, _ unit: FabricUnit, count: Int) {
        self.fabric = fabric
        self.unit = unit
        left = count
    }

    func next() {
        if left == 0 { return }
        var block = pattern
        block.setBigEndian64(UInt64(left), at: 0)
        address = (address &* 25_173 &+ 13_849) % 16384
        let cdb = Write10CDB(logicalBlockAddress: address, transferLength: 1).fastEncoded()
        let task = SCSITask(nexus: NexusIdentifier(1), cdb: cdb, dataOut: DataBuffer(block))
        // The chain is run to its end, after which nothing refers to it any more.
        fabric.submit(task, to: unit) { completion in
            // The first command meets the unit attention of power on.
            if completion?.status == .good { self.left -= 1 }
            self.next()
        }
    }
}
