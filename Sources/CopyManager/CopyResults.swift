import Devices
import SCSI
import Timebase

/// Names a copy: list identifiers are unique for an I_T nexus and the logical unit that got the
/// command, whichever of the commands they came with (SPC-4, LIST IDENTIFIER field).
struct CopyName: Hashable {
    let nexus: NexusIdentifier
    let receiver: ObjectIdentifier
    let listIdentifier: UInt32
}

/// What is kept of a copy for the commands that retrieve its results.
struct CopyResult {
    let name: CopyName
    /// The command that began it.
    let command: ThirdPartyCopyCommand
    var segmentsProcessed = 0
    /// Bytes that were written.
    var bytesWritten: UInt64 = 0
    /// How much was written, in the units.
    var transferCount: UInt64 = 0
    var transferCountUnits = TransferCountUnits.bytes
    var status = SCSIStatus.good
    /// The sense data that ended it; empty where there was none.
    var senseBytes: [UInt8] = []
    /// Where a copy of the newer commands stands.
    var operationStatus = CopyOperationStatus.completed
    var held = HeldBytes()
    /// Tokens that it made, with the CSCD descriptor IDs that they were made for.
    var tokens: [RODTokenDescriptor] = []
    /// OPERATION COUNTER: how often the status changed since it was first told of.
    var operationCounter: UInt16 = 0
    /// When it ended.
    var ended = Instant.zero
    /// Whether RECEIVE COPY STATUS can still be answered.
    var hasStatus = true
    /// Whether RECEIVE COPY FAILURE DETAILS can still be answered.
    var hasDetails = false
    /// LIST ID USAGE 10b: results may be dropped.
    var mayDrop = false

    /// Held data after the copy has ended.
    struct HeldBytes {
        var bytes: [UInt8] = []
        var hasDiscarded = false
    }
}

/// The copies that run and the results of those that ended.
struct CopyResults {
    /// A copy that has not ended.
    struct Running {
        let operation: any RunningCopy
        let command: ThirdPartyCopyCommand
        let isBackground: Bool
        /// Whether anybody was told that it goes on.
        var wasReported = false
        /// Whether its logical unit was reset, so that nothing is kept of it.
        var wasReset = false
    }

    private(set) var running: [CopyName: Running] = [:]
    /// Oldest first.
    private(set) var kept: [CopyResult] = []
    private let limit: Int
    private let retention: Nanoseconds?
    private let keepsFailures: Bool

    /// Results of at most `limit` copies are kept for each nexus, for the time of `retention`; of
    /// those that did not end GOOD only where `keepsFailures`.
    init(limit: Int, retention: Nanoseconds?, keepsFailures: Bool) {
        self.limit = limit
        self.keepsFailures = keepsFailures
        self.retention = retention
    }

    /// A copy begins; results of an earlier one of that name go.
    mutating func begin(_ name: CopyName, _ copy: Running) {
        kept.removeAll { $0.name == name }
        running[name] = copy
    }

    /// Somebody is told that a copy goes on.
    mutating func noteReport(of name: CopyName) { running[name]?.wasReported = true }

    /// A copy has ended.
    mutating func end(_ ended: CopyResult) {
        var result = ended
        let name = result.name
        let isFailure = result.status != .good
        if running[name]?.wasReset == true || isFailure && !keepsFailures {
            running[name] = nil
            return
        }
        if running[name]?.wasReported == true { result.operationCounter = 1 }
        running[name] = nil
        kept.removeAll { $0.name == name }
        kept.append(result)
        let ofNexus = kept.filter { $0.name.nexus == name.nexus }.count
        if ofNexus > limit, let oldest = kept.firstIndex(where: { $0.name.nexus == name.nexus }) {
            kept.remove(at: oldest)
        }
    }

    /// What is kept of a copy.
    mutating func result(_ name: CopyName, at now: Instant) -> CopyResult? {
        if let retention { kept.removeAll { $0.ended + retention <= now } }
        return kept.first { $0.name == name }
    }

    /// Changes what is kept of a copy.
    mutating func change(_ name: CopyName, _ body: (inout CopyResult) -> Void) {
        if let index = kept.firstIndex(where: { $0.name == name }) { body(&kept[index]) }
    }

    /// Forgets a copy that has ended.
    mutating func drop(_ name: CopyName) { kept.removeAll { $0.name == name } }

    /// The nexus is gone, and with it what was kept for it; its copies go on.
    mutating func lose(_ nexus: NexusIdentifier) { kept.removeAll { $0.name.nexus == nexus } }

    /// The logical unit was reset, and nothing is kept for it, nor of what it has running when that
    /// has ended.
    mutating func reset(_ receiver: ObjectIdentifier) {
        kept.removeAll { $0.name.receiver == receiver }
        for name in running.keys where name.receiver == receiver {
            running[name]?.wasReset = true
        }
    }
}
