import Devices
import SCSI

/// Names a copy: list identifiers are unique for an I_T nexus and the logical unit that got the
/// command (SPC-4 6.4.2).
struct CopyName: Hashable {
    let nexus: NexusIdentifier
    let receiver: ObjectIdentifier
    let listIdentifier: UInt8
}

/// What is kept of a copy for RECEIVE COPY RESULTS.
struct CopyResult {
    let name: CopyName
    let segmentsProcessed: Int
    let bytesWritten: UInt64
    let status: SCSIStatus
    /// The sense data that ended it; empty where it went well.
    let senseBytes: [UInt8]
    /// Whether RECEIVE COPY STATUS can still be answered.
    var hasStatus = true
    /// Whether RECEIVE COPY FAILURE DETAILS can still be answered.
    var hasDetails: Bool
}

/// The copies that run and the results of those that ended.
struct CopyResults {
    private(set) var running: [CopyName: CopyOperation] = [:]
    /// Oldest first.
    private var kept: [CopyResult] = []
    private let limit: Int

    /// Results of at most `limit` copies are kept for each nexus.
    init(limit: Int) { self.limit = limit }

    /// A copy begins; results of an earlier one of that name go.
    mutating func begin(_ name: CopyName, _ operation: CopyOperation) {
        kept.removeAll { $0.name == name }
        running[name] = operation
    }

    /// A copy has ended.
    mutating func end(_ name: CopyName, _ result: CopyResult) {
        running[name] = nil
        kept.append(result)
        let ofNexus = kept.filter { $0.name.nexus == name.nexus }.count
        if ofNexus > limit, let oldest = kept.firstIndex(where: { $0.name.nexus == name.nexus }) {
            kept.remove(at: oldest)
        }
    }

    /// What is kept of a copy.
    func result(_ name: CopyName) -> CopyResult? { kept.first { $0.name == name } }

    /// The status was told, and is dropped (SPC-4 6.25).
    mutating func dropStatus(_ name: CopyName) { change(name) { $0.hasStatus = false } }

    /// The details were told, and are dropped (SPC-4 6.27).
    mutating func dropDetails(_ name: CopyName) { change(name) { $0.hasDetails = false } }

    private mutating func change(_ name: CopyName, _ body: (inout CopyResult) -> Void) {
        if let index = kept.firstIndex(where: { $0.name == name }) { body(&kept[index]) }
    }
}
