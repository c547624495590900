import Timebase

/// Gets every event of a run, in order. Reports, digests and files are sinks, nothing else.
public protocol TraceSink: AnyObject {
    /// Takes one event.
    func record(_ event: TraceEvent)
}

/// Numbers events and hands them to the sinks.
public final class Trace {
    private var sinks: [any TraceSink] = []
    private var next: UInt64 = 0

    /// A trace without sinks.
    public init() {}

    /// Adds a sink, which gets the events from now on.
    public func add(_ sink: any TraceSink) { sinks.append(sink) }

    /// How many events there were.
    public var eventCount: UInt64 { next }

    /// Records an event.
    public func emit(_ kind: @autoclosure () -> TraceEvent.Kind, at time: Instant) {
        defer { next += 1 }
        if sinks.isEmpty { return }
        let event = TraceEvent(time: time, sequence: next, kind: kind())
        for sink in sinks { sink.record(event) }
    }
}
