import CopyManager

/// A copy manager of the plainest kind: each segment's bytes are lists, each rule of the standard
/// is one line. It has nothing in common with the executors.
struct ResidueModel {
    var disks: [ModelDisk]
    var tapes: [ModelTape]
    let switches: CopyManagerSwitches
    /// HELD DATA LIMIT.
    let heldLimit: Int

    /// Bytes that were read and not processed.
    var leftOfSource: [UInt8] = []
    /// Bytes that were processed and not written.
    var leftForDestination: [UInt8] = []
    /// All bytes that the hold variants processed.
    var held: [UInt8] = []
    /// Bytes that the segment in progress wrote.
    var written = 0
    /// How many units it would write, and how many it did; what INFORMATION counts.
    var intendedUnits = 0
    var writtenUnits = 0
    /// Whether INFORMATION is zero whatever is left: 13h.
    var countsNothing = false
    /// Bytes that the segments before it wrote.
    var writtenBefore = 0
    /// How far the copy manager was seen to get; where it works in steps, it is its own choice how
    /// much it has moved when a device ends the copy.
    var progress: Progress?
    /// Whether a segment's outcome is the copy manager's own choice, as it copies a logical unit's
    /// blocks, or a tape, onto themselves.
    var isUndefined = false

    init(
        disks: [ModelDisk], tapes: [ModelTape], switches: CopyManagerSwitches, heldLimit: Int
    ) {
        self.disks = disks
        self.tapes = tapes
        self.switches = switches
        self.heldLimit = heldLimit
    }

    /// What was seen of a copy that a device ended.
    struct Progress {
        /// TRANSFER COUNT.
        var written: Int
        /// Where the tapes are.
        var positions: [Int]
        /// The sense data.
        var sense: [UInt8]

        /// Whether a copy destination was to blame.
        func blames(_ destination: End) -> Bool {
            if sense.count > 18 { return sense[9] > 0 }
            return destination.device == nil && Array(sense[15...17]) == destination.pointer
        }
    }

    /// How a copy ended.
    struct Outcome: Equatable {
        /// Empty for GOOD.
        var sense: [UInt8] = []
        var segments: Int
        /// TRANSFER COUNT in bytes.
        var bytes = 0
        /// The held data that is kept, and whether some was dropped.
        var held: [UInt8] = []
        var isHeldDataDiscarded = false
        /// Whether it depends on steps how much is held.
        var isHeldDataUnknown = false
        /// Whether the copy manager's own choices decide on the outcome.
        var isUndefined = false

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
    struct End {
        /// 0 disk, 1 tape, 3 processor.
        var type: UInt8
        var device: Int?
        /// What a command to nobody ends with.
        var nobody: (UInt8, UInt8) = (0x08, 0x04)
        var pad = false
        /// The length of a block; 0 for a tape with variable blocks.
        var length = 0
        var pointer: [UInt8] = [0, 0, 0]

        var isStream: Bool { type == 1 || type == 3 }

        /// The device, for a command to it.
        func reached() throws(Failure) -> Int {
            if let device { return device }
            throw Failure(code: nobody, pointer: pointer)
        }
    }

    mutating func run(_ plan: CopyPlan) -> Outcome {
        (leftOfSource, leftForDestination, held, isUndefined) = ([], [], [], false)
        writtenBefore = 0
        var outcome = Outcome(segments: plan.segments.count)
        for (number, segment) in plan.segments.enumerated() {
            (written, intendedUnits, writtenUnits, countsNothing) = (0, 0, 0, false)
            do throws(Failure) {
                try perform(segment, plan)
            } catch {
                let left = countsNothing ? 0 : intendedUnits - writtenUnits
                outcome.sense = Self.sense(
                    error, segment: number, information: writtenUnits > 0 ? left : nil)
                outcome.segments = number + 1
            }
            writtenBefore += written
            if !outcome.sense.isEmpty {
                outcome.isHeldDataUnknown = progress != nil && segment.holds
                break
            }
        }
        outcome.bytes = writtenBefore
        let isOldestKept = switches.hddRetention == .oldest
        outcome.held = Array(isOldestKept ? held.prefix(heldLimit) : held.suffix(heldLimit))
        outcome.isHeldDataDiscarded = held.count > heldLimit
        outcome.isUndefined = isUndefined
        return outcome
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

    /// The end of a segment that a CSCD descriptor ID in its byte `byte` names.
    func end(
        _ id: Int, _ plan: CopyPlan, at byte: UInt8, isDataMoved: Bool = true
    ) throws(Failure) -> End {
        switch id {
        case 0xC000: return End(type: 0, pad: switches.nullLuPad, length: 512)
        case 0xC001: return End(type: 1, pad: switches.nullLuPad)
        case 0xFFFF:
            let receiver = plan.receiver
            let length = receiver < 2 ? disks[receiver].length : 0
            return End(type: receiver < 2 ? 0 : 1, device: receiver, length: length)
        default: break
        }
        if id >= plan.descriptors.count { throw .field((0x08, 0x04), segment: byte) }
        let named = plan.descriptors[id]
        let offset = plan.offset(ofDescriptor: id)
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
            if isDataMoved && named.length != 0 && named.length != end.length {
                let field = [0x80] + ListBytes.number(offset + 29, 2)
                throw Failure(code: (0x26, 0x00), pointer: field)
            }
        }
        return end
    }

    private mutating func perform(_ segment: PlannedSegment, _ plan: CopyPlan) throws(Failure) {
        switch segment.code {
        case 0x07: try verify(segment, plan)
        case 0x10, 0x11, 0x12: try position(segment, plan)
        case 0x13: try copyTape(segment, plan)
        case 0x16: try copyBlocks(segment, plan)
        default: try move(segment, plan)
        }
    }
}
