import SCSI
import Timebase

/// Something that must hold when the scenario has run.
public struct Expectation: Equatable, Sendable {
    /// What must hold.
    public enum Condition: Equatable, Sendable {
        /// How the quiesce step with this number (from 1) ended, and when if that matters.
        case quiesce(QuiesceEnd, at: Instant?, nth: Int)
        /// How the step of a kind with this number (from 1 among its kind) ended.
        case step(StepKind, StepResult, nth: Int)
        /// An event never happened.
        case never(EventName)
        /// An event happened at least once.
        case sometimes(EventName)
        /// What the verify step with this number (from 1) found.
        case verify(Comparison, nth: Int)
        /// The status of the last EXTENDED COPY, and its sense if that matters.
        case status(SCSIStatus, sense: SensePattern?)
        /// The sense data of the last EXTENDED COPY, whole.
        case senseBytes(BytePattern)
        /// How many bytes of file data passed through the server in backup and restore.
        case serverPayloadBytes(UInt64)
        /// What RECEIVE COPY STATUS(LID1) says of the last EXTENDED COPY.
        case copyResults(CopyResultsPattern)
        /// What stands on a tape, from its beginning to the end of data.
        case tape(String, objects: [TapeObject])
    }

    /// What must hold.
    public var condition: Condition
    /// The line in the file, counted from 1.
    public var line: Int
}

/// How a quiesce step ends.
public enum QuiesceEnd: String, CaseIterable, Equatable, Sendable {
    /// Nothing was written for as long as was asked.
    case quiet
    /// The timeout came first.
    case timedOut = "timed_out"
}

/// How a step ends.
public enum StepResult: String, CaseIterable, Equatable, Sendable {
    /// It did what it was to do.
    case good
    /// It did not.
    case failed
    /// It was not begun, because an earlier one had failed.
    case notRun = "not_run"
}

/// What a comparison finds.
public enum Comparison: String, CaseIterable, Equatable, Sendable {
    /// No byte differs.
    case identical
    /// At least one byte differs.
    case different
}

/// Sense key and, where they matter, ASC and ASCQ.
public struct SensePattern: Equatable, Sendable {
    /// SENSE KEY.
    public var key: SenseKey
    /// ADDITIONAL SENSE CODE; nil for any.
    public var asc: UInt8?
    /// ADDITIONAL SENSE CODE QUALIFIER; nil for any.
    public var ascq: UInt8?

    /// Creates a pattern; nil stands for any value.
    public init(key: SenseKey, asc: UInt8? = nil, ascq: UInt8? = nil) {
        self.key = key
        self.asc = asc
        self.ascq = ascq
    }
}

/// The fields of RECEIVE COPY STATUS(LID1) that matter; nil for any value.
public struct CopyResultsPattern: Equatable, Sendable {
    /// COPY OPERATION STATUS, 00h to 7Fh, without HDD.
    public var status: UInt8?
    /// SEGMENTS PROCESSED.
    public var segmentsProcessed: UInt16?

    /// Creates a pattern; nil stands for any value.
    public init(status: UInt8? = nil, segmentsProcessed: UInt16? = nil) {
        self.status = status
        self.segmentsProcessed = segmentsProcessed
    }
}
