import SCSI
import Timebase
import WireBytes

/// Why a step of a backup or a restore ended without its result.
public enum BackupError: Error, Sendable {
    /// No quiet period came before the timeout.
    case noQuietPeriod(idleFor: Nanoseconds, timeout: Nanoseconds, at: Instant)
    /// The snapshot could not be taken.
    case noSnapshot(String)
    /// A command ended badly.
    case command(CommandFailure)
    /// A device answered something that the backup cannot work with.
    case unsuitable(device: String, what: String, expected: String)
    /// An EXTENDED COPY of an archive's stream ended badly; the failure says what is on tape.
    case stream(StreamFailure)
    /// An EXTENDED COPY of a restore ended badly.
    case restore(RestoreFailure)
    /// There is no such backup on the cartridges, or more than one.
    case noSuchBackup(String)
    /// What is on tape is not an archive of this program's.
    case notAnArchive(String)
}

/// A command that ended with another status than GOOD, or with none.
public struct CommandFailure: Sendable {
    /// The command's name.
    public var command: String
    /// The device, as the caller named it.
    public var device: String
    /// What came back.
    public var reply: Reply

    /// The status and the sense data in words.
    var text: String { reply.text(sense: try? SenseData(reply.sense)) }
}

extension Reply {
    /// The status with decoded sense data in words, or why there is none.
    public func text(sense: SenseData?) -> String {
        switch transportFailure {
        case .unreachable: return "no answer"
        case .timedOut: return "no answer in time"
        case .notDelivered(let why): return why
        case nil: break
        }
        let status = status.meaning ?? hexadecimal(status.rawValue)
        return sense.map { status + ", " + $0.text } ?? status
    }
}

extension BackupError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noQuietPeriod(let idleFor, let timeout, let instant):
            return "no quiet period of \(idleFor) within \(timeout): given up at \(instant)"
        case .noSnapshot(let why):
            return "no snapshot: " + why
        case .command(let failure):
            return "\(failure.command) to \(failure.device): \(failure.text)"
        case .unsuitable(let device, let what, let expected):
            return "\(device): \(what); expected: \(expected)"
        case .stream(let failure):
            return failure.text
        case .restore(let failure):
            return failure.text
        case .noSuchBackup(let what):
            return what
        case .notAnArchive(let why):
            return "not a backup: " + why
        }
    }
}
