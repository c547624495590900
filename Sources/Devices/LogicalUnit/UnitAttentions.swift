import SCSI

/// The unit attention conditions that each I_T nexus has yet to be told of (SAM-5 5.14).
struct UnitAttentions {
    /// Pending conditions of nexuses that have been seen, oldest first.
    private var pending: [NexusIdentifier: [AdditionalSenseCode]] = [:]
    /// What a nexus that was never seen is told first.
    private let initial: AdditionalSenseCode?

    /// Every nexus is told of `initial` when it is first seen; of nothing where it is `nil`.
    init(initial: AdditionalSenseCode? = .powerOnOrReset) { self.initial = initial }

    /// Makes a condition known to all nexuses, or to all but one.
    mutating func establish(_ code: AdditionalSenseCode, exceptFor nexus: NexusIdentifier? = nil) {
        for known in pending.keys where known != nexus {
            // A condition that is pending already is not queued again (SAM-5 5.14.3).
            if pending[known]?.contains(code) == false { pending[known]?.append(code) }
        }
    }

    /// Whether a nexus has nothing to be told.
    func areNone(for nexus: NexusIdentifier) -> Bool { pending[nexus]?.isEmpty == true }

    /// The oldest pending condition, which is cleared by being reported.
    mutating func take(for nexus: NexusIdentifier) -> AdditionalSenseCode? {
        guard let codes = pending[nexus] else {
            pending[nexus] = []
            return initial
        }
        guard let first = codes.first else { return nil }
        pending[nexus]?.removeFirst()
        return first
    }
}
