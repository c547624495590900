import Media
import SCSI
import Timebase

/// How a task ended.
public struct Completion: Sendable {
    /// The status.
    public var status: SCSIStatus
    /// The sense data, with CHECK CONDITION and with what is worth saying beside GOOD.
    public var sense: SenseData? {
        get { storedSense?.data }
        set { storedSense = newValue.map(StoredSense.init) }
    }
    /// Whether there is sense data.
    public var hasSense: Bool { storedSense != nil }
    /// Sense data is large and rare, and a completion is handed on many times.
    private var storedSense: StoredSense?
    /// How the logical unit writes its sense data at present.
    public var senseFormat = SenseData.Format.fixed
    /// The Data-In Buffer; it may hold pieces that are still in a file: see `DataBuffer`.
    public var dataIn = DataBuffer()
    /// What the medium had to do, for the time that it takes.
    public var work = MediumWork()

    /// A status with nothing else.
    public init(status: SCSIStatus, sense: SenseData? = nil) {
        self.status = status
        storedSense = sense.map(StoredSense.init)
    }

    /// GOOD with nothing to return.
    public static var good: Completion { Completion(status: .good) }

    /// GOOD with the first `allocationLength` bytes of `bytes` (SPC-4 4.3.5.6).
    public static func good(_ bytes: [UInt8], allocationLength: some BinaryInteger) -> Completion {
        var completion = Completion.good
        completion.dataIn = DataBuffer(Array(bytes.prefix(Int(clamping: allocationLength))))
        return completion
    }

    /// CHECK CONDITION with sense data.
    public static func check(_ sense: SenseData) -> Completion {
        Completion(status: .checkCondition, sense: sense)
    }

    /// CHECK CONDITION with a sense key and a code.
    public static func check(
        _ key: SenseKey, _ code: AdditionalSenseCode, at field: FieldPointer? = nil
    ) -> Completion {
        .check(SenseData(key, code, at: field))
    }

    /// ILLEGAL REQUEST, INVALID FIELD IN CDB, with the field's first byte and, for a field of
    /// bits, its highest bit.
    public static func invalidCDB(byte: Int, bit: UInt8? = nil) -> Completion {
        .check(.illegalRequest, .invalidFieldInCDB, at: .cdb(byte, bit: bit))
    }

    /// ILLEGAL REQUEST, INVALID FIELD IN PARAMETER LIST.
    public static func invalidParameter(byte: Int, bit: UInt8? = nil) -> Completion {
        .check(
            .illegalRequest, .invalidFieldInParameterList, at: .parameterList(byte, bit: bit))
    }

    /// The sense data as bytes; empty where there is none.
    public var senseBytes: [UInt8] { sense?.encoded(senseFormat) ?? [] }
}

/// Sense data in memory of its own.
private final class StoredSense: Sendable {
    let data: SenseData

    init(_ data: SenseData) { self.data = data }
}

/// What a medium had to do for a task; a timing model makes a duration of it.
public struct MediumWork: Equatable, Sendable {
    /// Bytes read from or written to the medium.
    public var bytes: Int64 = 0
    /// Objects or blocks passed over to get to a place.
    public var distance: Int64 = 0

    /// No work.
    public init(bytes: Int64 = 0, distance: Int64 = 0) {
        self.bytes = bytes
        self.distance = distance
    }
}

/// What became of a task when it was given to its logical unit.
public enum TaskOutcome {
    /// It has ended.
    case ended(Completion)
    /// It goes on in steps, whose time others run.
    case running(any RunningTask)
    /// It has ended, and something goes on in steps of which its initiator hears no more.
    case background(Completion, any RunningTask)
}

/// A task that goes on: an EXTENDED COPY.
public protocol RunningTask: AnyObject {
    /// Does a bounded part of the work.
    ///
    /// - Parameter now: the instant at which the part begins.
    /// - Returns: how long it took, and the completion if it was the last part.
    func advance(at now: Instant) -> StepResult
}

/// What one step of a running task came to.
public struct StepResult {
    /// The time that the step took.
    public var duration: Nanoseconds
    /// How the task ended, with its last step.
    public var completion: Completion?
    /// Whether the task is no more, and its initiator hears nothing of it: it was aborted by task
    /// management.
    public var isAborted = false

    /// The result of one step.
    public init(duration: Nanoseconds, completion: Completion? = nil) {
        self.duration = duration
        self.completion = completion
    }

    /// The last step of a task that task management aborted.
    public static var aborted: StepResult {
        var result = StepResult(duration: .zero)
        result.isAborted = true
        return result
    }
}
