/// A copy manager of the plainest kind: each segment's bytes are lists, each rule of the reference
/// is one line. It has nothing in common with `SegmentTransfer`.
struct ResidueModel {
    var disks: [ModelDisk]
    var tapes: [ModelTape]
    /// The device that gets the command.
    var receiver = 0
    /// Bytes that were read and not processed.
    private var leftOfSource: [UInt8] = []
    /// Bytes that were processed and not written.
    private var leftForDestination: [UInt8] = []
    /// Bytes that the segment in progress wrote, and would have written.
    private var written = 0
    private var intended = 0
    /// Bytes that the whole copy wrote.
    private var total = 0

    init(disks: [ModelDisk], tapes: [ModelTape]) {
        self.disks = disks
        self.tapes = tapes
    }

    /// How a copy ended.
    struct Outcome: Equatable {
        /// Empty for GOOD.
        var sense: [UInt8] = []
        var segments: Int
        var bytes = 0

        /// Whether a device, or there being none, ended it: what was moved before then depends on
        /// where a step ended.
        var dependsOnSteps: Bool {
            sense.count > 18 || (!sense.isEmpty && [0x08, 0x0D].contains(sense[12]))
        }
    }

    struct Failure: Error {
        var code: (UInt8, UInt8)
        var pointer: [UInt8] = [0, 0, 0]
        var source: [UInt8]?
        var destination: [UInt8]?

        static func field(_ code: (UInt8, UInt8), segment byte: UInt8) -> Failure {
            Failure(code: code, pointer: [0xA0, 0, byte])
        }
    }

    /// One end of a segment.
    private struct End {
        /// 0 disk, 1 tape, 3 processor.
        var type: UInt8
        var device: Int?
        /// What a command to nobody ends with.
        var nobody: (UInt8, UInt8) = (0x08, 0x04)
        var pad = false
        var length = 0
        var pointer: [UInt8] = [0, 0, 0]
    }

    mutating func run(_ plan: CopyPlan) -> Outcome {
        (leftOfSource, leftForDestination, total) = ([], [], 0)
        for (number, segment) in plan.segments.enumerated() {
            (written, intended) = (0, 0)
            var unit = 1
            do throws(Failure) {
                try perform(segment, plan, &unit)
            } catch {
                total += written
                let sense = Self.sense(
                    error, segment: number,
                    information: written > 0 ? (intended - written) / unit : nil)
                return Outcome(sense: sense, segments: number + 1, bytes: total)
            }
            total += written
        }
        return Outcome(segments: plan.segments.count, bytes: total)
    }

    private static func sense(_ failure: Failure, segment: Int, information: Int?) -> [UInt8] {
        var areas: [UInt8] = []
        var offsets: [UInt8] = [0, 0]
        if let source = failure.source {
            offsets[0] = 0x12
            areas = [0x02] + source
        }
        if let destination = failure.destination {
            offsets[1] = 0x12
            areas = [0x02] + destination
        }
        return [information == nil ? 0x70 : 0xF0, 0, 0x0A]
            + ListBytes.number(information ?? 0, 4) + [UInt8(10 + areas.count)] + offsets
            + ListBytes.number(segment, 2) + [failure.code.0, failure.code.1, 0]
            + failure.pointer + areas
    }

    // MARK: The two ends

