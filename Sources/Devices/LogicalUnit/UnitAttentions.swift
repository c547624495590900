import SCSI

/// The unit attention conditions that each I_T nexus has yet to be told of (SAM-5 5.14).
struct UnitAttentions {
    /// Pending conditions of nexuses that have been seen, oldest first; but resets and nexus loss
    /// stand before all others.
    private var pending: [NexusIdentifier: [AdditionalSenseCode]] = [:]
    /// The nexus that was last seen to have nothing to be told: nearly every command comes from it.
    private var untroubled: NexusIdentifier?
    /// What a nexus that was never seen is told first.
    private let initial: AdditionalSenseCode?

    /// Every nexus is told of `initial` when it is first seen; of nothing where it is `nil`.
    init(initial: AdditionalSenseCode? = .powerOnOrReset) { self.initial = initial }

    /// Makes a condition known to all nexuses, or to all but one.
    mutating func establish(_ code: AdditionalSenseCode, exceptFor nexus: NexusIdentifier? = nil) {
        for known in pending.keys where known != nexus { add(code, for: known) }
    }

    /// Makes a condition known to one nexus. One that was never seen learns of a reset or loss
    /// with the power on.
    mutating func establish(_ code: AdditionalSenseCode, for nexus: NexusIdentifier) {
        if pending[nexus] == nil {
            if code.isReset && initial != nil { return }
            pending[nexus] = initial.map { [$0] } ?? []
        }
        add(code, for: nexus)
    }

    private mutating func add(_ code: AdditionalSenseCode, for nexus: NexusIdentifier) {
        guard var codes = pending[nexus] else { return }
        // A condition that is pending already is not queued again (SAM-5 5.14.3).
        if codes.contains(code) { return }
        let place = code.isReset ? codes.firstIndex { !$0.isReset } : nil
        codes.insert(code, at: place ?? codes.endIndex)
        pending[nexus] = codes
        if nexus == untroubled { untroubled = nil }
    }

    /// Whether a nexus has nothing to be told.
    mutating func areNone(for nexus: NexusIdentifier) -> Bool {
        if nexus == untroubled { return true }
        guard pending[nexus]?.isEmpty == true else { return false }
        untroubled = nexus
        return true
    }

    /// The condition that a nexus is told of next.
    func next(for nexus: NexusIdentifier) -> AdditionalSenseCode? {
        guard let codes = pending[nexus] else { return initial }
        return codes.first
    }

    /// The condition that a nexus is told of next, which is cleared by being reported.
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

extension AdditionalSenseCode {
    /// Power on, a reset, or the loss of an I_T nexus: what a nexus is told before a reservation
    /// conflict (SAM-5, Status precedence).
    var isReset: Bool { code == 0x29 }
}
