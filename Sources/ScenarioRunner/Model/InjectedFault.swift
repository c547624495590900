import SCSI
import Timebase

/// Something that goes wrong at a logical unit.
public struct InjectedFault: Equatable, Sendable {
    /// When it goes wrong.
    public enum Trigger: Equatable, Sendable {
        /// At a command that the copy manager sends for this segment (from 0) of an EXTENDED COPY.
        case segment(UInt16, nth: UInt64)
        /// At the nth command (from 1) of a kind, whoever sends it.
        case command(OperationCode, nth: UInt64)
        /// At the first command at or after an instant.
        case time(Instant)
    }

    /// What the command meets.
    public enum Effect: Equatable, Sendable {
        /// CHECK CONDITION with this sense data; the command has no other effect.
        case checkCondition(SenseTriple)
        /// BUSY status.
        case busy
        /// No answer: the device cannot be reached.
        case unreachable
    }

    /// The logical unit's identifier; snapshots have theirs from the step that makes them.
    public var logicalUnit: String
    /// When it goes wrong.
    public var trigger: Trigger
    /// How many commands, one after the other, meet it; 1 or more.
    public var times: UInt64
    /// What the command meets.
    public var effect: Effect
    /// The line in the file, counted from 1.
    public var line: Int
}

/// Sense key, additional sense code and its qualifier.
public struct SenseTriple: Equatable, Sendable {
    /// SENSE KEY.
    public var key: SenseKey
    /// ADDITIONAL SENSE CODE.
    public var asc: UInt8
    /// ADDITIONAL SENSE CODE QUALIFIER.
    public var ascq: UInt8

    /// Creates a triple.
    public init(key: SenseKey, asc: UInt8, ascq: UInt8) {
        self.key = key
        self.asc = asc
        self.ascq = ascq
    }
}
