import Timebase

/// Something that happened on the fabric or in the engine, at an instant.
public struct TraceEvent: Sendable {
    /// When it happened.
    public var time: Instant
    /// Its place among all events of the run, from 0; events of one instant are in this order.
    public var sequence: UInt64
    /// What happened.
    public var kind: Kind

    /// The kinds of event.
    public enum Kind: Sendable {
        /// A command ended.
        case command(CommandEvent)
        /// A segment of an EXTENDED COPY began or ended.
        case segment(SegmentEvent)
        /// A fault was injected into a command for the logical unit `unit`.
        case fault(unit: String, fault: String)
        /// A snapshot was made, as a logical unit of its own.
        case snapshot(origin: String, unit: String)
        /// The quiesce watch changed its state.
        case quiesce(QuiesceEvent)
        /// A workload began a burst of writes.
        case burst(unit: String, writes: Int)
        /// A step of a scenario or of the engine began or ended.
        case step(StepEvent)
    }
}

/// A command that ended.
public struct CommandEvent: Sendable {
    /// The logical unit.
    public var unit: String
    /// The I_T nexus.
    public var nexus: Int
    /// The segment on whose behalf the copy manager sent it; `nil` for other initiators.
    public var segment: UInt16?
    /// The command's name.
    public var name: String
    /// The CDB.
    public var cdb: [UInt8]
    /// When it was sent.
    public var issued: Instant
    /// How many bytes went to the device.
    public var dataOut: Int
    /// How many bytes came from the device.
    public var dataIn: Int
    /// The status byte.
    public var status: UInt8
    /// The sense data; empty where there is none.
    public var sense: [UInt8]

    /// Describes one command.
    public init(
        unit: String, nexus: Int, segment: UInt16?, name: String, cdb: [UInt8], issued: Instant,
        dataOut: Int, dataIn: Int, status: UInt8, sense: [UInt8]
    ) {
        self.unit = unit
        self.nexus = nexus
        self.segment = segment
        self.name = name
        self.cdb = cdb
        self.issued = issued
        self.dataOut = dataOut
        self.dataIn = dataIn
        self.status = status
        self.sense = sense
    }
}

/// A segment of an EXTENDED COPY that began or ended.
public struct SegmentEvent: Sendable {
    /// Its number, from 0.
    public var number: Int
    /// What kind of segment it is.
    public var name: String
    /// Whether it ended; else it began.
    public var hasEnded: Bool
    /// What went wrong; `nil` for a good end.
    public var sense: String?

    /// Describes a beginning or an end.
    public init(number: Int, name: String, hasEnded: Bool, sense: String? = nil) {
        self.number = number
        self.name = name
        self.hasEnded = hasEnded
        self.sense = sense
    }
}

/// A change of the quiesce watch.
public struct QuiesceEvent: Sendable {
    /// What the watch came to.
    public enum State: String, Sendable {
        /// It began to wait.
        case waiting
        /// A write moved the end of the quiet period.
        case restarted
        /// The quiet period has passed.
        case quiet
        /// The timeout came first.
        case timedOut = "timed_out"
    }

    /// The logical unit that is watched.
    public var unit: String
    /// What the watch came to.
    public var state: State
    /// Until when there must be no write.
    public var quietAt: Instant

    /// Describes one change.
    public init(unit: String, state: State, quietAt: Instant) {
        self.unit = unit
        self.state = state
        self.quietAt = quietAt
    }
}

/// A step that began or ended.
public struct StepEvent: Sendable {
    /// What the step does: `quiesce`, `snapshot`, `backup` and so on.
    public var name: String
    /// Further words for a person.
    public var detail: String
    /// `nil` at its beginning, then whether it went well.
    public var isGood: Bool?

    /// Describes a beginning or an end.
    public init(name: String, detail: String, isGood: Bool? = nil) {
        self.name = name
        self.detail = detail
        self.isGood = isGood
    }
}
