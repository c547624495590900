import CopyManager

/// What a number of copies have in common: the disks, the tapes' capacity, and how the copy manager
/// is switched.
struct ModelWorld {
    var shape = BenchShape()

    /// Whether a segment may end in the middle when a step does.
    var isStepped: Bool { shape.limits.stepByteCount < 1 << 20 }

    init(random: inout SplitMix64) {
        shape.blockLengthA = random.oneIn(4) ? 4096 : 512
        shape.blockLengthB = random.oneIn(4) ? 4096 : 512
        shape.blocksA = shape.blockLengthA == 512 ? 24 : 6
        shape.blocksB = shape.blockLengthB == 512 ? 24 : 6
        shape.isBWriteProtected = random.oneIn(12)
        if random.oneIn(4) { shape.capacity = Int64.random(in: 100...20000, using: &random) }
        shape.earlyWarning = shape.capacity / 2
        if random.oneIn(3) { shape.limits.stepByteCount = Int.random(in: 1...5000, using: &random) }
        let limits: [UInt32] = [0, 1, 700, 4000, 1 << 20]
        shape.limits.heldDataLimit = limits[Int.random(in: 0...4, using: &random)]
        var switches = CopyManagerSwitches()
        switches.offsetTailIsResidue = random.oneIn(3)
        switches.padUnit = random.oneIn(3) ? .block : .transfer
        switches.nullLuPad = !random.oneIn(3)
        switches.infoUnitVariable = random.oneIn(3) ? .records : .bytes
        switches.hddRetention = random.oneIn(3) ? .oldest : .newest
        shape.profile.switches = switches
    }
}

extension ModelWorld: CustomStringConvertible {
    var description: String {
        let switches = shape.profile.switches
        return """
            disk A \(shape.blocksA) blocks of \(shape.blockLengthA), \
            disk B \(shape.blocksB) of \(shape.blockLengthB)\
            \(shape.isBWriteProtected ? ", write protected" : ""), \
            tapes of \(shape.capacity) bytes, steps of \(shape.limits.stepByteCount) bytes, \
            HELD DATA LIMIT \(shape.limits.heldDataLimit), \
            offsetTailIsResidue \(switches.offsetTailIsResidue), padUnit \(switches.padUnit), \
            nullLuPad \(switches.nullLuPad), infoUnitVariable \(switches.infoUnitVariable), \
            hddRetention \(switches.hddRetention)
            """
    }
}

/// One copy, and what it begins with: the disks have their first content.
struct ModelTrial {
    var tapes: [[TapeItem]]
    var positions: [Int]
    var plan: CopyPlan
}

extension ModelTrial: CustomStringConvertible {
    var description: String {
        let tapes = zip(tapes, positions).enumerated().map { number, tape in
            let items = tape.0.map { item in
                if case .record(let bytes) = item { "\(bytes.count)" } else { "filemark" }
            }
            return "  tape \(number + 1) at \(tape.1) of: \(items.joined(separator: " "))"
        }
        return (tapes + ["\(plan)"]).joined(separator: "\n")
    }
}

/// Random copies that mostly work: what is left over is the point, and errors are the spice.
struct PlanGenerator {
    var random: SplitMix64
    let world: ModelWorld
    private var tapes: [[TapeItem]] = []
    private var positions: [Int] = []
    private var readTape = 2