    private func end(_ id: Int, _ plan: CopyPlan, at byte: UInt8) throws(Failure) -> End {
        switch id {
        case 0xC000: return End(type: 0, pad: true, length: 512)
        case 0xC001: return End(type: 1, pad: true)
        case 0xFFFF:
            let length = receiver < 2 ? disks[receiver].length : 0
            return End(type: receiver < 2 ? 0 : 1, device: receiver, length: length)
        default: break
        }
        if id >= plan.descriptors.count { throw .field((0x08, 0x04), segment: byte) }
        let named = plan.descriptors[id]
        let offset = 16 + 32 * id
        let pointer = [0x80] + ListBytes.number(offset, 2)
        var end = End(
            type: named.type, device: named.device, pad: named.pad, length: named.length,
            pointer: pointer)
        if named.isNull {
            (end.device, end.nobody) = (nil, (0x0D, 0x02))
            if named.type == 0 && named.length == 0 { end.length = 512 }
            if named.type == 3 { end.length = 0 }
            return end
        }
        guard let device = named.device else {
            throw Failure(code: (0x08, 0x04), pointer: pointer)
        }
        if named.type != (device < 2 ? 0 : 1) {
            throw Failure(code: (0x0D, 0x03), pointer: pointer)
        }
        if device < 2 {
            end.length = disks[device].length
            if named.length != 0 && named.length != end.length {
                let field = [0x80] + ListBytes.number(offset + 29, 2)
                throw Failure(code: (0x26, 0x00), pointer: field)
            }
        }
        return end
    }

    // MARK: Segments

    private mutating func perform(
        _ segment: PlannedSegment, _ plan: CopyPlan, _ informationUnit: inout Int
    ) throws(Failure) {
        var source = End(type: 0)
        var destination = End(type: 1)
        let reads = [0x00, 0x01, 0x02, 0x06].contains(segment.code)
        let writes = segment.code != 0x06
        if reads { source = try end(segment.source, plan, at: 4) }
        if writes { destination = try end(segment.destination, plan, at: 6) }
        let streams: [UInt8] = [1, 3]
        let fromStream = segment.code == 0x01 || segment.code == 0x06
        let toStream = segment.code != 0x01 && segment.code != 0x02
        if reads && (fromStream ? !streams.contains(source.type) : source.type != 0) {
            throw .field((0x26, 0x0C), segment: 4)
        }
        if segment.code == 0x10 {
            if destination.type != 1 { throw .field((0x26, 0x0C), segment: 6) }
            return try write(filemarks: segment.count, destination)
        }
        if writes && (toStream ? !streams.contains(destination.type) : destination.type != 0) {
            throw .field((0x26, 0x0C), segment: 6)
        }
        let pads = (segment.code != 0x04 && source.pad, writes && destination.pad)
        let (processed, room) = amounts(segment, source, destination)
        let unit = try unit(of: segment, plan, fromStream ? source : destination, processed)
        let outUnit = toStream ? max(1, unit) : destination.length
        informationUnit = toStream ? max(1, destination.length) : destination.length
        let all = leftForDestination.count + processed
        let isFilled = !segment.cat && pads.1 && all % max(1, outUnit) > 0
        intended = room ?? (all / outUnit + (isFilled ? 1 : 0)) * outUnit

        if segment.code == 0x04 {
            leftForDestination += plan.inline[segment.from..<segment.from + segment.count]
        } else {
            let new = try take(processed, segment, source, unit: unit)
            if writes { leftForDestination += new }
        }
        if writes {
            try writeUnits(segment, destination, unit: outUnit, room: room, toStream: toStream)
        }
        if segment.cat { return }
        switch pads {
        case (false, false):
            if !leftOfSource.isEmpty || !leftForDestination.isEmpty {
                throw Failure(code: (0x26, 0x0A))
            }
        case (true, false): (leftOfSource, leftForDestination) = ([], [])
        default:
            if pads.0 { leftOfSource = [] }
            if leftForDestination.isEmpty { return }
            if room != nil { throw Failure(code: (0x26, 0x0A)) }
            let missing = outUnit - leftForDestination.count
            leftForDestination += [UInt8](repeating: 0, count: missing)
            try writeUnits(segment, destination, unit: outUnit, room: nil, toStream: toStream)
        }
    }

