import Timebase

/// An initiator's way to one logical unit: an I_T_L nexus.
///
/// In simulation a call runs the event loop until the command has ended; on a machine it is an
/// SG_IO. Whoever uses it cannot tell which.
public protocol Initiator: AnyObject {
    /// Sends a command and waits for its end.
    func execute(_ request: CommandRequest) -> Reply
}

/// A command to be sent.
public struct CommandRequest: Sendable {
    /// The command descriptor block.
    public var cdb: [UInt8]
    /// The Data-Out Buffer.
    public var dataOut: [UInt8]
    /// How many bytes the Data-In Buffer holds.
    public var dataInLength: Int
    /// How long the command may take.
    public var timeout: Nanoseconds

    /// The timeout of commands for which nobody has said more.
    public static let defaultTimeout = Nanoseconds.seconds(60)

    /// A command with what it sends and how much it may return.
    public init(
        cdb: [UInt8], dataOut: [UInt8] = [], dataInLength: Int = 0,
        timeout: Nanoseconds = defaultTimeout
    ) {
        self.cdb = cdb
        self.dataOut = dataOut
        self.dataInLength = dataInLength
        self.timeout = timeout
    }
}

/// What became of a command.
public struct Reply: Sendable, Equatable {
    /// Why a command has no status (SAM-5 5.3.1, service response).
    public enum TransportFailure: Sendable, Equatable {
        /// No logical unit answered.
        case unreachable
        /// The command did not end in time.
        case timedOut
        /// The operating system or the transport could not carry the command out, or cannot say
        /// whether it did. The text says why, for people, and names the device.
        case notDelivered(String)
    }

    /// The status; GOOD where `transportFailure` is set means nothing.
    public var status: SCSIStatus
    /// The sense data; empty where there is none.
    public var sense: [UInt8]
    /// The Data-In Buffer.
    public var dataIn: [UInt8]
    /// Why there is no status.
    public var transportFailure: TransportFailure?

    /// A reply with a status.
    public init(status: SCSIStatus, sense: [UInt8] = [], dataIn: [UInt8] = []) {
        self.status = status
        self.sense = sense
        self.dataIn = dataIn
    }

    /// A command that got no status.
    public init(transportFailure: TransportFailure) {
        status = .good
        sense = []
        dataIn = []
        self.transportFailure = transportFailure
    }

    /// Whether the command ended with GOOD.
    public var isGood: Bool { transportFailure == nil && status == .good }

    /// Whether the command did what it was asked to. It did so too where the device had to try
    /// more than once, which it tells by RECOVERED ERROR.
    public var hasSucceeded: Bool {
        if isGood { return true }
        guard let sense = checkConditionSense else { return false }
        return sense.key == .recoveredError && !sense.isDeferred
    }

    /// The sense data of a CHECK CONDITION; nil where there is none that can be read.
    public var checkConditionSense: SenseData? {
        guard transportFailure == nil, status == .checkCondition else { return nil }
        return try? SenseData(sense)
    }
}
