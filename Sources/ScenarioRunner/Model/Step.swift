import ServerlessBackup
import Timebase

/// One thing that the server does. When a step fails, those after it are not begun.
public struct Step: Equatable, Sendable {
    /// What is done.
    public enum Action: Equatable, Sendable {
        /// Waits until nothing was written to a disk for a while, or gives up.
        case quiesce(QuiesceStep)
        /// Makes a static view of a disk, as a logical unit of its own.
        case snapshot(SnapshotStep)
        /// Copies a disk or snapshot to tape.
        case backup(BackupStep)
        /// Copies a backup from tape to a disk.
        case restore(RestoreStep)
        /// Compares two disks or snapshots bit for bit.
        case verify(VerifyStep)
        /// Lets time pass; more than none.
        case wait(Nanoseconds)
        /// Sends one EXTENDED COPY(LID1).
        case copy(CopyStep)
    }

    /// What is done.
    public var action: Action
    /// The line in the file, counted from 1.
    public var line: Int

    /// The kind of step, as the file's key names it.
    public var kind: StepKind {
        switch action {
        case .quiesce: .quiesce
        case .snapshot: .snapshot
        case .backup: .backup
        case .restore: .restore
        case .verify: .verify
        case .wait: .wait
        case .copy: .copy
        }
    }
}

/// The kinds of steps, as the file's keys name them.
public enum StepKind: String, CaseIterable, Equatable, Sendable {
    case quiesce, snapshot, backup, restore, verify, wait, copy
}

/// Waits for a quiet period.
public struct QuiesceStep: Equatable, Sendable {
    /// The quiet period where the scenario names none.
    public static let defaultIdleFor = QuiesceWatch.defaultIdle
    /// The timeout where the scenario names none.
    public static let defaultTimeout = QuiesceWatch.defaultTimeout

    /// The disk's identifier.
    public var disk: String
    /// How long nothing may be written; more than none.
    public var idleFor: Nanoseconds
    /// How long the wait may take; at least `idleFor`.
    public var timeout: Nanoseconds
}

/// Makes a snapshot.
public struct SnapshotStep: Equatable, Sendable {
    /// The disk or snapshot that is viewed.
    public var source: String
    /// The identifier of the new logical unit.
    public var id: String
}

/// Backs up to tape.
public struct BackupStep: Equatable, Sendable {
    /// The disk or snapshot that is backed up.
    public var source: String
    /// The tapes; the second goes on where the first is full.
    public var tapes: [String]
    /// The backup's name on tape; the scenario's name by default.
    public var name: String
    /// The length of a tape record in bytes: see `ArchiveHeader.isRecordLength`. nil where the
    /// scenario names none: see `ArchiveBackup.recordLength`.
    public var record: Int?
    /// What goes to tape.
    public var content: ArchiveContent
    /// Which files, where chosen files go to tape.
    public var files: [String]
    /// Whether compressed files are decompressed, through the server.
    public var expand: Bool
}

/// Restores from tape.
public struct RestoreStep: Equatable, Sendable {
    /// The tapes, in the backup's order.
    public var tapes: [String]
    /// The disk that is overwritten.
    public var disk: String
    /// The backup's name on tape; the scenario's name by default.
    public var name: String
    /// The files whose blocks are restored; empty for the whole backup.
    public var files: [String]
}

/// Compares bit for bit: the step fails if anything differs.
public struct VerifyStep: Equatable, Sendable {
    /// The disk or snapshot that is examined.
    public var subject: String
    /// What it is compared with.
    public var reference: String
    /// Which blocks are compared.
    public var blocks: VerifiedBlocks
}

/// The blocks that a verify step compares, as the file names them.
public enum VerifiedBlocks: String, CaseIterable, Equatable, Sendable {
    /// Every block.
    case all
    /// Those that the reference's volumes have in use, and those outside of its volumes.
    case used
}
