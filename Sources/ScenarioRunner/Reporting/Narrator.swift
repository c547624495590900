import SCSI
import Styling
import Timebase
import Trace

/// Tells a person what happens as it happens: a line for each event that matters, with its
/// instant in virtual time.
public final class Narrator: TraceSink {
    /// How many segments of one EXTENDED COPY are told of.
    static let toldSegments = 12

    private let write: (String) -> Void
    private let style: TextStyle
    private var toldOfCopy = 0

    /// A narrator that hands each line to `write`.
    public init(style: TextStyle, write: @escaping (String) -> Void) {
        self.style = style
        self.write = write
    }

    public func record(_ event: TraceEvent) {
        guard let text = text(of: event.kind) else { return }
        let time = event.time.description
        let pad = String(repeating: " ", count: max(0, 16 - time.count))
        write("  " + style.faint(pad + time) + "  " + text)
    }

    private func text(of kind: TraceEvent.Kind) -> String? {
        switch kind {
        case .run:
            return nil
        case .command(let command):
            return text(of: command)
        case .segment(let segment):
            return text(of: segment)
        case .fault(let unit, let fault):
            return style.bad("fault") + "     \(unit): \(fault)"
        case .snapshot(let origin, let unit):
            return "snapshot  \(unit) shows \(origin) as it is now; writes to \(origin) go on"
        case .quiesce(let quiesce):
            return "quiesce   \(quiesce.unit): " + text(of: quiesce)
        case .burst(let unit, let writes):
            return "writes    \(unit): " + (writes == 1 ? "one write" : "a burst of \(writes)")
        case .step(let step):
            guard let isGood = step.isGood else {
                return style.strong(step.name) + " " + step.detail
            }
            // That two disks differ is what a comparison found, and may be what was expected.
            if step.detail.hasPrefix("different: ") { return step.name + ": " + step.detail }
            return step.name + ": " + (isGood ? style.good("good") : style.bad("failed"))
                + (step.detail.isEmpty ? "" : ", " + step.detail)
        }
    }

    private func text(of quiesce: QuiesceEvent) -> String {
        switch quiesce.state {
        case .waiting: "waiting; quiet at \(quiesce.quietAt) if nothing is written"
        case .restarted: "written to; quiet at \(quiesce.quietAt) at the earliest"
        case .quiet: "quiet"
        case .timedOut: "timed out; it would have been quiet at \(quiesce.quietAt)"
        }
    }

    private func text(of segment: SegmentEvent) -> String? {
        let number = "segment   \(segment.number): \(segment.name)"
        if segment.hasEnded {
            return segment.sense.map { number + ": " + style.bad($0) }
        }
        if segment.number == 0 { toldOfCopy = 0 }
        toldOfCopy += 1
        if toldOfCopy > Self.toldSegments {
            return toldOfCopy == Self.toldSegments + 1 ? "segment   … and further ones" : nil
        }
        return number
    }

    /// Of commands only those are told of that a person asks about: copies, and what went wrong.
    private func text(of command: CommandEvent) -> String? {
        guard command.cdb.first == OperationCode.extendedCopy.rawValue else { return nil }
        let sense = try? SenseData(command.sense, isFromCopy: true)
        // A unit attention is answered by sending the command again.
        if sense?.key == .unitAttention { return nil }
        let status = SCSIStatus(rawValue: command.status).meaning ?? "status \(command.status)"
        return "command   \(command.name) to \(command.unit): \(status)"
            + (sense.map { ", " + $0.text } ?? "")
    }
}
