import Devices
import Fabric
import Media
import SCSI
import Styling
import Timebase
import Trace
import WireBytes

/// Sends a workload's writes, one planned by the one before it.
final class WorkloadDriver {
    let workload: Workload
    /// How many writes ended otherwise than in GOOD.
    private(set) var failureCount = 0
    /// How the first of them ended.
    private(set) var firstFailure = ""
    private let unit: FabricUnit
    private let fabric: Fabric
    private let blockLength: Int
    private let blockCount: UInt64
    private let nexus: NexusIdentifier
    private var random: SeededRandom
    private var content: BlockContent
    private var writesLeft: UInt64 = 0
    private var burstsLeft: UInt64 = 0

    /// Nexuses of workloads, which are initiators of their own, begin here.
    static let firstNexus = 1000
    /// How often a write is sent again because of a unit attention: a disk that has a new one each
    /// time would be asked for ever.
    static let mostRetries = 3

    /// - Throws: `BenchFault` where the disk, whose size may be its image's, has no such blocks.
    init(
        _ workload: Workload, on unit: FabricUnit, number: Int, fabric: Fabric
    ) throws(BenchFault) {
        self.workload = workload
        self.unit = unit
        self.fabric = fabric
        nexus = NexusIdentifier(Self.firstNexus + number)
        random = fabric.random("workload/\(number)")
        let disk = unit.logicalUnit as? DirectAccessUnit
        blockLength = disk?.blockLength ?? 512
        blockCount = disk?.blockCount ?? 0
        content = BlockContent(blockLength: blockLength, random: fabric.random("content/\(number)"))
        try checkPlace()
    }

    private func checkPlace() throws(BenchFault) {
        switch workload.pattern {
        case .single(let write):
            guard write.lba < blockCount, UInt64(write.blocks) <= blockCount - write.lba else {
                throw BenchFault(
                    "a write of \(write.blocks) blocks at LBA \(write.lba) of \(workload.disk);"
                        + " blocks within the disk's \(blockCount) expected", line: workload.line)
            }
        case .bursts(let bursts):
            let size = Int(blockCount) * blockLength
            if let region = bursts.region, region.upperBound > size {
                throw BenchFault(
                    "a region up to byte \(grouped(UInt64(region.upperBound))) of"
                        + " \(workload.disk); one within the disk's \(grouped(UInt64(size))) bytes"
                        + " expected", line: workload.line)
            }
            let room = bursts.region?.count ?? size
            if let largest = bursts.sizes.map(\.size).max(), largest > room {
                throw BenchFault(
                    "writes of \(grouped(UInt64(largest))) bytes to \(workload.disk); at most"
                        + " \(grouped(UInt64(room))) expected, which is all there is to write to",
                    line: workload.line)
            }
        }
    }

    /// Plans the first write.
    func start() {
        switch workload.pattern {
        case .single(let write):
            fabric.schedule(at: write.at) { [unowned self] in
                fabric.trace.emit(.burst(unit: unit.id, writes: 1), at: fabric.now)
                send(write.lba, Int(write.blocks))
            }
        case .bursts(let bursts):
            burstsLeft = bursts.repeats
            fabric.schedule(at: bursts.start) { [unowned self] in beginBurst(bursts) }
        }
    }

    private func beginBurst(_ bursts: WriteBursts) {
        burstsLeft -= 1
        writesLeft = bursts.writes
        fabric.trace.emit(
            .burst(unit: unit.id, writes: Int(clamping: bursts.writes)), at: fabric.now)
        write(bursts)
    }

    private func write(_ bursts: WriteBursts) {
        let length = drawSize(bursts)
        let blocks = length / blockLength
        let region = bursts.region ?? 0..<Int(blockCount) * blockLength
        let first = UInt64(region.lowerBound / blockLength)
        let places = UInt64(max(1, region.count / blockLength - blocks + 1))
        send(first + random.next() % places, blocks)
        writesLeft -= 1
        if writesLeft > 0 {
            fabric.schedule(at: fabric.now + bursts.gap) { [unowned self] in write(bursts) }
        } else if burstsLeft > 0 {
            fabric.schedule(at: fabric.now + bursts.idle) { [unowned self] in
                beginBurst(bursts)
            }
        }
    }

    private func drawSize(_ bursts: WriteBursts) -> Int {
        if bursts.sizes.count == 1 { return bursts.sizes[0].size }
        let total = bursts.sizes.reduce(0) { $0 + $1.weight }
        var drawn = random.next() % total
        for size in bursts.sizes {
            if drawn < size.weight { return size.size }
            drawn -= size.weight
        }
        return bursts.sizes[0].size
    }

    private func send(_ address: UInt64, _ blocks: Int) {
        let data = DataBuffer(content.next(blocks: blocks, at: address))
        let cdb: [UInt8]
        if address + UInt64(blocks) <= UInt64(UInt32.max), blocks <= Int(UInt16.max) {
            cdb = Write10CDB(
                logicalBlockAddress: UInt32(address), transferLength: UInt16(blocks)
            ).fastEncoded()
        } else {
            cdb = Write16CDB(logicalBlockAddress: address, transferLength: UInt32(blocks))
                .encoded()
        }
        submit(SCSITask(nexus: nexus, cdb: cdb, dataOut: data), retries: Self.mostRetries)
    }

    private func submit(_ task: SCSITask, retries: Int) {
        fabric.submit(task, to: unit) { [unowned self] completion in
            // A unit attention is taken note of by sending the write again, as a host does.
            if retries > 0, completion?.sense?.key == .unitAttention {
                submit(task, retries: retries - 1)
            } else if completion?.status != .good {
                record(completion)
            }
        }
    }

    private func record(_ completion: Completion?) {
        failureCount += 1
        if failureCount > 1 { return }
        guard let completion else {
            firstFailure = "without an answer"
            return
        }
        let status = completion.status
        firstFailure = "in " + (status.meaning ?? hexadecimal(status.rawValue))
        if let sense = completion.sense { firstFailure += ", " + sense.text }
    }
}

/// Makes blocks of which no two are equal: each begins with a count and its address, and the
/// rest of it differs from one workload to the other.
struct BlockContent {
    /// How many blocks of filler are kept ready, so that a write is one copy of them.
    private static let readyBlocks = 128

    private let blockLength: Int
    private let filler: [UInt8]
    private var count: UInt64 = 0

    init(blockLength: Int, random: SeededRandom) {
        self.blockLength = blockLength
        var random = random
        var block: [UInt8] = []
        while block.count < blockLength { block.appendBigEndian(random.next(), count: 8) }
        filler = Array(repeatElement(block, count: Self.readyBlocks).joined())
    }

    /// The next `blocks` blocks, to be written from `address` on.
    mutating func next(blocks: Int, at address: UInt64) -> [UInt8] {
        var bytes = Array(filler.prefix(blocks * blockLength))
        while bytes.count < blocks * blockLength {
            bytes += filler.prefix(blocks * blockLength - bytes.count)
        }
        for block in 0..<blocks {
            let start = block * blockLength
            bytes.setBigEndian64(count, at: start)
            bytes.setBigEndian64(address + UInt64(block), at: start + 8)
            count += 1
        }
        return bytes
    }
}
