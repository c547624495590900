/// What `never` and `sometimes` speak of: things that a run's trace shows or does not show.
public enum EventName: String, CaseIterable, Equatable, Sendable {
    /// A write of a workload completed.
    case writeCompleted = "write_completed"
    /// A write of a workload completed on a disk while an EXTENDED COPY was running.
    case writeDuringCopy = "write_during_copy"
    /// A quiet period was reached.
    case quiesceReached = "quiesce_reached"
    /// No quiet period came before the timeout.
    case quiesceTimedOut = "quiesce_timed_out"
    /// A snapshot was made.
    case snapshotCreated = "snapshot_created"
    /// An EXTENDED COPY began.
    case copyStarted = "copy_started"
    /// An EXTENDED COPY ended with GOOD status.
    case copyCompleted = "copy_completed"
    /// An EXTENDED COPY ended with CHECK CONDITION after its first segment had begun.
    case copyAborted = "copy_aborted"
    /// A record or filemark was written to a tape.
    case tapeWritten = "tape_written"
    /// A tape reached early warning.
    case earlyWarning = "early_warning"
    /// A fault of the scenario took effect.
    case faultInjected = "fault_injected"
}