    init(random: SplitMix64, world: ModelWorld) {
        self.random = random
        self.world = world
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &random)
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[number(0...values.count - 1)]
    }

    private func blocks(_ disk: Int) -> Int {
        disk == 0 ? world.shape.blocksA : world.shape.blocksB
    }

    private func blockLength(_ disk: Int) -> Int {
        disk == 0 ? world.shape.blockLengthA : world.shape.blockLengthB
    }

    mutating func trial() -> ModelTrial {
        for tape in 0..<2 {
            tapes.append(tapeContent(tape))
            positions.append(random.oneIn(4) ? number(0...tapes[tape].count) : 0)
        }
        return ModelTrial(tapes: tapes, positions: positions, plan: plan())
    }

    /// Records for a tape that is to be read, as far as it takes them.
    private mutating func tapeContent(_ tape: Int) -> [TapeItem] {
        if random.oneIn(5) { return [] }
        let length = pick([40, 100, 512, 512, 700, 1024, 1536, 4096])
        var lengths = [Int](repeating: length, count: min(40, number(0...16000) / length + 1))
        for _ in 0..<max(0, number(-6...2)) {
            lengths[number(0...lengths.count - 1)] = pick([0, 0, 99, length + 1, 512])
        }
        var used = 0
        var items: [TapeItem] = []
        for (number, length) in lengths.enumerated() {
            used += length == 0 ? 64 : length
            if used > world.shape.capacity { break }
            let bytes = distinctBytes((tape + 1) << 30 | used << 8 | number, count: length)
            items.append(length == 0 ? .filemark : .record(bytes))
        }
        return items
    }

    private mutating func plan() -> CopyPlan {
        var plan = CopyPlan()
        plan.isLID4 = random.oneIn(2)
        plan.receiver = number(0...3)
        readTape = number(2...3)
        for device in 0..<4 {
            var planned = PlannedDevice(device: device, type: device < 2 ? 0 : 1)
            planned.pad = random.oneIn(2)
            planned.length =
                device < 2 ? pick([0, blockLength(device)]) : pick([0, nextLength(device - 2)])
            plan.descriptors.append(planned)
        }
        if random.oneIn(8) { plan.descriptors.append(oddDevice()) }
        plan.inline = distinctBytes(number(0...1 << 20), count: number(0...3000))
        for _ in 0..<number(1...5) { plan.segments.append(segment(plan)) }
        return plan
    }

    /// The length of the next record on a tape, so that it can be read; any where there is none.
    private mutating func nextLength(_ tape: Int) -> Int {
        let rest = tapes[tape][positions[tape]...]
        if case .record(let bytes)? = rest.first { return bytes.count }
        return pick([64, 100, 512, 1024, 1536, 4096])
    }

    private mutating func oddDevice() -> PlannedDevice {
        switch number(0...9) {
        case 0: PlannedDevice(device: nil, type: pick([0, 1]))
        case 1: PlannedDevice(device: 0, type: 1, length: 512)
        case 2: PlannedDevice(device: 2, type: 0, length: 512)
        case 3: PlannedDevice(device: number(0...1), type: 0, length: pick([1, 513, 2048]))
        case 4: PlannedDevice(device: 1, type: 3)
        default:
            PlannedDevice(
                device: 0, type: pick([0, 1, 1, 3]), pad: random.oneIn(2), length: 0, isNull: true)
        }
    }

    /// The ID of a device of a type; now and then of whatever there is.
    private mutating func id(_ type: Int, _ plan: CopyPlan, isSource: Bool) -> Int {
        if random.oneIn(25) { return random.oneIn(3) ? 0xFFFF : type == 0 ? 0xC000 : 0xC001 }
        if random.oneIn(150) {
            return pick([0xC000, 0xC001, 0x06FE, 0x0800, 0xC002, 0xF800, 0xFFFE])
        }
        if plan.descriptors.count > 4 && random.oneIn(3) { return 4 }
        let kind = random.oneIn(100) ? 1 - type : type
        if kind == 0 { return number(0...1) }
        // Mostly one tape is read and the other written, as writing ends what can be read.
        return random.oneIn(6) ? number(2...3) : isSource ? readTape : 5 - readTape
    }

    private static let codes: [UInt8] = [
        0x00, 0x00, 0x01, 0x01, 0x02, 0x02, 0x02, 0x03, 0x03, 0x04, 0x05, 0x06, 0x08, 0x08, 0x09,
        0x09, 0x0A, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F, 0x07, 0x10, 0x11, 0x12, 0x13, 0x16,
    ]

    private mutating func segment(_ plan: CopyPlan) -> PlannedSegment {
        var segment = PlannedSegment(code: pick(Self.codes))
        segment.cat = random.oneIn(2)
        // The recipe that empties the residue.
        if random.oneIn(20) {
            (segment.code, segment.source, segment.cat) = (0x06, pick([0xC001, 0xC001, 4]), false)
            return segment
        }
        let isTape = (0x10...0x13).contains(segment.code)
        segment.source = id(segment.readsStream || isTape ? 1 : 0, plan, isSource: true)
        segment.destination = id(segment.writesStream || isTape ? 1 : 0, plan, isSource: false)
        // A copy onto itself is defined only where nothing overlaps.
        let isOntoItself = segment.source == segment.destination && segment.source < 4
        if isOntoItself && (isTape || segment.plainCode == 0x03) {
            segment.destination = segment.source < 2 ? segment.source : 5 - segment.source
        }
        if isOntoItself && segment.source < 2 && segment.writesBlocks && !random.oneIn(4) {
            segment.destination = 1 - segment.source
        }
        switch segment.code {
        case 0x07: segment.from = number(0...1)
        case 0x10...0x13: positioning(&segment)
        case 0x16: blockImage(&segment)
        default: data(&segment, plan)
        }
        return segment
    }

    private mutating func positioning(_ segment: inout PlannedSegment) {
        switch segment.code {
        case 0x10:
            segment.from = number(0...1)
            segment.count = number(0...4)
        case 0x11:
            segment.from = number(0...3)
            segment.count = random.oneIn(3) ? number(-5...5) : number(-1...1)
            if segment.from == 3 && !random.oneIn(4) { segment.from = 0 }
        case 0x12: segment.count = random.oneIn(10) ? number(0...60) : number(0...4)
        default: segment.count = pick([0, 1, 1, 2, 3])
        }
    }

    private mutating func blockImage(_ segment: inout PlannedSegment) {
        segment.from = address()
        segment.to = address()
        if segment.source == segment.destination { segment.to += blocks(0) / 2 }
        segment.count = random.oneIn(4) ? 0 : number(1...8)
    }

    private mutating func address() -> Int {
        random.oneIn(40) ? number(0...40) : number(0...min(blocks(0), blocks(1)) / 4)
    }

    private mutating func data(_ segment: inout PlannedSegment, _ plan: CopyPlan) {
        segment.countsDestination = segment.plainCode == 0x02 && random.oneIn(2)
        let tape = segment.readsStream ? segment.source : segment.destination
        segment.transfer = transfer(tape, plan)
        segment.destinationTransfer =
            segment.plainCode == 0x03 ? transfer(segment.destination, plan) : 0
        let isEmpty = random.oneIn(9)
        segment.from = segment.readsBlocks ? address() : 0
        segment.to = segment.writesBlocks ? address() : 0
        if segment.source == segment.destination { segment.to += blocks(0) / 2 }
        switch segment.plainCode {
        case 0x00, 0x01, 0x02: segment.count = number(1...min(10, min(blocks(0), blocks(1)) / 3))
        case 0x04:
            segment.from = random.oneIn(30) ? number(0...4000) : number(0...8) * 4
            segment.count = number(1...max(1, plan.inline.count - (random.oneIn(20) ? 0 : 32)))
        case 0x05:
            segment.embedded = distinctBytes(number(0...1 << 20), count: number(1...900))
            segment.count = segment.embedded.count
        default: segment.count = bytes(segment, plan)
        }
        if [0x08, 0x0A].contains(segment.code) { segment.fromOffset = offset() }
        if [0x09, 0x0A].contains(segment.code) { segment.toOffset = offset() }
        if isEmpty { (segment.count, segment.embedded) = (0, []) }
    }

    private mutating func offset() -> Int {
        if random.oneIn(3) { return 0 }
        return random.oneIn(40) ? pick([512, 4095, 4096, 65535]) : number(1...511)
    }

    /// A count of bytes, often of whole units.
    private mutating func bytes(_ segment: PlannedSegment, _ plan: CopyPlan) -> Int {
        if random.oneIn(3) {
            let length =
                plan.descriptors.indices.contains(segment.source)
                ? plan.descriptors[segment.source].length : 0
            return max(1, length) * max(1, segment.transfer) * number(1...3) % 4000
        }
        return random.oneIn(4) ? number(1...20) : number(1...2500)
    }

    /// A STREAM DEVICE TRANSFER LENGTH.
    private mutating func transfer(_ id: Int, _ plan: CopyPlan) -> Int {
        if random.oneIn(30) { return pick([0, 80, 511, 10240]) }
        guard (2...3).contains(id) else { return pick([0, 90, 512, 1000]) }
        let isFixed = plan.descriptors[id].length > 0
        if isFixed && random.oneIn(60) { return 0xFF_FFFF }
        return isFixed ? number(1...3) : nextLength(id - 2)
    }
}
