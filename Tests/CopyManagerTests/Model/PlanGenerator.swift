/// Random copies that mostly work: what is left over is the point, and errors are the spice.
struct PlanGenerator {
    var random: SplitMix64

    private mutating func number(_ range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &random)
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[number(0...values.count - 1)]
    }

    /// A copy that suits the model's present content.
    mutating func plan(for model: ResidueModel) -> CopyPlan {
        var plan = CopyPlan()
        for device in 0..<4 {
            var planned = PlannedDevice(device: device, type: device < 2 ? 0 : 1)
            planned.pad = random.oneIn(2)
            planned.length =
                device < 2
                ? pick([0, model.disks[device].length]) : pick([0, nextLength(model, device)])
            plan.descriptors.append(planned)
        }
        if random.oneIn(12) { plan.descriptors.append(oddDevice()) }
        plan.inline = distinctBytes(number(0...1 << 20), count: number(0...3000))
        for _ in 0..<number(1...5) { plan.segments.append(segment(plan, model)) }
        return plan
    }

    /// The length of the next record on a tape, so that it can be read; any where there is none.
    private mutating func nextLength(_ model: ResidueModel, _ device: Int) -> Int {
        let tape = model.tapes[device - 2]
        if tape.position < tape.items.count, case .record(let bytes) = tape.items[tape.position] {
            return bytes.count
        }
        return pick([100, 512, 1024, 1536, 4096])
    }

    private mutating func oddDevice() -> PlannedDevice {
        switch number(0...5) {
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
    private mutating func id(_ type: Int, _ plan: CopyPlan) -> Int {
        if random.oneIn(25) {
            return pick([0xC000, 0xC001, 0xFFFF, 0x07FF, 0x0800, 0xC002, 0xF800, 0xFFFE])
        }
        if plan.descriptors.count > 4 && random.oneIn(3) { return 4 }
        return (random.oneIn(40) ? 1 - type : type) * 2 + number(0...1)
    }

    private mutating func segment(_ plan: CopyPlan, _ model: ResidueModel) -> PlannedSegment {
        var segment = PlannedSegment(
            code: pick([0x00, 0x00, 0x01, 0x01, 0x02, 0x02, 0x04, 0x06, 0x10]))
        segment.cat = random.oneIn(2)
        let fromTape = segment.code == 0x01 || segment.code == 0x06
        let toDisk = segment.code == 0x01 || segment.code == 0x02
        segment.source = id(fromTape ? 1 : 0, plan)
        segment.destination = id(toDisk ? 0 : 1, plan)
        let tape = fromTape ? segment.source : segment.destination
        if (2...3).contains(tape) {
            let fixed = plan.descriptors[tape].length
            segment.transfer = fixed > 0 ? number(1...3) : nextLength(model, tape)
        } else {
            segment.transfer = pick([0, 90, 512, 1000])
        }
        if random.oneIn(20) { segment.transfer = pick([0, 80, 511, 10240]) }
        if random.oneIn(50) && (2...3).contains(tape) && plan.descriptors[tape].length > 0 {
            segment.transfer = 0xFFFFFF
        }
        let isEmpty = random.oneIn(7)
        let blocks = model.disks.map { $0.bytes.count / $0.length }
        segment.from = random.oneIn(30) ? number(0...300) : number(0...8)
        switch segment.code {
        case 0x02:
            segment.countsDestination = random.oneIn(2)
            segment.to = random.oneIn(30) ? number(0...300) : number(0...8)
            segment.count = isEmpty ? 0 : number(1...12)
        case 0x04:
            segment.from = random.oneIn(20) ? number(0...4000) : number(0...8) * 4
            segment.count = isEmpty ? 0 : number(1...max(1, plan.inline.count - 32))
        case 0x06: segment.count = isEmpty ? 0 : number(1...5000)
        case 0x10: segment.count = isEmpty ? 0 : number(1...4)
        default: segment.count = isEmpty ? 0 : number(1...min(16, blocks.min() ?? 1))
        }
        return segment
    }

    /// Lengths of records for a tape that is to be read, 0 for a filemark.
    mutating func tapeContent() -> [Int] {
        let length = pick([100, 512, 700, 1024, 1536, 4096])
        var lengths = [Int](repeating: length, count: number(0...24))
        if !lengths.isEmpty && random.oneIn(3) {
            lengths[number(0...lengths.count - 1)] = pick([0, 99, length + 1, 512])
        }
        return lengths
    }
}