    /// How many bytes are to be processed, and how many may be written where that is counted.
    private func amounts(
        _ segment: PlannedSegment, _ source: End, _ destination: End
    ) -> (processed: Int, room: Int?) {
        switch segment.code {
        case 0x00: return (segment.count * source.length, nil)
        case 0x02 where !segment.countsDestination: return (segment.count * source.length, nil)
        case 0x01, 0x02:
            let room = segment.count * destination.length
            return (max(0, room - leftForDestination.count), room)
        default: return (segment.count, nil)
        }
    }

    /// How many bytes one command to the tape moves; checks the segment's other fields first.
    private func unit(
        of segment: PlannedSegment, _ plan: CopyPlan, _ tape: End, _ processed: Int
    ) throws(Failure) -> Int {
        if segment.code == 0x04 && segment.from + segment.count > plan.inline.count {
            throw .field((0x26, 0x0B), segment: segment.from > plan.inline.count ? 12 : 16)
        }
        if segment.code == 0x04 && segment.from % 4 != 0 {
            throw .field((0x26, 0x00), segment: 12)
        }
        let unit = tape.length > 0 ? tape.length * segment.transfer : segment.transfer
        let isSource = segment.code == 0x01 || segment.code == 0x06
        let isMoved =
            isSource
            ? processed > leftOfSource.count : processed > 0 || !leftForDestination.isEmpty
        if segment.code != 0x02 && (unit > 0xFFFFFF || (unit == 0 && isMoved)) {
            throw .field((0x26, 0x00), segment: 9)
        }
        return unit
    }

    /// Bytes from what was left over, then from the device, whole units only.
    private mutating func take(
        _ count: Int, _ segment: PlannedSegment, _ source: End, unit: Int
    ) throws(Failure) -> [UInt8] {
        var pool = leftOfSource
        if pool.count < count {
            guard let device = source.device else {
                throw Failure(code: source.nobody, pointer: source.pointer)
            }
            do throws(DeviceSense) {
                if source.type == 0 {
                    let blocks = (count - pool.count + source.length - 1) / source.length
                    pool += try disks[device].read(segment.from, blocks)
                } else {
                    while pool.count < count {
                        for _ in 0..<(source.length > 0 ? segment.transfer : 1) {
                            let length = source.length > 0 ? source.length : unit
                            pool += try tapes[device - 2].read(length)
                        }
                    }
                }
            } catch {
                throw Failure(code: (0x0D, 0x01), pointer: source.pointer, source: error.bytes)
            }
        }
        leftOfSource = Array(pool[count...])
        return Array(pool[..<count])
    }

    /// As many whole units as are there, and as may be written.
    private mutating func writeUnits(
        _ segment: PlannedSegment, _ destination: End, unit: Int, room: Int?, toStream: Bool
    ) throws(Failure) {
        let whole = min(leftForDestination.count, room ?? Int.max) / unit * unit
        if whole == 0 { return }
        guard let device = destination.device else {
            throw Failure(code: destination.nobody, pointer: destination.pointer)
        }
        let bytes = Array(leftForDestination[..<whole])
        leftForDestination = Array(leftForDestination[whole...])
        do throws(DeviceSense) {
            if !toStream {
                let lba = (segment.code == 0x02 ? segment.to : segment.from) + written / unit
                try disks[device].write(bytes, lba)
                written += whole
                return
            }
            let length = destination.length > 0 ? destination.length : unit
            for start in stride(from: 0, to: whole, by: length) {
                try tapes[device - 2].write(Array(bytes[start..<start + length]))
                written += length
            }
        } catch {
            throw Failure(
                code: (0x0D, 0x01), pointer: destination.pointer, destination: error.bytes)
        }
    }

    private mutating func write(filemarks count: Int, _ end: End) throws(Failure) {
        guard let device = end.device else {
            throw Failure(code: end.nobody, pointer: end.pointer)
        }
        do throws(DeviceSense) {
            try tapes[device - 2].write(filemarks: count)
        } catch {
            throw Failure(code: (0x0D, 0x01), pointer: end.pointer, destination: error.bytes)
        }
    }
}
