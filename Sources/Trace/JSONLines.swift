import Timebase

/// Writes events as JSON lines: one object a line, keys always in the same order, so that equal
/// runs give equal bytes.
public final class JSONLinesSink: TraceSink {
    /// How many bytes are gathered before they are handed on.
    static let bufferSize = 1 << 16

    private var buffer: [UInt8] = []
    private let write: (ArraySlice<UInt8>) -> Void

    /// Hands finished lines to `write`, many at a time.
    public init(write: @escaping (ArraySlice<UInt8>) -> Void) {
        self.write = write
        buffer.reserveCapacity(Self.bufferSize + 4096)
    }

    public func record(_ event: TraceEvent) {
        var line = JSONObject(appendingTo: &buffer)
        event.write(to: &line, &buffer)
        line.end(&buffer)
        buffer.append(UInt8(ascii: "\n"))
        if buffer.count >= Self.bufferSize { flush() }
    }

    /// Hands on what is left.
    public func flush() {
        if buffer.isEmpty { return }
        write(buffer[...])
        buffer.removeAll(keepingCapacity: true)
    }
}

extension TraceEvent {
    func write(to line: inout JSONObject, _ out: inout [UInt8]) {
        line.add(.time, time.nanoseconds, &out)
        line.add(.sequence, Int64(truncatingIfNeeded: sequence), &out)
        switch kind {
        case .run(let scenario, let seed):
            line.add(.event, "run", &out)
            line.add(.scenario, scenario, &out)
            line.add(.seed, String(seed), &out)
        case .command(let command):
            command.write(to: &line, &out)
        case .segment(let segment):
            line.add(.event, segment.hasEnded ? "segment_ended" : "segment_began", &out)
            line.add(.segment, Int64(segment.number), &out)
            line.add(.type, segment.name, &out)
            if let sense = segment.sense { line.add(.sense, sense, &out) }
        case .fault(let unit, let fault):
            line.add(.event, "fault", &out)
            line.add(.unit, unit, &out)
            line.add(.fault, fault, &out)
        case .snapshot(let origin, let unit):
            line.add(.event, "snapshot", &out)
            line.add(.origin, origin, &out)
            line.add(.unit, unit, &out)
        case .quiesce(let quiesce):
            line.add(.event, "quiesce", &out)
            line.add(.unit, quiesce.unit, &out)
            line.add(.state, quiesce.state.rawValue, &out)
            line.add(.quietAt, quiesce.quietAt.nanoseconds, &out)
        case .burst(let unit, let writes):
            line.add(.event, "burst", &out)
            line.add(.unit, unit, &out)
            line.add(.writes, Int64(writes), &out)
        case .step(let step):
            line.add(.event, step.isGood == nil ? "step_began" : "step_ended", &out)
            line.add(.step, step.name, &out)
            line.add(.detail, step.detail, &out)
            if let isGood = step.isGood { line.add(.good, isGood, &out) }
        }
    }
}

extension CommandEvent {
    func write(to line: inout JSONObject, _ out: inout [UInt8]) {
        line.add(.event, "command", &out)
        line.add(.unit, unit, &out)
        line.add(.nexus, Int64(nexus), &out)
        if let segment { line.add(.segment, Int64(segment), &out) }
        line.add(.name, name, &out)
        line.add(.cdb, hex: cdb, &out)
        line.add(.issued, issued.nanoseconds, &out)
        line.add(.dataOut, Int64(dataOut), &out)
        line.add(.dataIn, Int64(dataIn), &out)
        line.add(.status, Int64(status), &out)
        if !sense.isEmpty { line.add(.sense, hex: sense, &out) }
    }
}
